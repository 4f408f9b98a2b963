"""Results made by hand, and a small library of three documents with ten judged questions."""

import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from api.library import run_sync
from api.settings import Settings
from corpus.embed.convert import ensure_model
from corpus.progress import Progress
from evals.model import Told

Make = Callable[..., Told]

DOCUMENTS = {
    "leave-en.md": """---
title: Leave Guide
---
# Leave Guide
## Annual leave
An employee has 30 days of annual leave a year. A request is made 10 working days before it begins.
## Sick leave
Sick leave is reported before 8:00 on the first day.
""",
    "crisis-ar.md": """---
title: إدارة الأزمات
---
# إدارة الأزمات
## الفريق
يتكون فريق الأزمة من سبعة أعضاء ويقوده مدير العمليات.
## الإبلاغ
تُبلَّغ الفروع خلال ساعتين من إعلان الأزمة.
""",
    "pay-en.md": """---
title: Pay Scale
audience: managers
---
# Pay Scale
The secret bonus of a director is 4,200 rials a year.
""",
}
GOLD = """
half: tune
questions:
  - {id: leave-1, language: en, question: "How many days of annual leave are there?",
     evidence: [{document: leave-en, quote: 30 days of annual leave a year}], nuggets: [30 days]}
  - {id: leave-2, language: en, question: "When is sick leave reported?",
     evidence: [{document: leave-en, quote: "reported before 8:00 on the first day"}], nuggets: ["8:00"]}
  - {id: leave-3, language: ar, question: "كم يوما مدة الإجازة السنوية؟", kind: across, only: en,
     evidence: [{document: leave-en, quote: 30 days of annual leave a year}], nuggets: [30 days]}
  - {id: crisis-1, language: ar, question: "كم عضوا في فريق الأزمة؟",
     evidence: [{document: crisis-ar, quote: من سبعة أعضاء}], nuggets: [سبعة أعضاء]}
  - {id: leave-4, language: en, question: "And before it begins?", kind: follow-up, history: ["How do I request annual leave?"],
     evidence: [{document: leave-en, quote: 10 working days before it begins}]}
  - {id: pay-1, language: en, question: "What is the bonus of a director?", kind: forbidden, groups: [public],
     evidence: [{document: pay-en, quote: "4,200 rials"}]}
  - {id: far-1, language: en, question: "What is the capital of Australia?", kind: unanswerable}
"""


@pytest.fixture
def make() -> Make:
    """A result with what a test says of it, the rest as in a right answer."""

    def told(**given: Any) -> Told:
        sentence = "The notice is 10 working days and the limit is 3,000 rials."
        values: dict[str, Any] = {
            "id": "q1", "dataset": "gold", "text": "How long is the notice?", "language": "en", "kind": "fact",
            "wording": "plain",
            "half": "tune", "answerable": True, "relevant": {"d#1": 1}, "items": [["d#1"]],
            "evidence": [[["d", "10 working days and the limit is 3,000 rials"]]],
            "nuggets": [["10 working days"], ["3,000 rials"]], "answers": [],
            "ranked": [["d#1", 1.0], ["d#2", 0.5], ["e#1", 0.2]],
            "abstained": False, "confidence": 0.9, "answer": sentence, "answer_language": "en",
            "sentences": [{"text": sentence, "citations": [1], "support": 1.0}],
            "citations": [{"n": 1, "document": "d", "language": "en", "quote": sentence, "stands": True, "page": 1}],
            "leaked": [], "ask_ms": 10.0, "search_ms": 5.0,
        }  # fmt: skip
        return Told(**(values | given))

    return told


@pytest.fixture(scope="session")
def gold_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Seven judged questions about the small library."""
    path = tmp_path_factory.mktemp("gold") / "small.yaml"
    path.write_text(GOLD, encoding="utf-8")
    return path


@pytest.fixture(scope="session")
def models() -> Path:
    """The folder with the default model, which tests share."""
    folder = Path(os.environ["DALIL_MODELS"])
    ensure_model(folder)
    return folder


@pytest.fixture(scope="session")
def library(tmp_path_factory: pytest.TempPathFactory, models: Path) -> Settings:
    """The settings of the small library, indexed."""
    root = tmp_path_factory.mktemp("library")
    folder = root / "documents"
    folder.mkdir()
    for name, text in DOCUMENTS.items():
        (folder / name).write_text(text, encoding="utf-8")
    settings = Settings.load(home=root / "home", models=models, folders=(folder,), shipped_library=False)
    run_sync(settings, [], progress=Progress())
    return settings
