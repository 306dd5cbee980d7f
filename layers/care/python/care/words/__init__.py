"""The words of codes in the reader's language: for the desk, its API and the operator's command.

`*.es.po`, `*.pt.po` and `*.en.po` hold them; an id there is a code, or the name of a parameter and one of its values
("kinds email"). Only what speaks to people imports this package: it reads catalogues, and rules and queues have codes.
"""

from care.words.faults import fault, place
from care.words.outcomes import LANGUAGES, NAMES, Language, sentence, told, word

__all__ = ["LANGUAGES", "NAMES", "Language", "fault", "place", "sentence", "told", "word"]
