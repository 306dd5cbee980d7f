"""Labels of constants on the page of saved searches; see `labels.py`."""

from desk.emphasis import N_

SEARCHES = {
    "every 15": N_("every quarter of an hour"),
    "every 60": N_("every hour"),
    "every 240": N_("every four hours"),
    "every 1440": N_("once a day"),
    "search done save": N_("Saved: X is asked within a quarter of an hour."),
    "search done pause": N_("Paused: X is not asked."),
    "search done resume": N_("X is asked again within a quarter of an hour."),
    "search done remove": N_("Removed."),
    "search done open": N_("The case is there within a minute; its clock runs from now on."),
    "search done aside": N_("It is set aside."),
    "search done back": N_("It is on the list again."),
    "did search save": N_("saved a search at X"),
    "did search pause": N_("paused a search at X"),
    "did search resume": N_("resumed a search at X"),
    "did search remove": N_("removed a search at X"),
    "did find open": N_("opened a case of a found post"),
    "did find aside": N_("set a found post aside"),
    "did find back": N_("put a found post back"),
}
