"""`dalil doctor`: what is there, what is missing, and what to do about it."""

import json
from pathlib import Path

from click.testing import CliRunner, Result

from api.cli.main import cli
from api.settings import Settings


def doctor(home: Path, *arguments: str, **environment: str) -> Result:
    return CliRunner().invoke(cli, ["doctor", *arguments], env={"DALIL_HOME": str(home)} | environment, standalone_mode=False)


def checks(result: Result) -> dict[str, list[tuple[str, str]]]:
    found: dict[str, list[tuple[str, str]]] = {}
    for check in json.loads(result.stdout)["checks"]:
        assert set(check) == {"name", "state", "what", "remedy"}
        assert check["state"] == "ok" or check["remedy"]
        found.setdefault(check["name"], []).append((check["state"], check["what"]))
    return found


def test_a_sound_library_is_told_with_what_could_not_be_read(settings: Settings) -> None:
    result = doctor(settings.home, "--json", DALIL_FOLDERS=str(settings.folders[0]))
    found = checks(result)
    assert found["library"][0][0] == "ok" and "documents" in found["library"][0][1]
    assert ("note", "1 documents could not be read") in found["library"]
    assert {state for name in ("home", "folders", "embedding model", "terms", "keys") for state, _ in found[name]} == {"ok"}


def test_an_empty_home_is_told_to_sync_and_is_left_as_it_is(tmp_path: Path) -> None:
    result = doctor(tmp_path / "home")
    assert result.return_value == 1
    assert "! library:" in result.stdout and "run `dalil index sync` first" in result.stdout
    assert not (tmp_path / "home").exists()


def test_a_folder_that_is_gone_is_a_fault(settings: Settings, tmp_path: Path) -> None:
    result = doctor(settings.home, "--json", DALIL_FOLDERS=str(tmp_path / "gone"))
    assert result.return_value == 1 and json.loads(result.stdout)["ok"] is False
    assert checks(result)["folders"] == [("fault", f"there is no folder {tmp_path / 'gone'}")]


def test_a_damaged_state_database_is_a_fault(tmp_path: Path) -> None:
    (tmp_path / "home").mkdir()
    Settings(home=tmp_path / "home").library().state.write_bytes(b"not a database" * 100)
    assert checks(doctor(tmp_path / "home", "--json"))["conversations"][0][0] == "fault"
