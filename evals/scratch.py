"""A library of its own for the pool of a data set: `DALIL_HOME/evals/scratch/<digest>/`, indexed by the same sync as any other.

Texts are embedded once: a second run over the same pool finds its generation there.
"""

import csv
import fcntl
import io
import shutil
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from api.library import run_sync
from api.settings import Settings
from corpus.home import told_by_disk
from corpus.listing import list_documents
from corpus.progress import Progress
from evals.datasets.reading import digest
from evals.errors import BadDataset
from evals.model import Dataset, PoolDocument


def scratch_settings(settings: Settings, dataset: Dataset, *, progress: Progress) -> Settings:
    """The settings of the scratch library of this data set's pool, which is indexed when this returns. Raises BadDataset."""
    name = digest(settings.embed_model, *(f"{d.id}\x1f{d.language}\x1f{d.text}" for d in dataset.pool))
    root = settings.library().root / "evals" / "scratch" / name
    folder = root / "documents"
    own = settings.model_copy(
        update={
            "home": root / "home",
            "models": settings.embed_options().models_dir,
            "folders": (folder,),
            "shipped_library": False,
            "keep_originals": False,
            "default_audience": ("public",),
        }
    )
    with told_by_disk(root):
        root.mkdir(parents=True, exist_ok=True)
    with _alone(root, progress):
        report = _index(own, folder, dataset.pool, progress)
        if not report["quarantined"] and not _whole(own, dataset.pool):  # such as when the home was moved or copied
            with told_by_disk(root):
                shutil.rmtree(own.home)
            report = _index(own, folder, dataset.pool, progress)
    if report["quarantined"]:
        first = report["quarantined"][0]
        raise BadDataset(
            f"{len(report['quarantined'])} documents of its pool can't be indexed, the first for: {first['reason']}",
            subject=dataset.name,
            remedy="take them out of the data set",
        )
    return own


def _index(own: Settings, folder: Path, pool: Sequence[PoolDocument], progress: Progress) -> dict[str, Any]:
    if not (folder / "catalogue.csv").exists():
        with told_by_disk(folder):
            write_pool(folder, pool)
    return run_sync(own, [], progress=progress, yes=True)


def _whole(own: Settings, pool: Sequence[PoolDocument]) -> bool:
    """Whether the scratch library holds exactly the documents of the pool, under their ids."""
    return {listing.id for listing in list_documents(own.library())} == {document.id for document in pool}


def write_pool(folder: Path, pool: Sequence[PoolDocument]) -> None:
    """The pool as text files with a catalogue that gives each its id and language; the catalogue comes last."""
    folder.mkdir(parents=True, exist_ok=True)
    table = io.StringIO()
    writer = csv.writer(table)
    writer.writerow(["path", "id", "language"])
    for number, document in enumerate(pool, start=1):
        name = f"{number:06d}.txt"
        (folder / name).write_text(document.text, encoding="utf-8", newline="\n")
        writer.writerow([name, document.id, document.language])
    (folder / "catalogue.csv").write_text(table.getvalue(), encoding="utf-8", newline="\n")


@contextmanager
def _alone(root: Path, progress: Progress) -> Iterator[None]:
    with open(root / "lock", "a", encoding="utf-8") as handle:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            progress.say("another run is indexing this pool; waiting for it")
            fcntl.flock(handle, fcntl.LOCK_EX)
        yield
