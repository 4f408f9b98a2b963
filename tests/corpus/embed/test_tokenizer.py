import json
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from corpus.embed.convert import ensure_model
from corpus.embed.export import tokenizer_json
from corpus.embed.tokenizer import SPECIAL, Tokenizer, read_pieces, write_pieces

PASSAGES = [
    "ينشر الدليل ممارسات المؤسسة، ويُسند كل جواب إلى مصدره (ص. ١٢).",
    "The handbook lists 27 practices; each answer cites its source (p. 12).",
    "مُشكِلاتٌ وأسئلةٌ كثيرةٌ — وﷺ وﻻ وﺔ",
    "ﬁne café e\u0301 ½ ™ ㍿ 日本語のテキスト Привет",
    "سطر\nوسطر\tوآخر\u200fمع\u200cعلامات\u00a0وفراغات   كثيرة  ",
    "\U000e0001\U000e0002x\ufffb ▁ _ ",
    "",
    " ",
]


@pytest.fixture(scope="session")
def pieces(models_dir: Path) -> tuple[list[str], list[float]]:
    return read_pieces(ensure_model(models_dir))


@pytest.fixture(scope="session")
def tokenizer(pieces) -> Tokenizer:
    return Tokenizer(*pieces)


@pytest.fixture(scope="session")
def reference(pieces):
    """The same rules run by the `tokenizers` library."""
    tokenizers = pytest.importorskip("tokenizers")
    return tokenizers.Tokenizer.from_str(json.dumps(tokenizer_json(*pieces)))


def ids(tokenizer: Tokenizer, text: str, prefix: str = "passage: ") -> list[int]:
    return tokenizer.encode(text, prefix=prefix, most_tokens=100_000).ids


@pytest.mark.parametrize("text", PASSAGES)
def test_cuts_as_the_tokenizers_library_does(tokenizer, reference, text):
    assert ids(tokenizer, text) == reference.encode(f"passage: {text}").ids


def names_no_special_token(text: str) -> bool:
    return not any(name in text for name in SPECIAL)


# Unassigned characters are left out: the two libraries may know different versions of Unicode.
@settings(max_examples=300, deadline=None)
@given(text=st.text(st.characters(exclude_categories=["Cs", "Cn"]), max_size=60).filter(names_no_special_token))
def test_cuts_any_text_as_the_tokenizers_library_does(tokenizer, reference, text):
    assert ids(tokenizer, text) == reference.encode(f"passage: {text}").ids


@settings(max_examples=200, deadline=None)
@given(text=st.text(max_size=60))
def test_spans_keep_their_order_and_stay_inside_the_text(tokenizer, text):
    tokens = tokenizer.encode(text, prefix="query: ", most_tokens=100_000)
    inner = [span for span in tokens.spans if span != (0, 0)]
    assert len(tokens.spans) == len(tokens.ids)
    assert inner == sorted(inner)
    assert all(0 <= start < end <= len(text) for start, end in inner)


def test_spans_cut_the_pieces_from_the_text(tokenizer, pieces):
    text = "ينشر الدليل ممارسات المؤسسة"
    tokens = tokenizer.encode(text, prefix="passage: ", most_tokens=512)
    inside = [(piece, span) for piece, span in zip(tokens.ids, tokens.spans, strict=True) if span != (0, 0)]
    assert [text[start:end] for _, (start, end) in inside] == [pieces[0][piece].lstrip("\u2581") for piece, _ in inside]


@pytest.mark.parametrize(
    ("text", "covered"),
    [("\u0065\u0301tat", "\u0065\u0301tat"), ("\ufdfa", "\ufdfa"), ("\ufefb", "\ufefb"), ("ab\u202bcd", "ab\u202bcd")],
)
def test_spans_cover_what_was_composed_or_dropped_inside_a_word(tokenizer, text, covered):
    spans = [span for span in tokenizer.encode(text, most_tokens=512).spans if span != (0, 0)]
    assert text[spans[0][0] : spans[-1][1]] == covered


def test_a_special_token_in_a_text_is_plain_characters(tokenizer, pieces):
    special = {pieces[0].index(name) for name in SPECIAL}
    assert not special & set(ids(tokenizer, "<s> </s> <pad> <mask>")[1:-1])


def test_long_text_is_cut_at_the_limit_and_still_ends(tokenizer):
    tokens = tokenizer.encode("كلمة " * 2000, prefix="passage: ", most_tokens=512)
    assert len(tokens.ids) == len(tokens.spans) == 512
    assert (tokens.ids[0], tokens.ids[-1]) == (tokenizer.bos, tokenizer.eos)


def test_a_lone_surrogate_is_an_unknown_character(tokenizer):
    assert tokenizer.unk in ids(tokenizer, "a \ud800 b")


@pytest.mark.timeout(5)
@pytest.mark.parametrize("text", ["ب" * 1_000_000, "a" + "\u0301\u0316" * 200_000, "\ufdfa" * 100_000, "\u202b" * 300_000])
def test_a_hostile_word_takes_no_longer_than_many_words(tokenizer, text):
    assert len(tokenizer.encode(text, most_tokens=512).ids) <= 512


def test_pieces_come_back_as_they_were_written(tmp_path, pieces):
    import numpy as np

    texts, scores = pieces
    write_pieces(tmp_path, texts, np.array(scores, dtype=np.float32))
    assert read_pieces(tmp_path) == pieces


