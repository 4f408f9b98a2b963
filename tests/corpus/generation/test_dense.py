"""Vectors in Chroma and in their file: the same passages with the same scores, also after a copy was changed."""

from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray

from corpus.generation.dense import CHROMA, Dense, build_chroma, extend_chroma, write_vectors

KEYS = [f"1:{n}" for n in range(1, 301)]


def unit(seed: int, count: int) -> NDArray[np.float32]:
    rows = np.random.default_rng(seed).normal(size=(count, 24)).astype(np.float32)
    return np.asarray(rows / np.linalg.norm(rows, axis=1, keepdims=True), dtype=np.float32)


VECTORS = unit(1, len(KEYS))
METADATA = [{"document": "a"}] * len(KEYS)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("part")
    write_vectors(folder, VECTORS)
    build_chroma(folder / CHROMA, KEYS, VECTORS, METADATA)
    return folder


@pytest.fixture(params=[True, False], ids=["chroma", "file"])
def dense(folder: Path, request: pytest.FixtureRequest) -> Iterator[Dense]:
    opened = Dense(folder, use_chroma=request.param)
    opened.bind(KEYS)
    yield opened
    opened.close()


def test_the_nearest_passages_have_their_exact_cosine(dense: Dense) -> None:
    for question in unit(2, 5):
        exact = VECTORS @ question
        found = dict(dense.search(question, 10))
        assert sorted(found, key=lambda ordinal: -found[ordinal])[:10] == np.argsort(-exact)[:10].tolist()
        assert all(score == pytest.approx(exact[ordinal], abs=1e-6) for ordinal, score in found.items())


def test_a_filter_leaves_only_what_it_allows(dense: Dense) -> None:
    allowed = np.arange(len(KEYS)) % 7 == 0
    assert {ordinal for ordinal, _ in dense.search(VECTORS[3], 10, allowed)} <= set(np.flatnonzero(allowed).tolist())


def test_a_copy_loses_what_is_gone_and_gains_what_is_new(folder: Path, tmp_path: Path) -> None:
    kept, new = KEYS[20:], ["2:1", "2:2"]
    vectors = np.concatenate([VECTORS[20:], unit(3, 2)])
    write_vectors(tmp_path, vectors)
    extend_chroma(folder / CHROMA, tmp_path / CHROMA, new, vectors[-2:], METADATA[:2], KEYS[:20])
    opened = Dense(tmp_path, use_chroma=False)
    assert opened.chroma_keys() == {*kept, *new}
    assert Dense(folder, use_chroma=False).chroma_keys() == set(KEYS)


@pytest.mark.parametrize("use_chroma", [False, True])
@pytest.mark.parametrize("made", [0, 3])
def test_a_passage_without_a_vector_is_never_found_by_meaning(tmp_path: Path, use_chroma: bool, made: int) -> None:
    vectors = np.full((5, 4), np.nan, dtype=np.float32)
    vectors[:made] = np.eye(4, dtype=np.float32)[:made]
    write_vectors(tmp_path, vectors)
    keys = [f"1:{n}" for n in range(1, 6)]
    build_chroma(tmp_path / CHROMA, keys[:made], vectors[:made], [{"document": "d"}] * made)
    opened = Dense(tmp_path, use_chroma=use_chroma)
    opened.bind(keys)
    found = opened.search(np.array([1, 0, 0, 0], dtype=np.float32), 4)
    opened.close()
    assert sorted(ordinal for ordinal, _ in found) == list(range(made))
