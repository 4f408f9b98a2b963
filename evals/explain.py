"""One question of a run, stage by stage: how it was read, what was found, chosen and told, and where the gold got lost.

The stages are run again on the generation that is served now, through the same functions that answer; where that is another
generation than the run's, the explanation says so.
"""

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import asdict, dataclass, fields
from typing import Any

from api.library import open_assistant
from api.settings import Settings
from assistant.ask import READ, read
from assistant.assistant import Assistant
from assistant.conversation.understanding import understood
from assistant.model import Candidate, Query
from assistant.query.analyse import analyse
from evals.asking import DEPTH, question_of, ranked
from evals.datasets.load import open_datasets
from evals.errors import BadRun
from evals.measures.evidence import evidence_within, same_words
from evals.model import Dataset, EvalQuestion, Told
from evals.places import passage_id, passages_of
from evals.store import StoredRun

SHOWN = 10
"""How many candidates are shown, beside the gold ones."""
_HIDDEN = frozenset({"address"})


@dataclass(frozen=True, slots=True)
class Explanation:
    """Everything about one question, in plain JSON values."""

    question: dict[str, Any]
    query: dict[str, Any]
    candidates: list[dict[str, Any]]
    """The best, and the gold ones wherever they stand: id, heading, rank when searched and when read, scores by source."""
    told: dict[str, Any]
    lost: str
    """Where the gold passage was lost, in a sentence; empty when it was told."""
    notes: list[str]


def explain(settings: Settings, run: StoredRun, name: str) -> Explanation:
    """Explain a question of a run, by its id or by the end of it. Raises BadRun when the run hasn't asked it."""
    stored = _stored(run, name)
    assistant = open_assistant(settings, long_lived=True)
    try:
        return explained(assistant, stored, _judged(stored), _notes(run, assistant))
    finally:
        assistant.close()


def explained(assistant: Assistant, stored: Told, question: EvalQuestion, notes: list[str]) -> Explanation:
    """The explanation of a stored result, over what the assistant serves now."""
    asked = question_of(question)
    snapshot = assistant.snapshot()
    meant = understood(asked)
    query = analyse(meant, longest=assistant.options.longest_question * 2, options=assistant.options.query)
    view = snapshot.view(asked.asker.groups)
    reading = read(view, query, embedder=assistant.embedder, options=assistant.options)
    rows = assistant.search(meant.text, k=DEPTH, where=asked.where, asker=asked.asker)
    searched = [name for name, _ in ranked(rows, by_passage=True)]
    chosen = [(passage_id(one.version.document, one.passage.start), one.candidate, one.passage.heading) for one in reading.found]
    gold = {p for item in question.evidence for quotation in item for p in passages_of(snapshot, quotation)}
    return Explanation(
        {"id": stored.id, "text": stored.text, "kind": stored.kind, "wording": stored.wording, "evidence": stored.evidence},
        _query(query, meant.text if meant.text != asked.text else ""),
        _candidates(chosen, searched, gold),
        {
            "abstained": stored.abstained,
            "confidence": stored.confidence,
            "refuses_below": assistant.options.abstain_below,
            "sentences": stored.sentences,
            "citations": [{key: c[key] for key in ("n", "document", "page", "quote", "stands")} for c in stored.citations],
        },
        where_lost(stored, gold, searched, [name for name, _, _ in chosen], assistant.options.abstain_below),
        notes,
    )


def where_lost(stored: Told, gold: set[str], searched: Sequence[str], read_in_order: Sequence[str], threshold: float) -> str:
    """The first stage that the gold passage didn't come through."""
    if not stored.answerable:
        return "" if stored.abstained else f"it has no answer, and was answered with a confidence of {stored.confidence:.2f}"
    if not gold:
        return "the gold quotation stands in no passage of what is served"
    ranks = [searched.index(name) + 1 for name in gold if name in searched]
    if not ranks:
        return f"no source put a gold passage among the first {DEPTH}"
    kept = [read_in_order.index(name) + 1 for name in gold if name in read_in_order]
    if not kept:
        return f"found at rank {min(ranks)}, then set aside for its language or its edition"
    if stored.abstained:
        return f"read at rank {min(kept)}, but the confidence of {stored.confidence:.2f} was under {threshold:.2f}: refused"
    if min(kept) > READ:
        return f"found at rank {min(ranks)} and read at rank {min(kept)}, where only {READ} are read"
    if evidence_within(stored, 2):
        return ""
    if any(citation["language"] != stored.language for citation in stored.citations) and stored.kind != "across":
        return f"read at rank {min(kept)}, but told from documents in the other language"
    if evidence_within(stored, len(stored.sentences)):
        return "told, but not in the first two sentences"
    return f"read at rank {min(kept)}, but other sentences were chosen"


