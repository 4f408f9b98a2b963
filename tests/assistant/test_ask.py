"""Asking: the answer in the asker's language, every quotation exact, an honest silence, and nothing of what is hidden."""

import threading
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from assistant.assistant import Assistant
from assistant.errors import EmptyQuestion, QuestionTooLong
from assistant.model import Answer, Asker, Question, Sentence, Sources, Status
from assistant.options import AskOptions
from corpus.embed.base import Embedder
from corpus.errors import NothingIndexed
from corpus.home import Home
from corpus.progress import Progress
from ingest.options import SyncOptions
from ingest.sync import sync

STRANGER = Asker(frozenset())
BOARD = Asker(frozenset({"board"}))


@pytest.mark.parametrize(
    ("question", "language", "document", "told"),
    [
        ("How many days of annual leave are there?", "en", "leave-en", "30 days"),
        ("كم مدة الإجازة السنوية؟", "ar", "leave-ar", "30 يومًا"),
        ("متى تطلب الشهادة الطبية", "ar", "leave-ar", "اليوم الثالث"),
        ("Who leads the crisis team?", "en", "crisis-en", "director of operations"),
        ("كم رسوم تصريح موقف السيارة؟", "ar", "parking-ar", "15 ريالًا"),
    ],
)
def test_the_answer_is_quoted_in_the_language_of_the_question(
    assistant: Assistant, question: str, language: str, document: str, told: str
) -> None:
    answer = assistant.ask(Question(question))
    assert not answer.abstained
    assert answer.language == language
    assert told in answer.sentences[0].text
    assert answer.citations[0].document == document


def test_a_question_is_answered_from_the_other_language_when_only_that_has_it(assistant: Assistant) -> None:
    answer = assistant.ask(Question("Where do staff park their cars?"))
    assert answer.citations and answer.citations[0].document == "parking-ar"
    assert answer.language == "en"
    assert any("not that of the question" in note for note in answer.notes)


def test_every_quotation_is_its_span_of_the_canonical_text(assistant: Assistant) -> None:
    answer = assistant.ask(Question("What steps does the crisis team follow?"))
    snapshot = assistant.snapshot()
    assert answer.citations
    for citation in answer.citations:
        version = snapshot.version(snapshot.by_document[citation.document])
        assert version.text[citation.start : citation.end] == citation.quote


def test_a_sentence_that_leads_in_to_a_list_takes_its_items_along(assistant: Assistant) -> None:
    answer = assistant.ask(Question("What steps does the crisis team follow?"))
    assert "1. Declare the crisis within 30 minutes." in answer.answer


@pytest.mark.parametrize("question", ["What is the capital of France?", "ما سعر الذهب اليوم في السوق العالمية؟"])
def test_what_the_library_does_not_hold_is_said_to_be_absent(assistant: Assistant, question: str) -> None:
    answer = assistant.ask(Question(question))
    assert answer.abstained
    assert not answer.sentences and not answer.citations
    assert answer.closest
    assert str(len(assistant.snapshot().view(None).documents())) in answer.answer


def test_a_hidden_document_answers_its_readers_alone(assistant: Assistant) -> None:
    question = "What does the director of operations receive a month?"
    assert "2,450" in assistant.ask(Question(question, asker=BOARD)).answer
    told = assistant.ask(Question(question, asker=STRANGER))
    assert "2,450" not in str(told)
    assert "salaries-en" not in str(told)


def test_events_come_in_order_and_end_with_the_whole_answer(assistant: Assistant) -> None:
    events = list(assistant.stream(Question("Who leads the crisis team?")))
    kinds = [type(event) for event in events]
    assert kinds[0] is Status and kinds[1] is Sources and kinds[-1] is Answer
    assert set(kinds[2:-1]) == {Sentence}
    last = events[-1]
    assert isinstance(last, Answer) and list(last.sentences) == events[2:-1]


def test_the_same_question_is_answered_alike_byte_for_byte(assistant: Assistant, home: Home, embedder: Embedder) -> None:
    question = Question("When is sick leave reported?")
    again = Assistant(home, embedder, options=AskOptions(), long_lived=True)
    assert assistant.ask(question) == again.ask(question)
    again.close()


def test_a_follow_up_is_understood_by_what_was_asked_before(assistant: Assistant) -> None:
    answer = assistant.ask(Question("And who leads it?", history=("What does the crisis team do?",)))
    assert answer.understood_as == "And who leads it (crisis team do)?"
    assert answer.citations[0].document == "crisis-en"


@pytest.mark.parametrize("greeting", ["السلام عليكم", "Thank you!", "من أنت؟"])
def test_a_greeting_is_answered_without_a_search(assistant: Assistant, greeting: str) -> None:
    answer = assistant.ask(Question(greeting))
    assert answer.kind == "social" and not answer.abstained and not answer.citations


