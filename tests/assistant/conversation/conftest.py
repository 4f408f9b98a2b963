"""A state database of its own for each test, and questions that were asked of the small library."""

from collections.abc import Callable, Iterator
from itertools import count
from pathlib import Path

import pytest

from assistant.conversation.questions import Questions
from assistant.model import Answer, Asker, Question
from assistant.state.engine import State
from corpus.home import Home

Ask = Callable[..., str]


@pytest.fixture
def state(tmp_path: Path) -> Iterator[State]:
    opened = State(Home(tmp_path / "state"), patience_s=0.2)
    yield opened
    opened.close()


@pytest.fixture
def questions(state: State) -> Questions:
    return Questions(state, kept_days=180)


@pytest.fixture
def asked(questions: Questions) -> Ask:
    """Keeps a question as if it had been asked and not answered; gives its id."""
    numbers = count(1)

    def ask(text: str, *, groups: str | None = "public", asker: str = "", answered: bool = False, **values: str) -> str:
        id = f"a{next(numbers):03}"
        language = "ar" if any("\u0621" <= letter <= "\u064a" for letter in text) else "en"
        answer = Answer("", language, not answered, 0.1, kind="answer" if answered else "abstention")
        questions.keep(id, Question(text, asker=Asker.parse(groups)), answer, asker=asker, **values)
        return id

    return ask
