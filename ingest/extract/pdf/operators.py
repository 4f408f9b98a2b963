"""The operators of a page's content stream, one after the other, with their operands (ISO 32000-1, 7.8 and 7.2).

Strings come as bytes, names as `Name`, numbers as floats, arrays as lists, dictionaries as dicts. Inline images are passed over.
What isn't as the standard says is skipped: a stream is read as far as it makes sense.
"""

import re
from collections.abc import Iterator
from functools import lru_cache
from typing import Any

Operand = Any

_TOKEN = re.compile(
    rb"[\x00\t\n\f\r ]*(?:"
    rb"(?P<number>[+-]*(?:\d+\.?\d*|\.\d+)(?=[^\w.\-+#*'\"]|-|$))"
    rb"|(?P<word>[^\x00\t\n\f\r ()<>\[\]{}/%]+)"
    rb"|/(?P<name>[^\x00\t\n\f\r ()<>\[\]{}/%]*)"
    rb"|<(?P<hex>[0-9A-Fa-f\s]*)>"
    rb"|\((?P<plain>[^()\\\r]*+)\)"
    rb"|\((?P<escaped>(?:[^()\\]++|\\.)*+)\)"
    rb"|(?P<mark><<|>>|[\[\](){}<>])"
    rb"|(?P<comment>%[^\r\n]*))"
)
_ESCAPED = re.compile(rb"\\(?:[0-7]{1,3}|\r\n?|.)|\r\n?", re.DOTALL)
_ESCAPES = {b"n": b"\n", b"r": b"\r", b"t": b"\t", b"b": b"\b", b"f": b"\f"}
_IMAGE_END = re.compile(rb"[\x00\t\n\f\r ]EI(?=[\x00\t\n\f\r ]|$)")
_NAME_CODE = re.compile(rb"#([0-9A-Fa-f]{2})")
_DEEPEST = 64


class Name(str):
    """A name, without its slash."""

    __slots__ = ()


def operators(data: bytes) -> Iterator[tuple[str, list[Operand]]]:
    """Each operator with the operands before it."""
    operands: list[Operand] = []
    stack: list[list[Operand]] = []
    position, end, match_at = 0, len(data), _TOKEN.match
    while position < end:
        match = match_at(data, position)
        if match is None:
            position += 1
            continue
        position = match.end()
        kind, value = match.lastgroup, match.group(match.lastgroup or 0)
        if kind == "number":
            operands.append(_number(value))
        elif kind == "word":
            if stack:
                operands.append(_word(value))
                continue
            if value in (b"true", b"false", b"null"):
                operands.append(_word(value))
                continue
            if value == b"ID":
                found = _IMAGE_END.search(data, position)
                position = found.end() if found else end
            yield value.decode("latin-1"), operands
            operands = []
        elif kind == "name":
            operands.append(_name(value))
        elif kind == "hex":
            operands.append(_hex(value))
        elif kind == "plain":
            operands.append(value)
        elif kind == "escaped":
            operands.append(_unescaped(value))
        elif value == b"(":
            text, position = _string(data, position)
            operands.append(text)
        elif value in (b"[", b"<<"):
            if len(stack) >= _DEEPEST:
                return
            stack.append(operands)
            operands = []
        elif value in (b"]", b">>") and stack:
            inner, operands = operands, stack.pop()
            operands.append(inner if value == b"]" else dict(_pairs(inner)))


def _number(value: bytes) -> float:
    try:
        return float(value)
    except ValueError:
        return float(value.lstrip(b"+-") or 0)


def _word(value: bytes) -> Operand:
    return {b"true": True, b"false": False}.get(value)


def _name(value: bytes) -> Name:
    if b"#" in value:
        value = _NAME_CODE.sub(lambda match: bytes([int(match[1], 16)]), value)
    return Name(value.decode("utf-8", "replace"))


def _hex(value: bytes) -> bytes:
    digits = b"".join(value.split())
    return bytes.fromhex((digits + b"0" * (len(digits) % 2)).decode("ascii"))


def _string(data: bytes, start: int) -> tuple[bytes, int]:
    """A string with escapes or brackets in it, from behind its opening bracket, and where it ends."""
    depth, position, end = 1, start, len(data)
    while position < end:
        byte = data[position]
        if byte == 0x5C:
            position += 1
        elif byte == 0x28:
            depth += 1
        elif byte == 0x29:
            depth -= 1
            if not depth:
                break
        position += 1
    return _unescaped(data[start:position]), position + 1


def _unescaped(text: bytes) -> bytes:
    return _ESCAPED.sub(lambda match: _meaning(match[0]), text)


@lru_cache(maxsize=1024)
def _meaning(escape: bytes) -> bytes:
    """The byte that an escape stands for; a line end within a string is a line feed, behind a backslash nothing."""
    if not escape.startswith(b"\\"):
        return b"\n"
    sign = escape[1:]
    if b"0" <= sign[:1] <= b"7":
        return bytes([int(sign, 8) & 0xFF])
    return b"" if sign[:1] in b"\r\n" else _ESCAPES.get(sign, sign)


def _pairs(values: list[Operand]) -> Iterator[tuple[str, Operand]]:
    for key, value in zip(values[::2], values[1::2], strict=False):
        if isinstance(key, Name):
            yield key, value
