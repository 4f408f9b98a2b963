"""A small termbase, and a home to keep one's own terms in."""

from pathlib import Path

import pytest

from corpus.home import Home
from corpus.terms.model import Term
from corpus.terms.termbase import Termbase

TERMS = (
    Term(
        "kpi",
        "مؤشر الأداء الرئيسي",
        "key performance indicator",
        ("مؤشر الأداء",),
        ("performance indicator",),
        ("KPI", "كي بي آي"),
    ),
    Term("indicator", "المؤشر", "indicator"),
    Term("risk-management", "إدارة المخاطر", "risk management", acronyms=("ERM",)),
    Term("management", "إدارة", "management"),
    Term("change", "إدارة التغيير", "change management", en_synonyms=("management of change",)),
    Term("committee", "لجنة", "committee"),
    Term("plan", "خطة", "plan"),
    Term("annual-leave", "الإجازة السنوية", "annual leave", ("إجازة سنوية",), ("vacation",)),
    Term("process", "عملية", "process"),
    Term("it", "تقنية المعلومات", "information technology", acronyms=("IT",)),
    Term("smart", "هدف ذكي", "SMART goal", acronyms=("SMART",)),
    Term("smart-government", "الحكومة الذكية", "smart government"),
    Term("structure", "الهيكل التنظيمي", "organisational structure"),
)


@pytest.fixture(scope="session")
def termbase() -> Termbase:
    """A termbase of a few entries, each there for a test."""
    return Termbase(TERMS)


@pytest.fixture
def home(tmp_path: Path) -> Home:
    """An empty home."""
    return Home(tmp_path / "home")
