"""The signals of each sentence: what says that it answers a question, one row of numbers a sentence.

    own evidence (late interaction, words) | its neighbours' | its passage's | against the others | what it tells of | its form

`SIGNALS` names the columns. What a sentence tells of counts only where the question doesn't say it already, and is crossed with
the kind of answer that the question expects.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from assistant.answering.expected import expected_kind
from assistant.answering.facts import CUES, SentenceFacts, facts_of
from assistant.answering.opened import Opened, best_by_sentence, mean_by_sentence, weights_of_tokens
from corpus.text.analyser import terms

_GRAM_SHARE = 0.7
_HALF = 0.5
_NEAR = 0.45
_LATE = (
    "near", "near_weighted", "near_worst", "near_best", "near_mean", "reverse", "tokens_new", "tokens",
    "before", "after", "gain_before", "gain_after", "gain_heading", "under_passage", "under_passage_weighted", "under_all",
    "under_all_weighted", "lead", "order", "nearest_share", "nearest_weight", "nearest_of_all",
)  # fmt: skip
_WORDS = (
    "overlap", "heading_overlap", "under_overlap", "missing_before", "missing_passage", "other_words", "under_words",
    "under_all_words",
)  # fmt: skip
_PASSAGE = (
    "late",
    "late_worst",
    "late_weighted",
    "window",
    "score",
    "under_score",
    "over_next",
    "lexical",
    "cosine",
    "rank",
    "across",
)
_PLACE = ("position", "relative", "first", "sentences", "words", "new_stems")
_FORM = ("leans_back", "leads_in", "item", "row", "caption", "question", "short", "long")
_TELLS = ("numbers", "years", "names", *CUES)
_CROSSED = {
    "quantity": ("numbers", "number", "unit"),
    "date": ("numbers", "years", "time"),
    "person": ("names", "role"),
    "place": ("names", "place"),
    "cause": ("cause",),
    "manner": ("manner", "item"),
    "ruling": ("norm",),
    "meaning": ("first", "name"),
    "thing": ("names", "name"),
}
SIGNALS = (
    *_LATE, *_WORDS, *_PASSAGE, *_PLACE, *_FORM, *_TELLS,
    *(f"{kind}:{cue}" for kind, cues in _CROSSED.items() for cue in cues),
    *(f"{kind}:none" for kind in ("quantity", "date")),
    *(f"arabic:{name}" for name in ("near", "overlap")),
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Asked:
    """A question as sentences are held against it. `weights` are those of its content stems in what the asker may read; `ways`
    the other ways to say a stem, in either language: the stems that must all stand in a sentence, and what they count.
    """

    text: str
    language: str
    weights: Mapping[str, float]
    states: NDArray[np.float32]
    ways: Mapping[str, Sequence[tuple[frozenset[str], float]]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Worded:
    """What of a question's words a sentence has: the share of their weight, the share that only headings have, the share that it
    says in other words, and the stems.
    """

    overlap: float
    above: float
    otherwise: float
    carried: frozenset[str]


def signals(asked: Asked, opened: Sequence[Opened], worded: Sequence[Sequence[Worded]]) -> NDArray[np.float32]:
    """float32 [sentences of all passages, len(SIGNALS)]; `opened` is best first and `worded` runs alongside."""
    kept = [(number, one, here) for number, (one, here) in enumerate(zip(opened, worded, strict=True)) if one.spans]
    counts = np.array([len(one.spans) for _, one, _ in kept])
    sides = _Sides(counts, np.concatenate([[0], np.cumsum(counts)[:-1]]))
    passages = [one for _, one, _ in kept]
    best = np.concatenate([best_by_sentence(one) for one in passages])
    weight = weights_of_tokens(best)
    columns = {
        **_late(asked, passages, best, weight, sides),
        **_words(asked, passages, [here for _, _, here in kept], sides),
        **_passage(asked, opened, [(number, one) for number, one, _ in kept], weight, sides),
        **_told(asked, [facts for one in passages for facts in one.facts]),
    }
    columns |= _crossed(asked, columns)
    return np.stack([columns[name] for name in SIGNALS], axis=1).astype(np.float32)


Columns = dict[str, NDArray[np.float32]]


@dataclass(frozen=True, slots=True)
class _Sides:
    """Sentences of several passages in one row: how many each passage has, and where its first one stands."""

    counts: NDArray[np.int64]
    firsts: NDArray[np.int64]

    def spread(self, values: Sequence[float] | NDArray[np.float32]) -> NDArray[np.float32]:
        """A value for each passage as one for each sentence."""
        return np.repeat(np.asarray(values, dtype=np.float32), self.counts, axis=0)

    def most(self, values: NDArray[np.float32]) -> NDArray[np.float32]:
        """The largest value among the sentences of the same passage, for each sentence."""
        return self.spread(np.maximum.reduceat(values, self.firsts, axis=0))

    def place(self) -> NDArray[np.float32]:
        """The place of each sentence in its passage, from 0."""
        return np.arange(self.counts.sum(), dtype=np.float32) - self.spread(self.firsts.astype(np.float32))


def _late(
    asked: Asked, opened: Sequence[Opened], best: NDArray[np.float32], weight: NDArray[np.float32], sides: _Sides
) -> Columns:
    """What late interaction says of each sentence, of its neighbours, and of it against the others."""
    middle = asked.states.mean(axis=0)
    middle /= np.linalg.norm(middle) or 1.0
    most = best.max(axis=0)
    near, weighted = best.mean(axis=1), best @ weight
    ordered = np.sort(best, axis=1)
    third = max(1, best.shape[1] // 3)
    heading = sides.spread(np.stack([_of_headings(one) for one in opened]))
    before, after = np.vstack([np.zeros_like(most), best[:-1]]), np.vstack([best[1:], np.zeros_like(most)])
    before[sides.firsts] = 0.0
    after[sides.firsts + sides.counts - 1] = 0.0
    order, second = _order(near, sides)
    nearest_here = best >= sides.most(best) - 1e-4
    means, reverse, fresh, tokens = (np.concatenate(parts) for parts in zip(*map(_of_tokens, opened), strict=True))
    return {
        "near": near,
        "near_weighted": weighted,
        "near_worst": ordered[:, :third].mean(axis=1),
        "near_best": ordered[:, -third:].mean(axis=1),
        "near_mean": means @ middle / np.maximum(np.linalg.norm(means, axis=1), 1e-6),
        "reverse": reverse,
        "tokens_new": fresh * tokens,
        "tokens": tokens,
        "before": before.mean(axis=1),
        "after": after.mean(axis=1),
        "gain_before": np.maximum(best, before).mean(axis=1) - near,
        "gain_after": np.maximum(best, after).mean(axis=1) - near,
        "gain_heading": np.maximum(best, heading).mean(axis=1) - near,
        "under_passage": near - sides.most(near),
        "under_passage_weighted": weighted - sides.most(weighted),
        "under_all": near - near.max(),
        "under_all_weighted": weighted - weighted.max(),
        "lead": near - second,
        "order": order,
        "nearest_share": nearest_here.mean(axis=1),
        "nearest_weight": nearest_here @ weight,
        "nearest_of_all": (best >= most - 1e-4) @ weight,
    }


def _of_headings(one: Opened) -> NDArray[np.float32]:
    """Each question token's nearest token in the headings above a passage, [question tokens]; 0 where none is kept."""
    above = one.met[one.sentence < 0]
    return above.max(axis=0) if len(above) else np.zeros(one.met.shape[1], dtype=np.float32)


