"""Questions recorded at every door, feedback on answers, and the administration's list of what isn't answered."""

import csv
import io
import sqlite3
import time
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import httpx2 as httpx
import pytest
from docx import Document
from openpyxl import load_workbook
from starlette.testclient import TestClient
from structlog.testing import capture_logs

from api.access.keys import add_key, revoke_key
from api.access.rules import Access
from api.library import open_questions
from api.recording import Recorder
from api.services import Services
from api.settings import Settings
from assistant.assistant import Assistant
from assistant.conversation.feedback import Feedback
from assistant.conversation.gaps import Gaps
from assistant.conversation.history import Conversations, Turn
from assistant.conversation.questions import Questions
from assistant.model import OWNER, Answer, Asker, Question
from assistant.state.engine import State
from corpus.home import Home

KNOWN = "How many days of annual leave does an employee have?"
UNKNOWN = "Which moon of Jupiter has the deepest ocean?"
RESERVE = "How large is the reserve for the relocation of the archive to Nizwa?"
PAGE = {"Accept": "text/html"}


class Desk:
    """A server whose questions lie in a database of their own."""

    def __init__(self, assistant: Assistant, questions: Questions, conversations: Conversations) -> None:
        self.questions = questions
        self.recorder = Recorder(questions, conversations)
        gaps = Gaps(assistant, questions, settle=self.recorder.settle)
        self.services = Services(assistant, record=self.recorder, rate=self.recorder.rate, gaps=gaps)

    def kept(self) -> list[str]:
        """The texts of the open questions without an answer."""
        self.recorder.settle()
        return [question.text for question in self.questions.wanting()]


@pytest.fixture
def desk(tmp_path: Path, assistant: Assistant) -> Iterator[Desk]:
    state = State(Home(tmp_path / "state"), patience_s=0.2)
    made = Desk(assistant, Questions(state, kept_days=180), Conversations(state, kept_days=180))
    yield made
    made.recorder.close()
    state.close()


@pytest.fixture
def client(settings: Settings, desk: Desk, browsing: Callable[..., Any]) -> Iterator[TestClient]:
    with browsing(settings, desk.services) as opened:
        yield opened


def ask(client: TestClient, question: str, **said: Any) -> dict[str, Any]:
    """The answer, as one object."""
    answered: dict[str, Any] = client.post("/api/chat", json={"question": question, **said}).json()
    return answered


# --- every door records ---


def test_the_chat_door_records_what_it_answers_whole_or_streamed(client: TestClient, desk: Desk) -> None:
    ask(client, UNKNOWN)
    client.post("/api/chat", json={"question": UNKNOWN, "stream": True})
    assert desk.kept() == [UNKNOWN, UNKNOWN]


def test_openais_door_records(client: TestClient, desk: Desk) -> None:
    body = {"model": "dalil", "messages": [{"role": "user", "content": UNKNOWN}]}
    answered = client.post("/v1/chat/completions", json=body).json()
    assert desk.kept() == [UNKNOWN]
    assert client.post("/api/feedback", json={"id": answered["id"], "useful": False}).status_code == 204


def test_the_page_without_scripts_records_and_tells_its_scripts_the_id(client: TestClient, desk: Desk) -> None:
    page = client.get("/", params={"q": UNKNOWN}, headers=PAGE)
    assert desk.kept() == [UNKNOWN]
    assert '"id":' in page.text.replace(" ", "")


def test_a_greeting_and_a_question_that_can_not_be_asked_leave_nothing(client: TestClient, desk: Desk) -> None:
    for question in ("hello", "؟!", "a" * 5000):
        ask(client, question)
    assert desk.kept() == []


def test_no_question_stands_in_the_log(client: TestClient, desk: Desk) -> None:
    with capture_logs() as logs:
        ask(client, UNKNOWN)
        desk.recorder.settle()
    assert "Jupiter" not in str(logs)


# --- feedback ---


def test_a_rating_is_kept_at_once_after_its_answer(client: TestClient, desk: Desk) -> None:
    id = ask(client, KNOWN)["id"]
    answered = client.post("/api/feedback", json={"id": id, "useful": False, "reason": " old "})
    assert (answered.status_code, answered.content) == (204, b"")
    (question,) = desk.questions.wanting()
    assert (question.feedback.useful, question.feedback.reason) == (False, "old")


def test_an_abstention_is_passed_on(client: TestClient, desk: Desk) -> None:
    assert client.post("/api/feedback", json={"id": ask(client, UNKNOWN)["id"], "pass_on": True}).status_code == 204
    assert desk.questions.wanting()[0].feedback.passed_on


