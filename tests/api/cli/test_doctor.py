"""`dalil doctor`: what is well, what is wanting and what fails, each with its remedy, and nothing changed by looking."""

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

from api.settings import Settings


def doctor(home: Path, *words: str, **said: str) -> subprocess.CompletedProcess[str]:
    """The command, run as a person runs it."""
    script = "from api.cli.main import main; main()"
    environment = os.environ | {"DALIL_HOME": str(home)} | said
    return subprocess.run(
        [sys.executable, "-c", script, "doctor", *words], env=environment, capture_output=True, text=True, check=False
    )


def found(ran: subprocess.CompletedProcess[str]) -> dict[str, dict[str, Any]]:
    """The gravest check of each name."""
    grave = ("ok", "note", "fault")
    checks = json.loads(ran.stdout)["checks"]
    return {check["name"]: check for check in sorted(checks, key=lambda check: grave.index(check["state"]))}


def files(home: Path) -> dict[str, int]:
    """What lies in a home and when it was written, without the locks and the journal that any reader leaves beside it."""
    kept = [path for path in home.rglob("*") if path.is_file() and path.suffix != ".lock" and "sqlite-" not in path.name]
    return {str(path): path.stat().st_mtime_ns for path in kept}


def test_a_healthy_library_has_no_fault_and_is_left_as_it_is(settings: Settings, shelf: Path) -> None:
    before = files(settings.home)
    ran = doctor(settings.home, "--json", DALIL_FOLDERS=str(shelf))
    assert (ran.returncode, ran.stderr) == (0, "")
    assert json.loads(ran.stdout)["ok"] is True
    checks = found(ran)
    assert all(set(check) == {"name", "state", "what", "remedy"} for check in checks.values())
    assert checks["library"]["state"] == "ok"
    assert "5 documents" in checks["library"]["what"]
    assert "1 documents are quarantined" in checks["quarantine"]["what"]
    assert files(settings.home) == before


def test_an_empty_home_is_told_to_sync_and_not_made(tmp_path: Path) -> None:
    ran = doctor(tmp_path / "home")
    assert (ran.returncode, ran.stderr) == (0, "")
    assert "note   library: nothing is indexed yet; run `dalil index sync`\n" in ran.stdout
    assert not (tmp_path / "home").exists()


def test_faults_are_told_with_their_remedies(tmp_path: Path) -> None:
    (tmp_path / "terms.csv").write_bytes(b"\x00\xff\x00")
    (tmp_path / "state.sqlite").write_text("not a database, whatever its name says", encoding="utf-8")
    wrong = {"DALIL_FOLDERS": str(tmp_path / "away"), "DALIL_HOSTS": "dalil.example", "DALIL_FOLDRES": "x"}
    ran = doctor(tmp_path, "--json", **wrong)
    assert ran.returncode == 1
    assert json.loads(ran.stdout)["ok"] is False
    checks = found(ran)
    assert {name for name, check in checks.items() if check["state"] == "fault"} == {"folders", "keys", "state", "terms"}
    assert all(check["remedy"] for check in checks.values() if check["state"] != "ok")
    assert checks["settings"]["remedy"] == "did you mean DALIL_FOLDERS?"


def test_a_setting_that_cannot_be_used_is_a_fault(tmp_path: Path) -> None:
    ran = doctor(tmp_path, DALIL_WORKERS="many")
    assert (ran.returncode, ran.stderr) == (1, "")
    assert "fault  settings: DALIL_WORKERS: 'many' can't be used; it wants a whole number from 0\n" in ran.stdout
