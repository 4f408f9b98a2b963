"""Dates in either calendar, language and digits become ISO days, and what is no day becomes nothing."""

import pytest

from corpus.text.dates import days_in, is_year, to_iso


@pytest.mark.parametrize(
    ("written", "day"),
    [
        ("2024-05-03", "2024-05-03"),
        ("2024-05-03T10:00:00Z", "2024-05-03"),
        ("3/5/2024", "2024-05-03"),
        ("03.05.2024", "2024-05-03"),
        ("٢٠٢٤/٥/٣م", "2024-05-03"),
        ("12/31/2024", "2024-12-31"),
        ("May 3, 2024", "2024-05-03"),
        ("Friday 3 May 2024", "2024-05-03"),
        ("٣ أيار ٢٠٢٤", "2024-05-03"),
        ("5 تشرين الأول 2023", "2023-10-05"),
        ("١٢ رمضان ١٤٤٥هـ", "2024-03-22"),
        ("1445-09-12", "2024-03-22"),
        ("١٢/٩/١٤٤٥ هـ", "2024-03-22"),
        ("الأحد 3 ربيع الآخر 1446 هـ", "2024-10-06"),
        ("الموافق 1 محرم 1447", "2025-06-26"),
        ("24 من صفر سنة 1424هـ", "2003-04-26"),
        ("3rd of May, 2024", "2024-05-03"),
        ("١١ رمضان ١٤٤٥هـ الموافق ٢٢ مارس ٢٠٢٤م", "2024-03-22"),
        ("22/3/2024 (12/9/1445هـ)", "2024-03-22"),
    ],
)
def test_a_day_is_read_however_it_is_written(written: str, day: str) -> None:
    assert to_iso(written) == day


@pytest.mark.parametrize(
    "written",
    ["", "spring", "2024", "3-5-24", "31/02/2024", "1445/13/1", "رمضان 1445", "3 May 1445", "3/5/2024 هـ", "1 2 3 2024"],
)
def test_what_is_no_day_is_nothing(written: str) -> None:
    assert to_iso(written) == ""


@pytest.mark.parametrize(("written", "year"), [("2024", True), ("١٤٤٥هـ", True), ("1445", True), ("24", False), ("3000", False)])
def test_a_year_alone_is_told_from_a_number(written: str, year: bool) -> None:
    assert is_year(written) is year


def test_a_day_in_both_calendars_is_one_and_others_stand_alone() -> None:
    found = days_in("صدر في : 24 من صفر سنة 1424هـ\nالموافق : 26 من إبريل سنة 2003م، ويعمل به من 1/7/2003 حتى 3 رجب 1425هـ")
    assert [(day.iso, day.paired, day.hijri) for day in found] == [
        ("2003-04-26", True, False),
        ("2003-07-01", False, False),
        ("2004-08-19", False, True),
    ]


@pytest.mark.parametrize("text", ["المرسوم رقم 2003/35 والمادة 12", "version 1.2.2024.5", "room 12 may be used by 2000 people"])
def test_numbers_that_name_no_day_are_left_alone(text: str) -> None:
    assert days_in(text) == []
