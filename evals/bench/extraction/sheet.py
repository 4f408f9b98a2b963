"""The texts that producers print: plain paragraphs of a data set, and one page of everything that is hard to read back.

A sheet is a list of parts; its words in order are the truth that a reading is held to.
"""

import json
import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from evals.errors import BadDataset

_CONTROLS = re.compile("[\u200b-\u200f\u202a-\u202e\u2066-\u2069\ufeff]")


@dataclass(frozen=True, slots=True)
class Heading:
    """A title."""

    text: str


@dataclass(frozen=True, slots=True)
class Paragraph:
    """Running text."""

    text: str


@dataclass(frozen=True, slots=True)
class Items:
    """A list, with bullets or with numbers from 1."""

    texts: tuple[str, ...]
    numbered: bool = False


@dataclass(frozen=True, slots=True)
class Table:
    """A ruled table, its header row first; cells in reading order."""

    rows: tuple[tuple[str, ...], ...]


@dataclass(frozen=True, slots=True)
class Columns:
    """Two columns: the first to be read (on the right in Arabic), then the second."""

    first: str
    second: str


Part = Heading | Paragraph | Items | Table | Columns


@dataclass(frozen=True, slots=True)
class Sheet:
    """A text to print. `plain` says that it has nothing but paragraphs; `rtl` that it is written from the right."""

    name: str
    parts: tuple[Part, ...]
    rtl: bool = True

    @property
    def plain(self) -> bool:
        return all(isinstance(part, Paragraph) for part in self.parts)

    def of(self, prints: Callable[[str], bool]) -> "Sheet":
        """The sheet with the words that `prints` alone; a list's numbers are printed by themselves."""
        return replace(self, parts=tuple(_filtered(part, prints) for part in self.parts))

    @property
    def text(self) -> str:
        """What a reading should say, part by part. The numbers of a list are part of it, bullets are not words."""
        return "\n".join(line for part in self.parts for line in _lines(part))


def _filtered(part: Part, prints: Callable[[str], bool]) -> Part:
    def kept(text: str) -> str:
        return " ".join(word for word in text.split() if prints(word))

    match part:
        case Heading(text):
            return Heading(kept(text))
        case Paragraph(text):
            return Paragraph(kept(text))
        case Items(texts, numbered):
            return Items(tuple(map(kept, texts)), numbered and prints("1."))
        case Table(rows):
            return Table(tuple(tuple(map(kept, row)) for row in rows))
        case Columns(first, second):
            return Columns(kept(first), kept(second))


def _lines(part: Part) -> Iterator[str]:
    match part:
        case Heading(text) | Paragraph(text):
            yield text
        case Items(texts, numbered):
            yield from (f"{number}. {text}" if numbered else text for number, text in enumerate(texts, 1))
        case Table(rows):
            yield from (" ".join(row) for row in rows)
        case Columns(first, second):
            yield first
            yield second


def paragraphs_of(path: Path, count: int) -> Sheet:
    """Paragraphs of a SQuAD file, taken evenly over it. Raises BadDataset when it isn't one."""
    try:
        articles = json.loads(path.read_text(encoding="utf-8"))["data"]
        pool = [str(paragraph["context"]) for article in articles for paragraph in article["paragraphs"]]
    except (OSError, ValueError, KeyError, TypeError) as exc:
        raise BadDataset("it isn't a SQuAD file", subject=path.name, remedy="name XQuAD's Arabic file") from exc
    chosen = pool[:: max(1, len(pool) // count)][:count]
    texts = (" ".join(_CONTROLS.sub("", text).split()) for text in chosen)
    return Sheet("paragraphs", tuple(Paragraph(text) for text in texts))


def mixed() -> Sheet:
    """One page with headings, lists, a table, numbers of both systems, vowel marks, Latin words, brackets and two columns."""
    return Sheet("mixed", _MIXED)


def english_of(path: Path, count: int) -> Sheet:
    """Paragraphs of a SQuAD file in English, between them a title, a list, a table and two columns. Raises BadDataset."""
    first, second, *others = paragraphs_of(path, count).parts
    if not isinstance(first, Paragraph) or not isinstance(second, Paragraph):
        raise BadDataset("it has no paragraphs", subject=path.name, remedy="name XQuAD's English file")
    return Sheet("English", (*_ENGLISH, *others, Columns(first.text, second.text)), rtl=False)


def texts_of(parts: Sequence[Part]) -> list[str]:
    """Every text of the parts on its own."""
    return [line for part in parts for line in _lines(part)]


_ENGLISH: tuple[Part, ...] = (
    Heading("Office procedures and efficient filing"),
    Items(("Fill in the office form.", "Affix the official stamp.", "File the difficult affidavit."), numbered=True),
    Table((("Kind of leave", "Days", "Share"), ("Annual", "30", "100%"), ("Sick", "14", "75%"))),
)
_MIXED: tuple[Part, ...] = (
    Heading("دليل إجراءات الموارد البشرية"),
    Paragraph(
        "صدر هذا الدليل بتاريخ 15/03/2024 الموافق ٥ رمضان ١٤٤٥هـ، ويعمل به في جميع الوحدات (الإدارية والفنية) بنسبة 87.5% من "
        "الموظفين، وفق القرار رقم 123/2024 الصادر عن اللجنة العليا للمتابعة."
    ),
    Paragraph("قَالَ الْمُدَرِّسُ لِلطُّلَّابِ: إِنَّ الْعِلْمَ نُورٌ، وَالْجَهْلَ ظَلَامٌ، فَاحْرِصُوا عَلَى طَلَبِ الْعِلْمِ مِنَ الْمَهْدِ إِلَى اللَّحْدِ."),
    Items(
        (
            "تقديم الطلب عبر البوابة الإلكترونية HR Portal قبل 30 يوما.",
            "إرفاق المستندات المطلوبة [نسخة من الهوية] و«شهادة الخبرة».",
            "الحصول على موافقة الرئيس المباشر خلال 3-5 أيام عمل.",
        ),
        numbered=True,
    ),
    Items(("الأهلية والاستحقاق", "الآجال والمهل القانونية", "الالتزامات المتفق عليها")),
    Table(
        (
            ("نوع الإجازة", "عدد الأيام", "النسبة"),
            ("اعتيادية", "30", "100%"),
            ("مرضية", "14", "75%"),
            ("أمومة", "98", "100%"),
        )
    ),
    Heading("أحكام ختامية"),
    Columns(
        "تلتزم الوحدات بتطبيق أحكام هذا الدليل، وترفع تقاريرها إلى الإدارة العامة في نهاية كل ربع من السنة، على أن تتضمن ما "
        "تحقق من الأهداف وما تعذر تحقيقه مع بيان الأسباب والحلول المقترحة خلال الفترة التالية من الخطة السنوية المعتمدة.",
        "تتولى دائرة التخطيط مراجعة المؤشرات كل ستة أشهر، وتعد قائمة بالمخاطر المحتملة وسبل التعامل معها، وتعرضها على اللجنة "
        "المختصة لإقرارها قبل بدء العام المالي الجديد، ولا يجوز تعديلها إلا بقرار مكتوب من رئيس الوحدة أو من يفوضه بذلك.",
    ),
)
