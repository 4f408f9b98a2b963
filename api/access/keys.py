"""Keys: who may ask from elsewhere, as which groups, and who is an administrator.

A key is 256 random bits, printed once; what is kept is its SHA-256, which suffices for a secret that nobody can guess. They lie
in `keys.json` in the home, readable by its owner alone and replaced whole, so that a server sees a change at its next request.
"""

import fcntl
import hashlib
import json
import os
import secrets
import unicodedata
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path

from api.errors import KeyNameError
from corpus.errors import SettingError, StorageError
from corpus.home import Home, now, told_by_disk, write_whole
from corpus.model import PUBLIC

FORMAT = 1
FILE_NAME = "keys.json"


@dataclass(frozen=True, slots=True)
class Key:
    """One key as it is kept. `groups` are those that its holder asks as; `added` is UTC."""

    name: str
    groups: tuple[str, ...]
    admin: bool
    digest: str
    added: str


def add_key(home: Home, name: str, *, groups: Iterable[str] = (), admin: bool = False) -> str:
    """Make a key and give it: the only time that it can be read. Raises KeyNameError when the name is taken."""
    name = name.strip()
    if not name:
        raise SettingError("a key wants a name", subject="NAME", remedy="name who or what will use it")
    with _changing(home) as keys:
        if name in keys:
            raise KeyNameError(
                "there is a key of this name already", subject=name, remedy="choose another name, or revoke that key first"
            )
        key = secrets.token_urlsafe(32)
        wanted = tuple(sorted({unicodedata.normalize("NFC", group.strip()) for group in groups if group.strip()})) or (PUBLIC,)
        keys[name] = Key(name, wanted, admin, _digest(key), now())
    return key


def revoke_key(home: Home, name: str) -> None:
    """Take a key back; whoever holds it is asked for one at the next request. Raises KeyNameError when there is none."""
    with _changing(home) as keys:
        if name not in keys:
            raise KeyNameError("there is no key of this name", subject=name, remedy="`dalil serve keys list` names them")
        del keys[name]


def list_keys(home: Home) -> list[Key]:
    """The keys, by name."""
    return sorted(_read(home.root / FILE_NAME).values(), key=lambda key: key.name)


class Keyring:
    """The keys as they stand now: read again whenever the file has changed. May be shared between threads."""

    def __init__(self, home: Home) -> None:
        self._path = home.root / FILE_NAME
        self._seen: tuple[object, dict[str, Key]] = (None, {})

    def any(self) -> bool:
        """Whether there is a key at all."""
        return bool(self._by_digest())

    def holder(self, key: str) -> Key | None:
        """Whose key this is, if it is one."""
        return self._by_digest().get(_digest(key))

    def _by_digest(self) -> dict[str, Key]:
        try:
            stat = self._path.stat()
            state: object = (stat.st_mtime_ns, stat.st_ino, stat.st_size)
        except FileNotFoundError:
            state = None
        seen, keys = self._seen
        if state != seen:
            keys = {key.digest: key for key in _read(self._path).values()}
            self._seen = (state, keys)
        return keys


def _digest(key: str) -> str:
    return hashlib.sha256(key.encode("utf-8", "surrogatepass")).hexdigest()


def _read(path: Path) -> dict[str, Key]:
    try:
        raw = json.loads(path.read_text(encoding="utf-8"))
        return {k["name"]: Key(k["name"], tuple(k["groups"]), bool(k["admin"]), k["digest"], k["added"]) for k in raw["keys"]}
    except FileNotFoundError:
        return {}
    except (OSError, ValueError, KeyError, TypeError) as exc:
        raise StorageError(
            "the keys can't be read", subject=str(path), remedy="restore the file from a backup, or delete it and add keys again"
        ) from exc


@contextmanager
def _changing(home: Home) -> Iterator[dict[str, Key]]:
    home.prepare()
    path = home.root / FILE_NAME
    with told_by_disk(path), open(home.root / f".{FILE_NAME}.lock", "a", encoding="utf-8") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        keys = _read(path)
        yield keys
        content = json.dumps({"format": FORMAT, "keys": [asdict(key) for key in keys.values()]}, ensure_ascii=False, indent=1)
        mask = os.umask(0o077)
        try:
            write_whole(path, content.encode())
        finally:
            os.umask(mask)
