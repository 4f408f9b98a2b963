"""Fusion doesn't depend on the order of what it is given, and each source can carry a passage alone."""

from hypothesis import given
from hypothesis import strategies as st

from assistant.retrieval.fusion import fuse
from corpus.generation.snapshot import Address

SCORES = st.dictionaries(st.integers(1, 9).map(lambda n: Address(1, n)), st.floats(0.01, 30), max_size=9)


@given(SCORES, SCORES.filter(bool), st.randoms())
def test_fusion_ignores_the_order_of_its_inputs(
    words: dict[Address, float], cosines: dict[Address, float], random: object
) -> None:
    cosines = {**{a: 0.1 for a in words}, **{a: s / 30 for a, s in cosines.items()}}
    ranked = sorted(words.items(), key=lambda item: -item[1])
    mixed = list(cosines.items())
    random.shuffle(mixed)  # type: ignore[attr-defined]
    one = {c.address: c.score for c in fuse(ranked, cosines, lexical_weight=0.4)}
    other = {c.address: c.score for c in fuse(ranked, dict(mixed), lexical_weight=0.4)}
    assert one == other
    assert all(0 <= score <= 1 + 1e-9 for score in one.values())


def test_without_words_the_meaning_alone_decides() -> None:
    near, far = Address(1, 1), Address(1, 2)
    scores = {c.address: c.score for c in fuse([], {near: 0.9, far: 0.8}, lexical_weight=0.4)}
    assert scores == {near: 1.0, far: 0.0}
