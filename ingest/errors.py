"""Why a file could not be read.

DalilError
├── UnreadableDocument       the file can't be read: it is quarantined with this reason
│   ├── EncryptedDocument    it asks for a password
│   ├── EmptyDocument        it holds no text
│   ├── WrongKind            its content isn't what its name says, or of a kind that isn't read
│   └── OverLimit            it asks for more time, memory or output than a document may have
└── OcrError                 the text of a picture can't be recognised
    ├── OcrUnavailable       an engine is missing or broken
    └── OcrFailure           an engine failed on this picture, or took too long
"""

from corpus.errors import DalilError


class UnreadableDocument(DalilError):
    """The file can't be read: it is quarantined with this reason."""


class EncryptedDocument(UnreadableDocument):
    """The file asks for a password."""


class EmptyDocument(UnreadableDocument):
    """The file holds no text."""


class WrongKind(UnreadableDocument):
    """The file's content isn't what its name says, or is of a kind that isn't read."""


class OverLimit(UnreadableDocument):
    """Reading the file would take more time, memory or output than a document may have."""


class OcrError(DalilError):
    """The text of a picture can't be recognised."""


class OcrUnavailable(OcrError):
    """An OCR engine is missing, broken or switched off."""


class OcrFailure(OcrError):
    """An OCR engine failed on one picture, or took too long."""
