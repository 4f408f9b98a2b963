"""`dalil extract`: what the index would hold, and why."""

import json
from pathlib import Path

from click.testing import CliRunner

from api.cli.main import cli
from corpus.errors import SettingError

DATA = Path(__file__).parents[2] / "data"


def run(*arguments: str) -> tuple[int, str]:
    told = CliRunner().invoke(cli, ["extract", *arguments])
    return told.exit_code, told.stdout


def test_the_text_alone_stands_on_stdout() -> None:
    code, out = run(str(DATA / "docx" / "source" / "attendance.docx"))
    assert code == 0
    assert out.startswith("سياسة الحضور\n")


def test_json_tells_blocks_and_the_evidence_of_a_page() -> None:
    _, out = run(str(DATA / "pdf" / "source" / "leave-chromium.pdf"), "--json", "--page", "1")
    told = json.loads(out)
    first = told["blocks"][0]
    assert told["text"][first["start"] : first["end"]]
    assert told["report"]["evidence"]["pages"][0]["scores"]


def test_every_reader_of_a_pdf_is_shown_beside_the_chosen_one() -> None:
    code, out = run(str(DATA / "pdf" / "source" / "leave-chromium.pdf"), "--compare", "--page", "1")
    assert code == 0
    assert "* " in out
    assert all(reader in out for reader in ("qalam", "pdfium", "pypdf"))


def test_what_has_one_reader_is_not_compared() -> None:
    told = CliRunner().invoke(cli, ["extract", str(DATA / "docx" / "source" / "attendance.docx"), "--compare"])
    assert isinstance(told.exception, SettingError)
    assert "nothing to compare" in str(told.exception)
