"""A small real library: five documents in two languages and two audiences, synced once."""

import os
from pathlib import Path

import pytest

from assistant.assistant import Assistant
from assistant.options import AskOptions
from corpus.embed.base import Embedder
from corpus.embed.factory import open_embedder
from corpus.home import Home
from corpus.options import EmbedOptions
from corpus.progress import Progress
from ingest.options import SyncOptions
from ingest.sync import sync

DOCUMENTS = {
    "leave-en.md": """---
title: Leave Guide
type: guide
twin: leave-ar
---
# Leave Guide
## Annual leave
An employee has 30 days of annual leave a year. A request is made 10 working days before it begins.
## Sick leave
Sick leave is reported to the section head before 8:00 on the first day. A medical certificate is needed from the third day.
""",
    "leave-ar.md": """---
title: دليل الإجازات
type: guide
twin: leave-en
---
# دليل الإجازات
## الإجازة السنوية
للموظف إجازة سنوية مدتها 30 يومًا. ويُقدَّم الطلب قبل بدايتها بعشرة أيام عمل.
## الإجازة المرضية
يُبلَّغ رئيس القسم بالإجازة المرضية قبل الساعة 8:00 من اليوم الأول. وتُطلب شهادة طبية من اليوم الثالث.
""",
    "crisis-en.md": """---
title: Crisis Practice
type: practice
---
# Crisis Practice
## Team
The crisis team has seven members and is led by the director of operations.
## Steps
The team follows these steps:

1. Declare the crisis within 30 minutes.
2. Tell the branches within two hours.
3. Write a report within five working days.
""",
    "parking-ar.md": """---
title: مواقف السيارات
type: guide
---
# مواقف السيارات
تُخصَّص مواقف الطابق السفلي للموظفين، ورسوم تصريح الموقف السنوي 15 ريالًا عمانيًا، ويصدر التصريح خلال ستة أيام.
""",
    "salaries-en.md": """---
title: Salary Scale
type: guide
audience: board
---
# Salary Scale
The director of operations receives 2,450 OMR a month under the confidential scale.
""",
}


@pytest.fixture(scope="session")
def embedder() -> Embedder:
    return open_embedder(EmbedOptions(models_dir=Path(os.environ["DALIL_MODELS"])))


@pytest.fixture(scope="session")
def home(tmp_path_factory: pytest.TempPathFactory, embedder: Embedder) -> Home:
    folder = tmp_path_factory.mktemp("documents")
    for name, text in DOCUMENTS.items():
        (folder / name).write_text(text, encoding="utf-8")
    home = Home(tmp_path_factory.mktemp("home"))
    report = sync(home, [folder], embedder, options=SyncOptions(), progress=Progress())
    assert not report.quarantined
    return home


@pytest.fixture(scope="session")
def assistant(home: Home, embedder: Embedder) -> Assistant:
    return Assistant(home, embedder, options=AskOptions(), long_lived=False)
