"""The sheet that describes the shipped library: a row for each product, from the catalogue data at the top of its source."""

import csv
from pathlib import Path

import yaml

from printing.source import Source

FIELDS = (
    "id", "title", "language", "type", "topic", "number", "issuer", "owner_unit", "sector", "origin", "date", "edition", "series",
    "supersedes", "valid_from", "valid_until", "status", "twin", "audience", "classification",
)  # fmt: skip


def write_catalogue(products: dict[str, Source], target: Path) -> None:
    """Writes the sheet; `products` maps a path relative to the library to the source that it is printed from."""
    with target.open("w", encoding="utf-8", newline="") as file:
        sheet = csv.writer(file, lineterminator="\n")
        sheet.writerow(("path", *FIELDS))
        for path, source in sorted(products.items()):
            sheet.writerow((path, *(_written(source.data.get(field, "")) for field in FIELDS)))


def _written(value: object) -> str:
    """A cell: a list of groups is joined by semicolons, also where it was written in brackets inside quotes."""
    if isinstance(value, str) and value.startswith("["):
        value = yaml.load(value, Loader=yaml.BaseLoader)
    return ";".join(map(str, value)) if isinstance(value, list) else str(value)
