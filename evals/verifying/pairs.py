"""The pairs: `evals/gold/verifier.jsonl`, a line each, written before the verifier was tuned.

A line holds a topic, a sentence with the quotations that it cites, their languages, whether they support it, and the kind: how it
was changed, or that it says the same in other words. The pairs of every third topic are held out from tuning.
"""

import json
from dataclasses import dataclass
from pathlib import Path

from corpus.text.normalise import language_of

GOLD = Path(__file__).resolve().parent.parent / "gold" / "verifier.jsonl"
FURTHER = GOLD.with_name("verifier-further.jsonl")
"""Further pairs on other topics, written to see how the rules do on wording that they weren't made for; none is held out."""


@dataclass(frozen=True, slots=True)
class Pair:
    """One sentence and its evidence, with what a person says of it."""

    sentence: str
    evidence: tuple[str, ...]
    supported: bool
    kind: str
    topic: str
    held_out: bool

    @property
    def languages(self) -> str:
        """The language of the sentence, or both where its evidence is in the other one."""
        mine, theirs = language_of(self.sentence), language_of(self.evidence[0])
        return mine if mine == theirs else f"{mine} of {theirs}"


def load(file: Path = GOLD) -> list[Pair]:
    """Every pair of a file. `evidence` may be one text, and `topic` may be left out."""
    rows = [json.loads(line) for line in file.read_text(encoding="utf-8").splitlines() if line.strip()]
    topics = list(dict.fromkeys(row.get("topic", "") for row in rows))
    return [
        Pair(
            sentence=row["sentence"],
            evidence=(row["evidence"],) if isinstance(row["evidence"], str) else tuple(row["evidence"]),
            supported=bool(row["supported"]),
            kind=row.get("kind", "supported" if row["supported"] else "changed"),
            topic=row.get("topic", ""),
            held_out=topics.index(row.get("topic", "")) % 3 == 2,
        )
        for row in rows
    ]