@pytest.mark.parametrize(
    ("body", "status"),
    [
        ({"id": "nowhere", "useful": True}, 404),
        ({"id": "x" * 300, "useful": True}, 422),
        ({"id": "nowhere"}, 422),
        ({"useful": True}, 422),
        ({"id": "nowhere", "useful": False, "reason": "r" * 1001}, 422),
        ([], 422),
    ],
)
def test_feedback_that_can_not_be_kept_is_a_problem(client: TestClient, body: Any, status: int) -> None:
    answered = client.post("/api/feedback", json=body)
    assert (answered.status_code, answered.headers["content-type"]) == (status, "application/problem+json")


def test_where_questions_are_not_kept_there_is_no_feedback_and_no_list(
    settings: Settings, services: Services, browsing: Callable[..., Any]
) -> None:
    with browsing(settings, services) as client:
        assert client.post("/api/feedback", json={"id": "x", "useful": True}).status_code == 404
        assert client.get("/admin/gaps", headers=PAGE).status_code == 404
        assert 'data-feedback=""' in client.get("/").text
        assert "Neither questions nor answers are kept" in client.get("/privacy?lang=en").text


# --- the database is locked or away ---


def test_a_locked_database_stops_no_answer_and_the_question_is_kept_when_it_is_free_again(
    tmp_path: Path, client: TestClient, desk: Desk
) -> None:
    ask(client, UNKNOWN)
    desk.recorder.settle()
    with closing(sqlite3.connect(tmp_path / "state" / "state.sqlite", isolation_level=None)) as blocker:
        blocker.execute("BEGIN EXCLUSIVE")
        assert ask(client, UNKNOWN)["abstained"]
        refused = client.post("/api/feedback", json={"id": "x", "useful": True})
        blocker.execute("ROLLBACK")
    assert refused.status_code == 503
    assert desk.kept() == [UNKNOWN, UNKNOWN]


def test_a_database_that_is_away_stops_no_answer_and_what_is_lost_at_the_end_is_told_in_the_log(
    tmp_path: Path, settings: Settings, assistant: Assistant, browsing: Callable[..., Any]
) -> None:
    state = State(Home(tmp_path / "home"), address=f"sqlite:///{tmp_path}/gone/state.sqlite", patience_s=0.1)
    desk = Desk(assistant, Questions(state, kept_days=180), Conversations(state, kept_days=180))
    with browsing(settings, desk.services) as client, capture_logs() as logs:
        assert ask(client, KNOWN)["sentences"]
        assert client.get("/", params={"q": KNOWN}, headers=PAGE).status_code == 200
        desk.recorder.close()
        assert client.get("/admin/gaps", headers=PAGE).status_code == 503
    assert [line["event"] for line in logs if line["log_level"] == "warning"] == ["question_not_kept"] * 2
    assert "annual leave" not in str(logs)
    state.close()


class Broken(Questions):
    """A record that fails in a way that nobody foresaw."""

    def keep(self, *values: Any, **named: Any) -> None:
        raise RuntimeError("Jupiter")


def test_a_failure_that_nobody_foresaw_is_told_by_its_kind_alone(tmp_path: Path) -> None:
    state = State(Home(tmp_path / "state"))
    recorder = Recorder(Broken(state, kept_days=1), Conversations(state, kept_days=1))
    with capture_logs() as logs:
        recorder("a1", Question(UNKNOWN), Answer("", "en", True, 0.0, kind="abstention"), Access(OWNER, True))
        recorder.close()
    assert logs == [{"event": "question_not_kept", "reason": "RuntimeError", "log_level": "error"}]
    state.close()


# --- the list ---


@pytest.fixture
def keyed(settings: Settings) -> Iterator[Callable[[str], dict[str, str]]]:
    """Headers with the key of a reader, or of an administrator of one group; the keys are gone after the test."""
    home = settings.library()
    holders = {"reader": ("public", False), "hr": ("hr", True), "board": ("board", True)}
    keys = {name: add_key(home, name, groups=[group], admin=admin) for name, (group, admin) in holders.items()}
    yield lambda name: {"Authorization": f"Bearer {keys[name]}"}
    for name in keys:
        revoke_key(home, name)


def test_the_list_is_for_administrators(client: TestClient, keyed: Callable[[str], dict[str, str]]) -> None:
    for path in ("/admin/gaps", "/admin/api/gaps", "/admin/gaps.csv", "/admin/gaps.xlsx"):
        told = [client.get(path, headers=headers).status_code for headers in ({}, keyed("reader"), keyed("hr"))]
        assert told == [401, 403, 200]
    assert client.post("/admin/gaps/x/close", headers=keyed("reader")).status_code == 403


