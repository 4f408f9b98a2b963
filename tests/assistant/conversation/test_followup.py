"""Follow-ups without a language model: what leans is asked with what it leaves unsaid, what stands by itself is left alone."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.conversation.followup import is_vague, leans, resolve

RISK = ("How fast is a medium risk escalated?",)
MENTOR = ("من يختار الموجّه للموظف الجديد؟",)


@pytest.mark.parametrize(
    ("history", "question"),
    [
        (RISK, "Who approves it?"),
        (RISK, "And a high one?"),
        (RISK, "Why?"),
        (RISK, "By when?"),
        (RISK, "Within how many working days?"),
        (RISK, "What about the cost?"),
        (RISK, "ولماذا؟"),
        (MENTOR, "وما شروطه؟"),
        (MENTOR, "كم مدتها؟"),
        (MENTOR, "ومن يعتمد ذلك؟"),
        (MENTOR, "ماذا عن المخاطر؟"),
        (MENTOR, "And who approves it?"),
    ],
)
def test_a_question_that_leans_is_asked_with_what_was_spoken_of(history: tuple[str, ...], question: str) -> None:
    resolved = resolve(question, history)
    assert resolved.startswith(question.rstrip("?؟")) and resolved[-1] in "?؟"
    assert "medium risk" in resolved or "الموجّه" in resolved


@pytest.mark.parametrize(
    "question",
    [
        "How many days of annual leave may be carried over?",
        "Who signs an agreement with a company worth 8,000 rials?",
        "What happens to a document that nobody reviewed in time?",
        "How many staff must answer the engagement survey for it to count?",
        "What are the working hours?",
        "What are the conditions of a pilot?",
        "annual leave carry over",
        "ما الدرجة التي تجتاز بها الفكرة الفرز؟",
        "كم بدل السكن للموظف؟",
        "ساعات العمل",
        "اجازه مرضيه متى ارفع الشهاده",
    ],
)
def test_a_question_that_stands_by_itself_is_left_alone(question: str) -> None:
    assert not leans(question)
    assert resolve(question, RISK) == resolve(question, MENTOR) == question


@pytest.mark.parametrize("question", ["Who approves it?", "وماذا عن المخاطر؟"])
def test_without_a_question_before_nothing_is_added(question: str) -> None:
    assert resolve(question, ()) == question


def test_the_matter_lasts_over_several_follow_ups_and_takes_in_what_a_later_one_names() -> None:
    history = ("When must a retiring employee start the handover file?", "And someone who resigns?")
    resolved = resolve("Who signs it?", history)
    assert "handover file" in resolved and "resigns" in resolved
    assert "handover file" in resolve("Why?", (*history, "Who signs it?"))


def test_a_new_matter_takes_the_place_of_the_old_one() -> None:
    history = (*RISK, "How many days of annual leave do I get?")
    resolved = resolve("And who approves it?", history)
    assert "annual leave" in resolved and "risk" not in resolved


@pytest.mark.parametrize(
    ("history", "correction", "kept", "named"),
    [
        (
            ("How many days' notice of a change do employees get?",),
            "No, I meant the 2023 edition.",
            "How many days' notice",
            "2023",
        ),
        (("How many days' notice of a change do employees get?",), "sorry, I mean managers", "How many days' notice", "managers"),
        (("كم عدد أعضاء فريق التغيير؟",), "لا، أقصد في طبعة 2023.", "كم عدد أعضاء فريق التغيير", "2023"),
        (("كم عدد أعضاء فريق التغيير؟",), "قصدي لجنة الابتكار", "كم عدد أعضاء", "لجنة الابتكار"),
    ],
)
def test_a_correction_asks_the_last_question_again_of_something_else(
    history: tuple[str, ...], correction: str, kept: str, named: str
) -> None:
    resolved = resolve(correction, history)
    assert resolved.startswith(kept) and named in resolved
    assert "meant" not in resolved and "أقصد" not in resolved and "قصدي" not in resolved


def test_what_follows_a_correction_is_of_what_was_corrected_to() -> None:
    resolved = resolve(
        "And how many members are there?", ("How much notice of a change do I get?", "No, I meant the 2023 edition.")
    )
    assert "2023 edition" in resolved and "change" in resolved


@pytest.mark.parametrize(
    ("question", "vague"),
    [
        ("What are the conditions?", True),
        ("Who approves it?", True),
        ("How do I apply?", True),
        ("ما الشروط؟", True),
        ("كم مدتها؟", True),
        ("What are the working hours?", False),
        ("How many employees are there?", False),
        ("risk 18 escalation", False),
        ("ما الإجازة؟", False),
    ],
)
def test_a_question_that_names_no_matter_is_known(question: str, vague: bool) -> None:
    assert is_vague(question) == vague


def test_a_name_alone_answers_what_was_asked_back() -> None:
    assert resolve("Risk Management", ("What are the conditions?",)) == "What are the conditions (Risk Management)?"
    assert "Risk Management" in resolve("And the cost?", ("What are the conditions?", "Risk Management"))


@given(st.lists(st.text(max_size=60), max_size=6), st.text(max_size=60))
def test_a_follow_up_keeps_its_words_or_is_a_correction(history: list[str], question: str) -> None:
    resolved = resolve(question, tuple(history))
    asked = [one.strip().rstrip("?؟ ") for one in (question, *history)]
    assert any(resolved.strip().startswith(one) for one in asked)


def test_a_history_of_a_thousand_turns_is_read_in_no_time() -> None:
    history = tuple(f"{RISK[0]} {n}" if n % 2 else "And a high one?" for n in range(1000))
    assert "risk escalated" in resolve("Why?", history)
