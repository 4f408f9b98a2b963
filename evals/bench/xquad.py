"""XQuAD through the door that others use: documents synced from a folder, `dalil search --queries --format trec`.

The pool is XQuAD's Arabic and English paragraphs with ARCD's, so that each question has to find its paragraph among those of the
other language too. The data's folder is given; without it these figures are left out.
"""

import json
from collections.abc import Iterator
from pathlib import Path

from evals.baselines.whitespace import WhitespaceBM25
from evals.bench.command import dalil
from evals.bench.model import Bench, Figure
from evals.datasets import squad
from evals.errors import NotInstalled
from evals.measures.base import mean
from evals.model import Dataset, PoolDocument

_WANTED = {"ar": 0.955, "en": 0.975}
_FILES = {"ar": "xquad-dev.ar.json", "en": "xquad-dev.en.json"}
_BESIDE = "arcd-dev.json"


def measure(bench: Bench) -> Iterator[Figure]:
    """Index the pool, ask every question, and measure."""
    if bench.data is None:
        raise NotInstalled("no data is named", subject="xquad", remedy="name its folder: --data FOLDER")
    asked = {language: squad.load(bench.data / name) for language, name in _FILES.items()}
    beside = bench.data / _BESIDE
    pool = [*asked["ar"].pool, *asked["en"].pool, *(squad.load(beside).pool if beside.exists() else ())]
    folder = bench.folder / "xquad"
    folder.mkdir()
    for document in pool:
        (folder / f"{document.id}.txt").write_text(document.text, encoding="utf-8")
    settings = bench.settings.model_copy(
        update={"home": bench.folder / "xquad-home", "folders": (folder,), "models": bench.settings.embed_options().models_dir}
    )
    dalil(settings, "index", "sync")
    for language, dataset in asked.items():
        queries = bench.folder / f"xquad-{language}.jsonl"
        lines = (json.dumps({"id": q.id, "text": q.text}, ensure_ascii=False) for q in dataset.questions)
        queries.write_text("\n".join(lines), encoding="utf-8")
        _, printed = dalil(settings, "search", "--queries", str(queries), "-k", "10", "--format", "trec")
        value = ndcg_of(printed, dataset)
        peer = _peer(dataset, pool)
        yield Figure(
            name=f"xquad_{language}_ndcg10", what=f"nDCG@10 of XQuAD ({language}), pool of {len(pool)}", value=value, unit="",
            wanted=_WANTED[language], side="at least", peer=WhitespaceBM25.name if peer else "", peer_value=peer,
            ratio=value / peer if peer else None,
        )  # fmt: skip


def ndcg_of(printed: str, dataset: Dataset) -> float:
    """nDCG@10 of a run in TREC's form, where each question has its own paragraph."""
    ranks: dict[str, list[str]] = {}
    for line in printed.splitlines():
        question, _, document, *_ = line.split()
        ranks.setdefault(question, []).append(document)
    return mean([_gain(ranks.get(q.id, []), next(iter(q.relevant))) for q in dataset.questions]) or 0.0


def _gain(found: list[str], wanted: str) -> float:
    from math import log2

    return 1.0 / log2(found.index(wanted) + 2) if wanted in found[:10] else 0.0


def _peer(dataset: Dataset, pool: list[PoolDocument]) -> float | None:
    """nDCG@10 of BM25 over words split at white space, over the same pool; None where `bm25s` isn't installed."""
    from importlib.util import find_spec

    if find_spec("bm25s") is None:
        return None
    import bm25s

    index = bm25s.BM25()
    index.index([document.text.lower().split() or [""] for document in pool], show_progress=False)
    gains = []
    for question in dataset.questions:
        words = [word for word in question.text.lower().split() if word in index.vocab_dict]
        scores = index.get_scores(words) if words else []
        best = sorted(range(len(scores)), key=lambda at: (-scores[at], at))[:10]
        gains.append(_gain([pool[at].id for at in best], next(iter(question.relevant))))
    return mean(gains)


def data_folder(path: Path | None) -> Path | None:
    """The folder of the data when it holds XQuAD."""
    return path if path is not None and all((path / name).exists() for name in _FILES.values()) else None
