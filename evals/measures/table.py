"""Every measure there is, by name: the one list that runs, reports, comparisons and the gate read."""

from collections.abc import Mapping, Sequence
from functools import partial

from evals.measures import abstention, calibration, citations, conduct, evidence, match, nuggets, ranking
from evals.measures.base import Measure, SetMeasure, mean
from evals.model import Told

MEASURES: tuple[Measure, ...] = (
    Measure("success@1", "the first passage holds the answer", partial(ranking.success, k=1)),
    Measure("success@5", "one of the first five passages holds it", partial(ranking.success, k=5)),
    Measure("recall@10", "share of the evidence among the first ten", partial(ranking.recall, k=10)),
    Measure("recall@50", "share of the evidence among the first fifty", partial(ranking.recall, k=50)),
    Measure("ndcg@10", "discounted gain of the first ten", partial(ranking.ndcg, k=10)),
    Measure("rr@10", "one over the rank of the first", partial(ranking.reciprocal_rank, k=10)),
    Measure("evidence@1", "the first sentence told holds the answer", partial(evidence.evidence_within, sentences=1)),
    Measure("evidence@2", "one of the first two sentences told holds it", partial(evidence.evidence_within, sentences=2)),
    Measure("nugget_recall", "share of the key points told", nuggets.nugget_recall),
    Measure("cited_right", "share of the citations into a document that holds the answer", evidence.cited_right),
    Measure("exact_match", "the first sentence is the answer", match.exact_match),
    Measure("token_f1", "shared words of the first sentence and the answer", match.token_f1),
    Measure("citation_precision", "share of the citations that support their sentence", citations.citation_precision),
    Measure("citation_recall", "share of the sentences that their citations support", citations.citation_recall),
    Measure("unsupported", "share of the sentences that nothing supports", citations.unsupported, "lower"),
    Measure("refused", "share of the questions without an answer that were refused", abstention.refused),
    Measure("hallucination", "share of the questions without an answer that were answered", abstention.hallucinated, "lower"),
    Measure("wrongly_refused", "share of the questions with an answer that were refused", abstention.wrongly_refused, "lower"),
    Measure("language", "answers in the question's language", conduct.language_right),
)
RANKING = ("success@1", "success@5", "recall@10", "ndcg@10", "rr@10")
"""The measures of a ranking alone: what a baseline is measured by."""

SET_MEASURES: tuple[SetMeasure, ...] = (
    SetMeasure("auroc", "confidence tells questions with an answer from those without", abstention.auroc),
    SetMeasure("risk", "wrong answers, over all shares of questions answered", abstention.area_under_risk, "lower"),
    SetMeasure("calibration_error", "distance between confidence and truth", calibration.calibration_error, "lower"),
    SetMeasure("leaks", "documents shown to somebody who may not read them", conduct.leaks, "lower"),
    SetMeasure("p50_ms", "half of the questions are answered within", partial(conduct.latency, percentile=50), "lower"),
    SetMeasure("p95_ms", "nineteen of twenty questions are answered within", partial(conduct.latency, percentile=95), "lower"),
    SetMeasure("tokens", "tokens of a chat model for a question", conduct.tokens, "lower"),
)
_ALL: tuple[Measure | SetMeasure, ...] = (*MEASURES, *SET_MEASURES)
BETTER = {measure.name: measure.better for measure in _ALL}
WHAT = {measure.name: measure.what for measure in _ALL}


def of_each(tolds: Sequence[Told]) -> dict[str, dict[str, float]]:
    """For each measure the values of the questions that it says something about, by question."""
    values = {m.name: {told.key: v for told in tolds if (v := m.of_one(told)) is not None} for m in MEASURES}
    return {name: found for name, found in values.items() if found}


def of_set(tolds: Sequence[Told], each: Mapping[str, Mapping[str, float]] | None = None) -> dict[str, float]:
    """Every measure of a set of questions that has a value. `each` is what `of_each` gives for these and perhaps others."""
    values = of_each(tolds) if each is None else each
    keys = [told.key for told in tolds]
    means = {name: mean([found[key] for key in keys if key in found]) for name, found in values.items()}
    whole = {m.name: m.of_all(tolds) for m in SET_MEASURES}
    return {name: value for name, value in (means | whole).items() if value is not None}