def _of_tokens(one: Opened) -> tuple[NDArray[np.float32], ...]:
    """By sentence: the mean state, the mean nearness of its tokens to the question, the share that is far, their count."""
    nearest = one.met.max(axis=1) if one.met.size else np.zeros(len(one.met), dtype=np.float32)
    rows = np.column_stack([one.tokens, nearest, nearest < _NEAR]).astype(np.float32)
    means, counts = mean_by_sentence(one, rows)
    return means[:, :-2], means[:, -2], means[:, -1], counts


def _order(near: NDArray[np.float32], sides: _Sides) -> tuple[NDArray[np.float32], NDArray[np.float32]]:
    """The rank of each sentence in its passage by nearness (0 to 9), and the second largest nearness there (0: it is alone)."""
    order, second = np.zeros_like(near), np.zeros_like(near)
    for first, count in zip(sides.firsts, sides.counts, strict=True):
        here = slice(first, first + count)
        ranked = (-near[here]).argsort(kind="stable")
        order[here][ranked] = np.minimum(np.arange(count), 9)
        second[here] = near[here][ranked[1]] if count > 1 else 0.0
    return order, second


def _words(asked: Asked, opened: Sequence[Opened], worded: Sequence[Sequence[Worded]], sides: _Sides) -> Columns:
    """What the question's words say of each sentence."""
    total = sum(asked.weights.values()) or 1.0
    own = sides.spread([float(one.found.version.metadata.language == asked.language) for one in opened])
    overlap = np.array([w.overlap for here in worded for w in here], dtype=np.float32) * own
    anywhere = [frozenset[str]().union(*(w.carried for w in here)) for here in worded]
    before = [carried for here in worded for carried in (frozenset[str](), *(w.carried for w in here[:-1]))]
    carried = [w.carried for here in worded for w in here]
    passage = [stems for stems, here in zip(anywhere, worded, strict=True) for _ in here]
    otherwise = np.array([w.otherwise for here in worded for w in here], dtype=np.float32)
    either = overlap + otherwise
    return {
        "overlap": overlap,
        "heading_overlap": np.array([w.above for here in worded for w in here], dtype=np.float32) * own,
        "under_overlap": overlap - np.maximum(sides.most(overlap), 0.0),
        "missing_before": _weigh(asked, [b - c for b, c in zip(before, carried, strict=True)], total),
        "missing_passage": _weigh(asked, [p - c for p, c in zip(passage, carried, strict=True)], total),
        "other_words": otherwise,
        "under_words": either - sides.most(either),
        "under_all_words": either - either.max(),
    }


