"""The stored evaluation reports: listed with what moved, opened as they were written, and kept from everybody else."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from starlette.testclient import TestClient

from api.access.keys import add_key, revoke_key
from api.evaluations import HEADLINE, stored_reports
from api.library import open_assistant
from api.services import Services
from api.settings import Settings
from api.web.words import table

PAGE = {"Accept": "text/html"}
NEWER, OLDER = "r20261124-140114-19ee", "r20261123-090000-0a0a"


def write(home: Path, run: str, started: str, **changes: Any) -> None:
    """A report as `dalil eval report` leaves it."""
    folder = home / "evals" / "reports"
    folder.mkdir(parents=True, exist_ok=True)
    measures = [
        {"name": "success@5", "better": "higher", "all": 0.773, "interval": [0.73, 0.81], "columns": []},
        {"name": "wrongly_refused", "better": "lower", "all": 0.137, "interval": None, "columns": []},
        {"name": "leaks", "better": "lower", "all": 0.0, "interval": None, "columns": []},
    ]
    about = {
        "started": started,
        "suite": "quick",
        "datasets": [{"name": "gold"}],
        "half": "",
        "answerer": "extractive",
    }
    told = {"run": run, "about": about, "questions": 422, "measures": measures, "previous": None} | changes
    (folder / f"{run}.json").write_text(json.dumps(told), encoding="utf-8")
    (folder / f"{run}.html").write_text(f"<!doctype html><title>{run}</title><style>p{{}}</style>", encoding="utf-8")


@pytest.fixture
def stored(settings: Settings) -> Settings:
    """A home with two reports, the newer one compared with the older."""
    home = settings.library().root
    rows = [{"name": "success@5", "change": 0.016}, {"name": "wrongly_refused", "change": 0.02}]
    write(home, OLDER, "2026-11-23T09:00:00Z")
    write(home, NEWER, "2026-11-24T14:01:14Z", previous={"run": OLDER, "rows": rows})
    return settings


def test_reports_are_listed_newest_first_with_their_figures(client: TestClient, stored: Settings) -> None:
    found = client.get("/admin/api/evals").json()
    assert [row["run"] for row in found["reports"]] == [NEWER, OLDER]
    assert found["reports"][0]["figures"]["success@5"] == 0.773
    assert found["reports"][0]["changes"] == {"success@5": 0.016, "wrongly_refused": 0.02}
    assert found["unreadable"] == 0


@pytest.mark.parametrize(
    ("language", "words"), [("ar", ("التقييمات", "العثور", "أسوأ")), ("en", ("Evaluations", "Found", "worse"))]
)
def test_the_page_says_what_moved_in_the_readers_language(
    client: TestClient, stored: Settings, language: str, words: tuple[str, ...]
) -> None:
    page = client.get(f"/admin/evals?lang={language}", headers=PAGE)
    assert page.status_code == 200
    for word in (*words, NEWER, "0.773", "+0.016", f"/admin/evals/{NEWER}#{language}"):
        assert word in page.text


def test_a_report_opens_as_it_was_written_and_can_do_nothing_else(client: TestClient, stored: Settings) -> None:
    page = client.get(f"/admin/evals/{NEWER}")
    assert page.text.startswith(f"<!doctype html><title>{NEWER}")
    policy = page.headers["Content-Security-Policy"]
    assert "sandbox" in policy and "default-src 'none'" in policy and "script-src" not in policy


@pytest.mark.parametrize("run", ["gone", "..%2F..%2Fkeys", "%2e%2e", "a%00b"])
def test_a_report_that_is_not_there_is_told(client: TestClient, stored: Settings, run: str) -> None:
    assert client.get(f"/admin/evals/{run}").status_code == 404


@pytest.mark.parametrize("content", ['{"run": "x", "ab', "[]", '{"run": "x", "about": null}', ""])
def test_figures_that_cannot_be_read_are_counted_and_hide_nothing(tmp_path: Path, content: str) -> None:
    write(tmp_path, NEWER, "2026-11-24T14:01:14Z")
    write(tmp_path, OLDER, "2026-11-23T09:00:00Z")
    (tmp_path / "evals" / "reports" / f"{OLDER}.json").write_text(content, encoding="utf-8")
    found = stored_reports(tmp_path)
    assert ([head.run for head in found.heads], found.unreadable) == ([NEWER], 1)


def test_where_nothing_is_stored_the_page_says_how_to_begin(tmp_path: Path, browsing: Any) -> None:
    settings = Settings(home=tmp_path / "empty")
    with browsing(settings, Services(open_assistant(settings))) as client:
        assert "dalil eval run" in client.get("/admin/evals", headers=PAGE).text
        assert client.get("/admin/api/evals").json() == {"reports": [], "unreadable": 0}


@pytest.fixture
def keys(stored: Settings) -> Iterator[dict[str, str]]:
    """The key of a reader and that of an administrator, taken back at the end."""
    home = stored.library()
    made = {"reader": add_key(home, "reader"), "administrator": add_key(home, "administrator", admin=True)}
    yield made
    for name in made:
        revoke_key(home, name)


@pytest.mark.parametrize("address", ["/admin/evals", "/admin/api/evals", f"/admin/evals/{NEWER}"])
def test_only_an_administrator_sees_reports(client: TestClient, keys: dict[str, str], address: str) -> None:
    asked = {who: client.get(address, headers={"Authorization": f"Bearer {key}"}).status_code for who, key in keys.items()}
    assert client.get(address).status_code == 401
    assert asked == {"reader": 403, "administrator": 200}


@pytest.mark.parametrize("language", ["ar", "en"])
def test_every_figure_of_the_list_has_its_words(language: str) -> None:
    words = table("ar" if language == "ar" else "en", "evals")
    assert {f"short_{name}" for name in HEADLINE} | {f"what_{name}" for name in HEADLINE} <= words.keys()
