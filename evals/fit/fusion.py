"""Fits the weights of fusion: `python -m evals.fit.fusion --data FOLDER`.

Each judged question (XQuAD and ARCD in one pool, each language's questions of the other's paragraphs, the gold set's `tune` half)
is searched once, deep, and what every source says of each candidate is kept. The weights are then searched for one after another
on grids, twice round, by the mean over the data sets of nDCG@10, so that a large set counts no more than a small one; first those
that bring the sources together, then those of late interaction. Besides the weights it prints what they reach when each article's
questions are ranked with weights that were chosen on the others.
"""

import argparse
import json
import math
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Any

from api.settings import Settings
from assistant.model import Candidate
from assistant.options import RetrievalOptions
from assistant.query.encode import encode
from assistant.retrieval.fusion import fuse, rank_by_late
from assistant.retrieval.late import late_scores
from assistant.retrieval.retrieve import Sources, ordered, sources_of
from corpus.generation.snapshot import Address, View
from corpus.late.score import Nearness
from evals.fit.reading import Asking, askings
from evals.places import passage_id, passages_of

_FOLDS = 5
_DEPTH = 10
_GRIDS: Mapping[str, Sequence[float]] = {
    "lexical_weight": (0.1, 0.2, 0.3, 0.4, 0.5),
    "translated_weight": (0.0, 0.05, 0.1, 0.15, 0.2),
    "late_window_share": (0.0, 0.25, 0.5, 0.75),
    "late_lexical_weight": (0.05, 0.1, 0.15, 0.2, 0.25),
    "late_translated_weight": (0.0, 0.03, 0.05, 0.08, 0.11),
    "late_cosine_weight": (0.0, 0.25, 0.5),
}


@dataclass(frozen=True, slots=True)
class Case:
    """One question: what the sources and late interaction say of its candidates, and which of those are right."""

    dataset: str
    group: str
    view: View
    sources: Sources
    near: Mapping[Address, Nearness]
    named: Mapping[Address, str]
    """What each candidate counts as: its document, or for gold questions the passage itself."""
    right: frozenset[str]


def cases(settings: Settings, data: Path) -> Iterator[Case]:
    """Every question of the data that has an answer."""
    for asking in askings(settings, data):
        if asking.question.answerable:
            yield _case(asking)


def _case(asking: Asking) -> Case:
    view, question = asking.view, asking.question
    encoded = encode(asking.query, asking.embedder)
    sources = sources_of(view, asking.query, encoded, asking.embedder, options=RetrievalOptions())
    states = encoded.weighed(RetrievalOptions().late_stop_share)
    near = late_scores(view, states, list(sources.cosines), asking.embedder) if states is not None else {}
    heads = view.snapshot.heads
    if question.relevant:
        named = {address: heads[address.version].document for address in sources.cosines}
        right = frozenset(question.relevant)
    else:
        starts = {address: view.snapshot.passage(address).start for address in sources.cosines}
        named = {address: passage_id(heads[address.version].document, starts[address]) for address in sources.cosines}
        right = frozenset(p for item in question.evidence for quote in item for p in passages_of(view.snapshot, quote))
    return Case(asking.dataset, asking.group, view, sources, near, named, right)


def _fused(case: Case, options: RetrievalOptions) -> list[Candidate]:
    found = case.sources
    return ordered(case.view, fuse(found.lexical, found.translated, found.cosines, options=options, trust=found.trust))


def _late(case: Case, options: RetrievalOptions) -> list[Candidate]:
    top = _fused(case, options)[: options.late_depth]
    return ordered(case.view, rank_by_late(top, case.near, options=options, trust=case.sources.trust)) if case.near else top


def _gain(case: Case, ranked: Sequence[Candidate]) -> float:
    """nDCG@10 where the first right one is all that is wanted."""
    names = list(dict.fromkeys(case.named[candidate.address] for candidate in ranked))[:_DEPTH]
    return max((1 / math.log2(at + 2) for at, name in enumerate(names) if name in case.right), default=0.0)


class Search:
    """A search for weights over some cases; what a ranking gains is worked out once for each case and setting."""

    def __init__(self, found: Sequence[Case], ranking: Callable[[Case, RetrievalOptions], list[Candidate]], prefix: bool) -> None:
        self._found = found
        self._ranking = ranking
        self._names = [name for name in _GRIDS if name.startswith("late_") is prefix]
        self._gains: dict[RetrievalOptions, list[float]] = {}

    def gains(self, options: RetrievalOptions) -> list[float]:
        """What each case gains under these options."""
        if options not in self._gains:
            self._gains[options] = [_gain(case, self._ranking(case, options)) for case in self._found]
        return self._gains[options]

    def best(self, start: RetrievalOptions, counted: Sequence[bool]) -> RetrievalOptions:
        """The options that gain most over the cases that are counted."""
        chosen = start
        for _ in range(2):
            for name in self._names:
                tried = [_with(chosen, name, value) for value in _GRIDS[name]]
                chosen = max(tried, key=lambda options: sum(self.means(options, counted).values()))
        return chosen

    def means(self, options: RetrievalOptions, counted: Sequence[bool]) -> dict[str, float]:
        """The mean gain of each data set over the cases that are counted."""
        by_set: defaultdict[str, list[float]] = defaultdict(list)
        for case, gain, counts in zip(self._found, self.gains(options), counted, strict=True):
            if counts:
                by_set[case.dataset].append(gain)
        return {name: sum(values) / len(values) for name, values in by_set.items()}


def fit(found: Sequence[Case], *, told: Callable[[str], None]) -> dict[str, float]:
    """The weights, with what they reach told on the way."""
    everything = [True] * len(found)
    first = Search(found, _fused, prefix=False).best(RetrievalOptions(), everything)
    search = Search(found, _late, prefix=True)
    chosen = search.best(first, everything)
    told(f"on what they were fitted to: {_shown(search.means(chosen, everything))}")
    groups = sorted({case.group for case in found})
    fold_of = {group: at % _FOLDS for at, group in enumerate(groups)}
    held: defaultdict[str, list[float]] = defaultdict(list)
    for fold in range(_FOLDS):
        own = search.best(first, [fold_of[case.group] != fold for case in found])
        for case, gain in zip(found, search.gains(own), strict=True):
            if fold_of[case.group] == fold:
                held[case.dataset].append(gain)
    told(f"articles held out:            {_shown({name: sum(gains) / len(gains) for name, gains in held.items()})}")
    return {name: value for name, value in asdict(chosen).items() if name in _GRIDS}


def _with(options: RetrievalOptions, name: str, value: float) -> RetrievalOptions:
    changed: Any = {name: value}
    return replace(options, **changed)


def _shown(means: Mapping[str, float]) -> str:
    return ", ".join(f"{name} {mean:.4f}" for name, mean in means.items())


def main() -> None:
    """Fit the weights and write them."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, required=True, help="the folder of the public data sets")
    parser.add_argument("--target", type=Path, default=Path("assistant/retrieval/tables/fusion.json"))
    given = parser.parse_args()
    weights = fit(list(cases(Settings.load(), given.data)), told=print)
    given.target.write_text(json.dumps(weights, indent=1) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
