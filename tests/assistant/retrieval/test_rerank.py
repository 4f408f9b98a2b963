"""A cross-encoder orders the best candidates anew, where one is set; the models here are made on the spot, without meaning."""

import os
import shutil
from dataclasses import replace
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.assistant import Assistant
from assistant.model import Candidate
from assistant.options import AskOptions, RerankOptions, RetrievalOptions
from assistant.retrieval.rerank import reordered
from corpus.embed.base import Embedder
from corpus.embed.export import export_sentence_transformers
from corpus.errors import ModelError
from corpus.generation.snapshot import Address
from corpus.home import Home

QUESTION = "How long before annual leave is a request made?"


def with_reranker(home: Home, embedder: Embedder, **given: object) -> Assistant:
    """The assistant of the tests with a cross-encoder set."""
    rerank = RerankOptions(**given)  # type: ignore[arg-type]
    options = AskOptions(retrieval=RetrievalOptions(rerank=rerank))
    return Assistant(home, embedder, options=options, long_lived=False)


@given(st.lists(st.floats(-20, 20), min_size=1, max_size=9))
def test_places_keep_their_scores_and_equals_their_order(scores: list[float]) -> None:
    before = [Candidate(Address(1, n), 1.0 / (n + 1)) for n in range(len(scores))]
    after = reordered(before, scores)
    assert [c.score for c in after] == [c.score for c in before]
    assert [c.reranked for c in after] == sorted(scores, reverse=True)
    assert [c.reranked_rank for c in after] == list(range(1, len(scores) + 1))
    assert all(a.address.n < b.address.n for a, b in pairwise(after) if a.reranked == b.reranked)


def test_a_cross_encoder_that_is_not_here_is_told_and_not_fetched(home: Home, embedder: Embedder, tmp_path: Path) -> None:
    assistant = with_reranker(home, embedder, model="no-such/reranker", models_dir=tmp_path)
    with pytest.raises(ModelError, match="not on this machine") as told:
        assistant.search(QUESTION, k=3)
    assert "downloads nothing" in told.value.remedy


def test_without_one_nothing_is_reranked(assistant: Assistant) -> None:
    _, why = assistant.search_explained(QUESTION, k=1)[0]
    assert "cross-encoder" not in {source.name for source in why.sources}


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> dict[int, Path]:
    """By its number of classes, a tiny cross-encoder with random weights and the default model's tokenizer."""
    pytest.importorskip("sentence_transformers", reason="the `neural` extra is not installed")
    import torch
    from transformers import AutoConfig, AutoModelForSequenceClassification

    folder = tmp_path_factory.mktemp("rerank")
    exported = export_sentence_transformers(Path(os.environ["DALIL_MODELS"]), folder / "e5")
    small = {"hidden_size": 16, "num_hidden_layers": 1, "num_attention_heads": 2, "intermediate_size": 16}
    found = {}
    for classes in (1, 3):
        torch.manual_seed(5)
        config = AutoConfig.from_pretrained(exported, num_labels=classes, initializer_range=0.5, **small)
        AutoModelForSequenceClassification.from_config(config).save_pretrained(folder / str(classes))
        for name in ("tokenizer.json", "tokenizer_config.json"):
            shutil.copy(exported / name, folder / str(classes))
        found[classes] = folder / str(classes)
    return found


@pytest.mark.neural
def test_the_best_candidates_stand_in_the_order_of_the_cross_encoder(
    made: dict[int, Path], home: Home, embedder: Embedder, assistant: Assistant
) -> None:
    reranking = with_reranker(home, embedder, model=str(made[1]), device="cpu", depth=4)
    before, after = assistant.search(QUESTION, k=7), reranking.search_explained(QUESTION, k=7)
    own = [source for _, why in after for source in why.sources if source.name == "cross-encoder"]
    assert [source.rank for source in own] == [1, 2, 3, 4]
    assert [source.score for source in own] == sorted((source.score for source in own), reverse=True)
    assert [row.score for row, _ in after] == [row.score for row in before]
    assert {row.start for row, _ in after[:4]} == {row.start for row in before[:4]}
    assert [replace(row, rank=0) for row, _ in after[4:]] == [replace(row, rank=0) for row in before[4:]]
    assert [row for row, _ in after[:4]] != before[:4]


@pytest.mark.neural
def test_a_model_that_sorts_into_classes_is_no_reranker(made: dict[int, Path], home: Home, embedder: Embedder) -> None:
    with pytest.raises(ModelError, match="3 classes"):
        with_reranker(home, embedder, model=str(made[3]), device="cpu").search(QUESTION, k=3)
