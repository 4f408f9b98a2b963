"""YAML with line numbers: each value knows the line that it stands on, so that a fault can name it.

Only what a path needs: mappings, lists, text, whole numbers, true and false. Aliases, tags and duplicate keys are refused: a
file is what it looks like.
"""

import json
import re
from pathlib import Path
from typing import Any

import yaml

_NAME = re.compile(r"[a-z0-9]+(?:[-_][a-z0-9]+)*$")
_MOST_BYTES = 1 << 20


class Wrong(Exception):
    """A value can't be used: the line it stands on, what is wrong and what to do."""

    def __init__(self, line: int, what: str, remedy: str) -> None:
        super().__init__(what)
        self.line, self.what, self.remedy = line, what, remedy


class Entry:
    """One value of the file, with its line."""

    def __init__(self, node: yaml.Node, name: str) -> None:
        self._node = node
        self._name = name
        self.line: int = node.start_mark.line + 1

    def wrong(self, what: str, remedy: str) -> Wrong:
        """A fault at this value."""
        return Wrong(self.line, what, remedy)

    def pairs(self) -> list[tuple[str, "Entry"]]:
        """The keys of a mapping with their values."""
        if not isinstance(self._node, yaml.MappingNode):
            raise self.wrong(f"`{self._name}` isn't a mapping", "write `key: value` lines under it")
        found: dict[str, Entry] = {}
        for key, value in self._node.value:
            name = str(key.value)
            if name in found:
                raise Wrong(key.start_mark.line + 1, f"the key `{name}` stands here twice", "drop one of the two")
            found[name] = Entry(value, name)
        return list(found.items())

    def keys(self, *, required: tuple[str, ...] = (), optional: tuple[str, ...] = ()) -> dict[str, "Entry"]:
        """The values of a mapping that has these keys and no other."""
        found = dict(self.pairs())
        known = (*required, *optional)
        for name, value in found.items():
            if name not in known:
                raise value.wrong(f"`{name}` isn't a key of `{self._name}`", f"it may have {', '.join(known)}")
        missing = [name for name in required if name not in found]
        if missing:
            raise self.wrong(f"`{self._name}` has no `{missing[0]}`", f"add `{missing[0]}:` to it")
        return found

    def child(self, key: str) -> "Entry | None":
        """The value of one key, where there is one that holds something."""
        entry = dict(self.pairs()).get(key)
        return None if entry is None or entry._is_empty() else entry

    def _is_empty(self) -> bool:
        return not self._node.value

    def items(self, what: str) -> list["Entry"]:
        """The values of a list that has one or more."""
        if not isinstance(self._node, yaml.SequenceNode) or not self._node.value:
            raise self.wrong(
                f"`{self._name}` isn't a list with {what} or more", f"write `- …` lines under it, one for each; it wants {what}"
            )
        return [Entry(node, self._name) for node in self._node.value]

    def text(self) -> str:
        """Some text that isn't empty."""
        if not isinstance(self._node, yaml.ScalarNode) or not self._node.value.strip():
            raise self.wrong(f"`{self._name}` holds no text", "write its words after the colon")
        return str(self._node.value).strip()

    def name(self) -> str:
        """An id: small letters, digits and hyphens."""
        text = self.text()
        if not _NAME.match(text):
            raise self.wrong(f"{text!r} can't be an id", "use small Latin letters, digits and hyphens")
        return text

    def whole(self, least: int, most: int) -> int:
        """A whole number between two."""
        text = self.text()
        if not text.isascii() or not text.isdigit() or not least <= int(text) <= most:
            raise self.wrong(f"`{self._name}` is {text!r}", f"write a whole number from {least} to {most}")
        return int(text)

    def truth(self) -> bool:
        """True or false."""
        text = self.text()
        if text not in ("true", "false"):
            raise self.wrong(f"`{self._name}` is {text!r}", "write true or false")
        return text == "true"

    def plain(self) -> str:
        """The value as canonical JSON, whatever its layout."""
        return json.dumps(_plain(self._node), ensure_ascii=False, sort_keys=True)


def _plain(node: yaml.Node) -> Any:
    if isinstance(node, yaml.MappingNode):
        return {str(key.value): _plain(value) for key, value in node.value}
    if isinstance(node, yaml.SequenceNode):
        return [_plain(value) for value in node.value]
    return node.value


def read_yaml(file: Path) -> Entry:
    """The one document of a file. Raises Wrong."""
    try:
        raw = file.read_bytes()
        text = raw.decode("utf-8-sig")
    except OSError as exc:
        raise Wrong(1, f"the file can't be read ({exc.strerror})", "check its name and who may read it") from exc
    except UnicodeDecodeError as exc:
        raise Wrong(raw[: exc.start].count(b"\n") + 1, "the file isn't UTF-8", "save it as UTF-8") from exc
    if len(raw) > _MOST_BYTES:
        raise Wrong(1, "the file is larger than a path may be", "split it into several paths")
    try:
        for token in yaml.scan(text, Loader=yaml.SafeLoader):
            if isinstance(token, yaml.AliasToken | yaml.AnchorToken | yaml.TagToken):
                raise Wrong(token.start_mark.line + 1, "anchors, aliases and tags have no place in a path", "write the value out")
        node = yaml.compose(text, Loader=yaml.SafeLoader)
    except yaml.MarkedYAMLError as exc:
        mark = exc.problem_mark or exc.context_mark
        raise Wrong(mark.line + 1 if mark else 1, f"it isn't YAML ({exc.problem or exc.context})", "correct the line") from exc
    except (yaml.YAMLError, RecursionError) as exc:
        raise Wrong(1, "it isn't YAML", "write it as docs/onboarding.md shows") from exc
    if node is None:
        raise Wrong(1, "the file is empty", "write a path as docs/onboarding.md shows")
    return Entry(node, file.name)
