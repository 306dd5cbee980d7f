"""A number that another one takes the place of: "5, no, mejor 3", "2, actually make that a 3"."""

from collections.abc import Sequence
from typing import Final

from care.survey.numbers import Piece

# So a number is put in another's place, and what may stand beside these words.
_CORRECTS: Final = frozenset({
    "digo", "perdon", "perdona", "perdonad", "disculpa", "disculpen", "corrijo", "rectifico", "mejor", "dicho",
    "actually", "mean", "rather", "sorry", "scratch", "correction", "oops", "ups", "alias", "melhor", "dizer",
    "desculpa", "desculpe", "desculpem", "corrigindo", "make", "espera", "espere", "esperad", "wait",
})  # fmt: skip
_NO: Final = frozenset({"no", "nao", "nope", "nah"})
_THE: Final = frozenset({"the", "el", "la", "o"})
_BESIDE: Final = frozenset({
    "a", "an", "un", "um", "una", "uma", "ou", "or", "y", "e", "que", "queria", "quise", "decir", "quero", "quer",
    "it", "that", "i", "id", "uy", "ay", "ai", "uf", "eh", "ah", "lol", "jaja", "haha", "kkk", "bueno", "bom",
    "well", "va", "vale", "vou", "ponle", "pongo", "pon", "poner", "put", "say", "said", "to", "be", "is", "its",
    "me", "de", "hecho", "na", "verdad", "verdade", "en", "realidad", "pensandolo", "bien", "pensando", "bem", "le",
    "te", "les", "lhe", "doy", "dou", "dejemoslo", "quedo", "con", "fico", "com", "so", "let",
})  # fmt: skip


def taken_back(found: Sequence[Piece]) -> tuple[int, bool] | None:
    """The place of the last number, where the one before it is taken back for it in the same breath, and if surely so.

    A "no" alone with a stop behind it says that something is not right, not surely what: "un 1, no, un 0".
    """
    numbers = [at for at, piece in enumerate(found) if piece.sort == "number" and not piece.weak]
    if len(numbers) < 2:
        return None
    first, last = numbers[-2:]
    corrects = denies = False
    for at in range(first + 1, last):
        piece = found[at]
        if piece.sort == "word" or piece.weak:
            if piece.key in _CORRECTS:
                corrects = True
            elif piece.key in _NO:
                denies = denies or found[at + 1].sort == "break"
            elif piece.key not in _BESIDE and not (piece.key in _THE and at + 1 == last):
                return None  # "the lad 5, the wait 1"
        elif piece.sort != "break":
            return None
    return (last, corrects) if corrects or denies else None
