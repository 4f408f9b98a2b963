"""A question as the model sees it: what each of its tokens counts for."""

import numpy as np
import pytest

from assistant.model import Question
from assistant.query.analyse import analyse
from assistant.query.encode import EncodedQuery, encode
from corpus.embed.base import Embedder
from corpus.text.analyser import terms

STATES = np.eye(4, dtype=np.float32)


def encoded(stops: list[bool]) -> EncodedQuery:
    return EncodedQuery(np.zeros(3, dtype=np.float32), STATES, np.array(stops))


def test_tokens_of_words_that_say_little_count_less_and_all_together_as_much_as_before() -> None:
    weighed = encoded([True, True, False, False]).weighed(0.5)
    assert weighed is not None
    lengths = np.linalg.norm(weighed, axis=1)
    assert lengths[0] == pytest.approx(lengths[2] / 2)
    assert lengths.mean() == pytest.approx(1.0)


def test_a_question_of_such_words_alone_keeps_them_whole() -> None:
    assert np.array_equal(encoded([True] * 4).weighed(0.0), STATES)  # type: ignore[arg-type]


def test_each_token_knows_the_word_that_it_belongs_to(embedder: Embedder) -> None:
    made = encode(analyse(Question("What are the mitigation costs?"), longest=99), embedder)
    assert made.states is not None
    assert len(made.stems) == len(made.states)
    assert {stem for stem in made.stems if stem} == {term.stem for term in terms("mitigation costs")}
