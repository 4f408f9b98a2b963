"""The tutor: looked up without a language model, and asked of the assistant."""

import pytest

from assistant.onboarding.course import Course, Learner
from assistant.onboarding.model import Path
from assistant.onboarding.tutor import reply, wish_of


@pytest.mark.parametrize(
    ("text", "wish"),
    [
        ("explain it another way", "another_way"),
        ("اشرحها بطريقة أخرى", "another_way"),
        ("give me an example", "example"),
        ("أعطني مثالًا", "example"),
        ("show me where it says so", "where"),
        ("أين يرد هذا؟", "where"),
        ("in English", "en"),
        ("بالعربية", "ar"),
        ("How many days is annual leave?", "ask"),
    ],
)
def test_what_a_learner_wants_is_understood(text: str, wish: str) -> None:
    assert wish_of(text) == wish


def test_the_other_language_is_shown_where_the_library_has_it(course: Course, learner: Learner, path: Path) -> None:
    step = path.step("annual")
    assert step is not None
    said = reply(course, learner, step, "بالعربية")
    assert [place.language for place in said.places] == ["ar"]


def test_a_question_is_answered_with_the_step_in_mind(course: Course, learner: Learner, path: Path) -> None:
    step = path.step("annual")
    assert step is not None
    said = reply(course, learner, step, "How many days of annual leave does an employee have a year?")
    assert said.answer is not None
    assert not said.answer.abstained
    assert "30 days" in said.answer.answer


@pytest.mark.parametrize("wish", ["another_way", "example", "where"])
def test_what_is_shown_is_the_library_s_own_text(course: Course, learner: Learner, path: Path, wish: str) -> None:
    step = path.step("report")
    assert step is not None
    view = course.assistant.snapshot().view(None)
    for place in reply(course, learner, step, "", wish).places:  # type: ignore[arg-type]
        head = view.document(place.document)
        assert head is not None
        assert view.snapshot.version(head.key).text[place.start : place.end] == place.quote
