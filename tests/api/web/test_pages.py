"""The pages as a browser without scripts sees them: a question answered, a citation followed, the reader's choices kept."""

import html
import re
from typing import Any

import pytest
from starlette.testclient import TestClient

from api.services import Services
from api.settings import Settings

QUESTIONS = {"ar": "كم مدة الإجازة السنوية؟", "en": "How many days of annual leave does an employee have?"}
PAGES = ("/", "/?q=annual+leave", "/documents/annual-leave-en", "/documents/parking?view=image", "/help", "/contact")
TEXTS = ("help", "privacy", "terms", "accessibility", "contact")


def marked(page: str) -> str:
    """The words of the cited span, as the page shows them."""
    parts = re.findall(r'<mark class="main"[^>]*>(.*?)</mark>', page, re.S)
    return "".join(html.unescape(re.sub(r"<[^>]+>", "", part)) for part in parts)


def test_a_first_visit_is_in_arabic_whatever_the_browser_says(client: TestClient) -> None:
    page = client.get("/", headers={"Accept-Language": "en"}).text
    assert '<html lang="ar" dir="rtl"' in page
    assert "<h1>" in page


def test_the_language_is_remembered(client: TestClient) -> None:
    assert '<html lang="en" dir="ltr"' in client.get("/?lang=en").text
    assert '<html lang="en" dir="ltr"' in client.get("/help").text


@pytest.mark.parametrize("language", ["ar", "en"])
def test_a_form_without_scripts_is_answered_and_its_citation_opens_the_quotation(client: TestClient, language: str) -> None:
    question = QUESTIONS[language]
    (first, *_) = client.post("/api/chat", json={"question": question}).json()["citations"]
    page = client.get("/", params={"q": question, "lang": language}).text
    assert f'class="answer" dir="{"rtl" if language == "ar" else "ltr"}" lang="{language}"' in page
    link = html.unescape(re.findall(r'class="cite" href="([^"]+)"', page)[0])
    assert link == first["url"]
    source = client.get(link).text
    assert marked(source) == first["quote"]
    assert f'class="page-text" lang="{language}"' in source


def test_an_abstention_says_what_was_searched(client: TestClient) -> None:
    page = client.get("/", params={"q": "ما سعر الذهب في طوكيو؟"}).text
    assert "لا تتضمن المكتبة إجابة عن هذا السؤال" in page
    assert "بُحث في" in page


def test_a_question_is_shown_as_text(client: TestClient) -> None:
    page = client.get("/", params={"q": "<img src=x onerror=alert(1)>"}).text
    assert "<img" not in page
    assert "&lt;img" in page


def test_a_hidden_document_is_told_as_one_that_is_not_there(settings: Settings, services: Services, browsing: Any) -> None:
    with browsing(settings.model_copy(update={"loopback_as": ("hr",)}), services) as client:
        hidden, absent = client.get("/documents/board-minutes"), client.get("/documents/board-nothing")
    assert hidden.status_code == absent.status_code == 404
    assert hidden.text.replace("board-minutes", "") == absent.text.replace("board-nothing", "")


def test_a_version_that_is_gone_is_said_and_nothing_is_marked(client: TestClient) -> None:
    page = client.get("/documents/annual-leave-en?version=99&page=7&start=0&end=40&lang=en").text
    assert "Version 99 is no longer available" in page
    assert "<mark" not in page


def test_a_page_that_is_not_there_is_not_found(client: TestClient) -> None:
    assert client.get("/documents/annual-leave-en?page=7").status_code == 404


def test_the_image_of_a_page_has_its_quotation_marked(client: TestClient) -> None:
    document = client.get("/api/documents/parking/pages/1").json()
    start = document["text"].index("Parking permits") + document["start"]
    page = client.get(f"/documents/parking?page=1&start={start}&end={start + 60}&view=image").text
    assert "/api/documents/parking/pages/1/image" in page
    assert "<rect" in page


def test_choices_are_kept_and_written_into_the_page(client: TestClient) -> None:
    back = client.get("/display?theme=dark&size=3&contrast=more&digits=arabic&next=/help", follow_redirects=False)
    assert (back.status_code, back.headers["location"]) == (303, "/help")
    page = client.get("/help").text
    assert 'data-theme="dark" data-size="3" data-contrast="more" data-digits="arabic"' in page


@pytest.mark.parametrize("said", ["theme=%22%3E%3Cscript%3E", "nonsense", "size=9", "%00"])
def test_a_strange_cookie_changes_nothing(client: TestClient, said: str) -> None:
    page = client.get("/help", headers={"Cookie": f"dalil_view={said}"}).text
    assert 'data-theme="auto" data-size="1" data-contrast="usual" data-digits="western"' in page


def test_display_leads_to_no_other_site(client: TestClient) -> None:
    back = client.get("/display?next=https://example.org/", follow_redirects=False)
    assert back.headers["location"] == "/"


@pytest.mark.parametrize("name", TEXTS)
@pytest.mark.parametrize("language", ["ar", "en"])
def test_there_is_a_text_in_each_language(client: TestClient, name: str, language: str) -> None:
    page = client.get(f"/{name}?lang={language}")
    assert page.status_code == 200
    assert f'<html lang="{language}"' in page.text


@pytest.mark.parametrize("path", PAGES)
def test_no_page_holds_inline_code_or_names_another_origin(client: TestClient, path: str) -> None:
    page = client.get(path).text
    assert not re.search(r"<script(?![^>]*\bsrc=)", page)
    assert not re.search(r"<style|\sstyle=|\son\w+=", page)
    assert "http:" not in page
    assert "https:" not in page


def test_everything_is_under_the_sub_path(settings: Settings, services: Services, browsing: Any) -> None:
    with browsing(settings, services, root_path="/dalil") as client:
        from api.access.keys import add_key, revoke_key

        key = add_key(settings.library(), "sub-path", groups=["public"])
        client.headers["Authorization"] = f"Bearer {key}"
        try:
            for path in ("/dalil/", "/dalil/?q=annual+leave&lang=en", "/dalil/documents/annual-leave-en", "/dalil/help"):
                for link in re.findall(r'(?:src|href|action)="([^"#?]+)', client.get(path).text):
                    assert link.startswith("/dalil/")
                    assert client.get(link).status_code == (405 if link == "/dalil/sign-out" else 200)
        finally:
            revoke_key(settings.library(), "sub-path")


def test_an_empty_library_says_what_to_do(tmp_path: Any, browsing: Any) -> None:
    from api.library import open_assistant

    empty = Settings(home=tmp_path / "home")
    assistant = open_assistant(empty)
    with browsing(empty, Services(assistant)) as client:
        page = client.get("/?lang=en").text
        assert "No document is indexed yet" in page
        assert "dalil index sync" in page
        assert client.get("/?q=anything").status_code == 200
    assistant.close()