def losses(settings: Settings, run: StoredRun, half: str) -> list[tuple[str, str, str, str]]:
    """Every question of a run (or of a half of it) that lost its gold: (where, id, kind, words), most frequent way first."""
    assistant = open_assistant(settings, long_lived=True)
    known = {(dataset.name, question.id): question for dataset in _gold() for question in dataset.questions}
    found = []
    for stored in run.tolds():
        question = known.get((stored.dataset, stored.id))
        if question is None or half not in ("", stored.half):
            continue
        lost = explained(assistant, stored, question, []).lost
        if lost:
            found.append((re.sub(r"\d+(?:\.\d+)?", "N", lost), stored.id, stored.kind, stored.text))
    assistant.close()
    often = Counter(where for where, *_ in found)
    return sorted(found, key=lambda loss: (-often[loss[0]], loss))


def _stored(run: StoredRun, name: str) -> Told:
    tolds = run.tolds()
    found = [told for told in tolds if name in (told.id, told.key)] or [told for told in tolds if told.id.endswith(name)]
    if len(found) != 1:
        what = "several questions have this name" if found else "the run has no such question"
        raise BadRun(what, subject=name or run.id, remedy="take an id from its report")
    return found[0]


def _judged(stored: Told) -> EvalQuestion:
    """The judged question again: from the gold set where it is one of those, else from what was stored."""
    for dataset in _gold():
        for question in dataset.questions:
            if question.id == stored.id and question.text == stored.text and dataset.name == stored.dataset:
                return question
    return EvalQuestion(
        id=stored.id,
        text=stored.text,
        language="ar" if stored.language == "ar" else "en",
        answerable=stored.answerable,
        relevant=stored.relevant,
    )


def _gold() -> list[Dataset]:
    return open_datasets(())


def _notes(run: StoredRun, assistant: Assistant) -> list[str]:
    serving = assistant.snapshot().manifest.id
    if serving in run.about["generations"]:
        return []
    return [f"the run asked another generation than the one served now ({serving}); the stages are those of now"]


def _query(query: Query, understood: str) -> dict[str, Any]:
    strongest = sorted(query.terms, key=lambda term: -term.weight)
    return {
        "language": query.language,
        "answer_in": query.wanted,
        "understood_as": understood,
        "content": list(query.content),
        "terms": [f"{term.field}:{term.term}^{term.weight:.2f}" for term in strongest if term.field != "grams"][:20],
    }


def _candidates(chosen: Sequence[tuple[str, Candidate, str]], searched: Sequence[str], gold: set[str]) -> list[dict[str, Any]]:
    shown = []
    for rank, (name, candidate, heading) in enumerate(chosen, start=1):
        if rank <= SHOWN or name in gold:
            scores = {f.name: _short(getattr(candidate, f.name)) for f in fields(candidate) if f.name not in _HIDDEN}
            found_at = searched.index(name) + 1 if name in searched else 0
            shown.append(
                {"passage": name, "heading": heading, "gold": name in gold, "read": rank, "searched": found_at, **scores}
            )
    return shown


def _short(value: Any) -> Any:
    return round(value, 4) if isinstance(value, float) else value


def as_text(explanation: Explanation) -> str:
    """The explanation for a terminal."""
    from evals.report.terminal import aligned

    value = asdict(explanation)
    question, query, told = value["question"], value["query"], value["told"]
    lines = [f"{question['id']}  ({question['kind']}, {question['wording']})", f"  {question['text']}"]
    lines += [f"  note: {note}" for note in value["notes"]]
    lines += [
        "",
        f"read as: {query['language']}, answer in {query['answer_in']}; words that carry it: {' '.join(query['content'])}",
    ]
    if query["understood_as"]:
        lines.append(f"understood as: {query['understood_as']}")
    lines.append("terms: " + " ".join(query["terms"]))
    heads = [name for name in value["candidates"][0] if name not in ("heading", "gold")] if value["candidates"] else []
    rows = [["", *heads, "heading"]]
    rows += [["*" if c["gold"] else "", *(str(c[name]) for name in heads), c["heading"][-50:]] for c in value["candidates"]]
    lines += ["", aligned(rows) if heads else "nothing was found", ""]
    lines.append(
        f"confidence {told['confidence']:.2f}, refused below {told['refuses_below']:.2f}"
        + (": refused" if told["abstained"] else "")
    )
    for sentence in told["sentences"]:
        lines.append(f"  told: {sentence['text']}  {sentence['citations']} support {sentence['support']}")
    for item in question["evidence"]:
        for document, quote in item:
            shown = any(c["document"] == document and same_words(c["quote"], quote) for c in told["citations"])
            lines.append(f"  gold: {quote}  ({document}){'  told' if shown else ''}")
    lines += ["", value["lost"] or "the gold passage came through"]
    return "\n".join(lines)
