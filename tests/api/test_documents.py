"""The documents at the doors: the list, pages with marked words, originals, images, and what the library holds."""

from pathlib import Path
from urllib.parse import quote

import pytest
from starlette.testclient import TestClient

from api.services import Services
from api.settings import Settings
from assistant.assistant import Assistant
from corpus.text.normalise import language_of

ARABIC = quote("الإجازة السنوية")


def test_the_list_holds_every_document_by_id(client: TestClient) -> None:
    rows = client.get("/api/documents").json()["documents"]
    assert [row["id"] for row in rows] == ["annual-leave-en", "board-minutes", "parking", "visitors", "الإجازة السنوية"]
    assert rows[0]["title"] == "Annual leave"
    assert rows[0]["twin"] == "الإجازة السنوية"


def test_one_document_has_its_pages_and_its_original(client: TestClient) -> None:
    document = client.get("/api/documents/parking").json()
    assert [page["number"] for page in document["pages"]] == [1, 2]
    assert document["media_type"] == "application/pdf"
    assert client.get(document["file"]).content.startswith(b"%PDF")


def test_a_page_is_its_stretch_of_the_canonical_text(client: TestClient, assistant: Assistant) -> None:
    snapshot = assistant.snapshot()
    whole = snapshot.version(snapshot.by_document["parking"]).text
    page = client.get("/api/documents/parking/pages/2").json()
    assert page["text"] == whole[page["start"] : page["end"]]
    assert "Lost permits" in page["text"]


def test_only_marks_that_stand_on_the_page_are_told_cut_to_it(client: TestClient) -> None:
    first = client.get("/api/documents/parking/pages/1").json()
    second = client.get("/api/documents/parking/pages/2").json()
    marks = {"start": [first["start"], second["start"] + 2], "end": [first["start"] + 5, second["start"] + 9]}
    shown = client.get("/api/documents/parking/pages/2", params=marks).json()
    assert [span["start"] for span in shown["spans"]] == [second["start"] + 2]
    across = client.get("/api/documents/parking/pages/2", params={"start": first["end"] - 3, "end": second["start"] + 4}).json()
    assert across["spans"][0]["start"] == second["start"]


def test_a_start_without_an_end_is_a_problem(client: TestClient) -> None:
    assert client.get("/api/documents/parking/pages/2", params={"start": 3}).status_code == 400


@pytest.mark.parametrize(
    "path",
    [
        "/api/documents/parking/pages/3",
        "/api/documents/parking/pages/0",
        "/api/documents/nothing",
        "/api/documents/nothing/pages/1",
    ],
)
def test_what_is_not_there_is_told(client: TestClient, path: str) -> None:
    answered = client.get(path)
    assert answered.status_code == 404
    assert answered.json()["remedy"]


def test_a_version_that_is_gone_is_said_and_the_newest_is_shown_unmarked(client: TestClient) -> None:
    page = client.get("/api/documents/parking/pages/9", params={"version": 7, "start": 1, "end": 5}).json()
    assert page["version_gone"]
    assert (page["version_asked"], page["version"], page["number"]) == (7, 1, 2)
    assert page["notice"]
    assert page["spans"] == []
    assert not client.get("/api/documents/parking/pages/1", params={"version": 1}).json()["version_gone"]


def test_a_heading_is_told_over_the_marked_words(client: TestClient) -> None:
    answer = client.post("/api/chat", json={"question": "How many days of annual leave are carried over?"}).json()
    citation = answer["citations"][0]
    page = client.get(
        f"/api/documents/annual-leave-en/pages/{citation['page']}", params={k: citation[k] for k in ("start", "end")}
    ).json()
    assert page["heading"].endswith("Carrying over")


# --- originals ---


def test_an_original_comes_byte_for_byte(client: TestClient, shelf: Path) -> None:
    answered = client.get(f"/api/documents/{ARABIC}/file")
    assert answered.content == (shelf / "الإجازة السنوية.md").read_bytes()
    assert answered.headers["content-type"] == "text/markdown; charset=utf-8"


def test_an_arabic_name_is_told_as_rfc_5987_has_it(client: TestClient) -> None:
    disposition = client.get(f"/api/documents/{ARABIC}/file").headers["content-disposition"]
    assert f"filename*=UTF-8''{ARABIC}.md" in disposition
    assert disposition.isascii()


