"""The memory for questions: what the model says, once; and nothing else of the embedder is changed."""

import numpy as np
import pytest

from api.library import embedder_of
from api.settings import Settings
from corpus.embed.base import StatefulEmbedder
from evals.remembering import Remembering, remembering

QUESTION = "How long is annual leave?"


@pytest.fixture
def plain(library: Settings) -> StatefulEmbedder:
    embedder = embedder_of(library)
    assert isinstance(embedder, StatefulEmbedder)
    return embedder


def test_a_question_is_encoded_once_and_as_the_model_does(plain: StatefulEmbedder) -> None:
    embedder = remembering(plain)
    assert isinstance(embedder, StatefulEmbedder)
    vector, states = embedder.encode_query_with_states(QUESTION)
    wanted, wanted_states = plain.encode_query_with_states(QUESTION)
    assert np.array_equal(vector, wanted) and np.array_equal(states.states, wanted_states.states)
    assert embedder.encode_query_with_states(QUESTION)[0] is vector


def test_it_is_the_same_model_to_everybody_else(plain: StatefulEmbedder) -> None:
    embedder = Remembering(plain)
    for name in ("name", "dimensions", "fingerprint", "late_interaction"):
        assert getattr(embedder, name) == getattr(plain, name)
    assert np.array_equal(embedder.encode_passages([QUESTION]), plain.encode_passages([QUESTION]))


def test_a_model_without_token_states_is_left_as_it_is(plain: StatefulEmbedder) -> None:
    class VectorsOnly:
        name, dimensions, fingerprint = plain.name, plain.dimensions, plain.fingerprint
        encode_queries, encode_passages = plain.encode_queries, plain.encode_passages

    embedder = VectorsOnly()
    assert remembering(embedder) is embedder
