"""Fusion doesn't depend on the order of what it is given, and each source can carry a passage alone."""

from hypothesis import given
from hypothesis import strategies as st

from assistant.options import RetrievalOptions
from assistant.retrieval.fusion import Trust, fuse, rank_by_late
from corpus.generation.snapshot import Address
from corpus.late.score import Nearness

OPTIONS = RetrievalOptions()
SCORES = st.dictionaries(st.integers(1, 9).map(lambda n: Address(1, n)), st.floats(0.01, 30), max_size=9)


@given(SCORES, SCORES.filter(bool), st.randoms())
def test_fusion_ignores_the_order_of_its_inputs(
    words: dict[Address, float], cosines: dict[Address, float], random: object
) -> None:
    cosines = {**{a: 0.1 for a in words}, **{a: s / 30 for a, s in cosines.items()}}
    ranked = sorted(words.items(), key=lambda item: -item[1])
    mixed = list(cosines.items())
    random.shuffle(mixed)  # type: ignore[attr-defined]
    one = {c.address: c.score for c in fuse(ranked, (), cosines, options=OPTIONS, trust=Trust())}
    other = {c.address: c.score for c in fuse(ranked, (), dict(mixed), options=OPTIONS, trust=Trust())}
    assert one == other
    assert all(0 <= score <= 1 + 1e-9 for score in one.values())


def test_without_words_the_meaning_alone_decides() -> None:
    near, far = Address(1, 1), Address(1, 2)
    scores = {c.address: c.score for c in fuse([], [], {near: 0.9, far: 0.8}, options=OPTIONS, trust=Trust())}
    assert scores == {near: 1.0, far: 0.0}


def test_a_translated_word_counts_where_meaning_is_equal() -> None:
    one, other = Address(1, 1), Address(1, 2)
    fused = fuse([], [(other, 3.0)], {one: 0.8, other: 0.8}, options=OPTIONS, trust=Trust())
    ranked = rank_by_late(fused, {one: Nearness(0.5, 0.5), other: Nearness(0.5, 0.5)}, options=OPTIONS, trust=Trust())
    assert max(ranked, key=lambda c: c.score).address == other


def test_words_that_can_not_be_trusted_move_nothing() -> None:
    one, other = Address(1, 1), Address(1, 2)
    near = {one: Nearness(0.5, 0.5), other: Nearness(0.5, 0.5)}
    fused = fuse([(other, 3.0)], [], {one: 0.8, other: 0.8}, options=OPTIONS, trust=Trust(words=0.0))
    assert len({c.score for c in rank_by_late(fused, near, options=OPTIONS, trust=Trust(words=0.0))}) == 1
