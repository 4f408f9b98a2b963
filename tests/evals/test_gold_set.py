"""The gold set itself: how many questions of which kinds, what each half holds, and that it rests on the printed library."""

import re
from collections import Counter
from pathlib import Path

from evals.datasets import gold
from evals.measures.words import stems
from evals.model import KINDS, WORDINGS

QUESTIONS = gold.load(gold.GOLD).questions
LIBRARY = Path(__file__).resolve().parents[2] / "corpus" / "library"


def topic(document: str) -> str:
    """The pair that a document belongs to, its editions together."""
    return re.sub(r"(-20\d\d)?-(ar|en)$", "", document)


def test_it_is_large_enough_in_both_languages_and_halves() -> None:
    assert len(QUESTIONS) >= 200
    for count in (Counter(q.language for q in QUESTIONS), Counter(q.half for q in QUESTIONS)):
        assert min(count.values()) >= 100
    assert {q.half for q in QUESTIONS} == {"tune", "test"}


def test_every_kind_and_wording_is_asked() -> None:
    assert set(KINDS) == {q.kind for q in QUESTIONS}
    assert set(WORDINGS) == {q.wording for q in QUESTIONS}


def test_no_part_of_the_library_stands_in_both_halves() -> None:
    halves: dict[str, set[str]] = {}
    for question in QUESTIONS:
        for first, *_ in question.evidence:  # what it was asked about; what others say of the same comes after `or`
            halves.setdefault(topic(first.document), set()).add(question.half)
    assert {name for name, found in halves.items() if len(found) > 1} == set()


def test_no_question_is_asked_twice_of_the_same_documents() -> None:
    asked = Counter((q.text, q.history, q.only, q.groups) for q in QUESTIONS)
    assert [text for (text, *_), count in asked.items() if count > 1] == []


def test_questions_are_not_the_sentences_that_answer_them() -> None:
    copied = []
    for question in QUESTIONS:
        quoted = [stems(first.quote) for first, *_ in question.evidence]  # the words that its author had before them
        asked = stems(question.text)
        if any(len(asked & quote) > 0.8 * len(asked) and len(asked) >= 5 for quote in quoted):
            copied.append(question.id)
    assert copied == []


def test_key_points_stand_in_the_evidence() -> None:
    astray = []
    for question in QUESTIONS:
        quoted = [stems(quotation.quote) for item in question.evidence for quotation in item]
        astray += [
            (question.id, nugget)
            for nugget in question.nuggets
            if not any(stems(wording) <= quote for wording in nugget for quote in quoted)
        ]
    assert astray == []


def test_every_document_named_is_in_the_library() -> None:
    known = (LIBRARY / "catalogue.csv").read_text(encoding="utf-8-sig")
    named = {quotation.document for question in QUESTIONS for item in question.evidence for quotation in item}
    assert {document for document in named if f",{document}," not in known} == set()
