"""`dalil ask`, `dalil search`."""

import json
import re
import shutil
import sys
from dataclasses import asdict
from pathlib import Path
from typing import Any
from urllib.parse import quote

import click

from api.cli.present import print_json, say, shaped
from api.library import open_assistant
from api.settings import Settings
from assistant.assistant import Assistant
from assistant.errors import EmptyQuestion, QuestionTooLong
from assistant.model import Answer, Asker, Question, SearchResult
from assistant.query.analyse import language_of_question
from assistant.retrieval.neighbours import MOST_AROUND
from corpus.errors import SettingError
from corpus.generation.snapshot import Where

as_option = click.option(
    "--as", "groups", metavar="GROUPS", help="Ask as a member of these groups (commas between); `public` is a stranger."
)
language_option = click.option("--language", type=click.Choice(["ar", "en"]), default=None, help="The language wanted.")
where_option = click.option(
    "--where", "conditions", multiple=True, metavar="KEY=VALUE", help="Only documents whose metadata says so."
)
json_option = click.option("--json", "as_json", is_flag=True, help="Print JSON.")
shape_option = click.option("--shape/--no-shape", default=False, help="Join and reorder Arabic for a terminal that does neither.")


def where_of(conditions: tuple[str, ...]) -> Where:
    """The conditions of `--where`; several values of one key are alternatives. Raises SettingError."""
    grouped: dict[str, list[str]] = {}
    for condition in conditions:
        key, equals, value = condition.partition("=")
        if not equals or key not in Where.FIELDS:
            raise SettingError(
                "it can't be filtered by this",
                subject=f"--where {condition}",
                remedy=f"use KEY=VALUE with one of {', '.join(Where.FIELDS)}",
            )
        grouped.setdefault(key, []).append(value)
    return Where(tuple((key, tuple(values)) for key, values in grouped.items()))


@click.command()
@click.argument("text", required=False)
@click.option("--questions", type=click.Path(path_type=Path), help="Answer every line of a JSON lines file ({id, text}).")
@click.option(
    "--format", "form", type=click.Choice(["jsonl"]), default="jsonl", help="How the answers to --questions are printed."
)
@language_option
@as_option
@where_option
@shape_option
@json_option
def ask(
    text: str | None,
    questions: Path | None,
    form: str,
    language: str | None,
    groups: str | None,
    conditions: tuple[str, ...],
    shape: bool,
    as_json: bool,
) -> None:
    """Answer a question from the library, with citations."""
    if (text is None) == (questions is None):
        raise click.UsageError("give a question, or --questions FILE")
    assistant = open_assistant(Settings.load(), long_lived=questions is not None)
    asker, where = Asker.parse(groups), where_of(conditions)
    chosen: Any = language or ""
    if questions is not None:
        for line in read_lines(questions):
            asked = Question(line["text"], language=chosen, asker=asker, where=where)
            print_json({"id": line["id"], **asdict(_answer_among_many(assistant, asked, name=str(line["id"])))})
        return
    answer = assistant.ask(Question(text or "", language=chosen, asker=asker, where=where))
    if as_json:
        print_json(asdict(answer))
    else:
        click.echo(told(answer, shape=shape))


@click.command()
@click.argument("text", required=False)
@click.option("--queries", type=click.Path(path_type=Path), help="Search for every line of a JSON lines file ({id, text}).")
@click.option("--format", "form", type=click.Choice(["trec"]), default="trec", help="How the results of --queries are printed.")
@click.option("-k", "k", type=click.IntRange(1, 1000), default=10, show_default=True, help="How many results.")
@language_option
@as_option
@where_option
@click.option(
    "--around",
    type=click.IntRange(0, MOST_AROUND),
    default=0,
    help="Tell so many passages before and after each, those that touch as one; » stands before the best of them.",
)
@click.option("--explain", "explained", is_flag=True, help="Say for each passage why it was found.")
@json_option
def search(
    text: str | None,
    queries: Path | None,
    form: str,
    k: int,
    language: str | None,
    groups: str | None,
    conditions: tuple[str, ...],
    around: int,
    explained: bool,
    as_json: bool,
) -> None:
    """Find the passages for a text."""
    if (text is None) == (queries is None):
        raise click.UsageError("give a text, or --queries FILE")
    if around and (explained or queries is not None):
        raise click.UsageError("--around goes with a text alone: --explain and --queries tell of single passages")
    assistant = open_assistant(Settings.load(), long_lived=queries is not None)
    asker, where = Asker.parse(groups), where_of(conditions)
    if note := assistant.search_note(language_of_question(text) if text else "en"):
        say(note)
    if queries is not None:
        for line in read_lines(queries):
            name = str(line["id"])
            best: dict[str, float] = {}
            try:
                for row in assistant.search(line["text"], k=k * 5, language=language or "", where=where, asker=asker):
                    best.setdefault(row.document, row.score)
            except (EmptyQuestion, QuestionTooLong) as exc:
                say(f"{name}: {exc}")
            for rank, (document, score) in enumerate(list(best.items())[:k], start=1):
                sys.stdout.write(f"{in_one_column(name)} Q0 {in_one_column(document)} {rank} {score:.6f} dalil\n")
        return
    if explained:
        from api.cli.explanation import explanation_lines

        told = assistant.search_explained(text or "", k=k, language=language or "", where=where, asker=asker)
        if as_json:
            print_json([{**asdict(row), "explanation": asdict(why)} for row, why in told])
        for row, why in () if as_json else told:
            _tell(row)
            for reason in explanation_lines(why):
                click.echo(f"    {reason}")
        return
    rows = assistant.search(text or "", k=k, language=language or "", where=where, asker=asker, around=around)
    if as_json:
        print_json([asdict(row) for row in rows])
        return
    for row in rows:
        _tell(row)


