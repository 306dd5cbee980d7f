"""What automatic messages say: the account's own texts, checked when they are saved, and the shipped ones for the rest.

`care.texts.composition` says a text. Importing this package is cheap: lengths, links and personal data are looked at
only where an account has texts of its own.
"""

from care.model.settings.occasions import OCCASIONS, Language, Occasion
from care.model.settings.texts import PrivateTexts, TextSettings, Variants

__all__ = ["OCCASIONS", "Language", "Occasion", "PrivateTexts", "TextSettings", "Variants"]
