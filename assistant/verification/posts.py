"""Posts: a title with the unit that it heads, as "section head", "head of the section" and رئيس القسم name them.

One unit has one head, whatever it is called; so two posts of one language differ where their units do, or where one is a deputy.
Across languages units have no fixed translations (قسم is a section or a department), and posts aren't compared.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from assistant.verification.align import aligned
from assistant.verification.reading import Reading, lexeme, read
from assistant.verification.words import WordList

_HEADS, _DEPUTIES = WordList("posts heads"), WordList("posts deputies")
_UNITS = WordList("posts units")
_BETWEEN = ("of", "the", "a", "an", "each", "every", "their", "his", "her", "its", "your", "'s", "'")
_JOINED = ("وال", "بال", "فال", "لل", "ال", "و", "ل", "ب", "ف")


@dataclass(frozen=True, slots=True)
class Post:
    """A post: the stem of the unit's word, whether it is of a deputy, and its tokens, half-open."""

    unit: str
    deputy: bool
    at: int
    end: int

    def is_one_with(self, other: "Post") -> bool:
        """Whether two posts of one language may be one."""
        return (self.unit, self.deputy) == (other.unit, other.deputy)


def other_post(sentence: str, evidence: str) -> str:
    """The post of a sentence that its evidence gives to another one; empty where there is none."""
    said, given = read(sentence), read(evidence)
    if said.language != given.language:
        return ""
    if deputy := _deputed_otherwise(said, given):
        return deputy
    there = list(_posts(given))
    for post in _posts(said):
        if not any(post.is_one_with(other) for other in there):
            rivals = there
        else:
            rivals = list(_spoken_of(sentence, evidence, post, there))
        strange = rivals and not any(post.is_one_with(other) for other in rivals)
        if strange and not any(mine.is_one_with(other) for mine in _posts(said) for other in rivals):
            return " ".join(said.tokens[post.at : post.end])
    return ""


def _deputed_otherwise(said: Reading, given: Reading) -> str:
    """A head of a sentence whose evidence speaks of deputies alone, or a deputy whose evidence speaks of none."""
    mine, theirs = (dict(_heads(text)) for text in (said, given))
    if mine and theirs and not any(_is_in(token, _DEPUTIES) for token in given.tokens):
        return next((" ".join(said.tokens[max(0, at - 1) : at + 1]) for at, deputy in mine.items() if deputy), "")
    if theirs and all(theirs.values()) and not any(_is_in(token, _DEPUTIES) for token in said.tokens):
        titles = {_bare(given.tokens[at], _HEADS) for at in theirs}
        return next((said.tokens[at] for at in mine if _bare(said.tokens[at], _HEADS) in titles), "")
    return ""


def _heads(text: Reading) -> Iterator[tuple[int, bool]]:
    """The place of each head's title, and whether a deputy's stands right before it."""
    for at, token in enumerate(text.tokens):
        if _is_in(token, _HEADS):
            yield at, at > 0 and _is_in(text.tokens[at - 1], _DEPUTIES)


def _spoken_of(sentence: str, evidence: str, post: Post, there: Sequence[Post]) -> Iterator[Post]:
    """The posts of the clauses that the clause of a post speaks of."""
    for match in aligned(sentence, evidence):
        if any(clause.start <= post.at < clause.end for clause in match.said):
            yield from (other for other in there if any(c.start <= other.at < c.end for c in match.given))


def _posts(text: Reading) -> Iterator[Post]:
    tokens = text.tokens
    for at, token in enumerate(tokens):
        if not (_is_in(token, _HEADS) or _is_in(token, _DEPUTIES)):
            continue
        deputy = _is_in(token, _DEPUTIES) or (at > 0 and _is_in(tokens[at - 1], _DEPUTIES))
        end = at + 1
        while end < len(tokens) and (tokens[end] in _BETWEEN or _is_in(tokens[end], _HEADS)):
            end += 1
        if end < len(tokens) and _is_in(tokens[end], _UNITS) and (not token.isascii() or "of" in tokens[at:end]):
            yield Post(_bare(tokens[end], _UNITS), deputy, at, end + 1)
        elif token.isascii():
            start = at - 1
            while start >= 0 and (tokens[start] in ("'s", "'") or _is_in(tokens[start], _DEPUTIES)):
                start -= 1
            if start >= 0 and _is_in(tokens[start].removesuffix("'s"), _UNITS):
                yield Post(_bare(tokens[start].removesuffix("'s"), _UNITS), deputy, start, at + 1)


def _is_in(token: str, words: WordList) -> bool:
    """Whether a token is one of the words, in any form that its prefixes or its number give it."""
    if token.isascii():
        return token in words or token.removesuffix("s") in words
    return token in words or any(token.removeprefix(prefix) in words for prefix in _JOINED if token.startswith(prefix))


def _bare(token: str, words: WordList) -> str:
    """A token without what is joined before it, or its stem in English."""
    if token.isascii():
        return lexeme(token)[0]
    return next((token.removeprefix(p) for p in _JOINED if token.startswith(p) and token.removeprefix(p) in words), token)
