"""What is written for people to take away: the certificate, and a draft of a path."""

import unicodedata
from dataclasses import replace
from io import BytesIO
from pathlib import Path

import pytest
from pypdf import PdfReader

from assistant.assistant import Assistant
from assistant.onboarding.certificate import certificate
from assistant.onboarding.check import check
from assistant.onboarding.closed import Given
from assistant.onboarding.course import Course, Learner
from assistant.onboarding.draft import draft_path
from assistant.onboarding.model import Path as LearningPath
from assistant.onboarding.paper import drawn
from assistant.onboarding.path import load_path
from assistant.onboarding.summary import summary
from corpus.errors import UnknownDocument


@pytest.mark.parametrize(
    ("language", "name", "day"), [("ar", "مريم الحارثية", "24"), ("en", "Maryam Al Harthi", "24 November 2026")]
)
def test_a_certificate_is_one_page_with_the_name_and_the_day(path: LearningPath, language: str, name: str, day: str) -> None:
    pdf = certificate(path, name=name, day="2026-11-24", language=language, entity="")  # type: ignore[arg-type]
    (page,) = PdfReader(BytesIO(pdf)).pages
    text = page.extract_text()
    assert name in unicodedata.normalize("NFKC", text)
    assert day in text


def test_arabic_is_joined_and_ordered_before_it_is_drawn() -> None:
    assert drawn("لا") == "\ufefb"
    assert drawn("بت") == "\ufe96\ufe91"


def test_a_very_long_name_stays_on_the_page(path: LearningPath) -> None:
    assert certificate(path, name="و" * 120, day="2026-11-24", language="ar").startswith(b"%PDF")


def test_a_draft_is_a_path_that_the_check_accepts(assistant: Assistant, tmp_path: Path) -> None:
    file = tmp_path / "draft.yaml"
    file.write_text(draft_path(assistant, document="leave-en"), encoding="utf-8")
    path = load_path(file)
    assert {step.id for step in path.steps} == {"annual-leave", "sick-leave"}
    assert check(path, assistant.snapshot().view(None)) == []


def test_a_draft_of_a_document_that_is_not_there_says_so(assistant: Assistant) -> None:
    with pytest.raises(UnknownDocument):
        draft_path(assistant, document="no-such")


@pytest.mark.parametrize(("language", "point"), [("en", "It is requested 10 working days"), ("ar", "يُطلب قبل بدايتها")])
def test_a_summary_tells_what_was_missed_and_where_it_stands(course: Course, learner: Learner, language: str, point: str) -> None:
    who = replace(learner, language=language)  # type: ignore[arg-type]
    course.start(who, "leave-and-crisis")
    course.answer(who, "leave-and-crisis", "annual", Given("Annual leave is 30 days a year."))
    (page,) = PdfReader(BytesIO(summary(course, who, name="Maryam"))).pages
    text = unicodedata.normalize("NFKC", page.extract_text())
    assert "Maryam" in text
    if language == "en":
        assert point in text
        assert "1 of 5 steps passed" in text


def test_a_passage_in_the_other_language_has_its_terms_at_hand(course: Course, learner: Learner) -> None:
    who = replace(learner, language="ar")
    course.start(who, "leave-and-crisis")
    glossary = {gloss.written: gloss.say for gloss in course.step(who, "leave-and-crisis", "times").glossary}
    assert "branch" in " ".join(glossary)
    assert course.step(who, "leave-and-crisis", "annual").glossary == ()
