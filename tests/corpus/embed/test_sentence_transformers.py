import json

import pytest

from corpus.embed.folders import find_model
from corpus.embed.sentence_transformers import SentenceTransformersEmbedder
from corpus.errors import ModelError


@pytest.fixture
def folder(tmp_path):
    """A model's folder without a model in it: enough to be found and to be told apart."""
    folder = tmp_path / "e5-small-ours"
    folder.mkdir()
    (folder / "config.json").write_text("{}")
    (folder / "model.safetensors").write_bytes(bytes(3 << 20))
    return folder


def fingerprint(folder) -> str:
    return SentenceTransformersEmbedder(str(folder), folder.parent).fingerprint


@pytest.mark.parametrize("name", ["no-such/model-anywhere", "no such name", "/no/such/folder"])
def test_a_model_that_is_not_here_is_told_and_not_fetched(tmp_path, name):
    with pytest.raises(ModelError, match="not on this machine") as told:
        SentenceTransformersEmbedder(name, tmp_path).encode_queries(["سؤال"])
    assert "downloads nothing" in told.value.remedy


def test_a_model_is_found_by_its_folder_and_inside_the_folder_for_models(folder):
    assert find_model(str(folder), folder.parent / "elsewhere") == folder
    assert find_model(folder.name, folder.parent) == folder


def test_the_fingerprint_changes_with_the_weights_and_with_the_prompts(folder):
    before = fingerprint(folder)
    assert fingerprint(folder) == before
    (folder / "config_sentence_transformers.json").write_text(json.dumps({"prompts": {"query": "ask: "}}))
    with_prompts = fingerprint(folder)
    (folder / "model.safetensors").write_bytes(bytes(2 << 20) + bytes([1]) * (1 << 20))
    assert len({before, with_prompts, fingerprint(folder)}) == 3


def test_the_prompts_in_a_models_own_files_come_before_the_table(folder):
    (folder / "config_sentence_transformers.json").write_text(json.dumps({"prompts": {"query": "ask: ", "document": "read: "}}))
    prompts = SentenceTransformersEmbedder(str(folder), folder.parent)._prompts
    assert (prompts.query, prompts.passage) == ("ask: ", "read: ")


@pytest.mark.parametrize("config", [{}, {"prompts": {}}, {"prompts": {"query": "", "document": ""}}])
def test_a_model_that_names_no_prompts_gets_those_of_the_table(folder, config):
    (folder / "config_sentence_transformers.json").write_text(json.dumps(config))
    prompts = SentenceTransformersEmbedder(str(folder), folder.parent)._prompts
    assert (prompts.query, prompts.passage) == ("query: ", "passage: ")


def test_a_folder_without_a_usable_model_is_told(folder):
    with pytest.raises(ModelError, match=r"not installed|can't be used"):
        SentenceTransformersEmbedder(str(folder), folder.parent).encode_queries(["سؤال"])


def test_the_fingerprint_changes_where_vectors_are_cut_and_not_with_the_precision(folder):
    def cut(dimensions=0, precision="auto") -> str:
        return SentenceTransformersEmbedder(str(folder), folder.parent, dimensions=dimensions, precision=precision).fingerprint

    assert cut() == fingerprint(folder) == cut(precision="float16")
    assert len({cut(), cut(64), cut(128)}) == 3


@pytest.mark.parametrize(
    ("left", "missing"),
    [
        ((), "config.json"),
        (("modules.json",), "config.json"),
        (("modules.json", "config.json"), "1_Pooling/config.json"),
        (("config.json", "1_Pooling/config.json"), "modules.json"),
    ],
)
def test_a_folder_that_is_half_there_names_what_is_missing(tmp_path, left, missing):
    folder = tmp_path / "half"
    folder.mkdir()
    kinds = {"": "Transformer", "1_Pooling": "Pooling", "2_Normalize": "Normalize"}
    modules = [{"path": path, "type": f"sentence_transformers.models.{kind}"} for path, kind in kinds.items()]
    for name in left:
        (folder / name).parent.mkdir(exist_ok=True)
        (folder / name).write_text(json.dumps(modules) if name == "modules.json" else "{}")
    with pytest.raises(ModelError, match=f"in part: {missing}"):
        find_model(str(folder), tmp_path)
    with pytest.raises(ModelError, match=f"in part: {missing}"):
        find_model("half", tmp_path)


def test_a_list_of_modules_that_is_none_is_told(tmp_path):
    (tmp_path / "modules.json").write_text("{")
    with pytest.raises(ModelError, match=r"modules\.json can't be read"):
        find_model(str(tmp_path), tmp_path)
