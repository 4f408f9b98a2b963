from pathlib import Path

import numpy as np
import pytest

from corpus.embed.e5 import E5
from corpus.embed.factory import open_embedder
from corpus.embed.sentence_transformers import SentenceTransformersEmbedder
from corpus.errors import SettingError
from corpus.options import EmbedOptions


def test_the_default_is_e5(models_dir):
    embedder = open_embedder(EmbedOptions(models_dir=models_dir))
    assert isinstance(embedder, E5)
    assert embedder.name == "intfloat/multilingual-e5-small (int8)"


def test_any_other_name_is_a_sentence_transformers_model(models_dir):
    embedder = open_embedder(EmbedOptions(models_dir=models_dir, model="intfloat/multilingual-e5-base"))
    assert isinstance(embedder, SentenceTransformersEmbedder)
    assert embedder.name == "intfloat/multilingual-e5-base"


def test_opening_reads_nothing(tmp_path):
    open_embedder(EmbedOptions(models_dir=tmp_path / "nowhere"))
    open_embedder(EmbedOptions(models_dir=tmp_path / "nowhere", model="no/such-model"))
    assert not list(tmp_path.iterdir())


@pytest.mark.parametrize("wrong", [{"threads": -1}, {"batch": 0}, {"model": " "}, {"dimensions": -1}, {"dimensions": 128}])
def test_a_wrong_option_is_told_by_name(wrong):
    with pytest.raises(SettingError) as told:
        open_embedder(EmbedOptions(models_dir=Path("models"), **wrong))
    assert told.value.subject.startswith(next(iter(wrong)))


def test_langchain_gets_the_same_vectors(e5):
    from corpus.embed.langchain import DalilEmbeddings

    embeddings = DalilEmbeddings(e5)
    texts = ["ممارسة أولى", "a second practice"]
    assert np.array(embeddings.embed_documents(texts), dtype=np.float32) == pytest.approx(e5.encode_passages(texts))
    assert np.array(embeddings.embed_query(texts[0]), dtype=np.float32) == pytest.approx(e5.encode_queries(texts[:1])[0])
