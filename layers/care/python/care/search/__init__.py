"""Finding cases by what was said in them and by who wrote it: the words of a text, and those of a question."""

from care.search.words import MOST_ASKED, Asked, asked_of, words_of

__all__ = ["MOST_ASKED", "Asked", "asked_of", "words_of"]
