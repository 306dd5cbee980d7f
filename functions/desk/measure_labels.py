"""Labels of the report's measures for people."""

from collections.abc import Callable

from care import late
from desk.emphasis import N_

MEASURES = {
    "messages_in": N_("Messages of customers"),
    "messages_encrypted": N_("Messages in encrypted chats"),
    "messages_by_people": N_("Replies of people"),
    "messages_automatic": N_("Automatic messages"),
    "customers": N_("Customers"),
    "customers_by_day": N_("Customers, day by day"),
    "cases_opened": N_("Cases opened"),
    "cases_resolved": N_("Cases resolved"),
    "cases_reopened": N_("Cases reopened"),
    "unanswerable": N_("Cases X lets nobody answer"),
    "never_answered": N_("Never answered"),
    "first_response_open_within_hour": N_("Answered within an open hour"),
    "first_response_wall_within_hour": N_("Answered within an hour"),
    "sla_kept": N_("Response targets kept"),
    "promises_kept": N_("Promises kept"),
    "moved_to_private": N_("Moved to private"),
    "csat_response_rate": N_("CSAT: who answers"),
    "csat_mean_of_10": N_("CSAT: mean of 10"),
    "csat_top_two": N_("CSAT: scores of 4 and 5"),
    "nps_response_rate": N_("NPS: who answers"),
    "nps_mean_of_10": N_("NPS: mean of 10"),
    "nps_would_recommend": N_("NPS: would recommend"),
    "nps": N_("NPS"),
    "selfservice_conversations": N_("Automatic conversations"),
    "selfservice_solved": N_("Solved without a person"),
    "selfservice_handed_over": N_("Handed over to a person"),
    "spent": N_("Dollars at X"),
    "spent_per_case": N_("Dollars for each case"),
}
_CLOCKS = {
    "first_response_wall": N_("First response as felt, %(percent)s %%"),
    "first_response_open": N_("First response in open time, %(percent)s %%"),
    "resolution_wall": N_("Resolution as felt, %(percent)s %%"),
    "resolution_open": N_("Resolution in open time, %(percent)s %%"),
}
_PERCENTILE = late.pattern(r"(\w+)_p(\d+)")


def measure_label(name: str, t: Callable[[str], str]) -> str:
    """A measure by its name, said in the language of `t`; what has no label is called by its name."""
    if (found := _PERCENTILE.fullmatch(name)) and found[1] in _CLOCKS:
        return t(_CLOCKS[found[1]]) % {"percent": found[2]}
    return t(MEASURES[name]) if name in MEASURES else name


# What is wrong of a stack, as the health page says it.
HEALTH = {
    "wrong dead letters": N_("messages that will not work"),
    "wrong queue stands": N_("waits too long"),
    "wrong webhook invalid": N_("X does not deliver"),
    "wrong webhook not looked at": N_("not looked at within the hour"),
    "wrong keys old": N_("keys are a year old: rotate them"),
    "wrong keys unreadable": N_("the secret cannot be described"),
    "wrong unusually quiet": N_("unusually quiet"),
    "wrong limit used up": N_("a limit of X is used up"),
    "wrong settings unreadable": N_("a newer release wrote the settings: its messages wait"),
}
