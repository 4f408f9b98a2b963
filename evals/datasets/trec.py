"""TREC topics and qrels, over documents in TREC's tagged form: a folder with `topics*`, `qrels*` and `documents*` (or `docs*`).

Topics are tagged (`<num> Number: 301 <title> …`) or one a line (`301<tab>words`). Without documents the library is asked.
"""

import re
from collections import defaultdict
from pathlib import Path

from evals.datasets.beir import grade_of
from evals.datasets.reading import digest, known, language, read_text, rows, unique
from evals.errors import BadDataset
from evals.model import Dataset, EvalQuestion, PoolDocument

_TOPIC = re.compile(r"<num>\s*(?:Number:)?\s*(\S+?)\s*(?:</num>)?\s*<title>\s*(?:Topic:)?\s*(.*?)\s*(?=<|\Z)", re.DOTALL)
_DOCUMENT = re.compile(r"<DOC>(.*?)</DOC>", re.DOTALL | re.IGNORECASE)
_OPENED = re.compile(r"<DOC>", re.IGNORECASE)
_NUMBER = re.compile(r"<DOCNO>\s*(.*?)\s*</DOCNO>", re.DOTALL | re.IGNORECASE)


def load(path: Path) -> Dataset:
    """The data set of a folder. Raises BadDataset."""
    topics, qrels = _file(path, "topics*"), _file(path, "qrels*")
    judged: dict[str, dict[str, int]] = defaultdict(dict)
    for number, (query, _, document, grade, *_) in rows(qrels, columns=4):
        judged[query][document] = grade_of(grade, number, qrels)
    questions = [
        EvalQuestion(id=name, text=text, language=language(text), relevant=judged[name])
        for name, text in _topics(topics)
        if any(grade > 0 for grade in judged.get(name, {}).values())
    ]
    unique([q.id for q in questions], topics, "topic")
    if not questions:
        raise BadDataset("no topic is judged", subject=str(path), remedy="check that topics and qrels belong together")
    pool = [document for file in (*sorted(path.glob("documents*")), *sorted(path.glob("docs*"))) for document in _documents(file)]
    unique([d.id for d in pool], path, "document")
    if pool:
        known((name for q in questions for name, grade in q.relevant.items() if grade > 0), {d.id for d in pool}, path)
    return Dataset(path.name, tuple(questions), tuple(pool), digest(read_text(topics), read_text(qrels)))


def _file(path: Path, pattern: str) -> Path:
    found = sorted(path.glob(pattern))
    if not found:
        raise BadDataset(f"it has no file `{pattern}`", subject=str(path), remedy="name a folder with topics and qrels")
    return found[0]


def _topics(path: Path) -> list[tuple[str, str]]:
    text = read_text(path)
    if "<num>" in text:
        topics = [(name, " ".join(words.split())) for name, words in _TOPIC.findall(text)]
        if len(topics) != text.count("<num>") or not all(words for _, words in topics):
            raise BadDataset("a topic has no title", subject=str(path), remedy="copy it again from where it came")
        return topics
    lines = [line.partition("\t") for line in text.splitlines() if line.strip()]
    if any(not tab for _, tab, _ in lines):
        raise BadDataset("a topic has no words", subject=str(path), remedy="write NUMBER, a tab and the words on every line")
    return [(name.strip(), words.strip()) for name, _, words in lines]


def _documents(path: Path) -> list[PoolDocument]:
    found = []
    text = read_text(path)
    if len(_OPENED.findall(text)) != len(_DOCUMENT.findall(text)):
        raise BadDataset("a <DOC> doesn't end", subject=str(path), remedy="copy it again from where it came")
    for body in _DOCUMENT.findall(text):
        number = _NUMBER.search(body)
        if number is None:
            raise BadDataset("a document has no <DOCNO>", subject=str(path), remedy="number it")
        words = " ".join(re.sub(r"<[^>]+>", " ", _NUMBER.sub("", body)).split())
        found.append(PoolDocument(number[1], words, language(words)))
    return found
