"""A sync that finds nothing changed among two thousand files."""

import statistics
from collections.abc import Iterator

from api.settings import Settings
from evals.bench.command import dalil
from evals.bench.model import Bench, Figure

_FILES = 2_000


def measure(bench: Bench) -> Iterator[Figure]:
    """Write the files, sync once, and time the second sync."""
    folder = bench.folder / "unchanged"
    folder.mkdir()
    for number in range(_FILES):
        (folder / f"note-{number:04d}.txt").write_text(f"Note {number} says {number * 7}.\n", encoding="utf-8")
    settings: Settings = bench.settings.model_copy(
        update={
            "home": bench.folder / "unchanged-home",
            "folders": (folder,),
            "models": bench.settings.embed_options().models_dir,
        }
    )
    dalil(settings, "index", "sync")
    seconds = statistics.median(dalil(settings, "index", "sync")[0] for _ in range(3))
    yield Figure(name="unchanged_sync_s", what=f"a sync of {_FILES} files without a change", value=seconds, unit="s", wanted=2)
