"""Late interaction: compact states keep where tokens stand, files give back what was written, scores agree with a plain
reference.
"""

from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray

from corpus.embed.base import TokenStates
from corpus.errors import DamagedGeneration
from corpus.late import store
from corpus.late.projection import NOWHERE, CompactStates, compact_passage, projection
from corpus.late.score import WINDOW, Nearness, maxsim_within, nearness, token_similarities

RNG = np.random.default_rng(7)


def some_states(tokens: int) -> CompactStates:
    states = RNG.integers(-127, 128, (tokens, projection().dimensions)).astype(np.int8)
    return CompactStates(states, np.arange(tokens, dtype=np.uint16))


def test_tokens_of_the_place_stand_nowhere_and_punctuation_is_left_out() -> None:
    embedded = "Leave\nSix days."
    spans = np.array([(0, 0), (0, 5), (6, 9), (10, 14), (14, 15), (0, 0)], dtype=np.int32)
    made = compact_passage(embedded, 6, TokenStates(RNG.normal(size=(6, 384)).astype(np.float32), spans))
    assert made.starts.tolist() == [NOWHERE, 0, 4]
    assert made.states.dtype == np.int8


def test_a_file_gives_back_each_passage(tmp_path: Path) -> None:
    passages = [some_states(5), some_states(0), some_states(3)]
    store.write(tmp_path, "one", passages)
    opened = store.StatesFile(tmp_path / "one")
    for n, passage in enumerate(passages, start=1):
        assert np.array_equal(opened.passage(n).states, passage.states)
        assert np.array_equal(opened.passage(n).starts, passage.starts)


def test_a_file_that_is_cut_short_says_what_to_do(tmp_path: Path) -> None:
    store.write(tmp_path, "one", [some_states(40)])
    whole = (tmp_path / "one").read_bytes()
    (tmp_path / "cut").write_bytes(whole[:60])
    with pytest.raises(DamagedGeneration, match="rebuild"):
        store.StatesFile(tmp_path / "cut")


def test_states_of_another_projection_are_refused(tmp_path: Path) -> None:
    store.write(tmp_path, "one", [CompactStates(np.zeros((2, 7), dtype=np.int8), np.zeros(2, dtype=np.uint16))])
    with pytest.raises(DamagedGeneration, match="projection"):
        store.StatesFile(tmp_path / "one")


def test_another_model_has_another_file() -> None:
    assert store.name_of(["a"], "one") != store.name_of(["a"], "other")


def test_scores_agree_with_a_plain_reference() -> None:
    query = RNG.normal(size=(4, projection().dimensions)).astype(np.float32)
    passages = [some_states(6), some_states(1), some_states(0), some_states(9)]
    assert [found.whole for found in nearness(query, passages)] == pytest.approx(
        [plain_maxsim(query, passage.states) for passage in passages], rel=1e-4
    )


def plain_maxsim(query: NDArray[np.float32], states: NDArray[np.int8]) -> float:
    return float(np.mean([max(float(p @ q) / 127 for p in states.astype(np.float32)) for q in query])) if len(states) else 0.0


def test_the_nearest_stretch_agrees_with_a_plain_reference() -> None:
    query = RNG.normal(size=(4, projection().dimensions)).astype(np.float32)
    passages = [some_states(3 * WINDOW + 5), some_states(0), some_states(WINDOW), some_states(WINDOW // 2 + 1)]
    plain = [
        max((plain_maxsim(query, p.states[at : at + WINDOW]) for at in range(0, len(p.starts), WINDOW // 2)), default=0.0)
        for p in passages
    ]
    assert [found.window for found in nearness(query, passages)] == pytest.approx(plain, rel=1e-4)


def test_passages_without_tokens_are_near_to_nothing() -> None:
    assert nearness(RNG.normal(size=(2, projection().dimensions)).astype(np.float32), [some_states(0)]) == [Nearness(0.0, 0.0)]


def test_a_stretch_is_scored_by_its_own_tokens_alone() -> None:
    query = RNG.normal(size=(3, projection().dimensions)).astype(np.float32)
    passage = some_states(10)
    similarities = token_similarities(query, passage)
    alone = CompactStates(passage.states[2:5], passage.starts[2:5])
    assert maxsim_within(similarities, passage.starts, [(2, 5), (20, 30)]) == pytest.approx(
        [nearness(query, [alone])[0].whole, 0.0], rel=1e-5
    )
