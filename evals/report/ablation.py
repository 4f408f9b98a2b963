"""The table of what each part is worth."""

from collections.abc import Sequence

from api.library import open_assistant
from api.settings import Settings
from corpus.progress import Progress
from evals.ablate import Loss, ablate
from evals.asking import tell
from evals.datasets.load import open_datasets
from evals.measures.table import RANKING
from evals.report.terminal import aligned
from evals.run import RunOptions, chosen


def ablation_of(settings: Settings, *, half: str, limit: int, progress: Progress) -> list[Loss]:
    """The losses over a half of the gold set."""
    assistant = open_assistant(settings, long_lived=True)
    dataset = chosen(open_datasets(())[0], RunOptions(half=half, limit=limit))
    progress.stage("judging", len(dataset.questions))
    judged = {}
    for question in dataset.questions:
        judged[question.id] = tell(assistant, question, dataset)
        progress.advance(1, question.id)
    return ablate(assistant, dataset.questions, judged, progress=progress)


def as_text(losses: Sequence[Loss]) -> str:
    """Each part's absence, by measure: the change with its 95 % interval."""
    rows = [["without", *RANKING]]
    for loss in losses:
        cells = [f"{d.change:+.3f} ({d.low:+.3f} to {d.high:+.3f})" for name in RANKING if (d := loss.measures.get(name))]
        rows.append([loss.part, *cells, *([""] * (len(RANKING) - len(cells)))])
    return aligned(rows)
