"""How likely it is that the library holds the answer: a logistic model over what was seen of passages and of the best sentence.

The weights are shipped data (`tables/confidence.json`, written by `evals.fit.confidence`): fitted on public questions and on the
`tune` half of the gold set, each also with the answering documents taken away, never on the library that is being asked. There
are two models, one for passages in the language of the question and one for those in the other language, where no word can match.
Both exist twice, the second time for embedding models without token states: what such a model's cosines are worth isn't known
here, so that words and places in the ranking alone are weighed.
"""

import json
import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from assistant.answering.base import Found
from assistant.answering.expected import expected_kind
from assistant.answering.facts import SentenceFacts, facts_of
from assistant.answering.ranking import Scored
from assistant.model import Query

_NEXT = 9
"""How many further passages the best one is held against."""
_MET = 0.55
"""The cosine from which a word of the question counts as met."""
_TOLD_OF = {"quantity": ("numbers", "number"), "date": ("numbers", "years", "time"), "cause": ("cause",)}
_OF_SENTENCE = ("near", "near_worst", "near_best", "near_weighted", "late_worst", "late_weighted", "under_passage", "reverse")
_OF_MODEL = (
    "cosine", "cosine_margin", "late", "late_margin", "late_next", *_OF_SENTENCE,
    "words_met", "word_unmet",
)  # fmt: skip
"""What lies on an embedding model's own scale."""
FEATURES = (
    "coverage", "best_coverage", "sentence_coverage", "two_coverage", "unmatched_rarest", "unknown", "absent",
    "names_absent", "numbers_absent", "cosine", "cosine_margin", "late", "late_margin", "late_next", "lexical", "lexical_margin",
    "score_next", "reader", "reader_margin", "share", "passage_share", "rank", "kind_absent", "terms", "short",
    *_OF_SENTENCE,
    "words_met", "word_unmet", "leaning",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Evidence:
    """What was seen of a question, one number a feature, in the order of `FEATURES`; `by_words` without token states."""

    values: tuple[float, ...]
    across: bool
    by_words: bool = False

    @property
    def model(self) -> str:
        """The name of the model that weighs it."""
        return model_name(across=self.across, by_words=self.by_words)


def model_name(*, across: bool, by_words: bool) -> str:
    """How a model is named in the table."""
    return f"{'across' if across else 'same'}{' by words' if by_words else ''}"


def evidence_of(
    query: Query, found: Sequence[Found], ranked: Sequence[Scored], weights: Mapping[str, float], met: Mapping[str, float]
) -> Evidence:
    """The features of a question. `found` and `ranked` are best first; `weights` are those of the question's content stems, and
    `met` how near the best sentence comes to each.
    """
    features = {
        **_words(query, found, ranked, weights),
        **_passages(found),
        **_sentence(query, found, ranked),
        **_met(weights, met),
        "leaning": float(query.leaning),
    }
    across = found[0].version.metadata.language != query.language
    by_words = not any(scored.signals for scored in ranked[:1]) and not any(one.candidate.late for one in found)
    if by_words:
        features |= dict.fromkeys(_OF_MODEL, 0.0)
    return Evidence(tuple(float(features[name]) for name in FEATURES), across, by_words)


def _words(query: Query, found: Sequence[Found], ranked: Sequence[Scored], weights: Mapping[str, float]) -> Mapping[str, float]:
    """How much of the question stands in what was found, and what of it stands nowhere."""
    total = sum(weights.values()) or 1.0
    having = [_stems(one) & weights.keys() for one in found[:5]]
    shares = [sum(weights[stem] for stem in stems) / total for stems in having]
    anywhere = frozenset().union(*having)
    two = frozenset().union(*(scored.carried for scored in ranked[:2]))
    own = facts_of(query.text)
    near = [facts for one in found[:3] for facts in (_facts(one), facts_of(_description(one)))]
    numbers = own.numbers - frozenset().union(*(facts.numbers for facts in near))
    names = [name for name in own.names if not any(set(name.split()) & facts.stems or name in facts.names for facts in near)]
    highest = max(weights.values(), default=0.0)
    return {
        "coverage": shares[0],
        "best_coverage": max(shares),
        "sentence_coverage": ranked[0].overlap if ranked else 0.0,
        "two_coverage": sum(weights[stem] for stem in two) / total,
        "unmatched_rarest": float(max(weights, key=lambda stem: (weights[stem], stem)) not in having[0]),
        "unknown": sum(weight for stem, weight in weights.items() if stem not in anywhere and weight >= 0.95 * highest) / total,
        "absent": sum(weight for stem, weight in weights.items() if stem not in anywhere) / total,
        "names_absent": float(len(names)),
        "numbers_absent": float(len(numbers)),
        "terms": min(1.0, len(weights) / 10),
        "short": float(len(weights) <= 2),
    }


def _met(weights: Mapping[str, float], met: Mapping[str, float]) -> Mapping[str, float]:
    """How near the best sentence comes to the question's words by late interaction, and how far one that matters stays off."""
    weighed = [(weights.get(stem, 0.0), near) for stem, near in met.items()]
    total, highest = sum(weight for weight, _ in weighed), max((weight for weight, _ in weighed), default=0.0)
    if not total:
        return {"words_met": 0.0, "word_unmet": 0.0}
    return {
        "words_met": sum(weight * near for weight, near in weighed) / total,
        "word_unmet": max(weight * max(0.0, _MET - near) for weight, near in weighed) / highest,
    }


def _passages(found: Sequence[Found]) -> Mapping[str, float]:
    """How well the best passage was found, and how far before the others; where there are no others, no margin counts for it."""
    cosines = sorted((one.candidate.cosine for one in found), reverse=True)
    late = sorted((one.candidate.late for one in found), reverse=True)
    lexical = sorted((one.candidate.lexical for one in found), reverse=True)
    scores = [one.candidate.score for one in found]
    return {
        "cosine": found[0].candidate.cosine,
        "cosine_margin": _margin(cosines, _NEXT),
        "late": late[0],
        "late_margin": _margin(late, _NEXT),
        "late_next": _margin(late, 1),
        "lexical": math.log1p(lexical[0]),
        "lexical_margin": _margin(lexical, 1) / (lexical[0] or 1.0),
        "score_next": _margin(scores, 1),
    }


def _sentence(query: Query, found: Sequence[Found], ranked: Sequence[Scored]) -> Mapping[str, float]:
    """How well the best sentence answers, and how far before the others."""
    if not ranked:
        return dict.fromkeys(("reader", "reader_margin", "share", "passage_share", "rank", "kind_absent", *_OF_SENTENCE), 0.0)
    best = ranked[0]
    others = [scored.score for scored in ranked if scored.found.address != best.found.address]
    wanted, signals = _TOLD_OF.get(expected_kind(query.text), ()), best.signals
    return {
        "reader": best.score,
        "reader_margin": min(10.0, best.score - max(others, default=best.score)),
        "share": best.share,
        "passage_share": sum(scored.share for scored in ranked if scored.found.address == best.found.address),
        "rank": float([one.address for one in found].index(best.found.address)),
        "kind_absent": float(bool(wanted) and not any(signals.get(cue, 1.0) for cue in wanted)),
        **{name: signals.get(name, 0.0) for name in _OF_SENTENCE},
    }


def _stems(one: Found) -> frozenset[str]:
    return _facts(one).stems | facts_of(_description(one)).stems


def _description(one: Found) -> str:
    """What names a passage without standing in it: its document's title, number, edition and date, and the headings above it."""
    told = one.version.metadata
    return f"{told.title} {told.number} {told.edition} {told.date.replace('-', ' ')} {one.passage.heading}"


def _facts(one: Found) -> SentenceFacts:
    return facts_of(one.text)


def _margin(values: Sequence[float], others: int) -> float:
    """How far the first value lies over the mean of so many after it; 0 where there is none."""
    after = values[1 : others + 1]
    return values[0] - sum(after) / len(after) if after else 0.0


def confidence(evidence: Evidence) -> float:
    """The calibrated probability, 0 to 1, that the answer is there."""
    model = _models()[evidence.model]
    z = model.intercept
    for weight, (low, high), value in zip(model.weights, model.ranges, evidence.values, strict=True):
        z += weight * min(high, max(low, value))
    return 1.0 / (1.0 + math.exp(-max(-30.0, min(30.0, z))))


@dataclass(frozen=True, slots=True)
class _Model:
    intercept: float
    weights: tuple[float, ...]
    ranges: tuple[tuple[float, float], ...]
    """Between what bounds each feature was seen when the weights were fitted; what lies beyond counts as the bound."""


@cache
def _models() -> dict[str, _Model]:
    table = json.loads((files("assistant.answering") / "tables" / "confidence.json").read_text(encoding="utf-8"))
    return {
        name: _Model(
            model["intercept"],
            tuple(model["weights"][feature] for feature in FEATURES),
            tuple((model["ranges"][feature][0], model["ranges"][feature][1]) for feature in FEATURES),
        )
        for name, model in table.items()
    }
