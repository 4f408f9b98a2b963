"""Groups of questions by meaning: both languages together, and no chance neighbours."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from assistant.conversation.grouping import Meanings, central, grouped
from corpus.embed.base import Embedder

MATTERS = [
    [
        "How do I apply for a housing loan?",
        "Can employees get a housing loan?",
        "كيف أقدم على قرض إسكان؟",
        "ما شروط القرض السكني؟",
    ],
    ["What is the policy on working from home?", "Can I work remotely?", "ما سياسة العمل عن بعد؟"],
    ["What is the retirement age?", "When can I retire?", "ما سن التقاعد؟"],
    ["How many moons does Jupiter have?", "كم عدد أقمار المشتري؟"],
    ["What does the medical insurance cover?", "ماذا يغطي التأمين الصحي؟", "هل يشمل التأمين الطبي الأسنان؟"],
]


def test_questions_of_one_matter_meet_whatever_their_language(embedder: Embedder) -> None:
    texts = [text for matter in MATTERS for text in matter]
    found = {frozenset(texts[at] for at in group) for group in grouped(Meanings(embedder).vectors(texts))}
    assert found == {frozenset(matter) for matter in MATTERS}


def test_a_text_seen_before_has_the_same_vector(embedder: Embedder) -> None:
    meanings = Meanings(embedder)
    first = meanings.vectors(["What is the retirement age?"])
    assert np.array_equal(meanings.vectors(["ما سن التقاعد؟", "What is the retirement age?"])[1], first[0])
    assert np.linalg.norm(first) == pytest.approx(1)


def unit_vectors(count: int, seed: int) -> np.ndarray:
    vectors = np.random.default_rng(seed).normal(size=(count, 6)).astype(np.float32)
    return vectors / np.linalg.norm(vectors, axis=1, keepdims=True)


def by_the_book(vectors: np.ndarray, alike: float) -> list[list[int]]:
    """Average linkage, each step over all pairs."""
    groups = [[at] for at in range(len(vectors))]
    cosines = vectors.astype(np.float64) @ vectors.T.astype(np.float64)
    while len(groups) > 1:
        pairs = [(cosines[np.ix_(a, b)].mean(), i, j) for i, a in enumerate(groups) for j, b in enumerate(groups) if i < j]
        closest, i, j = max(pairs, key=lambda pair: pair[0])
        if closest < alike:
            break
        groups[i] += groups.pop(j)
    return sorted(sorted(group) for group in groups)


@settings(max_examples=40, deadline=None)
@given(count=st.integers(0, 24), seed=st.integers(0, 10_000), alike=st.floats(-0.5, 0.95))
def test_groups_are_those_of_average_linkage(count: int, seed: int, alike: float) -> None:
    vectors = unit_vectors(count, seed)
    assert grouped(vectors, alike=alike) == by_the_book(vectors, alike)


@pytest.mark.parametrize("count", [0, 1, 300])
def test_every_question_is_in_one_group(count: int) -> None:
    groups = grouped(unit_vectors(count, 1))
    assert sorted(at for group in groups for at in group) == list(range(count))


def test_the_central_question_is_close_to_all() -> None:
    vectors = np.array([[1, 0], [0.8, 0.6], [0, 1]], np.float32)
    assert central(vectors, [0, 1, 2]) == 1
