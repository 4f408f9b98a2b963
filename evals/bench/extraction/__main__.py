"""`python -m evals.bench.extraction --data xquad.ar.json`: producers against readers, and real files held to their truth.

What isn't installed is left out, and said. A cell is F1 / order; `*` marks where Dalil falls short of .995 / .99.
"""

import argparse
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

from evals.bench.extraction.agreement import Agreement, agreement
from evals.bench.extraction.producers import PRODUCERS, Producer, installed_fonts, make, printable
from evals.bench.extraction.readers import READERS
from evals.bench.extraction.sheet import Sheet, english_of, mixed, paragraphs_of
from evals.errors import EvalError, NotInstalled
from evals.report.terminal import aligned

FAMILIES = ("Amiri", "Noto Naskh Arabic", "Noto Kufi Arabic", "KacstBook", "KacstOffice")
ENGLISH = ("DejaVu Serif", "DejaVu Sans", "Liberation Serif", "Noto Sans")
_WANTED = Agreement(0.995, 0.99)


def main(arguments: list[str]) -> int:
    """Print the table. Exit 0 also where figures fall short: they are told."""
    parser = argparse.ArgumentParser(prog="python -m evals.bench.extraction", description="Readers of Arabic PDFs, side by side.")
    parser.add_argument("--data", type=Path, help="a SQuAD file in Arabic (XQuAD's), whose paragraphs are printed")
    parser.add_argument("--english", type=Path, help="the same in English, printed in its own fonts")
    parser.add_argument("--paragraphs", type=int, default=12, help="how many of them")
    parser.add_argument("--fonts", help="font families, separated by commas", default=",".join(FAMILIES))
    parser.add_argument("--producers", help="names of producers, separated by commas; by default all")
    parser.add_argument("--pair", action="append", default=[], metavar="PDF=TRUTH", help="a file and its true text (repeated)")
    parser.add_argument("--folder", type=Path, help="keep the files that are made here, and use those that are there")
    given = parser.parse_args(arguments)
    sheets = [mixed(), *([paragraphs_of(given.data, given.paragraphs)] if given.data else ())]
    sheets += [english_of(given.english, given.paragraphs)] if given.english else []
    chosen = given.producers.split(",") if given.producers else [producer.name for producer in PRODUCERS]
    left_out: dict[str, str] = {}
    with tempfile.TemporaryDirectory(prefix="dalil-bench-") as scratch:
        folder = (given.folder or Path(scratch)).absolute()
        rows = list(_printed(sheets, given.fonts.split(","), chosen, folder, left_out))
    rows += [[Path(pdf).name, "", *_cells(Path(pdf), Path(truth).read_text("utf-8"), left_out)]
             for pdf, _, truth in (pair.partition("=") for pair in given.pair)]  # fmt: skip
    print(aligned([["producer, text", "font", *READERS], *rows]))
    for name, reason in left_out.items():
        print(f"left out: {name}: {reason}", file=sys.stderr)
    return 0


def _printed(
    sheets: list[Sheet], families: list[str], chosen: list[str], folder: Path, left_out: dict[str, str]
) -> Iterator[list[str]]:
    for producer in (producer for producer in PRODUCERS if producer.name in chosen):
        for sheet in (sheet for sheet in sheets if _prints(producer, sheet)):
            for font in installed_fonts(tuple(families) if sheet.rtl else ENGLISH):
                place = folder / f"{producer.name}-{font.family}".replace(" ", "").replace("/", "-")
                print(f"{producer.name}, {font.family}, {sheet.name} ...", file=sys.stderr, flush=True)
                try:
                    shown = printable(producer, sheet, font)
                    pdf = make(producer, shown, font, place)
                except NotInstalled as exc:
                    left_out[producer.name] = exc.what
                    continue
                except EvalError as exc:
                    left_out[f"{producer.name}, {font.family}, {sheet.name}"] = exc.what
                    continue
                yield [f"{producer.name}, {sheet.name}", font.family, *_cells(pdf, shown.text, left_out)]


def _prints(producer: Producer, sheet: Sheet) -> bool:
    return (sheet.plain or not producer.plain) and (sheet.rtl or not producer.rtl_only)


def _cells(pdf: Path, truth: str, left_out: dict[str, str]) -> Iterator[str]:
    for name, read in READERS.items():
        try:
            found = agreement(truth, read(pdf))
        except NotInstalled as exc:
            left_out[name] = exc.what
            yield "-"
            continue
        except EvalError as exc:
            left_out[f"{name} on {pdf.name}"] = exc.what
            yield "unread"
            continue
        short = name == "dalil" and (found.f1 < _WANTED.f1 or found.order < _WANTED.order)
        yield f"{found.f1:.3f}/{found.order:.3f}{'*' if short else ''}"


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
