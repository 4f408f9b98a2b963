"""Why a document or a page wasn't read, by cause, in Arabic and in English.

The readers tell a reason in English, with its particulars; here each is put under a cause, with what a knowledge
manager can do about it in the reader's own language. A reason that no row knows stands under «other», as it was told.
"""

import re
from dataclasses import dataclass

from corpus.model import Language


@dataclass(frozen=True, slots=True)
class Cause:
    """One cause in both languages, each with what to do."""

    id: str
    ar: str
    en: str

    def told(self, language: Language) -> str:
        """The cause in a language."""
        return self.ar if language == "ar" else self.en


_OTHER = Cause("other", "تعذّرت قراءته لسبب آخر؛ انظر التفصيل.", "It could not be read for another reason; see the particulars.")

_CAUSES: tuple[tuple[re.Pattern[str], Cause], ...] = tuple(
    (re.compile(pattern, re.IGNORECASE), cause)
    for pattern, cause in (
        (
            r"carries the mark|classifies it as",
            Cause(
                "classified",
                "يحمل درجة سرية؛ حدّد تصنيفه وجمهورًا غير عام في الكشاف، ثم زامن.",
                "It carries a state mark; name its classification and an audience that isn't public in the catalogue, then sync.",
            ),
        ),
        (
            r"audience",
            Cause(
                "audience",
                "لم يتضح من يجوز له قراءته؛ صحّح ملف الجمهور أو حقله، ثم زامن.",
                "It isn't clear who may read it; correct the audience file or field, then sync.",
            ),
        ),
        (
            r"password|encrypted",
            Cause(
                "encrypted", "محمي بكلمة مرور؛ احفظه دونها، ثم زامن.", "It asks for a password; save it without one, then sync."
            ),
        ),
        (
            r"\bscan|picture|image",
            Cause(
                "scan",
                "صفحات ممسوحة ضوئيًا بلا نص؛ ثبّت برنامج التعرف الضوئي بالعربية، أو ضع نسخة نصية، ثم زامن.",
                "Scanned pages without text; install Arabic text recognition or put a copy with text in its place, then sync.",
            ),
        ),
        (
            r"font|glyph|drawn as shapes|shapes",
            Cause(
                "letters",
                "حروفه لا تُستخلص من الملف، لأن خطّه بلا خريطة صحيحة أو لأنها رسوم؛ صدّره ثانية من أصله، ثم زامن.",
                "Its letters can't be taken from the file: its font has no right map, or they are drawings; export it again.",
            ),
        ),
        (
            r"holds? no text|hold nothing|shows no text|is empty|are blank|no pages",
            Cause(
                "empty",
                "لا نص فيه؛ تحقق من الملف أو أخرجه من المجلد.",
                "It holds no text; check the file, or take it out of the folder.",
            ),
        ),
        (
            r"the name says|what is read:|it is a (?!llowed)|content is",
            Cause(
                "kind",
                "نوع الملف لا يُقرأ، أو لا يوافق اسمُه محتواه؛ احفظه بصيغة تُقرأ، ثم زامن.",
                "A file of a kind that isn't read, or named as another; save it in a kind that is, then sync.",
            ),
        ),
        (
            r"takes (more|longer)|are allowed|more text than|grows \d+ times",
            Cause(
                "limit",
                "أكبر مما يجوز لوثيقة واحدة من وقت أو ذاكرة أو حجم؛ قسّمه أو ارفع الحد في الإعدادات، ثم زامن.",
                "It asks for more time, memory or room than one document may have; split it, or raise the limit, then sync.",
            ),
        ),
        (
            r"front matter|catalogue sheet",
            Cause("description", "في وصفه خطأ كتابي؛ صحّحه، ثم زامن.", "Its description holds a mistake; correct it, then sync."),
        ),
        (
            r"may not be read by this user|can't be opened|is not there",
            Cause(
                "access",
                "لا يُفتح الملف؛ راجع صلاحياته أو القرص الذي هو عليه، ثم زامن.",
                "The file can't be opened; check its permissions or the disk that it is on, then sync.",
            ),
        ),
        (
            r"damaged|cut short|reader (failed|crashed)|declares XML|nested too deeply",
            Cause(
                "damaged",
                "الملف تالف أو مبتور؛ انسخه ثانية من مصدره، ثم زامن.",
                "The file is damaged or cut short; copy it again, then sync.",
            ),
        ),
    )
)


def cause_of(reason: str) -> Cause:
    """The cause that a reason falls under."""
    return next((cause for pattern, cause in _CAUSES if pattern.search(reason)), _OTHER)