@pytest.mark.parametrize("question", ["", "   ", "؟!…", "🙂"])
def test_a_question_without_a_word_is_refused_with_a_sentence(assistant: Assistant, question: str) -> None:
    with pytest.raises(EmptyQuestion, match="no word"):
        assistant.ask(Question(question))


def test_a_question_that_is_too_long_is_refused_with_its_length(assistant: Assistant) -> None:
    with pytest.raises(QuestionTooLong, match="100000"):
        assistant.ask(Question("س" * 100_000))


@pytest.mark.parametrize("question", ["你好吗请问假期多少天", "Сколько дней отпуска?", "ا", "the of and"])
def test_a_third_language_or_hardly_a_word_gets_an_answer_or_silence_never_a_failure(assistant: Assistant, question: str) -> None:
    assert assistant.ask(Question(question)).answer


def test_asking_before_anything_is_indexed_says_what_to_do(tmp_path_factory: pytest.TempPathFactory, embedder: Embedder) -> None:
    empty = Assistant(Home(tmp_path_factory.mktemp("empty")), embedder, options=AskOptions(), long_lived=False)
    with pytest.raises(NothingIndexed, match="index sync"):
        empty.ask(Question("Who?"))


def test_suggestions_are_questions_that_the_library_answers(assistant: Assistant) -> None:
    for language in ("ar", "en"):
        suggested = assistant.suggestions(STRANGER, language)
        assert suggested
        assert all(not assistant.ask(Question(question, asker=STRANGER)).abstained for question in suggested)
        assert not any("Salary" in question for question in suggested)


def test_those_who_come_while_suggestions_are_looked_for_get_the_same_ones(assistant: Assistant) -> None:
    together = threading.Barrier(4)

    def suggested(_: int) -> list[str]:
        together.wait(10)
        return assistant.suggestions(BOARD, "en")

    with ThreadPoolExecutor(4) as threads:
        found = list(threads.map(suggested, range(4)))
    assert all(one is found[0] for one in found)


def test_as_many_passages_are_found_as_are_asked_for(tmp_path: Path, embedder: Embedder) -> None:
    (tmp_path / "documents").mkdir()
    for n in range(130):
        (tmp_path / "documents" / f"{n}.txt").write_text(f"Note {n} on leave.\n")
    home = Home(tmp_path / "home")
    sync(home, [tmp_path / "documents"], embedder, options=SyncOptions(), progress=Progress())
    rows = Assistant(home, embedder, options=AskOptions(), long_lived=False).search("leave", k=120)
    assert [row.rank for row in rows] == list(range(1, 121))
    assert [row.score for row in rows] == sorted((row.score for row in rows), reverse=True)


@pytest.mark.parametrize(("question", "language"), [("How many days?", "en"), ("What are the steps?", "en")])
def test_a_question_that_names_no_matter_is_asked_back_with_choices_that_the_library_answers(
    assistant: Assistant, question: str, language: str
) -> None:
    back = assistant.ask(Question(question))
    assert (back.kind, back.language, back.abstained) == ("clarification", language, False)
    assert 2 <= len(back.choices) <= 3
    assert not back.sentences and not back.citations
    for choice in back.choices:
        assert choice.label in back.answer
        assert assistant.ask(Question(choice.question)).kind == "answer"
        assert assistant.ask(Question(choice.label, history=(question,))).kind == "answer"


def test_who_is_asked_back_is_offered_nothing_that_they_may_not_read(assistant: Assistant) -> None:
    for question in ("How much is it?", "What is the amount?", "Who approves it?"):
        assert "Salary" not in assistant.ask(Question(question, asker=STRANGER)).answer


def test_a_follow_up_in_the_other_language_is_answered_in_its_own(assistant: Assistant) -> None:
    answer = assistant.ask(
        Question("وكم عدد أعضائه؟", history=("Who leads the crisis team of the directors and the operations?",))
    )
    assert answer.language == "ar"
    assert "crisis team" in answer.understood_as


def test_a_list_of_references_is_no_answer_and_no_failure(tmp_path: Path, embedder: Embedder) -> None:
    folder = tmp_path / "documents"
    folder.mkdir()
    (folder / "study.md").write_text(
        "# Leave study\n\n## Findings\n\nAn employee has 30 days of annual leave.\n\n"
        "## References\n\nAnnual leave of employees: a survey of annual leave (2020).\n",
        encoding="utf-8",
    )
    home = Home(tmp_path / "home")
    sync(home, [folder], embedder, options=SyncOptions(), progress=Progress())
    answer = Assistant(home, embedder, options=AskOptions(), long_lived=False).ask(Question("How long is annual leave?"))
    assert "30 days" in answer.answer
    assert "survey" not in answer.answer
