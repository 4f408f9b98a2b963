"""What ingest may use of a machine, and how. Passed to the functions that need them, never fetched."""

from dataclasses import dataclass
from pathlib import Path
from typing import Literal

MIB = 1024 * 1024


@dataclass(frozen=True, slots=True)
class ExtractLimits:
    """What reading one document may take. Beyond any of these the document is quarantined.

    `memory_bytes` bounds the address space of the reading process, which is larger than what it really uses.
    `output_chars` bounds the canonical text; `unpacked_bytes` and `unpacked_ratio` what an Office file may grow to. The `seconds`
    begin anew with every `turn_pages` pages that were read, `most_turns` times, so that a long PDF isn't taken for a slow one.
    """

    seconds: float = 120.0
    memory_bytes: int = 3072 * MIB
    output_chars: int = 40_000_000
    file_bytes: int = 200 * MIB
    unpacked_bytes: int = 512 * MIB
    unpacked_ratio: int = 200
    turn_pages: int = 1000
    most_turns: int = 20


@dataclass(frozen=True, slots=True)
class OcrOptions:
    """Which engine reads pages that are pictures (`auto`: the best that is installed), and how long one page may take it."""

    engine: Literal["auto", "tesseract", "paris", "off"] = "auto"
    page_seconds: float = 90.0
    most_pages: int = 1000
    """How many pages of one document may be recognised; the pages after them stay unread. A page that has to be turned counts
    once for each turn that is tried.
    """


@dataclass(frozen=True, slots=True)
class SegmentOptions:
    """Lengths in code points: a passage is closed once it has `enough`, and never grows past `most` while it can be cut."""

    enough: int = 600
    most: int = 1500


@dataclass(frozen=True, slots=True, kw_only=True)
class SyncOptions:
    """What a sync reads, how, and what it may do without asking."""

    folders: tuple[Path, ...] = ()
    """The folders that are synced when no path is named."""

    illustrative: frozenset[Path] = frozenset()
    """Folders whose documents are invented, and said to be."""

    default_audience: tuple[str, ...] = ("public",)
    default_audience_is_unset: bool = True
    keep_originals: bool = True
    workers: int = 2
    limits: ExtractLimits = ExtractLimits()
    ocr: OcrOptions = OcrOptions()
    segments: SegmentOptions = SegmentOptions()
    dry_run: bool = False
    yes: bool = False
    """Take out documents even where most of a folder vanished."""

    rehash: bool = False
    """Read every file's bytes, whatever its size and time say."""

    retry: bool = False
    """Try quarantined files again."""

    words_first: int = 1_000
    """From how many passages without a vector on they are served by their words while the vectors are made."""
