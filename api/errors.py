"""What can go wrong at the doors.

DalilError
└── ApiError
    ├── NotSignedIn       a key is asked for and none, or no known one, was given
    ├── NotAllowed        the key is known, and this needs an administrator
    ├── ForeignHost       the request names a host that isn't this server
    ├── ForeignOrigin     a page of another origin sent it
    ├── NoSuchPage        the document has no page of this number
    ├── NoPageImage       the page can't be shown as an image
    ├── NoOriginal        the original file isn't there any more, or has changed
    ├── NoSuchReport      no evaluation report of this run is stored
    ├── BadRequest        a part of the request isn't what it should be
    ├── UnknownModel      there is no model of this name
    ├── SyncRunning       a sync is under way already
    ├── KeyNameError      a key of this name exists already, or doesn't
    └── PortBusy          the address can't be listened on
"""

from corpus.errors import DalilError


class ApiError(DalilError):
    """Something went wrong at one of the doors."""


class NotSignedIn(ApiError):
    """A key is asked for and none, or no known one, was given."""


class NotAllowed(ApiError):
    """The key is known, and this needs an administrator."""


class ForeignHost(ApiError):
    """The request names a host that isn't this server."""


class ForeignOrigin(ApiError):
    """A page of another origin sent the request."""


class NoSuchPage(ApiError):
    """The document has no page of this number."""


class NoPageImage(ApiError):
    """The page can't be shown as an image."""


class NoOriginal(ApiError):
    """The original file isn't there any more, or has changed since it was read."""


class NoSuchReport(ApiError):
    """No evaluation report of this run is stored."""


class BadRequest(ApiError):
    """A part of the request isn't what it should be; `subject` names the part."""


class UnknownModel(ApiError):
    """There is no model of this name."""


class SyncRunning(ApiError):
    """A sync is under way already."""


class KeyNameError(ApiError):
    """A key of this name exists already, or doesn't exist."""


class PortBusy(ApiError):
    """The address can't be listened on."""
