"""Which reader's text a page gets: the one whose text judges best, with a liking for each script's best reader."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from ingest.extract.pdf.outlines.guess import cannot_be_said
from ingest.extract.pdf.readers import PageReading
from ingest.extract.quality import Quality, judge

_BEYOND_DOUBT = 0.9
_UNSAID = 0.5
_LIKING = 0.25
"""How much better another reader must judge before the script's own one is passed over."""


@dataclass(frozen=True, slots=True)
class Choice:
    """The reading that was chosen, how it judges, and how the others did (by reader name)."""

    reading: PageReading
    quality: Quality
    scores: dict[str, float]


def settled(reading: PageReading) -> Choice | None:
    """The reading as the choice when it is beyond doubt, so that no other need be made."""
    quality = _judged(reading)
    return Choice(reading, quality, {reading.reader: round(quality.score, 3)}) if quality.score >= _BEYOND_DOUBT else None


def choose(candidates: Sequence[PageReading], last_resort: Callable[[], PageReading]) -> Choice:
    """Choose among the readings of one page. `last_resort` is read only when none of them can be trusted.

    For Arabic the first candidate is liked best, for Latin script the last.
    """
    judged = [(reading, _judged(reading)) for reading in candidates]
    judged = [(reading, _measured(quality, judged)) for reading, quality in judged]
    scores: dict[str, float] = {reading.reader: round(quality.score, 3) for reading, quality in judged}
    arabic = max((quality.arabic for _, quality in judged if quality.letters), default=0.0) > 0.3
    liked = judged[0] if arabic else judged[-1]
    best = max(
        judged, key=lambda pair: pair[1].score + (_LIKING if pair is liked else 0.0) - (1.0 if not pair[1].letters else 0.0)
    )
    if best[1].trusted and best[1].letters:
        return Choice(*best, scores)
    reading = last_resort()
    quality = _judged(reading)
    scores[reading.reader] = round(quality.score, 3)
    better = quality.letters and (not best[1].letters or quality.score > best[1].score)
    return Choice(reading, quality, scores) if better else Choice(*best, scores)


def _judged(reading: PageReading) -> Quality:
    """The quality of a reading, less where its letters make no words that anybody can say: a font's map that is shuffled."""
    quality = judge(reading.text)
    return replace(quality, score=quality.score * _UNSAID) if cannot_be_said(reading.text) else quality


def _measured(quality: Quality, judged: list[tuple[PageReading, Quality]]) -> Quality:
    """The quality, less where the reader gives far more or far fewer letters than another that can be trusted.

    One reader was seen to write a page several times over, and another to leave half of it out.
    """
    others = [other.letters for _, other in judged if other is not quality and other.trusted]
    if not others or quality.letters < 100:
        return quality
    ratio = quality.letters / max(*others, 1)
    if ratio > 1.6:
        return replace(quality, score=quality.score * 0.5)
    return replace(quality, score=quality.score * 0.7) if ratio < 0.6 else quality
