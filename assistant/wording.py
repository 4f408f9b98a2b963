"""The assistant's own words, in both languages: what it says besides quotations."""

from dataclasses import dataclass

from corpus.model import Language

CLOSEST = 3
"""How many passages are shown as close."""


@dataclass(frozen=True, slots=True)
class Wording:
    """One language's sentences."""

    silent: str
    other_language: str
    illustrative: str
    model_away: str


_WORDING: dict[str, Wording] = {
    "ar": Wording(
        silent="لا تتضمن المكتبة إجابة عن هذا السؤال. بُحث في {documents} وثيقة.",
        other_language="الاقتباس بلغة الوثيقة، وهي غير لغة السؤال.",
        illustrative="المصدر وثيقة توضيحية: الجهة والأرقام الواردة فيها متخيَّلة.",
        model_away="تعذّر استخدام النموذج اللغوي، وهذه اقتباسات من الوثائق",
    ),
    "en": Wording(
        silent="The library does not say. {documents} documents were searched.",
        other_language="The quotation is in its document's language, which is not that of the question.",
        illustrative="The source is an illustrative document: its entity and figures are invented.",
        model_away="The language model could not be used, so these are quotations from the documents",
    ),
}


def wording(language: Language) -> Wording:
    """The sentences of a language."""
    return _WORDING[language]
