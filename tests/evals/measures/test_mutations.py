"""Every measure must fall when the system is made worse, in the way that it is there to see, and only then."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Any

import pytest

from evals.measures.table import BETTER, of_set
from evals.model import Told

Make = Callable[..., Told]


def good(make: Make) -> list[Told]:
    """Ten right answers and four right refusals."""
    said = "the notice is 10 working days, and the limit is 3,000 rials"
    answered = [make(id=f"a{n}", answers=[said], ask_ms=10.0 + n) for n in range(10)]
    refused = [
        make(id=f"s{n}", kind="near", answerable=False, relevant={}, items=[], evidence=[], nuggets=[], abstained=True,
             confidence=0.1, answer="", sentences=[], citations=[])
        for n in range(4)
    ]  # fmt: skip
    return [*answered, *refused]


def answered(change: Callable[[Told], dict[str, Any]]) -> Callable[[Sequence[Told]], list[Told]]:
    """Change the answers that were given."""
    return lambda tolds: [replace(told, **change(told)) if not told.abstained else told for told in tolds]


def sentences(told: Told, change: Callable[[str], str]) -> dict[str, Any]:
    """The same answer with its sentences reworded."""
    worded = [{**sentence, "text": change(sentence["text"])} for sentence in told.sentences]
    return {"sentences": worded, "answer": " ".join(sentence["text"] for sentence in worded)}


def always_answer(tolds: Sequence[Told]) -> list[Told]:
    """Every refusal becomes an answer with a word of its own and great confidence."""
    said = next(told for told in tolds if not told.abstained)
    return [
        replace(told, abstained=False, confidence=0.95, answer=said.answer, sentences=said.sentences, citations=said.citations)
        if told.abstained
        else told
        for told in tolds
    ]


def always_abstain(tolds: Sequence[Told]) -> list[Told]:
    """Every answer becomes a refusal."""
    return [replace(told, abstained=True, confidence=0.1, answer="", sentences=[], citations=[]) for told in tolds]


MUTATIONS: dict[str, tuple[Callable[[Sequence[Told]], list[Told]], set[str]]] = {
    "shuffled ranks": (
        lambda tolds: [replace(told, ranked=told.ranked[::-1]) for told in tolds],
        {"success@1", "ndcg@10", "rr@10"},
    ),
    "nothing found": (
        lambda tolds: [replace(told, ranked=[]) for told in tolds],
        {"success@1", "success@5", "recall@10", "recall@50", "ndcg@10", "rr@10"},
    ),
    "dropped citations": (
        answered(lambda told: {"citations": [], "sentences": [{**s, "citations": []} for s in told.sentences]}),
        {"citation_precision", "citation_recall", "unsupported", "evidence@1", "evidence@2", "risk"},
    ),
    "citations into another document": (
        answered(lambda told: {"citations": [{**c, "document": "e"} for c in told.citations]}),
        {"cited_right", "evidence@1", "evidence@2", "risk"},
    ),
    "quotations that don't stand": (
        answered(lambda told: {"citations": [{**c, "stands": False} for c in told.citations]}),
        {"citation_precision", "citation_recall", "unsupported", "evidence@1", "evidence@2", "risk"},
    ),
    "an idle second citation": (
        answered(
            lambda told: {
                "citations": [*told.citations, {**told.citations[0], "n": 2, "quote": "Quite another matter."}],
                "sentences": [{**s, "citations": [1, 2]} for s in told.sentences],
            }
        ),
        {"citation_precision"},
    ),
    "swapped languages": (
        answered(lambda told: {"answer_language": "ar", "answer": "مدة الإشعار عشرة أيام عمل"}),
        {"language"},
    ),
    "always answer": (always_answer, {"refused", "hallucination", "auroc", "calibration_error", "risk"}),
    "always abstain": (
        always_abstain,
        {"wrongly_refused", "evidence@1", "evidence@2", "nugget_recall", "auroc", "calibration_error", "risk"},
    ),
    "one changed digit": (
        answered(lambda told: sentences(told, lambda text: text.replace("10", "70"))),
        {"nugget_recall", "citation_precision", "citation_recall", "unsupported", "exact_match", "token_f1"},
    ),
    "half an answer": (
        answered(lambda told: sentences(told, lambda text: text.partition(" and ")[0] + ".")),
        {"nugget_recall", "exact_match", "token_f1"},
    ),
    "a negation": (
        answered(lambda told: sentences(told, lambda text: text.replace("The notice is", "The notice is not"))),
        {"citation_precision", "citation_recall", "unsupported", "exact_match", "token_f1"},
    ),
    "a leak": (lambda tolds: [replace(tolds[0], leaked=["secret"]), *tolds[1:]], {"leaks"}),
    "slow answers": (lambda tolds: [replace(told, ask_ms=told.ask_ms * 9) for told in tolds], {"p50_ms", "p95_ms"}),
    "a talkative model": (lambda tolds: [replace(told, tokens=900) for told in tolds], {"tokens"}),
    "no confidence": (
        lambda tolds: [replace(told, confidence=0.5) for told in tolds],
        {"auroc", "calibration_error"},
    ),
    "evidence in the third sentence": (
        answered(
            lambda told: {
                "citations": [*told.citations, {**told.citations[0], "n": 2, "quote": "Quite another matter is told here."}],
                "sentences": [
                    *[{"text": "Quite another matter is told here.", "citations": [2], "support": 1.0}] * 2,
                    *told.sentences,
                ],
            }
        ),
        {"evidence@1", "evidence@2", "risk"},
    ),
}


@pytest.mark.parametrize("name", MUTATIONS)
def test_a_worse_system_is_measured_as_worse(name: str, make: Make) -> None:
    mutate, wanted = MUTATIONS[name]
    before, after = of_set(good(make)), of_set(mutate(good(make)))
    fell = {measure for measure in before if measure in after and worse(measure, before[measure], after[measure])}
    assert wanted <= fell


@pytest.mark.parametrize("name", MUTATIONS)
def test_a_worse_system_is_never_measured_as_better(name: str, make: Make) -> None:
    mutate, _ = MUTATIONS[name]
    before, after = of_set(good(make)), of_set(mutate(good(make)))
    rose = {measure for measure in before if measure in after and worse(measure, after[measure], before[measure])}
    assert rose == set()


def test_every_measure_is_moved_by_some_mutation(make: Make) -> None:
    moved = set().union(*(wanted for _, wanted in MUTATIONS.values()))
    assert set(BETTER) == moved


def worse(measure: str, before: float, after: float) -> bool:
    """Whether a measure went the wrong way."""
    return after < before - 1e-9 if BETTER[measure] == "higher" else after > before + 1e-9


def test_a_right_system_is_measured_as_right(make: Make) -> None:
    values = of_set(good(make))
    for name in (
        "success@5",
        "evidence@1",
        "nugget_recall",
        "citation_precision",
        "citation_recall",
        "refused",
        "auroc",
        "language",
    ):
        assert values[name] == 1.0
    for name in ("unsupported", "hallucination", "wrongly_refused", "leaks", "risk"):
        assert values[name] == pytest.approx(0.0, abs=0.2 if name == "risk" else 1e-9)
