"""Prints the shipped library: every source under `corpus/library/sources` to the product that its catalogue data names.

Only what changed since it was printed is printed again (`--all` prints everything); `sources/printed.json` holds the hash of the
source that each product was printed from. `catalogue.csv` is written from all the sources.
"""

import argparse
import json
import shutil
import sys
from collections.abc import Callable
from pathlib import Path

from printing.catalogue import write_catalogue
from printing.docx import print_docx
from printing.pdf import ProducerMissing, print_by_chromium, print_by_libreoffice
from printing.pptx import print_pptx
from printing.source import Source, read
from printing.xlsx import print_xlsx

LIBRARY = Path(__file__).resolve().parent.parent / "corpus" / "library"
SOURCES = LIBRARY / "sources"
PRINTED = SOURCES / "printed.json"

FOLDERS = {
    "practice": "practices", "research": "research", "guide": "guides", "experience": "experiences", "register": "registers",
}  # fmt: skip


def copy_markdown(source: Source, target: Path) -> None:
    """The product of a Markdown source is the source itself, catalogue data and all."""
    shutil.copyfile(source.path, target)


PRODUCERS: dict[str, tuple[str, Callable[[Source, Path], None]]] = {
    "markdown": (".md", copy_markdown),
    "docx": (".docx", print_docx),
    "xlsx": (".xlsx", print_xlsx),
    "pptx": (".pptx", print_pptx),
    "pdf-chromium": (".pdf", print_by_chromium),
    "pdf-libreoffice": (".pdf", print_by_libreoffice),
}


def main() -> int:
    """Prints what is stale, drops products whose source is gone, writes the catalogue; 1 where a producer is missing."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--all", action="store_true", help="print also what has not changed")
    again = parser.parse_args().all
    sources = {product_of(source): source for source in map(read, sorted(SOURCES.glob("*/*.md")))}
    printed: dict[str, str] = json.loads(PRINTED.read_text(encoding="utf-8")) if PRINTED.exists() else {}
    for gone in printed.keys() - sources.keys():
        (LIBRARY / gone).unlink(missing_ok=True)
    kept = {product: digest for product, digest in printed.items() if product in sources}
    missing = print_stale(sources, kept, again=again)
    write_catalogue(sources, LIBRARY / "catalogue.csv")
    return 1 if missing else 0


def product_of(source: Source) -> str:
    """The path of a source's product, relative to the library."""
    folder = FOLDERS[str(source.data["type"])]
    return f"{folder}/{source.data['language']}/{source.path.stem}{PRODUCERS[str(source.data['format'])][0]}"


def print_stale(sources: dict[str, Source], printed: dict[str, str], *, again: bool) -> set[str]:
    """Prints the products whose source changed, notes each in `printed.json`, and returns the programs that were missing."""
    missing: set[str] = set()
    for product, source in sources.items():
        target = LIBRARY / product
        if not again and target.exists() and printed.get(product) == source.digest:
            continue
        target.parent.mkdir(parents=True, exist_ok=True)
        try:
            PRODUCERS[str(source.data["format"])][1](source, target)
        except ProducerMissing as exc:
            missing.add(str(exc))
            print(f"{product}: not printed, {exc} is missing", file=sys.stderr)
            continue
        printed[product] = source.digest
        PRINTED.write_text(json.dumps(printed, indent=1, sort_keys=True) + "\n", encoding="utf-8")
        print(product, flush=True)
    return missing


if __name__ == "__main__":
    sys.exit(main())
