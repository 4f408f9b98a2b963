"""What ingest may use of a machine, and how. Passed to the functions that need them, never fetched."""

from dataclasses import dataclass

MIB = 1024 * 1024


@dataclass(frozen=True, slots=True)
class ExtractLimits:
    """What reading one document may take. Beyond any of these the document is quarantined.

    `memory_bytes` bounds the address space of the reading process, which is larger than what it really uses.
    `output_chars` bounds the canonical text; `unpacked_bytes` and `unpacked_ratio` what an Office file may grow to.
    """

    seconds: float = 120.0
    memory_bytes: int = 3072 * MIB
    output_chars: int = 20_000_000
    file_bytes: int = 200 * MIB
    unpacked_bytes: int = 512 * MIB
    unpacked_ratio: int = 200
