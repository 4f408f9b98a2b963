"""Follow-ups, without a language model: a question that leans on the one before is asked with what that was about.

In: a question and the questions before it, as they were written. Out: the question as it stands by itself: its own words first,
and after them, in parentheses, the matter that it leaves unsaid. A matter is what the last question that named one was about
(its words without those that make it a question), and what a later follow-up added to it. A correction ("no, I meant …",
«لا، أقصد…») asks the last question again of something else.

Whether a question leans is decided by its form: how it begins, words that stand for something said before, and how few of its
words name a matter of their own. The tables hold those forms; `generic-*` the words that name none.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache

from assistant.conversation.tables import lines_of
from assistant.conversation.titles import draft_title
from assistant.query.analyse import language_of_question
from corpus.text.analyser import Term, stop_words, term, terms
from corpus.text.normalise import fold

LOOKED_BACK = 12
"""How many of the questions before it a question may lean on."""

_NAMED = 3
"""With so many words that name a matter a question stands by itself, whatever else is in it."""

_LONGEST_NAME = 8
"""How many words a name has at most that answers "about which?"."""

_SUFFIXES = ("ها", "هم", "هما", "هن")
_LEAST_BASE = 3
_MARKS = re.compile(r"[^\w\s]")


@dataclass(frozen=True, slots=True)
class _Thread:
    """Where a conversation is: what the last question that stands by itself and a later one are about, and the last asked.

    It is `open` after a question that named no matter, so that a name alone is the answer to "about which?".
    """

    matter: str = ""
    added: str = ""
    last: str = ""
    open: bool = False

    def with_matter(self, question: str) -> str:
        """A question with the matter that it leaves unsaid."""
        said = [part for part in (self.matter, self.added) if part and fold(part) not in fold(question)]
        return asked_of(question, "; ".join(said)) if said else question


def asked_of(question: str, matter: str) -> str:
    """A question of a matter. The question mark comes last: what stands behind one is hardly looked for."""
    said = question.strip()
    bare = said.rstrip("?؟ ")
    mark = said[len(bare) :].strip()[:1]
    return f"{bare} ({matter}){mark}"


def resolve(question: str, history: Sequence[str]) -> str:
    """The question as it is to be understood; itself when it stands alone or nothing was asked before."""
    thread = _Thread()
    for before in history[-LOOKED_BACK:]:
        _, thread = _read(before, thread)
    return _read(question, thread)[0]


def leans(question: str) -> bool:
    """Whether a question makes little sense without the one before."""
    named = len(_named(question))
    if not named:
        return True
    return (named < _NAMED and _begins_on(question)) or (named <= _NAMED and _stands_for(question, anywhere=named == 1))


def is_vague(question: str) -> bool:
    """Whether a question that nothing was asked before names neither a matter nor anybody: "What are the conditions?"."""
    content = _content(question)
    if len(content) < _NAMED and all(_is_among(one, "generic") for one in content):
        return True
    return not _named(question) and (_begins_on(question) or _stands_for(question, anywhere=True))


def matter_stems(text: str) -> list[str]:
    """The stems of the words of a text that name a matter."""
    return [one.stem for one in _named(text)]


def _read(question: str, thread: _Thread) -> tuple[str, _Thread]:
    """A question as it is to be understood, and where the conversation is after it."""
    if not thread.last:
        return question, _begun(question)
    if thread.open and _is_name(question):
        return asked_of(thread.last, question.strip()), _Thread(question.strip(), "", thread.last)
    rest = _corrected(question)
    if rest is not None:
        return _correct(rest or question, thread)
    if not leans(question):
        return question, _begun(question)
    added = _title(question) if _named(question) else thread.added
    return thread.with_matter(question), _Thread(thread.matter, added, question)


def _begun(question: str) -> _Thread:
    vague = is_vague(question)
    return _Thread("" if vague else _title(question), "", question, open=vague)


def _is_name(said: str) -> bool:
    """Whether what was said is the name of a matter rather than a question."""
    return len(said.split()) <= _LONGEST_NAME and not said.rstrip().endswith(("?", "؟"))


def _correct(rest: str, thread: _Thread) -> tuple[str, _Thread]:
    """What is asked instead: the last question, of what the correction names."""
    if leans(thread.last):
        return asked_of(thread.last, f"{rest}; {thread.matter}"), _Thread(thread.matter, rest, thread.last)
    return asked_of(thread.last, rest), _Thread(thread.matter, rest, thread.last)


def _title(question: str) -> str:
    """What a question is about, in its own spelling."""
    title = draft_title(_unjoined(question), language_of_question(question))
    at = question.lower().find(title.lower())
    return question[at : at + len(title)] if at >= 0 else title


def _unjoined(question: str) -> str:
    """A question without what joins it to the one before: "and", و."""
    said = re.sub(r"^(?:and|but|also|then|or|so)\s+", "", question.strip(), flags=re.IGNORECASE)
    first, _, rest = said.partition(" ")
    return f"{first[1:]} {rest}" if first.startswith("و") and first[1:] in stop_words() else said


def _named(question: str) -> list[Term]:
    """The words of a question that name a matter."""
    return [one for one in _content(question) if not _is_among(one, "generic") and not _is_among(one, "whom")]


def _content(question: str) -> list[Term]:
    """The words of a question that aren't mere grammar, without phrases such as "working days" that only measure."""
    said = _phrases().sub(" ", fold(question))
    return [one for one in terms(said) if not one.stop and one.word.removeprefix("و") not in stop_words()]


