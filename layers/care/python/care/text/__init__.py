"""How long a text is for X, and how it fits: by abbreviations, or by a thread."""

from care.text.counting import DM_LIMIT, POST_LIMIT, normalised, weighted_length
from care.text.fitting import fit
from care.text.splitting import Unfittable, thread

__all__ = ["DM_LIMIT", "POST_LIMIT", "Unfittable", "fit", "normalised", "thread", "weighted_length"]
