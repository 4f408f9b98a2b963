"""Sentences are exact spans, and stops inside numbers and abbreviations end nothing."""

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus.text.sentences import sentences


def cut(text: str) -> list[str]:
    return [span.of(text) for span in sentences(text)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("يبدأ الدوام صباحًا. وينتهي ظهرًا.", ["يبدأ الدوام صباحًا.", "وينتهي ظهرًا."]),
        ("ما المدة؟ ثلاثة أيام.", ["ما المدة؟", "ثلاثة أيام."]),
        ("Decision No. 18/2023 applies. It costs 1.500 OMR.", ["Decision No. 18/2023 applies.", "It costs 1.500 OMR."]),
        ("e.g. this one. Then that.", ["e.g. this one.", "Then that."]),
        ("It closes at 2:30 p.m. on Thursday. Then it opens.", ["It closes at 2:30 p.m. on Thursday.", "Then it opens."]),
        ("Come by 8:30 a.m. Late arrivals wait.", ["Come by 8:30 a.m.", "Late arrivals wait."]),
        ("Fresno is the largest U.S. city there. It grew.", ["Fresno is the largest U.S. city there.", "It grew."]),
        ("تُعد الخطة (مسودة أولى. ثم نهائية) في شهر. وتُعتمد.", ["تُعد الخطة (مسودة أولى. ثم نهائية) في شهر.", "وتُعتمد."]),
        ("It opens (once. It never closes.", ["It opens (once.", "It never closes."]),
        ("تُرفع الخطة؛ فإن رُفضت أُعيدت.", ["تُرفع الخطة؛ فإن رُفضت أُعيدت."]),
        ("1. Begin here.\n2. Go on", ["1. Begin here.", "2. Go on"]),
        ("ratio 3.5 % here", ["ratio 3.5 % here"]),
        ("...", []),
    ],
)
def test_sentences_end_where_a_reader_stops(text: str, expected: list[str]) -> None:
    assert cut(text) == expected


@given(st.text(alphabet="ab .!?؟\nابت١2", max_size=200))
def test_sentences_are_ordered_spans_that_lose_no_letter(text: str) -> None:
    spans = sentences(text)
    assert all(a.end <= b.start for a, b in pairwise(spans))
    kept = "".join(c for span in spans for c in span.of(text) if c.isalnum())
    assert kept == "".join(c for c in text if c.isalnum())
