"""The labelled answers: `evals/gold/judging.jsonl`, a line each, labelled per key point before the judge was fitted.

A line holds the path and step, the language and kind of the answer, its text, and the points that it makes and contradicts. The
answers of a third of the steps (`held_out`) are kept from fitting.
"""

import json
from dataclasses import dataclass
from pathlib import Path

from assistant.onboarding.model import Step
from assistant.onboarding.path import load_paths

ROOT = Path(__file__).resolve().parent.parent.parent
GOLD = ROOT / "evals" / "gold" / "judging.jsonl"
PATHS = ROOT / "corpus" / "library" / "onboarding"


@dataclass(frozen=True, slots=True)
class Labelled:
    """One answer with what a person says of it."""

    step: Step
    path: str
    held_out: bool
    language: str
    kind: str
    text: str
    made: frozenset[str]
    contradicted: frozenset[str]

    @property
    def labels(self) -> tuple[bool, ...]:
        """Whether each key point of the step was made, in its order."""
        return tuple(point.id in self.made for point in self.step.question.key_points)


def load(file: Path = GOLD) -> list[Labelled]:
    """Every labelled answer, with its step."""
    steps = {(path.id, step.id): step for path in load_paths([PATHS])[0] for step in path.steps}
    rows = [json.loads(line) for line in file.read_text(encoding="utf-8").splitlines()]
    return [
        Labelled(
            step=steps[row["path"], row["step"]],
            path=row["path"],
            held_out=row["held_out"],
            language=row["language"],
            kind=row["kind"],
            text=row["text"],
            made=frozenset(row["made"]),
            contradicted=frozenset(row["contradicted"]),
        )
        for row in rows
    ]