def test_the_list_as_json(client: TestClient) -> None:
    ask(client, UNKNOWN)
    ask(client, UNKNOWN)
    client.post("/api/feedback", json={"id": ask(client, KNOWN)["id"], "useful": False, "reason": "wrong"})
    missing, rated = client.get("/admin/api/gaps").json()["gaps"]
    assert (missing["standing"], missing["times"], missing["askers"], missing["unanswered"]) == ("missing", 2, 1, 2)
    assert [question["text"] for question in missing["questions"]] == [UNKNOWN, UNKNOWN]
    assert (rated["standing"], rated["reasons"]) == ("rated", ["wrong"])
    assert rated["closest"][0]["document"] == "annual-leave-en"


def test_what_stands_in_a_hidden_document_is_shown_to_an_administrator_who_may_read_it_alone(
    client: TestClient, keyed: Callable[[str], dict[str, str]]
) -> None:
    client.post("/api/chat", json={"question": RESERVE}, headers=keyed("reader"))
    (seen,) = client.get("/admin/api/gaps", headers=keyed("board")).json()["gaps"]
    assert (seen["standing"], [one["document"] for one in seen["stands_in"]]) == ("restricted", ["board-minutes"])
    unseen = client.get("/admin/api/gaps", headers=keyed("hr")).json()
    assert unseen["gaps"][0]["standing"] == "missing"
    assert "board-minutes" not in str(unseen)
    assert "board-minutes" not in client.get("/admin/gaps", headers=keyed("hr") | PAGE).text


@pytest.mark.parametrize(
    ("language", "words"),
    [("ar", ("أسئلة بلا إجابة", "لا تذكرها أي وثيقة")), ("en", ("Unanswered questions", "No document says it"))],
)
def test_the_page_is_in_the_readers_language(client: TestClient, language: str, words: tuple[str, ...]) -> None:
    assert "gaps" not in client.get(f"/admin/gaps?lang={language}", headers=PAGE).text.partition("<table")[2]
    ask(client, "<script>alert(1)</script> which moon of Jupiter?")
    page = client.get(f"/admin/gaps?lang={language}", headers=PAGE).text
    for word in (*words, "Jupiter", "/admin/gaps.csv", "/admin/library"):
        assert word in page
    assert "<script>alert" not in page


def test_only_what_was_asked_since_a_day_is_listed(client: TestClient) -> None:
    ask(client, UNKNOWN)
    assert client.get("/admin/api/gaps?since=2020-01-01").json()["gaps"]
    assert client.get("/admin/api/gaps?since=2999-01-01").json()["gaps"] == []
    assert client.get("/admin/api/gaps?since=yesterday").status_code == 422


def test_a_sheet_can_be_taken_away_and_no_cell_begins_a_formula(client: TestClient) -> None:
    ask(client, "=HYPERLINK(moon) which moon of Jupiter has the deepest ocean?")
    told = client.get("/admin/gaps.csv?lang=en")
    assert "attachment" in told.headers["content-disposition"]
    head, row = list(csv.reader(io.StringIO(told.content.decode("utf-8-sig"))))
    assert head[0] == "Draft title of the missing document"
    assert [cell[:1] for cell in row if cell[:1] in ("=", "+", "-", "@")] == []
    sheet = load_workbook(io.BytesIO(client.get("/admin/gaps.xlsx?lang=ar").content)).active
    assert sheet is not None
    assert sheet.sheet_view.rightToLeft
    assert [cell.data_type for cell in sheet[2] if cell.data_type == "f"] == []
    assert sheet[1][0].value == "عنوان مقترح للوثيقة الناقصة"


def test_closing_a_gap_says_what_is_answered_now(client: TestClient) -> None:
    ask(client, UNKNOWN)
    (gap,) = client.get("/admin/api/gaps").json()["gaps"]
    told = client.post(f"/admin/gaps/{gap['id']}/close").json()
    assert (told["id"], told["answered"], told["questions"]) == (gap["id"], 0, 1)
    again = client.get("/admin/api/gaps").json()
    assert (again["gaps"], again["closed"]) == ([], [told])
    assert client.post(f"/admin/gaps/{gap['id']}/close").status_code == 404


