"""The exceptions that a person may see, and what each of them must say.

    DalilError                    what happened, to which document or setting, what to do
    ├── SettingError              a setting or an argument is wrong
    ├── UnknownDocument           no document has this id (or the asker may not read it)
    ├── ModelError                a model is missing, damaged or of another kind
    ├── CatalogueError            the catalogue can't be read or written
    │   ├── NewerCatalogue        it was written by a newer program
    │   └── HomeBusy              another process is writing
    ├── GenerationError           an index can't be used
    │   ├── NothingIndexed        no generation has been published yet
    │   └── DamagedGeneration     a part is missing or isn't what its manifest says
    └── StorageError              the disk is full, read-only or of a kind that can't be used
        └── DamagedBackup         a backup file is cut short, changed or of another kind

`ingest`, `assistant`, `api` and `evals` each add a branch of their own in an `errors.py` beside them.
"""


class DalilError(Exception):
    """A failure that is told to a person in one sentence.

    `what` says what happened, `subject` names the document, file or setting that it happened to, `remedy` says what to do.
    """

    def __init__(self, what: str, *, subject: str = "", remedy: str = "") -> None:
        super().__init__(what)
        self.what = what
        self.subject = subject
        self.remedy = remedy

    def __str__(self) -> str:
        told = f"{self.subject}: {self.what}" if self.subject else self.what
        return f"{told}; {self.remedy}" if self.remedy else told

    def __reduce__(self) -> tuple[object, ...]:
        return (_revive, (type(self), self.what, self.subject, self.remedy))


def _revive(kind: type[DalilError], what: str, subject: str, remedy: str) -> DalilError:
    return kind(what, subject=subject, remedy=remedy)


class SettingError(DalilError):
    """A setting or an argument is wrong."""


class UnknownDocument(DalilError):
    """No document has this id, or the asker may not read it: the two are told alike on purpose."""


class ModelError(DalilError):
    """A model is missing, damaged or not of the kind that was asked for."""


class CatalogueError(DalilError):
    """The catalogue can't be read or written."""


class NewerCatalogue(CatalogueError):
    """The catalogue was written by a newer version of the program."""


class HomeBusy(CatalogueError):
    """Another process is writing to this home."""


class GenerationError(DalilError):
    """An index can't be used."""


class NothingIndexed(GenerationError):
    """No generation has been published yet."""


class DamagedGeneration(GenerationError):
    """A part of the generation is missing, or isn't what its manifest says."""


class StorageError(DalilError):
    """The disk is full, read-only or of a kind that can't be used."""


class DamagedBackup(StorageError):
    """A backup file is cut short, was changed, or isn't a backup."""
