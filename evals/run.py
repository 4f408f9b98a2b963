"""The life of a run.

    open the data sets -> the library that is served, or a scratch one from their pools -> store what it runs on
    -> ask every question (going on where an interrupted run stopped) -> the baselines -> a model judge, where one is wanted
    -> measures -> store

Nothing here knows a format of data, a measure or a baseline; each is a file of its own.
"""

from collections.abc import Sequence
from contextlib import ExitStack
from dataclasses import dataclass, replace
from typing import Any

from api.library import ask_options, embedder_of
from api.settings import Settings
from assistant.answering.generative import open_chat_model
from assistant.assistant import Assistant
from corpus.errors import SettingError
from corpus.progress import Progress
from evals import about, store
from evals.asking import question_of, tell
from evals.baselines.table import baseline_results
from evals.datasets.load import open_datasets
from evals.errors import BadDataset
from evals.measures.model_judge import ModelJudge, judged
from evals.model import Dataset, EvalQuestion
from evals.places import standing
from evals.remembering import remembering
from evals.scratch import scratch_settings
from evals.store import StoredRun
from evals.summary import summarise


@dataclass(frozen=True, slots=True, kw_only=True)
class RunOptions:
    """What is run."""

    suite: str = "quick"
    datasets: tuple[str, ...] = ()
    """As `FORM:PATH`; none is the gold set."""
    pools: tuple[str, ...] = ()
    """Whose documents are asked instead of the data sets' own."""
    language: str = ""
    half: str = ""
    kinds: tuple[str, ...] = ()
    limit: int = 0
    """How many questions of each data set; 0 is all."""
    baselines: bool = True
    judge: bool = False
    """Whether the chat model of the settings judges citations, too."""


@dataclass(frozen=True, slots=True)
class Asked:
    """A data set with the assistant that is asked, over the library that is served or over a scratch one."""

    dataset: Dataset
    assistant: Assistant


def run(settings: Settings, options: RunOptions, *, progress: Progress) -> StoredRun:
    """Run, and store it; goes on with an interrupted run of exactly the same.

    Raises BadDataset, NothingIndexed, and BadRun when another process is at the very run that it would go on with; SettingError
    where a model is to judge and none is set, and EvalError where it doesn't answer.
    """
    judge = _judge_of(settings) if options.judge else None
    datasets = [chosen(dataset, options) for dataset in open_datasets(options.datasets, options.pools)]
    with ExitStack() as stack:
        opened = [Asked(dataset, _open(settings, dataset, progress, stack)) for dataset in datasets]
        asked = [_standing(one, progress) for one in opened]
        known = about.describe(settings, datasets, [one.assistant.snapshot().manifest.id for one in asked], _choices(options))
        known["left_out"] = _left_out(opened, asked)
        here = settings.library().root
        begun = store.unfinished(here, known["fingerprint"]) or store.create(here, known)
        stack.enter_context(store.held(begun))
        begun.mend()
        _ask_all(begun, asked, progress)
        if options.baselines:
            _baselines(begun, asked, options.suite, progress)
        if judge is not None:
            _judge(begun, judge, progress)
        return begun.finish(summarise(begun.tolds(), begun.baselines(), begun.judged()))


def chosen(dataset: Dataset, options: RunOptions) -> Dataset:
    """The questions of a data set that are to be asked. Raises BadDataset when none is left."""
    kept = tuple(question for question in dataset.questions if _wanted(question, options))
    if options.limit:
        kept = spread(kept, options.limit)
    if not kept:
        raise BadDataset(
            "none of its questions is of the language, half and kind asked for", subject=dataset.name, remedy="ask for less"
        )
    return replace(dataset, questions=kept)


def spread(questions: tuple[EvalQuestion, ...], limit: int) -> tuple[EvalQuestion, ...]:
    """So many questions, taken evenly over all of them."""
    step = max(1.0, len(questions) / limit)
    return tuple(questions[int(at * step)] for at in range(min(limit, len(questions))))


