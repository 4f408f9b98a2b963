"""`dalil onboard` at a terminal and in a pipe: what can't be judged is told, and nothing is lost for it."""

import io
import json
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from api.cli.onboard import onboard
from api.settings import Settings
from assistant.onboarding.errors import UnusableAnswer

SAID = "Every employee has 30 days of annual leave in a year."


class Terminal(io.StringIO):
    """What somebody types."""

    def isatty(self) -> bool:
        return True


@pytest.fixture
def typing(settings: Settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[[io.StringIO], None]:
    """Begins a path of one open and one closed step, with what is typed."""
    teach = [{"source": "leave", "en": SAID}]
    point = {"id": "days", "say": {"ar": "ثلاثون يومًا.", "en": SAID}, "evidence": teach}
    both = {"ar": "كم يومًا؟", "en": "How many?"}
    asked = {"ask": both, "hint": both, "key_points": [point]}
    options = [{"say": both, "right": True}, {"say": {"ar": "لا", "en": "None"}}]
    questions = {"open": {"kind": "open", **asked}, "choice": {"kind": "choice", **asked, "options": options}}
    steps = [{"id": name, "title": both, "minutes": 2, "teach": teach, "question": q} for name, q in questions.items()]
    path = {name: both for name in ("title", "role", "summary")} | {
        "path": "leave",
        "sources": {"leave": {"en": "annual-leave-en"}},
    }
    path |= {"modules": [{"id": "leave", "title": both, "steps": steps}]}
    (tmp_path / "leave.yaml").write_text(json.dumps(path), encoding="utf-8")
    monkeypatch.setenv("DALIL_HOME", str(settings.home))
    monkeypatch.setenv("DALIL_STATE", f"sqlite:///{tmp_path}/own.sqlite")
    monkeypatch.setenv("DALIL_ONBOARDING", str(tmp_path))

    def begin(typed: io.StringIO) -> None:
        monkeypatch.setattr(sys, "stdin", typed)
        onboard.main(["start", "leave", "--language", "en", "--name", "salim"], standalone_mode=False)

    return begin


def test_an_answer_that_cant_be_judged_is_told_and_may_be_typed_again(
    typing: Callable[[io.StringIO], None], capsys: pytest.CaptureFixture[str]
) -> None:
    typing(Terminal(f"{'x' * 100_000}\n{SAID}\n{'9' * 5000}\n\n"))
    told = capsys.readouterr()
    assert "may have 4000" in told.err
    assert "Complete" in told.out
    assert "a number is chosen that isn't there" in told.err
    assert "every answer is kept" in told.out


def test_in_a_pipe_it_ends_there_so_that_no_line_answers_another_step(typing: Callable[[io.StringIO], None]) -> None:
    with pytest.raises(UnusableAnswer, match="may have 4000"):
        typing(io.StringIO(f"{'x' * 100_000}\n{SAID}\n"))
