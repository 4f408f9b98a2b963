"""The table of what each part is worth."""

from collections.abc import Sequence

from api.library import ask_options, embedder_of
from api.settings import Settings
from assistant.assistant import Assistant
from corpus.progress import Progress
from evals.ablate import Loss, ablate, ablate_checks
from evals.datasets.load import open_datasets
from evals.remembering import remembering
from evals.report.terminal import aligned
from evals.run import RunOptions, chosen
from evals.verifying.pairs import load


def ablation_of(settings: Settings, *, half: str, limit: int, progress: Progress) -> list[Loss]:
    """The losses over a half of the gold set, and those of the verifier's checks over the pairs that aren't held out."""
    assistant = Assistant(settings.library(), remembering(embedder_of(settings)), options=ask_options(settings), long_lived=True)
    try:
        losses = ablate(assistant, chosen(open_datasets(())[0], RunOptions(half=half, limit=limit)), progress=progress)
    finally:
        assistant.close()
    return losses + ablate_checks([pair for pair in load() if not pair.held_out])


def as_text(losses: Sequence[Loss]) -> str:
    """Each part's absence, by measure: the change with its 95 % interval, those that chance hardly gives marked. A table for each
    set of measures.
    """
    kinds = dict.fromkeys(tuple(loss.measures) for loss in losses)
    return "\n\n".join(_table([loss for loss in losses if tuple(loss.measures) == measures], measures) for measures in kinds)


def _table(losses: Sequence[Loss], measures: Sequence[str]) -> str:
    whole = ["everything on", *(f"{losses[0].measures[name].before:.3f}" for name in measures)]
    rows = [[f"without {loss.part}", *(_cell(loss, name) for name in measures)] for loss in losses]
    return aligned([["", *measures], whole, *rows])


def _cell(loss: Loss, name: str) -> str:
    found = loss.measures[name]
    if not found.change and not found.low and not found.high:
        return "0"
    return f"{found.change:+.3f} ({found.low:+.3f} to {found.high:+.3f}){'*' if found.significant else ''}"
