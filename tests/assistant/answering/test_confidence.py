"""How sure an answer is, with embedding models other than the one that the confidence was fitted with."""

import os
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray

from assistant.assistant import Assistant
from assistant.model import Question
from assistant.options import AskOptions
from corpus.embed.base import Embedder
from corpus.embed.factory import open_embedder
from corpus.home import Home
from corpus.options import EmbedOptions


class Squeezed:
    """Another model's vectors and no token states: every cosine a small share of what it was."""

    def __init__(self, embedder: Embedder) -> None:
        self._embedder = embedder
        self.name, self.fingerprint, self.dimensions = embedder.name, embedder.fingerprint, embedder.dimensions

    def encode_passages(self, texts: Sequence[str]) -> NDArray[np.float32]:
        return self._embedder.encode_passages(texts) * np.float32(0.1)

    def encode_queries(self, texts: Sequence[str]) -> NDArray[np.float32]:
        return self._embedder.encode_queries(texts) * np.float32(0.1)


@pytest.fixture
def by_words(home: Home) -> Assistant:
    options = EmbedOptions(models_dir=Path(os.environ["DALIL_MODELS"]), late_interaction="off")
    return Assistant(home, Squeezed(open_embedder(options)), options=AskOptions(), long_lived=False)  # type: ignore[arg-type]


@pytest.mark.parametrize("asked", ["How many days of annual leave does an employee have?", "كم رسوم تصريح الموقف السنوي؟"])
def test_what_is_there_is_answered_whatever_scale_a_model_has(by_words: Assistant, asked: str) -> None:
    assert not by_words.ask(Question(asked)).abstained


@pytest.mark.parametrize("asked", ["Who won the football world cup in Brazil?", "ما عاصمة اليابان وكم سكانها؟"])
def test_what_is_not_there_is_refused_with_such_a_model_too(by_words: Assistant, asked: str) -> None:
    assert by_words.ask(Question(asked)).abstained
