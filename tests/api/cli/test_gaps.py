"""`dalil gaps`: what isn't answered, as text, as JSON and as a sheet; and closing a gap."""

import json
import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from api.library import open_questions
from api.settings import Settings
from assistant.model import Answer, Asker, Question

UNKNOWN = "Which moon of Jupiter has the deepest ocean?"
Dalil = Callable[..., subprocess.CompletedProcess[str]]


@pytest.fixture
def dalil(settings: Settings, tmp_path: Path) -> Iterator[Dalil]:
    """The command over the small library, in which somebody asked what it does not say."""
    own = settings.model_copy(update={"state": f"sqlite:///{tmp_path}/own.sqlite", "questions_kept_days": 36_500})
    questions = open_questions(own)
    answer = Answer("", "en", True, 0.1, kind="abstention")
    questions.keep("a1", Question(UNKNOWN, asker=Asker.parse("public")), answer, asker="salma", at="2026-03-01T08:00:00Z")
    said = {"DALIL_HOME": str(settings.home), "DALIL_STATE": own.state, "DALIL_INTERFACE_LANGUAGE": "en"}
    said["DALIL_QUESTIONS_KEPT_DAYS"] = str(own.questions_kept_days)

    def run(*words: str, **more: str) -> subprocess.CompletedProcess[str]:
        command = [sys.executable, "-c", "from api.cli.main import main; main()", "gaps", *words]
        return subprocess.run(command, env=os.environ | said | more, capture_output=True, text=True, check=False)

    yield run


def test_gaps_are_told_with_their_questions_and_what_comes_closest(dalil: Dalil) -> None:
    ran = dalil()
    assert ran.returncode == 0, ran.stderr
    assert UNKNOWN in ran.stdout
    assert "[no document says it]" in ran.stdout
    assert ran.stderr.strip() == "1 gaps"


def test_json_is_one_value_and_names_no_asker(dalil: Dalil) -> None:
    ran = dalil("--json")
    assert ran.stdout.count("\n") == 1
    (gap,) = json.loads(ran.stdout)
    assert (gap["standing"], gap["times"], gap["questions"][0]["text"]) == ("missing", 1, UNKNOWN)
    assert "salma" not in ran.stdout


@pytest.mark.parametrize(("day", "found"), [("2026-03-01", 1), ("2026-03-02", 0)])
def test_since_leaves_out_what_was_asked_before(dalil: Dalil, day: str, found: int) -> None:
    assert len(json.loads(dalil("--json", "--since", day).stdout)) == found


@pytest.mark.parametrize(("form", "begins"), [("docx", b"PK"), ("pdf", b"%PDF")])
def test_the_directors_page_is_written_in_the_language_asked_for(dalil: Dalil, tmp_path: Path, form: str, begins: bytes) -> None:
    path = tmp_path / f"page.{form}"
    ran = dalil("--report", str(path), "--since", "2026-01-01", "--language", "ar")
    assert (ran.returncode, ran.stdout) == (0, ""), ran.stderr
    assert path.read_bytes().startswith(begins)


def test_a_page_of_another_form_is_refused(dalil: Dalil, tmp_path: Path) -> None:
    ran = dalil("--report", str(tmp_path / "page.txt"))
    assert ran.returncode == 2
    assert "the report is a .docx or .pdf file" in ran.stderr


@pytest.mark.parametrize("form", ["csv", "xlsx"])
def test_a_sheet_is_written_and_nothing_stands_on_stdout(dalil: Dalil, tmp_path: Path, form: str) -> None:
    ran = dalil("--output", str(tmp_path / f"gaps.{form}"))
    assert (ran.returncode, ran.stdout) == (0, "")
    assert (tmp_path / f"gaps.{form}").stat().st_size > 100


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("--output", "gaps.pdf"), ".csv or .xlsx"),
        (("--output", "/nowhere/gaps.csv"), "its folder isn't there"),
        (("--since", "yesterday"), "yesterday"),
    ],
)
def test_wrong_usage_is_one_sentence(dalil: Dalil, words: tuple[str, ...], said: str) -> None:
    ran = dalil(*words)
    assert (ran.returncode, ran.stdout) == (2, "")
    assert said in ran.stderr
    assert "Traceback" not in ran.stderr


def test_closing_says_what_became_of_each_question(dalil: Dalil) -> None:
    (gap,) = json.loads(dalil("--json").stdout)
    told = json.loads(dalil("close", gap["id"], "--json").stdout)
    assert told["results"] == [{"question": UNKNOWN, "answered": False, "documents": []}]
    assert json.loads(dalil("--json").stdout) == []
    again = dalil("close", gap["id"])
    assert (again.returncode, again.stdout) == (1, "")
    assert "there is no open gap of this id" in again.stderr


def test_a_state_database_that_is_away_is_one_sentence(dalil: Dalil) -> None:
    ran = dalil(DALIL_STATE="sqlite:////no/such/folder/state.sqlite")
    assert (ran.returncode, ran.stdout) == (1, "")
    assert ran.stderr.startswith("dalil: the state database can't be used")
    assert ran.stderr.count("\n") == 1