def test_an_html_original_can_not_run(client: TestClient) -> None:
    answered = client.get("/api/documents/visitors/file")
    assert answered.headers["content-type"].startswith("text/html")
    policy = answered.headers["content-security-policy"]
    assert policy.startswith("sandbox;")
    assert "default-src 'none'" in policy
    assert "allow-scripts" not in policy


def test_a_range_of_an_original_may_be_asked_for(client: TestClient) -> None:
    answered = client.get("/api/documents/parking/file", headers={"Range": "bytes=0-3"})
    assert (answered.status_code, answered.content) == (206, b"%PDF")


def test_an_original_that_is_not_kept_is_read_where_it_lies_if_it_is_unchanged(
    client: TestClient, settings: Settings, assistant: Assistant, shelf: Path
) -> None:
    snapshot = assistant.snapshot()
    content = snapshot.version(snapshot.by_document["visitors"]).content
    kept = settings.library().files / content[:2] / content
    source = shelf / "visitors.html"
    before = source.read_bytes()
    kept.rename(kept.with_suffix(".away"))
    try:
        assert client.get("/api/documents/visitors/file").content == before
        source.write_bytes(before + b" ")
        changed = client.get("/api/documents/visitors/file")
        assert changed.status_code == 404
        assert "changed" in changed.json()["detail"]
    finally:
        source.write_bytes(before)
        kept.with_suffix(".away").rename(kept)


# --- images ---


def test_a_page_of_a_pdf_is_drawn(client: TestClient) -> None:
    drawn = client.get("/api/documents/parking/pages/2/image", params={"width": 400})
    assert drawn.headers["content-type"] == "image/png"
    assert drawn.content.startswith(b"\x89PNG")
    assert int.from_bytes(drawn.content[16:20]) in range(395, 405)


def test_only_a_pdf_has_images(client: TestClient) -> None:
    answered = client.get("/api/documents/annual-leave-en/pages/1/image")
    assert answered.status_code == 404
    assert "PDF" in answered.json()["detail"]


@pytest.mark.parametrize("width", [0, 199, 100_000, "wide"])
def test_an_image_has_a_sensible_width(client: TestClient, width: object) -> None:
    assert client.get("/api/documents/parking/pages/1/image", params={"width": width}).status_code == 422


# --- what the library holds ---


def test_the_status_counts_what_the_asker_may_read(
    client: TestClient, settings: Settings, services: Services, browsing: object
) -> None:
    status = client.get("/api/status").json()
    assert (status["ready"], status["documents"], status["languages"]["ar"], status["administrator"]) == (True, 5, 1, True)
    assert status["last_indexed"].endswith("Z")
    with browsing(settings.model_copy(update={"loopback_as": ("public",)}), services) as stranger:  # type: ignore[operator]
        assert stranger.get("/api/status").json()["documents"] == 4


def test_suggestions_are_in_the_language_asked_for(client: TestClient) -> None:
    for language, title in (("en", "Board minutes"), ("ar", "الإجازة السنوية")):
        suggestions = client.get(f"/api/suggestions?language={language}").json()["suggestions"]
        assert any(title in question for question in suggestions)
        assert {language_of(question) for question in suggestions} == {language}
    assert client.get("/api/suggestions?language=fr").status_code == 422


# --- search ---


def test_a_search_has_the_rows_of_the_contract(client: TestClient) -> None:
    rows = client.get("/api/search", params={"q": "parking permits", "k": 2}).json()["results"]
    assert [row["rank"] for row in rows] == [1, 2]
    columns = {"rank", "score", "document", "title", "language", "page", "heading", "text", "start", "end", "older", "hit"}
    assert set(rows[0]) == columns and rows[0]["hit"] is None


def test_a_search_keeps_to_a_language_and_to_conditions(client: TestClient) -> None:
    rows = client.get("/api/search", params={"q": "annual leave", "language": "ar"}).json()["results"]
    assert {row["language"] for row in rows} == {"ar"}
    rows = client.get("/api/search", params={"q": "annual leave", "where": ["type=practice", "language=en"]}).json()["results"]
    assert {row["document"] for row in rows} == {"annual-leave-en"}


@pytest.mark.parametrize(
    "query", ["", "q=", "q=x&k=0", "q=x&k=1000", "q=x&language=fr", "q=x&where=colour=red", "q=x&where=type"]
)
def test_a_search_that_can_not_be_run_is_told(client: TestClient, query: str) -> None:
    answered = client.get(f"/api/search?{query}")
    assert answered.status_code in (400, 422)
    assert answered.headers["content-type"] == "application/problem+json"
