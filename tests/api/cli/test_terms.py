"""`dalil terms`: one JSON value on stdout, sentences on stderr, and the exit codes of the contract."""

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

TBX = """<tbx type="TBX-Basic"><text><body><conceptEntry id="c9">
<langSec xml:lang="ar"><termSec><term>بطاقة الممارسة</term></termSec></langSec>
<langSec xml:lang="en"><termSec><term>practice card</term></termSec></langSec></conceptEntry></body></text></tbx>"""


@pytest.fixture
def home(tmp_path: Path) -> Path:
    """An empty home."""
    return tmp_path / "home"


def dalil(home: Path, *words: str) -> subprocess.CompletedProcess[str]:
    """The command, run as a person runs it."""
    script = "from api.cli.main import main; main()"
    environment = os.environ | {"DALIL_HOME": str(home)}
    return subprocess.run(
        [sys.executable, "-c", script, "terms", *words], env=environment, capture_output=True, text=True, check=False
    )


def asked(home: Path, *words: str) -> Any:
    """The JSON that a command prints."""
    ran = dalil(home, *words, "--json")
    assert ran.returncode == 0, ran.stderr
    assert ran.stdout.count("\n") == 1
    return json.loads(ran.stdout)


def test_list_finds_a_term_by_any_of_its_names(home: Path) -> None:
    (row,) = asked(home, "list", "كي بي آي")
    assert row["en"] == "key performance indicator"
    assert "KPI" in row["acronym"]
    assert row["own"] is False
    assert "key performance indicator" in dalil(home, "list", "KPI").stdout


def test_an_added_term_is_listed_as_ones_own(home: Path) -> None:
    added = asked(home, "add", "--ar", "بطاقة الممارسة", "--en", "practice card", "--acronym", "PC1")
    assert [row["id"] for row in added["added"]] == ["practice-card"]
    (row,) = asked(home, "list", "PC1")
    assert row["own"] is True


def test_adding_half_a_term_is_wrong_usage(home: Path) -> None:
    ran = dalil(home, "add", "--ar", " ", "--en", "practice card")
    assert (ran.returncode, ran.stdout) == (2, "")
    assert "the Arabic term is empty" in ran.stderr


def test_import_says_what_it_would_do_and_then_does_it(home: Path, tmp_path: Path) -> None:
    path = tmp_path / "more.tbx"
    path.write_text(TBX, encoding="utf-8")
    assert [row["id"] for row in asked(home, "import", str(path), "--dry-run")["added"]] == ["c9"]
    assert not (home / "terms.csv").exists()
    assert len(asked(home, "import", str(path))["added"]) == 1
    assert asked(home, "import", str(path))["unchanged"] == 1


def test_import_tells_the_rows_that_it_leaves_out(home: Path, tmp_path: Path) -> None:
    path = tmp_path / "more.csv"
    path.write_text("ar,en\nبطاقة الممارسة,practice card\n,lone\n", encoding="utf-8")
    ran = dalil(home, "import", str(path))
    assert (ran.returncode, ran.stdout) == (0, "")
    assert f"{path}:3: the Arabic term is empty" in ran.stderr
    assert "1 terms were added" in ran.stderr


def test_import_fails_when_every_row_is_left_out(home: Path, tmp_path: Path) -> None:
    path = tmp_path / "wrong.csv"
    path.write_text("ar,en\n,lone\nrisk,خطر\n", encoding="utf-8")
    ran = dalil(home, "import", str(path))
    assert (ran.returncode, ran.stdout) == (1, "")
    assert f"{path}:2: the Arabic term is empty" in ran.stderr
    assert "0 terms were added" in ran.stderr
    assert not (home / "terms.csv").exists()


@pytest.mark.parametrize(("content", "said"), [(b"ar,word\n", "`word`"), ("ar,en\nخطر,risk\n".encode("cp1256"), "encoding")])
def test_a_file_that_cannot_be_used_imports_nothing(home: Path, tmp_path: Path, content: bytes, said: str) -> None:
    path = tmp_path / "wrong.csv"
    path.write_bytes(content)
    ran = dalil(home, "import", str(path))
    assert (ran.returncode, ran.stdout) == (1, "")
    assert said in ran.stderr
    assert "Traceback" not in ran.stderr
    assert ran.stderr.count("\n") == 1


def test_check_exits_1_with_file_line_and_remedy(home: Path, tmp_path: Path) -> None:
    path = tmp_path / "terms.csv"
    path.write_text("ar,en\nrisk,خطر\n", encoding="utf-8")
    ran = dalil(home, "check", str(path))
    assert ran.returncode == 1
    assert ran.stdout.startswith(f"{path}:2: the Arabic term is not Arabic")
    rows = json.loads(dalil(home, "check", str(path), "--json").stdout)
    assert [(row["kind"], row["line"]) for row in rows] == [("language", 2)]


def test_check_tells_of_own_terms_that_cannot_be_read(home: Path) -> None:
    home.mkdir()
    (home / "terms.csv").write_text("ar,word\n", encoding="utf-8")
    ran = dalil(home, "check")
    assert ran.returncode == 1
    assert ran.stdout.startswith(f"{home / 'terms.csv'}:1: there is no column `word` in a termbase")


def test_the_shipped_terms_pass_the_check(home: Path) -> None:
    assert dalil(home, "check").returncode == 0


def test_suggest_before_the_first_sync_says_so(home: Path) -> None:
    ran = dalil(home, "suggest")
    assert (ran.returncode, ran.stdout) == (1, "")
    assert "Traceback" not in ran.stderr
