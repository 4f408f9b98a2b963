"""Numbers, units and dates are compared as values, however they are written, in both languages."""

from fractions import Fraction

import pytest

from assistant.verification.numbers import check_dates, check_numbers
from assistant.verification.reading import read


@pytest.mark.parametrize(
    ("written", "value", "unit"),
    [
        ("1.500 ر.ع.", 1500, "baisa"),
        ("١٫٥٠٠ ريال عماني", 1500, "baisa"),
        ("1,500 OMR", 1_500_000, "baisa"),
        ("ريال واحد وخمسمئة بيسة", 1500, "baisa"),
        ("twenty-eight days", 28 * 24, "hour"),
        ("ثمانية وتسعون يومًا", 98 * 24, "hour"),
        ("two working days", 2, "working day"),
        ("يومي عمل", 2, "working day"),
        ("three and a half hours", Fraction(7, 2), "hour"),
        ("ثلاث ساعات ونصف", Fraction(7, 2), "hour"),
        ("a fortnight ago, 2 weeks", 336, "hour"),
        ("ثلاثة ملايين ومئتا ألف ريال", 3_200_000_000, "baisa"),
        ("٢٥٪", 25, "percent"),
        ("عشرة في المئة", 10, "percent"),
    ],
)
def test_a_quantity_is_its_value_in_the_base_unit(written: str, value: int | Fraction, unit: str) -> None:
    assert (Fraction(value), unit) in {(q.value, q.unit) for q in read(written).quantities}


@pytest.mark.parametrize(
    ("sentence", "evidence"),
    [
        ("every three months", "quarterly"),
        ("four times a year", "كل ثلاثة أشهر"),
        ("مرتان في السنة", "every six months"),
        ("within 14 days", "خلال أسبوعين"),
        ("two out of three members", "ثلثا الأعضاء"),
        ("40 percent", "two fifths"),
        ("المادة التاسعة", "Article 9"),
        ("in 18 months", "خلال سنة ونصف"),
        ("72 hours", "ثلاثة أيام"),
    ],
)
def test_equal_quantities_stand_for_each_other(sentence: str, evidence: str) -> None:
    assert check_numbers(sentence, evidence).passed


@pytest.mark.parametrize(
    ("sentence", "evidence"),
    [
        ("1.500 ر.ع.", "1,500 ر.ع."),
        ("5 days", "5 working days"),
        ("weekly", "monthly"),
        ("100 ريال", "100 بيسة"),
        ("Article 6", "المادة ٩"),
        ("at least 3 members", "at most 3 members"),
        ("30 دقيقة", "30 hours"),
        ("Annual leave is 10 days.", "Annual leave is 30 days a year. A request is handed in 10 days before it begins."),
    ],
)
def test_other_quantities_do_not(sentence: str, evidence: str) -> None:
    assert not check_numbers(sentence, evidence).passed


@pytest.mark.parametrize(
    ("sentence", "evidence"),
    [
        ("on 14 May 2024", "في ١٤ مايو ٢٠٢٤"),
        ("٢٢/١١/٢٠٢٣", "22 November 2023"),
        ("in March 2025", "on 3 March 2025"),
        ("the third of Rajab 1446", "٣ رجب ١٤٤٦هـ"),
        ("7 July 2024", "١ محرم ١٤٤٦هـ"),
        ("السابعة والنصف مساءً", "at 7:30 p.m."),
        ("by midday", "before 12:00 p.m."),
        ("كل خميس", "every Thursday"),
    ],
)
def test_a_moment_passes_in_any_calendar_and_wording(sentence: str, evidence: str) -> None:
    assert check_dates(sentence, evidence).passed


@pytest.mark.parametrize(
    ("sentence", "evidence"),
    [
        ("on 15 May 2024", "في ١٤ مايو ٢٠٢٤"),
        ("in 2023", "in 2024"),
        ("٣ شعبان ١٤٤٦", "3 Rajab 1446"),
        ("8 July 2024", "١ محرم ١٤٤٦هـ"),
        ("7:30 in the morning", "٧:٣٠ مساءً"),
        ("on Monday", "يوم الأحد"),
    ],
)
def test_another_moment_does_not(sentence: str, evidence: str) -> None:
    assert not check_dates(sentence, evidence).passed
