"""`make train`: learn the topics from `messages` and `frames.toml`, and write the weights that triage reads.

Languages are learned by their letters from the same and from `answers`, and from these what words mean as the answer to
a survey. From `stops` it is learned what asks for no more messages.

One logistic regression for each topic over hashed words, beginnings and pairs. Its probabilities are mended on
predictions for industries that were left out of the learning. Nothing is drawn by chance: the same messages give the
same bytes.
"""

import json
from collections.abc import Sequence
from typing import Any, Final

import numpy as np
from scipy.sparse import csr_matrix
from sklearn.linear_model import LogisticRegression

from care.survey import beside, weighed
from care.survey import learned as answers
from care.survey.learned import Meaning
from care.triage import letters, stop_learned
from care.triage.features import BUCKETS, bucket, parts
from care.triage.learned import WEIGHTS
from care.triage.letters import PLACES, grams
from care.triage.words import Word, words
from infra.training.answers import Answer, all_answers, written
from infra.training.messages import Labelled, everything
from infra.training.scores import Number, numbers
from infra.training.stops import Request, requests

_STRENGTH: Final = 8.0
_STRENGTH_OF_ANSWERS: Final = 20.0
_STRENGTH_OF_STOPS: Final = 20.0
_STRENGTH_OF_SCORES: Final = 40.0
# What is put together by code counts for less than what was written.
_FRAME: Final = 0.7
FRAMES: Final = "frames"
LANGUAGES: Final = ("es", "pt", "en")


def matrix(read: Sequence[Sequence[Word]], width: int = BUCKETS) -> Any:
    """A row for each text's words, as long as 1 whatever the text's length."""
    return rows_of([sorted({bucket(name) & (width - 1) for name, _ in parts(one)}) for one in read], width)


def rows_of(told: Sequence[Sequence[int]], width: int) -> Any:
    """A row of length 1 for each of the lists of places."""
    places = [place for row in told for place in row]
    values = [len(row) ** -0.5 for row in told for _ in row]
    ends = np.cumsum([0, *map(len, told)])
    return csr_matrix((values, places, ends), shape=(len(told), width))


def learn(rows: Any, wanted: Any, weights: Any, strength: float = _STRENGTH) -> Any:
    """A model of one topic or meaning: a coefficient for each place, and the intercept."""
    model = LogisticRegression(solver="liblinear", C=strength, random_state=0, tol=1e-4)
    return model.fit(rows, wanted, sample_weight=weights)


def left_out(messages: Sequence[Labelled]) -> tuple[list[str], Any, Any]:
    """Topics, and for each written message its scores by models that saw no message of its industry."""
    rows = matrix([words(message.text) for message in messages])
    labels = np.array([message.topic for message in messages])
    groups = np.array([message.industry for message in messages])
    weights = np.where(groups == FRAMES, _FRAME, 1.0)
    topics = sorted(set(labels))
    scores = np.zeros((len(messages), len(topics)))
    for group in sorted(set(groups) - {FRAMES}):
        out = groups == group
        for at, topic in enumerate(topics):
            model = learn(rows[~out], (labels == topic)[~out], weights[~out])
            scores[out, at] = model.decision_function(rows[out])
    return topics, scores, groups != FRAMES


def weights_of(messages: Sequence[Labelled]) -> bytes:
    """The file."""
    topics, scores, judged = left_out(messages)
    labels = np.array([message.topic for message in messages])
    frames = np.array([message.industry == FRAMES for message in messages])
    rows = matrix([words(message.text) for message in messages])
    told: dict[str, list[Any]] = {"topics": topics, "steps": [], "intercepts": [], "slopes": [], "offsets": []}
    tables: list[bytes] = []
    for at, topic in enumerate(topics):
        model = learn(rows, labels == topic, np.where(frames, _FRAME, 1.0))
        step = float(np.abs(model.coef_).max()) / 127
        tables.append(np.rint(model.coef_[0] / step).astype(np.int8).tobytes())
        mended = LogisticRegression(solver="liblinear", C=1e3, random_state=0)
        mended.fit(scores[judged, at : at + 1], (labels == topic)[judged])
        told["steps"].append(round(step, 5))
        told["intercepts"].append(round(float(model.intercept_[0]), 3))
        told["slopes"].append(round(float(mended.coef_[0][0]), 3))
        told["offsets"].append(round(float(mended.intercept_[0]), 3))
    return json.dumps(told).encode() + b"\n" + b"".join(tables)


def packed(head: dict[str, list[Any]], models: Sequence[Any]) -> bytes:
    """The file of some models, as `care.triage.weights` reads it."""
    steps = [float(np.abs(model.coef_).max()) / 127 for model in models]
    head |= {
        "steps": [round(step, 5) for step in steps],
        "intercepts": [round(float(model.intercept_[0]), 3) for model in models],
    }
    tables = [
        np.rint(model.coef_[0] / step).astype(np.int8).tobytes() for model, step in zip(models, steps, strict=True)
    ]
    return json.dumps(head).encode() + b"\n" + b"".join(tables)


def letters_of(messages: Sequence[Labelled | Answer]) -> bytes:
    """The file that tells languages by their letters."""
    told = [(message.language, sorted(places)) for message in messages if (places := grams(message.text))]
    rows = rows_of([row for _, row in told], PLACES)
    labels = np.array([language for language, _ in told])
    models = [learn(rows, labels == language, None) for language in LANGUAGES]
    return packed({"languages": list(LANGUAGES)}, models)


def meanings_of(learned: Sequence[Answer]) -> bytes:
    """The file that tells what an answer without a score means."""
    rows = matrix([answers.read_as(answer.text) for answer in learned], answers.PLACES)
    labels = np.array([answer.meaning for answer in learned])
    counts = np.array([answer.counts for answer in learned])
    models = [learn(rows, labels == meaning, counts, _STRENGTH_OF_ANSWERS) for meaning in Meaning._fields]
    return packed({"meanings": list(Meaning._fields)}, models)


def stops_of(learned: Sequence[Request]) -> bytes:
    """The file that tells whether a text asks for no more messages."""
    rows = matrix([words(request.text) for request in learned], stop_learned.PLACES)
    wanted = np.array([request.stops for request in learned])
    model = learn(rows, wanted, np.array([request.counts for request in learned]), _STRENGTH_OF_STOPS)
    return packed({}, [model])


def scores_of(learned: Sequence[Number]) -> bytes:
    """The file that tells whether a number is the score of an answer."""
    rows = rows_of(
        [sorted({beside.place(sign) for sign in beside.signs(one.found, one.at)}) for one in learned], beside.PLACES
    )
    wanted = np.array([one.is_score for one in learned])
    model = learn(rows, wanted, np.array([one.counts for one in learned]), _STRENGTH_OF_SCORES)
    return packed({}, [model])


def main() -> None:
    """Write the weights of the five models."""
    messages = everything()
    short = [answer for language in LANGUAGES for answer in written(language)]
    letters.WEIGHTS.write_bytes(letters_of([*messages, *short]))
    WEIGHTS.write_bytes(weights_of(messages))
    answers.WEIGHTS.write_bytes(meanings_of(all_answers()))
    stop_learned.WEIGHTS.write_bytes(stops_of(requests()))
    weighed.WEIGHTS.write_bytes(scores_of(numbers()))


if __name__ == "__main__":
    main()
