"""SQuAD JSON: XQuAD, ARCD, MLQA, SQuAD 2.0 (unanswerable questions) and TyDi's gold passages.

Each paragraph is a document of the pool, named by the file, its article and its place there. Questions keep their ids, which
translations share: Arabic questions can be asked of the English paragraphs by `--pool`. Of TyDi, whose ids begin with a language,
only Arabic and English are taken.
"""

import re
from pathlib import Path
from typing import Any

from corpus.model import Language
from evals.datasets.reading import digest, field_of, language, list_of, read_json, read_text, unique
from evals.errors import BadDataset
from evals.model import Dataset, EvalQuestion, PoolDocument
from evals.places import find

_TYDI = re.compile(r"^(arabic|english|bengali|finnish|indonesian|japanese|korean|russian|swahili|telugu|thai)-")
_OURS: dict[str, Language] = {"arabic": "ar", "english": "en"}


def load(path: Path) -> Dataset:
    """The paragraphs and questions of a file. Raises BadDataset, also where an answer doesn't stand at its place."""
    whole = read_json(path)
    articles = whole.get("data") if isinstance(whole, dict) else None
    if not isinstance(articles, list):
        raise BadDataset("it has no list `data`", subject=str(path), remedy="name a file in the form of SQuAD")
    pool: list[PoolDocument] = []
    questions: list[EvalQuestion] = []
    for at, article in enumerate(articles):
        for n, paragraph in enumerate(list_of(article, "paragraphs", path, f"article {at + 1}")):
            name = f"{path.stem}-{at:03d}-{n:03d}"
            text = str(field_of(paragraph, "context", path, f"paragraph {n + 1} of article {at + 1}"))
            asked = list_of(paragraph, "qas", path, name) if "qas" in paragraph else []
            found = [q for q in (_question(value, name, text, path) for value in asked) if q is not None]
            questions += found
            pool.append(PoolDocument(name, text, language(text), frozenset(q.id for q in found if q.answerable)))
    unique([q.id for q in questions], path, "question")
    if not questions:
        raise BadDataset("it holds no question", subject=str(path), remedy="name another file")
    return Dataset(path.stem, tuple(questions), tuple(pool), digest(read_text(path)))


def _question(value: Any, document: str, text: str, path: Path) -> EvalQuestion | None:
    name = str(field_of(value, "id", path, f"a question of {document}"))
    tydi = _TYDI.match(name)
    if tydi and tydi[1] not in _OURS:
        return None
    asked = str(field_of(value, "question", path, name))
    silent = bool(value.get("is_impossible", False))
    answers = [] if silent else [_answer(answer, name, text, path) for answer in list_of(value, "answers", path, name)]
    return EvalQuestion(
        id=name,
        text=asked,
        language=_OURS[tydi[1]] if tydi else language(asked),
        kind="near" if silent or not answers else "fact",
        answerable=bool(answers),
        answers=tuple(dict.fromkeys(answers)),
        relevant={document: 1} if answers else {},
    )


def _answer(answer: Any, name: str, text: str, path: Path) -> str:
    words = str(field_of(answer, "text", path, f"an answer of {name}"))
    if find(words, text) is None:
        raise BadDataset(f"the answer of {name} doesn't stand in its paragraph", subject=str(path), remedy="correct it")
    return words
