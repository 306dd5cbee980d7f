"""Labels of constants on the pages of gifts; see `labels.py`."""

from desk.emphasis import N_

GIFTS = {
    "gift reserved": N_("on its way"),
    "gift given": N_("given"),
    "gift back": N_("back in the pool"),
    "gift unclear": N_("not known whether it arrived"),
    "gifts done save": N_("The pool is kept."),
    "gifts done load": N_("The codes are in the pool."),
    "gifts done close": N_("No codes of it are given any more."),
    "gifts done reopen": N_("Codes of it are given again."),
    "gifts done drop": N_("The pool and its codes are gone."),
    "gifts done given": N_("It counts as given, within a minute."),
    "gifts done back": N_("The code goes back to its pool within a minute."),
    "did gift": N_("gave a code"),
    "did gift given": N_("said that a code was given"),
    "did gift back": N_("put a code back into its pool"),
    "did pool save": N_("made or changed a pool of codes"),
    "did pool load": N_("loaded codes"),
    "did pool close": N_("closed a pool of codes"),
    "did pool reopen": N_("opened a pool of codes again"),
    "did pool drop": N_("dropped a pool of codes"),
}
