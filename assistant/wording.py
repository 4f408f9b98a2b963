"""The assistant's own words, in both languages: what it says besides quotations."""

from dataclasses import dataclass

from corpus.model import Language

CLOSEST = 3
"""How many passages are shown as close."""


@dataclass(frozen=True, slots=True)
class Wording:
    """One language's sentences."""

    language: Language
    silent: str
    other_language: str
    illustrative: str
    model_away: str
    replaced: str
    repealed: str
    amended: str
    edition_said: str
    document_says: str
    edition: str
    """What a document is called by its edition, of its title, edition and year."""
    quoted: str
    """Why a sentence is supported: it is a quotation."""
    checked: str
    """Why a sentence is supported: it passed every check."""
    words_first: str
    """What is searched while vectors are still being made."""


_WORDING: dict[str, Wording] = {
    "ar": Wording(
        language="ar",
        silent="لا تتضمن المكتبة إجابة عن هذا السؤال. بُحث في {documents} وثيقة.",
        other_language="الاقتباس بلغة الوثيقة، وهي غير لغة السؤال.",
        illustrative="المصدر وثيقة توضيحية: الجهة والأرقام الواردة فيها متخيَّلة.",
        model_away="تعذّر استخدام النموذج اللغوي، وهذه اقتباسات من الوثائق",
        replaced="حلّت {by} محل {document}، وهذا نص الطبعة السابقة.",
        repealed="{document} لم تعد سارية: أُلغيت.",
        amended="عُدّلت {document} بعد صدورها.",
        edition_said="أما {document} فنصّها: «{quote}» [{n}].",
        document_says="وتقول {document} غير ذلك: «{quote}» [{n}].",
        edition="«{title}» (الطبعة {edition}، {year})",
        quoted="اقتباس حرفي من الوثيقة",
        checked="صياغة أخرى، وطابقت الاقتباس في الأرقام والتواريخ والأسماء والنفي والنطاق والإلزام والفاعل",
        words_first="ما زالت معاني بعض النصوص قيد الفهرسة، فبُحث فيها بكلماتها.",
    ),
    "en": Wording(
        language="en",
        silent="The library does not say. {documents} documents were searched.",
        other_language="The quotation is in its document's language, which is not that of the question.",
        illustrative="The source is an illustrative document: its entity and figures are invented.",
        model_away="The language model could not be used, so these are quotations from the documents",
        replaced="{by} has replaced {document}; this is the text of the earlier edition.",
        repealed="{document} is no longer in force: it was repealed.",
        amended="{document} has been amended since it was issued.",
        edition_said="{document} says otherwise: “{quote}” [{n}].",
        document_says="{document} says otherwise: “{quote}” [{n}].",
        edition="“{title}” (edition {edition}, {year})",
        quoted="a quotation, word for word",
        checked="in other words; its numbers, dates, names, denials, scope, obligations and roles agree with the quotation",
        words_first="The meaning of some passages is still being indexed; they were searched by their words.",
    ),
}


def wording(language: Language) -> Wording:
    """The sentences of a language."""
    return _WORDING[language]