def _wanted(question: EvalQuestion, options: RunOptions) -> bool:
    return (
        options.language in ("", question.language)
        and options.half in ("", question.half)
        and (not options.kinds or question.kind in options.kinds)
    )


def _choices(options: RunOptions) -> dict[str, Any]:
    return {
        "suite": options.suite,
        "half": options.half,
        "language": options.language,
        "kinds": list(options.kinds),
        "limit": options.limit,
        "judge": options.judge,
    }


def _open(settings: Settings, dataset: Dataset, progress: Progress, stack: ExitStack) -> Assistant:
    where = scratch_settings(settings, dataset, progress=progress) if dataset.pool else settings
    options = ask_options(where)
    options = replace(options, chat=replace(options.chat, report_usage=True))
    assistant = Assistant(where.library(), remembering(embedder_of(where)), options=options, long_lived=True)
    stack.callback(assistant.close)
    assistant.snapshot()
    return assistant


def _standing(one: Asked, progress: Progress) -> Asked:
    """The same without the questions whose quotations don't stand in the library that is asked; says how many those are.

    Raises BadDataset when none is left.
    """
    if one.dataset.pool:
        return one
    kept = standing(one.assistant.snapshot(), one.dataset.questions)
    asked, gone = len(one.dataset.questions), len(one.dataset.questions) - len(kept)
    if not kept:
        raise BadDataset(
            "none of its quotations and documents stands in the library that is served",
            subject=one.dataset.name,
            remedy="name questions about this library with --dataset",
        )
    if gone:
        why = "what answers them isn't in the library; `dalil eval check` says more"
        progress.say(f"{gone} of {asked} questions of {one.dataset.name} are left out: {why}")
    return replace(one, dataset=replace(one.dataset, questions=kept))


def _left_out(opened: Sequence[Asked], asked: Sequence[Asked]) -> list[str]:
    """The questions that aren't asked, as `data set/id`."""
    kept = {(one.dataset.name, question.id) for one in asked for question in one.dataset.questions}
    return [
        f"{one.dataset.name}/{question.id}"
        for one in opened
        for question in one.dataset.questions
        if (one.dataset.name, question.id) not in kept
    ]


def _ask_all(begun: StoredRun, asked: Sequence[Asked], progress: Progress) -> None:
    told = {one.key for one in begun.tolds()}
    for one in asked:
        open_questions = [q for q in one.dataset.questions if f"{one.dataset.name}/{q.id}" not in told]
        if open_questions:
            one.assistant.ask(question_of(open_questions[0]))  # the first question loads the model; its time is nobody's
        progress.stage("asking", len(open_questions))
        for question in open_questions:
            begun.append("results.jsonl", store.line_of(tell(one.assistant, question, one.dataset)))
            progress.advance(1, question.id)


def _baselines(begun: StoredRun, asked: Sequence[Asked], suite: str, progress: Progress) -> None:
    done = {line["system"] for line in begun.baselines()}
    judged = {told.key: told for told in begun.tolds()}
    for line in baseline_results([(one.dataset, one.assistant) for one in asked], judged, suite, done, progress=progress):
        begun.append("baselines.jsonl", line)


def _judge_of(settings: Settings) -> ModelJudge:
    if not settings.chat_model:
        raise SettingError("no chat model is set to judge", subject="--judge", remedy="set DALIL_CHAT_MODEL, or leave it out")
    return ModelJudge(open_chat_model(ask_options(settings).chat), name=settings.chat_model)


def _judge(begun: StoredRun, judge: ModelJudge, progress: Progress) -> None:
    done = {line["key"] for line in begun.judged()}
    left = [told for told in begun.tolds() if told.key not in done]
    progress.stage("judging", len(left))
    for line in judged(left, judge):
        begun.append("judged.jsonl", line)
        progress.advance(1, line["key"])
