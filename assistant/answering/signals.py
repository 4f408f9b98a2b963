"""The signals of each sentence: what says that it answers a question, one row of numbers a sentence.

    own evidence (late interaction, words) | its neighbours' | its passage's | against the others | what it tells of | its form

`SIGNALS` names the columns. What a sentence tells of counts only where the question doesn't say it already, and is crossed with
the kind of answer that the question expects.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

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
_WORDS = ("overlap", "heading_overlap", "under_overlap", "missing_before", "missing_passage")
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
    """A question as sentences are held against it. `weights` are those of its content stems in what the asker may read."""

    text: str
    language: str
    weights: Mapping[str, float]
    states: NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class Worded:
    """What of a question's words a sentence has: the share of their weight, the share that only headings have, and the stems."""

    overlap: float
    above: float
    carried: frozenset[str]


def signals(asked: Asked, opened: Sequence[Opened], worded: Sequence[Sequence[Worded]]) -> NDArray[np.float32]:
    """float32 [sentences of all passages, len(SIGNALS)]; `opened` is best first and `worded` runs alongside."""
    best = [best_by_sentence(one) for one in opened]
    weight = weights_of_tokens([rows for rows in best if len(rows)])
    late = _late(asked, opened, best, weight)
    words = _words(asked, opened, worded)
    blocks = []
    for number, one in enumerate(opened):
        if not one.spans:
            continue
        columns = {**late[number], **words[number], **_passage(opened, number, asked, weight), **_told(asked, one)}
        columns |= _crossed(asked, columns)
        blocks.append(np.stack([columns[name] for name in SIGNALS], axis=1))
    return np.concatenate(blocks).astype(np.float32)


Columns = dict[str, NDArray[np.float32]]