def _weigh(asked: Asked, stems: Sequence[frozenset[str]], total: float) -> NDArray[np.float32]:
    return np.array([sum(asked.weights[stem] for stem in some) / total for some in stems], dtype=np.float32)


def _passage(
    asked: Asked,
    every: Sequence[Opened],
    kept: Sequence[tuple[int, Opened]],
    weight: NDArray[np.float32],
    sides: _Sides,
) -> Columns:
    """What is known of the passage that a sentence stands in, and of the sentence's place in it. `kept` are those of `every`
    passage that have sentences, each with its number.
    """
    candidates = [one.found.candidate for one in every]
    most = max((candidate.lexical for candidate in candidates), default=0.0) or 1.0
    following = [*(candidate.score for candidate in candidates[1:]), candidates[-1].score]
    met = np.stack([one.met.max(axis=0) if len(one.met) else np.zeros_like(weight) for _, one in kept])
    third = max(1, met.shape[1] // 3)
    rows = [(number, candidates[number], one) for number, one in kept]
    values = {
        "late": [c.late for _, c, _ in rows],
        "window": [c.window for _, c, _ in rows],
        "late_worst": np.sort(met, axis=1)[:, :third].mean(axis=1),
        "late_weighted": met @ weight,
        "score": [c.score for _, c, _ in rows],
        "under_score": [c.score - candidates[0].score for _, c, _ in rows],
        "over_next": [c.score - following[number] for number, c, _ in rows],
        "lexical": [c.lexical / most for _, c, _ in rows],
        "cosine": [c.cosine for _, c, _ in rows],
        "rank": [float(number) for number, _, _ in rows],
        "across": [float(one.found.version.metadata.language != asked.language) for _, _, one in rows],
        "sentences": sides.counts.astype(np.float32),
    }
    columns = {name: sides.spread(value) for name, value in values.items()}
    place = sides.place()
    relative = place / np.maximum(1.0, columns["sentences"] - 1.0)
    return columns | {"position": place, "relative": relative, "first": (place == 0).astype(np.float32)}


def _told(asked: Asked, sentences: Sequence[SentenceFacts]) -> Columns:
    """What each sentence tells of beside the question's own words, and its form."""
    own = facts_of(asked.text)
    rows = [_telling(facts, own) for facts in sentences]
    names = ("words", "new_stems", *_FORM, *_TELLS)
    return dict(zip(names, np.array(rows, dtype=np.float32).T, strict=True))


def _telling(facts: SentenceFacts, own: SentenceFacts) -> list[float]:
    new_numbers = facts.numbers - own.numbers
    new_cues = facts.cue_words - own.cue_words
    fresh = [min(3, count) if new_cues else 0 for count in facts.cues]
    form = (facts.leans_back, facts.leads_in, facts.item, facts.row, facts.caption, facts.question)
    short, long = facts.words < 5, facts.words > 45
    new_names = sum(1 for name in facts.names if not any(word in own.stems for word in name.split()))
    tells = (min(4, len(new_numbers)), min(3, facts.years if new_numbers else 0), min(4, new_names), *fresh)
    return [facts.words, len(facts.content - own.stems), *map(float, (*form, short, long)), *map(float, tells)]


def _crossed(asked: Asked, columns: Columns) -> Columns:
    """What a sentence tells of, where the question expects just that."""
    kind = expected_kind(asked.text)
    nothing = np.zeros_like(columns["near"])
    crossed = {
        f"{name}:{cue}": (columns[cue] > 0).astype(np.float32) if kind == name else nothing
        for name, cues in _CROSSED.items()
        for cue in cues
    }
    empty = ((columns["numbers"] + columns["number"] + columns["time"]) == 0).astype(np.float32)
    crossed |= {f"{name}:none": empty if kind == name else nothing for name in ("quantity", "date")}
    arabic = np.float32(asked.language == "ar")
    return crossed | {f"arabic:{name}": columns[name] * arabic for name in ("near", "overlap")}


def worded(asked: Asked, heading: str, sentences: Sequence[SentenceFacts]) -> list[Worded]:
    """What of the question's words each sentence under a heading has."""
    wanted = [term for term in terms(asked.text) if term.stem in asked.weights]
    total = sum(asked.weights[term.stem] for term in wanted) or 1.0
    above = facts_of(heading).stems
    found = []
    for facts in sentences:
        overlap, named, otherwise = 0.0, 0.0, 0.0
        for term in wanted:
            weight = asked.weights[term.stem]
            if term.stem in facts.stems:
                overlap += weight
                continue
            shared = sum(1 for gram in term.grams if gram in facts.grams) / len(term.grams)
            alike = _GRAM_SHARE * shared if shared >= _HALF else 0.0
            overlap += alike * weight
            otherwise += max(0.0, _said_otherwise(asked, term.stem, facts) - alike) * weight
            named += weight if term.stem in above else 0.0
        carried = frozenset(t.stem for t in wanted if t.stem in facts.stems)
        found.append(Worded(overlap / total, named / total, otherwise / total, carried))
    return found


def _said_otherwise(asked: Asked, stem: str, facts: SentenceFacts) -> float:
    """What the best other way to say a stem counts of those that a sentence has, 0 to 1."""
    return max((share for stems, share in asked.ways.get(stem, ()) if stems <= facts.stems), default=0.0)