def _tell(row: SearchResult) -> None:
    place = row.hit or row
    click.echo(f"{row.rank:>2}. {row.title} · p. {place.page} · {place.heading or row.document}  [{row.score:.3f}]")
    if row.hit:
        for sign, part in zip(" » ", _parted(row.text, row.hit.start - row.start, row.hit.end - row.start), strict=True):
            if part:
                click.echo(f"  {sign} {part}")
    else:
        click.echo("    " + " ".join(row.text.split())[:300])
    if row.older:
        click.echo("    also in older editions: " + ", ".join(f"{o.title} {o.edition} {o.date}".strip() for o in row.older))


def _parted(text: str, start: int, end: int) -> list[str]:
    """What stands before the found passage, the passage, and what stands after it, each on one line."""
    return [" ".join(part.split()) for part in (text[:start], text[start:end], text[end:])]


def _answer_among_many(assistant: Assistant, question: Question, *, name: str) -> Answer:
    """The answer to one of many questions. One that can't be asked is told and gets an abstention: the rest are answered."""
    try:
        return assistant.ask(question)
    except (EmptyQuestion, QuestionTooLong) as exc:
        say(f"{name}: {exc}")
        language = question.language or language_of_question(question.text)
        return Answer(str(exc), language, abstained=True, confidence=0.0, kind="abstention")


def in_one_column(name: str) -> str:
    """A name as a TREC file can hold it, whose columns spaces separate: spaces as in an address (`%20`)."""
    return re.sub(r"\s", lambda space: quote(space[0]), name)


def read_lines(path: Path) -> list[dict[str, Any]]:
    """The lines of a JSON lines file, each with `id` and `text`. Raises SettingError that names the line."""
    try:
        lines = path.read_text(encoding="utf-8-sig").splitlines()
    except (OSError, UnicodeDecodeError) as exc:
        raise SettingError(
            "the file can't be read", subject=str(path), remedy="check its name; it is JSON lines in UTF-8"
        ) from exc
    rows = []
    for number, line in enumerate(lines, start=1):
        if not line.strip():
            continue
        try:
            row = json.loads(line)
            rows.append({"id": row["id"], "text": str(row["text"])})
        except (ValueError, KeyError, TypeError) as exc:
            raise SettingError(
                f"line {number} isn't an object with `id` and `text`", subject=str(path), remedy="correct that line"
            ) from exc
    return rows


_PAGE = {"ar": "ص", "en": "p."}
_EDITION = {"ar": "الطبعة", "en": "edition"}
_CLOSEST = {"ar": "الأقرب، وليس إجابة:", "en": "Closest, but not an answer:"}


def told(answer: Answer, *, shape: bool) -> str:
    """An answer for a terminal: sentences with their marks, then the citations."""
    width = min(shutil.get_terminal_size().columns, 100)
    language, page = answer.language, _PAGE[answer.language]
    parts = [_marked(answer)]
    for citation in answer.citations:
        edition = f" · {_EDITION[language]} {citation.edition}" if citation.edition else ""
        quote = " ".join(citation.quote.split())
        parts.append(f"[{citation.n}] {citation.title}{edition} · {page} {citation.page_label}\n    «{quote}»")
    if answer.closest:
        parts.append(_CLOSEST[language])
        parts += [f"- {c.title} · {page} {c.page}: {c.text[:200]}" for c in answer.closest]
    parts += answer.notes
    if answer.understood_as:
        parts.insert(0, f"» {answer.understood_as}")
    text = "\n\n".join(parts)
    return shaped(text, width=width) if shape else text


def _marked(answer: Answer) -> str:
    if answer.kind == "social":
        return "\n".join([answer.answer, *(f"• {choice.question}" for choice in answer.choices)])
    if not answer.sentences:
        return answer.answer
    return "\n".join(f"{s.text} {''.join(f'[{n}]' for n in s.citations)}" for s in answer.sentences)