def test_the_directors_page_tells_the_wording_from_three_askers_on_and_names_nobody(
    client: TestClient, keyed: Callable[[str], dict[str, str]]
) -> None:
    rare = "How do I apply for a housing loan in Nizwa?"
    for name in ("reader", "hr", "board"):
        client.post("/api/chat", json={"question": UNKNOWN}, headers=keyed(name))
    client.post("/api/chat", json={"question": rare}, headers=keyed("hr"))
    told = client.get("/admin/gaps.docx?lang=en", headers=keyed("board"))
    paragraphs = [paragraph.text for paragraph in Document(io.BytesIO(told.content)).paragraphs]
    assert UNKNOWN in paragraphs
    assert rare not in paragraphs and any("ousing loan" in text for text in paragraphs)
    cells = [[cell.text for cell in row.cells] for row in Document(io.BytesIO(told.content)).tables[0].rows]
    assert cells[1][:3] == ["4", "0", "4"]
    assert any("single pages" in text for text in paragraphs)
    assert "reader" not in " ".join(paragraphs)
    assert client.get("/admin/gaps.pdf?lang=ar", headers=keyed("board")).content.startswith(b"%PDF")
    assert client.get("/admin/gaps.pdf", headers=keyed("reader")).status_code == 403


def test_closing_a_gap_puts_the_answer_into_its_askers_conversation_marked_new_and_to_be_rated(
    tmp_path: Path, settings: Settings, assistant: Assistant, browsing: Callable[..., Any]
) -> None:
    state = State(Home(tmp_path / "state"))
    questions, conversations = Questions(state, kept_days=180), Conversations(state, kept_days=180)
    silent = Answer("The library does not say.", "en", True, 0.1, kind="abstention")
    for who, groups in (("ali", "board"), ("mona", "public")):
        asked = Question(RESERVE, asker=Asker.parse(groups))
        questions.keep(f"a-{who}", asked, silent, asker=who)
        conversations.keep(who, "c", Turn(id=f"a-{who}", question=RESERVE, answer=silent))
    gaps = Gaps(assistant, questions, conversations=conversations)
    (gap,) = gaps.open(OWNER)
    gaps.close(gap.id, OWNER)
    _, (before, after) = conversations.open("ali", "c")
    assert (before.answer.abstained, after.state, after.question) == (True, "new", RESERVE)
    assert "750,000" in after.answer.answer
    assert [turn.state for turn in conversations.open("mona", "c")[1]] == ["whole"]
    questions.rate(after.id, Feedback(useful=False, reason="not what I asked"))
    (opened,) = gaps.open(OWNER)
    assert (opened.standing, opened.reasons, opened.askers) == ("rated", ("not what I asked",), 1)
    assert (questions.tally().asked, questions.tally().badly_rated) == (2, 1)
    state.close()


def test_a_browsers_form_is_led_back_to_the_page_with_what_became_of_it(client: TestClient) -> None:
    ask(client, UNKNOWN)
    (gap,) = client.get("/admin/api/gaps").json()["gaps"]
    answered = client.post(f"/admin/gaps/{gap['id']}/close", headers=PAGE, follow_redirects=False)
    assert (answered.status_code, answered.headers["location"]) == (303, f"/admin/gaps?closed={gap['id']}#closed")
    page = client.get(answered.headers["location"], headers=PAGE | {"Cookie": "dalil_lang=en"}).text
    assert "<details open>" in page
    assert "still not answered" in page


# --- what people are told of it ---


@pytest.mark.parametrize(("language", "said"), [("ar", "بعد 180 يومًا"), ("en", "after 180 days")])
def test_the_privacy_page_says_how_long_questions_are_kept(client: TestClient, language: str, said: str) -> None:
    assert said in client.get(f"/privacy?lang={language}").text


def test_the_server_keeps_questions(settings: Settings, server: Any) -> None:
    answered = httpx.post(f"{server.url}/api/chat", json={"question": UNKNOWN}, timeout=30).json()
    questions, until = open_questions(settings), time.monotonic() + 10
    while answered["id"] not in (kept := {question.id for question in questions.wanting()}) and time.monotonic() < until:
        time.sleep(0.05)
    assert answered["id"] in kept


def test_the_server_forgets_questions_when_they_are_not_to_be_kept(
    tmp_path: Path, settings: Settings, starting: Callable[..., Any]
) -> None:
    place = f"sqlite:///{tmp_path}/own.sqlite"
    questions = open_questions(settings.model_copy(update={"state": place}))
    questions.keep("a1", Question(UNKNOWN), Answer("", "en", True, 0.0, kind="abstention"), asker="")
    assert len(questions.wanting()) == 1
    running = starting(settings, DALIL_STATE=place, DALIL_QUESTIONS_KEPT_DAYS="0").wait("/readyz")
    httpx.post(f"{running.url}/api/chat", json={"question": UNKNOWN}, timeout=30)
    assert running.end()[0] == 0
    assert questions.wanting() == []
