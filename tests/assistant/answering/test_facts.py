"""What a sentence tells of, and what form it has, in both languages and both digit systems."""

import pytest

from assistant.answering.facts import CUES, facts_of
from assistant.answering.opened import is_reference


def cue(text: str, name: str) -> int:
    return facts_of(text).cues[CUES.index(name)]


def test_numbers_are_the_same_in_either_digits() -> None:
    assert facts_of("مدتها ٣٠ يومًا").numbers == facts_of("It lasts 30 days").numbers == {"30"}


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("It lasts three weeks.", "number"),
        ("تستمر ثلاثة أسابيع.", "number"),
        ("It was stopped because of a fault.", "cause"),
        ("أُوقفت بسبب عطل.", "cause"),
        ("The director signs it.", "role"),
        ("يعتمدها المدير.", "role"),
        ("No one may change it.", "norm"),
        ("لا يجوز تغييرها.", "norm"),
    ],
)
def test_words_show_what_a_sentence_tells(text: str, name: str) -> None:
    assert cue(text, name) >= 1


@pytest.mark.parametrize(
    ("text", "leans"), [("It may not change a date.", True), ("وهي ثلاثة أيام.", True), ("The tool may not change it.", False)]
)
def test_a_sentence_that_begins_with_a_pronoun_leans_on_the_one_before(text: str, leans: bool) -> None:
    assert facts_of(text).leans_back is leans


@pytest.mark.parametrize(
    ("text", "furniture"),
    [
        ("Chapter two ............ 14", True),
        ("الفصل الثاني ........ ١٤", True),
        ("Page 4 of 9", True),
        ("صفحة ٤ من ٩", True),
        ("The page has 4 of 9 stamps.", False),
    ],
)
def test_lines_of_contents_and_page_numbers_are_furniture(text: str, furniture: bool) -> None:
    assert facts_of(text).furniture is furniture


@pytest.mark.parametrize(
    ("heading", "named"),
    [("References", True), ("7. Sources", True), ("المراجع", True), ("فهرس المحتويات", True), ("Sources of income", False)],
)
def test_reference_lists_are_known_by_their_headings(heading: str, named: bool) -> None:
    assert is_reference(heading) is named
