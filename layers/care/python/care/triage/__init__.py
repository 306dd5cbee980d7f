"""What a message is about, how urgent it is, and in which language it is written (design 4.4)."""

from dataclasses import dataclass
from typing import Literal

Topic = Literal["complaint", "after_sales", "question", "lead", "praise", "thanks", "noise"]


@dataclass(frozen=True, slots=True)
class Verdict:
    topic: Topic
    urgency: int
    language: str
    because: tuple[str, ...]


def classify(text: str, language: str | None = None) -> Verdict:
    words = text.casefold().strip(" !.¡😊🙏").split()
    thanks = {"gracias", "obrigado", "obrigada", "thanks", "thank", "you", "muchas", "mil", "ok", "vale", "muito", "perfecto"}
    words = [w.strip("!.,¡") for w in words if not w.startswith("@")]
    if words and all(w in thanks for w in words):
        return Verdict("thanks", 0, language or "", ())
    return Verdict("question", 2, language or "", ())


def wants_out(text: str) -> bool:
    return text.strip().strip(".!").casefold() in {"stop", "baja", "parar", "sair"}