def _late(
    asked: Asked, opened: Sequence[Opened], best: Sequence[NDArray[np.float32]], weight: NDArray[np.float32]
) -> list[Columns]:
    """What late interaction says of each sentence, of its neighbours, and of it against the others."""
    middle = asked.states.mean(axis=0)
    middle /= np.linalg.norm(middle) or 1.0
    every = np.concatenate([rows for rows in best if len(rows)])
    most, highest, highest_weighted = every.max(axis=0), every.mean(axis=1).max(), (every @ weight).max()
    found: list[Columns] = []
    for one, rows in zip(opened, best, strict=True):
        if not len(rows):
            found.append({})
            continue
        near, weighted = rows.mean(axis=1), rows @ weight
        ordered = np.sort(rows, axis=1)
        third = max(1, rows.shape[1] // 3)
        heading = one.met[one.sentence < 0].max(axis=0) if (one.sentence < 0).any() else np.zeros_like(most)
        before, after = np.vstack([np.zeros_like(most), rows[:-1]]), np.vstack([rows[1:], np.zeros_like(most)])
        ranked = np.sort(near)
        nearest = one.met.max(axis=1)
        counts = np.bincount(one.sentence[one.sentence >= 0], minlength=len(rows)).astype(np.float32)
        mean = mean_by_sentence(one, one.tokens)
        nearest_here = rows >= rows.max(axis=0) - 1e-4
        found.append(
            {
                "near": near,
                "near_weighted": weighted,
                "near_worst": ordered[:, :third].mean(axis=1),
                "near_best": ordered[:, -third:].mean(axis=1),
                "near_mean": mean @ middle / np.maximum(np.linalg.norm(mean, axis=1), 1e-6),
                "reverse": mean_by_sentence(one, nearest),
                "tokens_new": mean_by_sentence(one, (nearest < _NEAR).astype(np.float32)) * counts,
                "tokens": counts,
                "before": before.mean(axis=1),
                "after": after.mean(axis=1),
                "gain_before": np.maximum(rows, before).mean(axis=1) - near,
                "gain_after": np.maximum(rows, after).mean(axis=1) - near,
                "gain_heading": np.maximum(rows, heading).mean(axis=1) - near,
                "under_passage": near - near.max(),
                "under_passage_weighted": weighted - weighted.max(),
                "under_all": near - highest,
                "under_all_weighted": weighted - highest_weighted,
                "lead": near - (ranked[-2] if len(ranked) > 1 else 0.0),
                "order": np.minimum((-near).argsort(kind="stable").argsort(), 9).astype(np.float32),
                "nearest_share": nearest_here.mean(axis=1),
                "nearest_weight": nearest_here @ weight,
                "nearest_of_all": (rows >= most - 1e-4) @ weight,
            }
        )
    return found


def _words(asked: Asked, opened: Sequence[Opened], worded: Sequence[Sequence[Worded]]) -> list[Columns]:
    """What the question's words say of each sentence."""
    total = sum(asked.weights.values()) or 1.0
    found = []
    for one, here in zip(opened, worded, strict=True):
        across = one.found.version.metadata.language != asked.language
        overlap = np.array([0.0 if across else w.overlap for w in here], dtype=np.float32)
        anywhere = frozenset().union(*(w.carried for w in here))
        before = [frozenset[str](), *(w.carried for w in here)][: len(here)]  # of a passage without sentences, nothing
        found.append(
            {
                "overlap": overlap,
                "heading_overlap": np.array([0.0 if across else w.above for w in here], dtype=np.float32),
                "under_overlap": overlap - overlap.max(initial=0.0),
                "missing_before": _weigh(asked, [b - w.carried for b, w in zip(before, here, strict=True)], total),
                "missing_passage": _weigh(asked, [anywhere - w.carried for w in here], total),
            }
        )
    return found


def _weigh(asked: Asked, stems: Sequence[frozenset[str]], total: float) -> NDArray[np.float32]:
    return np.array([sum(asked.weights[stem] for stem in some) / total for some in stems], dtype=np.float32)


def _passage(opened: Sequence[Opened], number: int, asked: Asked, weight: NDArray[np.float32]) -> Columns:
    """What is known of the passage that a sentence stands in, and of the sentence's place in it."""
    one, count = opened[number], len(opened[number].spans)
    candidate = one.found.candidate
    following = opened[number + 1].found.candidate.score if number + 1 < len(opened) else candidate.score
    met = one.met.max(axis=0) if len(one.met) else np.zeros(one.met.shape[1], dtype=np.float32)
    most = max((other.found.candidate.lexical for other in opened), default=0.0) or 1.0
    values = {
        "late": candidate.late,
        "window": candidate.window,
        "late_worst": float(np.sort(met)[: max(1, len(met) // 3)].mean()),
        "late_weighted": float(met @ weight),
        "score": candidate.score,
        "under_score": candidate.score - opened[0].found.candidate.score,
        "over_next": candidate.score - following,
        "lexical": candidate.lexical / most,
        "cosine": candidate.cosine,
        "rank": float(number),
        "across": float(one.found.version.metadata.language != asked.language),
        "sentences": float(count),
    }
    place = np.arange(count, dtype=np.float32)
    columns = {name: np.full(count, value, dtype=np.float32) for name, value in values.items()}
    return columns | {"position": place, "relative": place / max(1, count - 1), "first": (place == 0).astype(np.float32)}


def _told(asked: Asked, one: Opened) -> Columns:
    """What each sentence tells of beside the question's own words, and its form."""
    own = facts_of(asked.text)
    rows = [_telling(facts, own) for facts in one.facts]
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
        overlap, named = 0.0, 0.0
        for term in wanted:
            weight = asked.weights[term.stem]
            if term.stem in facts.stems:
                overlap += weight
                continue
            shared = sum(1 for gram in term.grams if gram in facts.grams) / len(term.grams)
            overlap += _GRAM_SHARE * shared * weight if shared >= _HALF else 0.0
            named += weight if term.stem in above else 0.0
        found.append(Worded(overlap / total, named / total, frozenset(t.stem for t in wanted if t.stem in facts.stems)))
    return found
