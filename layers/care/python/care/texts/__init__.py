"""What automatic messages say: the account's own texts, checked when they are saved, and the shipped ones for the rest.

`care.texts.composing` says a text, `care.texts.preview` shows all of them. Importing this package is cheap: lengths,
links and personal data are looked at only where an account has texts of its own.
"""

from care.texts.occasions import OCCASIONS, Language, Occasion
from care.texts.settings import PrivateTexts, TextSettings, Variants

__all__ = ["OCCASIONS", "Language", "Occasion", "PrivateTexts", "TextSettings", "Variants"]
