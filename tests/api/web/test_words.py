"""The pages' words: the same in both languages, in the right plural, with dates and digits as a reader has them."""

import re
from datetime import datetime
from pathlib import Path

import pytest

from api import web
from api.problems import KINDS
from api.web.words import Words, plural, table
from assistant.onboarding.errors import OnboardingError
from assistant.state.errors import StateAway

SCRIPTS = Path(web.__file__).parent / "static" / "js"
TEMPLATES = Path(web.__file__).parent / "templates"


@pytest.mark.parametrize("about", ["", "admin", "gaps", "onboarding", "evals"])
def test_both_languages_have_the_same_words(about: str) -> None:
    assert table("ar", about).keys() == table("en", about).keys()


def test_what_may_go_wrong_in_onboarding_is_told_in_both_languages() -> None:
    arabic, english = (table(language, "onboarding")["problems"] for language in ("ar", "en"))
    assert arabic.keys() == english.keys()
    learning = {kind.slug for error, kind in KINDS.items() if issubclass(error, (OnboardingError, StateAway))}
    assert learning - {"onboarding", "broken-path"} <= arabic.keys() <= {kind.slug for kind in KINDS.values()}


def test_whatever_a_script_or_template_says_is_in_the_table() -> None:
    said = set()
    for script in SCRIPTS.glob("*.js"):
        said |= set(re.findall(r"\b(?:say|count)\('(\w+)'", script.read_text(encoding="utf-8")))
    for template in TEMPLATES.glob("*.html"):
        said |= set(re.findall(r'\bwords(?:\.count)?\("(\w+)"[,)]', template.read_text(encoding="utf-8")))
    assert said <= table("en").keys()


@pytest.mark.parametrize(
    ("n", "form"),
    [(0, "zero"), (1, "one"), (2, "two"), (3, "few"), (10, "few"), (11, "many"), (99, "many"), (100, "other"), (103, "few")],
)
def test_arabic_has_six_plurals(n: int, form: str) -> None:
    assert plural("ar", n) == form


@pytest.mark.parametrize(("n", "told"), [(1, "من وثيقة واحدة"), (2, "من وثيقتين"), (3, "من 3 وثائق"), (11, "من 11 وثيقة")])
def test_documents_are_counted_as_arabic_counts(n: int, told: str) -> None:
    assert Words("ar").count("from", n) == told


def test_dates_are_written_out() -> None:
    assert Words("ar").day("2026-11-24") == "24 نوفمبر 2026"
    assert Words("en").day("2026-11-24") == "24 November 2026"
    assert Words("en").day("spring 2024") == "spring 2024"


def test_the_reader_chooses_the_digits() -> None:
    words = Words("ar", digits="arabic")
    assert words.day("2026-11-24") == "٢٤ نوفمبر ٢٠٢٦"
    assert words("page", page=12) == "صفحة ١٢"
    assert words.moment(datetime(2026, 11, 24, 9, 5)) == "٢٤ نوفمبر ٢٠٢٦ ٠٩:٠٥"


@pytest.mark.parametrize(
    ("about", "templates"),
    [
        ("admin", ("admin_library.html", "sign_in.html", "reference.html")),
        ("gaps", ("admin_gaps.html",)),
        ("evals", ("admin_evals.html",)),
        ("onboarding", ("onboarding_*.html",)),
    ],
)
def test_whatever_a_kind_of_page_says_is_in_its_own_table(about: str, templates: tuple[str, ...]) -> None:
    said = set()
    for template in (found for pattern in templates for found in TEMPLATES.glob(pattern)):
        said |= set(re.findall(r'\bsay(?:\.count)?\("(\w+)"[,)]', template.read_text(encoding="utf-8")))
    assert said
    assert said <= table("en", about).keys()
