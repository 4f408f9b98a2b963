"""An answer cut into what can be judged: sentences and clauses, without what asks nothing of the learner.

Left out before anything is judged: markup, sentences that speak to the judge, and sentences that only say the question again.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from assistant.onboarding.quantities import quantities
from corpus.text.analyser import terms
from corpus.text.normalise import fold, language_of
from corpus.text.sentences import sentences

LONGEST = 4000
"""How many characters an answer may have."""

_MOST_WINDOWS = 14
_MARKUP = re.compile(r"<[^<>]{0,500}>")
_CLAUSE_END = re.compile(
    r"\s*(?:[,،;؛\n]|:(?!\d)|\s-\s|\b(?:and then|then|and|but|while)\b"
    r"|(?<=\s)(?:ثم|وبعدها|وبعدين|لكن|أما)(?=\s)|(?<=\s)(?=و\w{3,}))\s*"
)
_LETTER = re.compile("[A-Za-z\u00c0-\u024f\u0620-\u06d3\ufb50-\ufdff\ufe70-\ufefc]")
_CHUNK = re.compile(r"[,،;؛\n\-–—•*/|.]+")
_TO_JUDGE = re.compile(
    r"\b(?:ignore|disregard|forget|override)\b.{0,60}\b(?:instruction|previous|above|rules?|rubric)"
    r"|\b(?:full|maximum|top|perfect|all the|all|every) (?:marks?|points?|scores?|credit)\b"
    r"|\b(?:mark|grade|score|count|accept|treat|consider|judge)\b.{0,30}\b(?:this|my|the) (?:answer|reply|response)\b"
    r"|\b(?:you are|act as|pretend)\b.{0,40}\b(?:judge|grader|assistant|model|examiner)"
    r"|^\s*(?:system|assistant|judge|grader)\s*:"
    r"|(?:تجاهل|انس|اهمل|تجاوز)\w*\s.{0,40}(?:تعليمات|ما سبق|السابق|القواعد)"
    r"|(?:الدرجه|العلامه) الكامله|(?:كامل|كل|جميع) (?:الدرجات|العلامات|النقاط)"
    r"|(?:امنح|اعط|اعتبر|احسب|احتسب)\w*\s.{0,30}(?:اجابتي|هذه الاجابه|درجه|علامه)"
    r"|(?:انت|بصفتك|تصرف)\s.{0,30}(?:المصحح|الحكم|القاضي|نموذج|مقيم)"
)
_SHARE_OF_A_COPY = 0.7
_NEW_WORDS_OF_A_COPY = 1


@dataclass(frozen=True, slots=True)
class Window:
    """A stretch of the answer that is judged as one, with its language."""

    text: str
    language: str


@dataclass(frozen=True, slots=True)
class Read:
    """An answer as it is judged. `note` is why nothing of it counts: `empty`, `other_script`, `to_judge`, `copied` or
    `keywords`; else empty.
    """

    windows: tuple[Window, ...]
    note: str


def read(answer: str, question: Sequence[str]) -> Read:
    """The windows of an answer to a question (given in each language that it is asked in)."""
    plain = _MARKUP.sub(" ", answer).strip()
    if _is_other_script(plain):
        return Read((), "other_script")
    spoken = [span.of(plain) for span in sentences(plain)]
    kept = [sentence for sentence in spoken if not _TO_JUDGE.search(fold(sentence))]
    own = [sentence for sentence in kept if not any(says_again(sentence, asked) for asked in question)]
    if not own:
        return Read((), "empty" if not spoken else "to_judge" if not kept else "copied")
    if is_keyword_list("\n".join(own)):
        return Read((), "keywords")
    return Read(tuple(_windows(own)), "")


def _is_other_script(text: str) -> bool:
    """Whether most letters are neither Arabic nor Latin."""
    letters = [letter for letter in text if letter.isalpha()]
    return 2 * len(_LETTER.findall("".join(letters))) < len(letters)


def says_again(sentence: str, asked: str) -> bool:
    """Whether a sentence has hardly a word, and no number, that the question doesn't have."""
    if quantities(sentence) - quantities(asked):
        return False
    said = {term.stem for term in terms(sentence) if not term.stop}
    new = said - {term.stem for term in terms(asked)}
    return bool(said) and len(new) <= _NEW_WORDS_OF_A_COPY and 1 - len(new) / len(said) >= _SHARE_OF_A_COPY


def is_keyword_list(text: str) -> bool:
    """Whether an answer only names words, without saying anything of them."""
    words = terms(text)
    chunks = [len(terms(chunk)) for chunk in _CHUNK.split(text)]
    chunks = [size for size in chunks if size]
    if len(words) < 3:
        return not any(word.word[0].isdigit() for word in words)
    short = sum(chunks) / len(chunks) <= 2.2 and len(chunks) >= 3
    linking = sum(1 for word in words if word.stop or _LINKED.match(word.word)) / len(words)
    bare = linking < 0.08 and not quantities(text)
    return short or bare


_LINKED = re.compile(r"(?:و|بال|لل|فال|كال|سي|سا|ي)\w{3,}$")
"""Arabic words that begin with an attached and, in, to, so, will, or as a verb does."""


def _windows(spoken: Sequence[str]) -> list[Window]:
    """Sentences, their clauses, and neighbouring clauses together; the longest answers are judged by their sentences."""
    texts: list[str] = []
    for sentence in spoken:
        texts.append(sentence)
        clauses = [clause for clause in _CLAUSE_END.split(sentence) if clause and len(clause.split()) >= 2]
        if len(clauses) > 1:
            texts += clauses
            texts += [f"{one} {two}" for one, two in pairwise(clauses) if len(clauses) > 2]
    if len(texts) > _MOST_WINDOWS:
        texts = sorted(dict.fromkeys(texts), key=lambda text: (text not in spoken, len(text.split()) < 4))[:_MOST_WINDOWS]
    return [Window(text, language_of(text)) for text in dict.fromkeys(texts)]
