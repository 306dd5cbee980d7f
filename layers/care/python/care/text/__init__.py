"""How long a text is for X, and how it fits: by abbreviations, by a thread, or shorter by an agent's choice."""

from care.text.fit import fit
from care.text.lengths import DM_LIMIT, POST_LIMIT, normalised, weighted_length
from care.text.shorter import Change, Shortening, shorten
from care.text.threads import Unfittable, thread

__all__ = [
    "DM_LIMIT",
    "POST_LIMIT",
    "Change",
    "Shortening",
    "Unfittable",
    "fit",
    "normalised",
    "shorten",
    "thread",
    "weighted_length",
]