def _begins_on(question: str) -> bool:
    said = f"{_bare(question)} "
    return any(said.startswith(f"{opening} ") for opening in _table("")) or said.strip() in _table("")


def _stands_for(question: str, *, anywhere: bool) -> bool:
    """Whether a word of it stands for something said before: anywhere, or before the first word that names a matter."""
    words = _bare(question).split()
    for at, word in enumerate(words):
        outer = at in (0, len(words) - 1) and word in _table("$")
        if outer or word in _table("@") or _suffixed(word):
            return True
        if not anywhere and _named(word):
            return False
    return False


def _suffixed(word: str) -> bool:
    """Whether an Arabic word ends in a pronoun: مدتها، شروطهم. A final ه is left alone: it is most often a teh marbuta."""
    return not word.startswith("ال") and any(
        word.endswith(suffix) and len(word) - len(suffix) >= _LEAST_BASE for suffix in _SUFFIXES
    )


def _corrected(question: str) -> str | None:
    """What a correction names; None for what is none."""
    said = question.strip()
    for opening in _corrections():
        found = opening.match(said)
        if found:
            return said[found.end() :].strip(" .،,:!؟?")
    return None


def _bare(text: str) -> str:
    return " ".join(_MARKS.sub(" ", fold(text)).split())


@cache
def _corrections() -> tuple[re.Pattern[str], ...]:
    lines = [line for language in ("ar", "en") for line in lines_of(f"corrections-{language}.txt")]
    return tuple(
        re.compile(r"[\s،,]+".join(map(re.escape, re.split(r"[\s،,]+", line))) + r"\b[\s،,:]*", re.IGNORECASE)
        for line in sorted(lines, key=len, reverse=True)
    )


@cache
def _table(mark: str) -> frozenset[str]:
    """The openings (no mark), or the words after a mark."""
    lines = [line for language in ("ar", "en") for line in lines_of(f"leaning-{language}.txt")]
    if not mark:
        return frozenset(_bare(line) for line in lines if line[0] not in "@$")
    return frozenset(_bare(word) for line in lines if line[0] == mark for word in line[1:].split())


def _is_among(one: Term, kind: str) -> bool:
    """Whether a word stands in a table, also with a pronoun at its end: مدتها is مدة of something."""
    known = _stems(kind)
    if one.stem in known or one.word.isdecimal():
        return one.stem in known
    ending = next((suffix for suffix in _SUFFIXES if one.word.endswith(suffix)), "")
    base = one.word.removesuffix(ending) if ending else ""
    return len(base) >= _LEAST_BASE - 1 and (term(base).stem in known or term(f"{base.removesuffix('ت')}ه").stem in known)


@cache
def _stems(kind: str) -> frozenset[str]:
    words = [word for word in _words_of(kind) if "_" not in word]
    return frozenset(term(form).stem for word in words for form in (word, f"ال{word}"))


@cache
def _phrases() -> re.Pattern[str]:
    phrases = [word.replace("_", " ") for word in _words_of("generic") if "_" in word]
    return re.compile(r"\b(?:" + "|".join(map(re.escape, sorted(phrases, key=len, reverse=True))) + r")\b")


def _words_of(kind: str) -> list[str]:
    return [word for language in ("ar", "en") for line in lines_of(f"{kind}-{language}.txt") for word in fold(line).split()]
