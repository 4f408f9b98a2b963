import json

import pytest

from corpus.embed.sentence_transformers import SentenceTransformersEmbedder, find_model
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
