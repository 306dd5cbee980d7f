"""How long a text is for X, and how it fits: by abbreviations, by a thread, or shorter by an agent's choice."""

from care.length.fit import fit
from care.length.shorter import Change, Shortening, shorten
from care.length.threads import Unfittable, thread
from care.length.weighted import DM_LIMIT, POST_LIMIT, normalised, weighted_length

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
