"""dictd dictionaries: an `.index` of headwords beside a `.dict` (or `.dict.dz`, which is gzip) that holds their articles.

Arabic-English and English-Arabic dictionaries alike: what an article says in the other script is taken as the translation.
"""

import gzip
import re
import zlib
from collections.abc import Iterator
from pathlib import Path

from corpus.terms.errors import TermbaseError
from corpus.terms.model import Entry, Reading, Term, is_arabic, is_latin
from corpus.terms.readers.merge import merged

_DIGITS = {char: value for value, char in enumerate("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/")}
_LARGEST_UNPACKED = 256 << 20
_NOT_WORDS = re.compile(r"/[^/\n]*/|<[^>\n]*>|\[[^\]\n]*\]|\([^)\n]*\)|\{[^}\n]*\}")
_NUMBERING = re.compile(r"^\s*(?:\d+[.)]|[-–•*])\s*")
_BETWEEN = re.compile(r"[,،;؛|\n]")
_MOST_WORDS = 5
_MOST_TRANSLATIONS = 12


def read(path: Path) -> Reading:
    """The terms of a dictionary, given as its `.index`, `.dict` or `.dict.dz`.

    Raises TermbaseError when one of the two is missing, damaged or in another encoding.
    """
    index, articles = _both(path)
    whole = _unpacked(articles)
    entries = []
    for line, headword, start, length in _places(index):
        if start + length > len(whole):
            raise TermbaseError(
                f"`{headword}` lies beyond the end of {articles.name}",
                subject=str(index),
                line=line,
                remedy="copy both files again",
            )
        try:
            article = whole[start : start + length].decode("utf-8")
        except UnicodeDecodeError as exc:
            raise _other_encoding(articles, f"the article of `{headword}` is in another encoding than UTF-8") from exc
        if term := _term(headword, article):
            entries.append(Entry(line, term))
    return Reading(merged(entries))


def _both(path: Path) -> tuple[Path, Path]:
    base = path.name.removesuffix(".dz").removesuffix(".dict").removesuffix(".index")
    index = path.with_name(f"{base}.index")
    articles = next((p for p in (path.with_name(f"{base}.dict"), path.with_name(f"{base}.dict.dz")) if p.is_file()), None)
    if not index.is_file() or articles is None:
        missing = f"{base}.index" if not index.is_file() else f"{base}.dict"
        raise TermbaseError(
            f"a dictionary has two files, and {missing} isn't there", subject=str(path), remedy="put both into one folder"
        )
    return index, articles


def _unpacked(articles: Path) -> bytes:
    damaged = TermbaseError("it is damaged or cut short", subject=str(articles), remedy="copy it again")
    try:
        if articles.suffix != ".dz":
            return articles.read_bytes()
        with gzip.open(articles) as packed:
            whole = packed.read(_LARGEST_UNPACKED + 1)
    except (gzip.BadGzipFile, EOFError, zlib.error) as exc:
        raise damaged from exc
    if len(whole) > _LARGEST_UNPACKED:
        raise TermbaseError("it unpacks to too much for a dictionary", subject=str(articles), remedy="check where it comes from")
    return whole


def _places(index: Path) -> Iterator[tuple[int, str, int, int]]:
    """Line, headword, and the article's start and length in bytes; what describes the dictionary itself is left out."""
    for line, raw in enumerate(index.read_bytes().splitlines(), start=1):
        try:
            headword, start, length, *_ = raw.decode("utf-8").split("\t")
            place = _number(start), _number(length)
        except UnicodeDecodeError as exc:
            raise _other_encoding(index, "it is in another encoding than UTF-8", line) from exc
        except (ValueError, KeyError) as exc:
            what = "this is no line of a dictionary's index"
            raise TermbaseError(what, subject=str(index), line=line, remedy="copy the index again") from exc
        if not headword.startswith(("00-database", "00database")):
            yield line, headword, *place


def _number(digits: str) -> int:
    """A number in the base-64 digits of the index format."""
    value = 0
    for digit in digits.strip():
        value = value * 64 + _DIGITS[digit]
    return value


def _term(headword: str, article: str) -> Term | None:
    headword = " ".join(headword.split())
    arabic = is_arabic(headword)
    found = [
        word for word in _translations(headword, article) if is_arabic(word) != arabic and (arabic is False or is_latin(word))
    ]
    if not found or len(headword.split()) > _MOST_WORDS or not (arabic or is_latin(headword)):
        return None
    first, *others = found[:_MOST_TRANSLATIONS]
    if arabic:
        return Term("", headword, first, en_synonyms=tuple(others))
    return Term("", first, headword, ar_synonyms=tuple(others))


def _translations(headword: str, article: str) -> list[str]:
    body = _NOT_WORDS.sub(" ", article)
    lines = [_NUMBERING.sub("", line) for line in body.splitlines()]
    lines[:1] = [line.strip().removeprefix(headword) for line in lines[:1]]
    pieces = (" ".join(piece.split()).strip(" .:") for piece in _BETWEEN.split("\n".join(lines)))
    return list(dict.fromkeys(piece for piece in pieces if piece and len(piece.split()) <= _MOST_WORDS))


def _other_encoding(path: Path, what: str, line: int = 0) -> TermbaseError:
    return TermbaseError(what, subject=str(path), line=line, remedy="use the dictionary's UTF-8 edition, or convert both files")
