"""How likely it is that the library holds the answer: a logistic model over what retrieval saw.

The weights are data that is shipped (`tables/confidence.json`, after the recipe of `evals.fit.confidence`): fitted on public
questions and on the `tune` half of the gold set, each also with the answering documents taken away, never on the library
that is being asked. There are two models, one for passages in the language of the question and one for passages in the other
language, where no word can match.
"""

import json
import math
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from assistant.answering.base import Found
from assistant.model import Query
from corpus.text.analyser import terms

FEATURES = (
    "coverage",
    "sentence_coverage",
    "best_coverage",
    "cosine",
    "cosine_margin",
    "word_margin",
    "late",
    "late_margin",
    "unmatched_rarest",
    "terms",
)


@dataclass(frozen=True, slots=True)
class Evidence:
    """What retrieval saw of a question, one number a feature, in the order of `FEATURES`."""

    values: tuple[float, ...]
    across: bool


def evidence_of(query: Query, found: Sequence[Found], weights: dict[str, float], sentence_coverage: float) -> Evidence:
    """The features of a question. `found` is best first; `weights` are the weights of the question's stems."""
    total = sum(weights.values()) or 1.0
    coverages = [_coverage(one, weights) / total for one in found[:5]]
    cosines = sorted((one.candidate.cosine for one in found), reverse=True)
    words = sorted((one.candidate.lexical for one in found), reverse=True)
    late = sorted((one.candidate.late for one in found), reverse=True)
    stems = _stems(found[0])
    rarest = max(weights, key=lambda stem: (weights[stem], stem))
    values = (
        coverages[0],
        sentence_coverage,
        max(coverages),
        found[0].candidate.cosine,
        cosines[0] - sum(cosines[1:10]) / max(1, len(cosines[1:10])),
        (words[0] - words[1]) / (words[0] or 1.0) if len(words) > 1 else 1.0,
        late[0],
        late[0] - sum(late[1:10]) / max(1, len(late[1:10])),
        0.0 if rarest in stems else 1.0,
        min(1.0, len(weights) / 10),
    )
    return Evidence(values, found[0].version.metadata.language != query.language)


def _coverage(one: Found, weights: dict[str, float]) -> float:
    stems = _stems(one)
    return sum(weight for stem, weight in weights.items() if stem in stems)


def _stems(one: Found) -> set[str]:
    return {term.stem for term in terms(f"{one.version.metadata.title} {one.passage.heading} {one.text}")}


def confidence(evidence: Evidence) -> float:
    """The calibrated probability, 0 to 1, that the answer is there."""
    model = _models()["across" if evidence.across else "same"]
    z = model.intercept + sum(w * x for w, x in zip(model.weights, evidence.values, strict=True))
    return 1.0 / (1.0 + math.exp(-max(-30.0, min(30.0, z))))


@dataclass(frozen=True, slots=True)
class _Model:
    intercept: float
    weights: tuple[float, ...]


@cache
def _models() -> dict[str, _Model]:
    table = json.loads((files("assistant.answering") / "tables" / "confidence.json").read_text(encoding="utf-8"))
    return {name: _Model(model["intercept"], tuple(model["weights"])) for name, model in table.items()}
