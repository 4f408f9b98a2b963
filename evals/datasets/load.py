"""`FORM:PATH` to a data set: the one place that knows which forms there are.

A pool is what a data set's documents are asked in. With pools of their own, several data sets are asked of all their documents
together; `--pool` names others instead, such as the same paragraphs in the other language.
"""

from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path

from corpus.model import Language
from evals.datasets import beir, conversations, gold, squad, table, trec
from evals.datasets.reading import digest
from evals.errors import BadDataset
from evals.model import Dataset, EvalQuestion, PoolDocument

FORMS: dict[str, Callable[[Path], Dataset]] = {
    "gold": gold.load,
    "squad": squad.load,
    "beir": beir.load,
    "trec": trec.load,
    "table": table.load,
    "conversations": conversations.load,
}


def open_datasets(specs: Sequence[str], pools: Sequence[str] = ()) -> list[Dataset]:
    """The data sets, each with the pool that its questions are asked of. None is the gold set. Raises BadDataset."""
    if not specs:
        return [gold.load(gold.GOLD)]
    loaded = [open_one(spec) for spec in specs]
    named = [open_one(spec) for spec in pools] or loaded
    pool = _joined([dataset for dataset in named if dataset.pool])
    if pools and not pool:
        raise BadDataset("the pool holds no document", subject=", ".join(pools), remedy="name a data set with documents")
    return [_asked_of(dataset, pool) if pools or dataset.pool else dataset for dataset in loaded]


def open_one(spec: str) -> Dataset:
    """One data set. Raises BadDataset when its form is unknown or it can't be read."""
    form, colon, path = spec.partition(":")
    if not colon or form not in FORMS:
        raise BadDataset("it names no form of data", subject=spec, remedy=f"write FORM:PATH with one of {', '.join(FORMS)}")
    return FORMS[form](Path(path).expanduser())


def _joined(datasets: Sequence[Dataset]) -> tuple[PoolDocument, ...]:
    found: dict[str, PoolDocument] = {}
    for document in (document for dataset in datasets for document in dataset.pool):
        known = found.get(document.id)
        if known is not None and known.text != document.text:
            raise BadDataset("two documents of the pool have this id", subject=document.id, remedy="give the files other names")
        found[document.id] = document if known is None else replace(known, answers=known.answers | document.answers)
    return tuple(found.values())


def _asked_of(dataset: Dataset, pool: tuple[PoolDocument, ...]) -> Dataset:
    answering: dict[str, dict[str, int]] = {}
    for document in pool:
        for name in document.answers:
            answering.setdefault(name, {})[document.id] = 1
    ids = {document.id for document in pool}
    languages = {document.language for document in pool}
    questions = tuple(_judged(question, answering, ids, languages) for question in dataset.questions)
    if not any(question.relevant for question in questions) and any(question.answerable for question in questions):
        raise BadDataset(
            "the pool holds no document that answers any of its questions", subject=dataset.name, remedy="name another pool"
        )
    return replace(dataset, questions=questions, pool=pool, digest=digest(dataset.digest, *sorted(ids)))


def _judged(
    question: EvalQuestion, answering: dict[str, dict[str, int]], ids: set[str], languages: set[Language]
) -> EvalQuestion:
    """The question as it is judged in a pool; one that no document of its language can answer goes across."""
    own = {name: grade for name, grade in question.relevant.items() if name in ids}
    relevant = own or answering.get(question.id, {})
    kind = "across" if question.answerable and question.language not in languages else question.kind
    return replace(question, kind=kind, relevant=relevant if question.answerable else {})
