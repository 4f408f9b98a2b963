"""How answers are read: numbers however written, clauses, and what says the opposite."""

import pytest

from assistant.onboarding.clauses import read
from assistant.onboarding.polarity import opposed
from assistant.onboarding.quantities import quantities


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("خلال يومي عمل", {"2"}),
        ("قبلها بعشرة أيام", {"10"}),
        ("خمسة وعشرين يومًا", {"25"}),
        ("twenty-five days", {"25"}),
        ("٤٥٫٠٠٠ ر.ع.", {"45"}),
        ("1,240 employees", {"1240"}),
        ("السابعة والنصف", {"t450"}),
        ("٧:٣٠ صباحًا", {"t450"}),
        ("half past seven", {"t450"}),
        ("عملك اليومي", set()),
        ("31% of them", {"31"}),
    ],
)
def test_a_number_is_one_however_it_is_written(text: str, found: set[str]) -> None:
    assert quantities(text) == found


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Powers are never delegated in writing.", "Powers are delegated in writing every January."),
        ("النص الملغى لا يبقى متاحًا.", "يبقى النص الملغى متاحًا."),
        ("It is sent after the meeting.", "It is sent before the meeting."),
        ("تستكمل الاستمارة قبل أن يؤكد المسؤول الملف", "لا تستكمل الاستمارة حتى يؤكد المسؤول الملف"),
    ],
)
def test_the_opposite_is_seen(one: str, other: str) -> None:
    assert opposed(one, other)
    assert opposed(other, one)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Leave starts only after three months.", "Leave cannot start before 3 months have passed."),
        ("A meeting lasts at most 45 minutes.", "A meeting lasts no more than 45 minutes."),
        ("لا يقبلها إلا رئيس الهيئة", "يقبلها رئيس الهيئة وحده"),
        ("A mentor must not be the newcomer's direct superior.", "A mentor is not the direct superior of the newcomer."),
    ],
)
def test_what_says_the_same_is_not_the_opposite(one: str, other: str) -> None:
    assert not opposed(one, other)


def test_clauses_keep_times_whole() -> None:
    windows = [window.text for window in read("The day runs from 7:30 to 2:30, and a break is taken.", ["?"]).windows]
    assert "The day runs from 7:30 to 2:30" in windows


def test_a_long_answer_is_judged_by_a_bounded_number_of_windows() -> None:
    answer = " ".join(f"Sentence number {n} says one thing, and then another." for n in range(60))
    assert len(read(answer, ["?"]).windows) <= 14
