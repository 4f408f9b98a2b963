"""TBX, the exchange format of terminology systems: ISO 30042 of 2008 (termEntry, langSet) and of 2019 (conceptEntry, langSec).

A concept becomes one term: the preferred term of each language, its other terms as synonyms, acronyms and short forms apart.
"""

from dataclasses import dataclass
from pathlib import Path
from typing import Any

from corpus.model import Language
from corpus.terms.model import Entry, Reading, Term, is_arabic
from corpus.terms.readers.markup import inside, language_of, name_of, parse, text_in

_SHORT_FORMS = frozenset({"acronym", "abbreviation", "initialism", "shortForm", "abbreviatedForm"})
_LATER = ("deprecated", "superseded", "notRecommended", "obsolete")


@dataclass(frozen=True, slots=True)
class _Name:
    text: str
    short: bool
    late: bool


def read(path: Path) -> Reading:
    """The terms of a TBX file. Raises TermbaseError when it is broken or of another kind."""
    root = parse(path, root_names=("martif", "tbx"), kind="TBX")
    entries = []
    for concept in inside(root, "termEntry", "conceptEntry"):
        sections = [section for section in concept if name_of(section) in ("langSet", "langSec")]
        named = {language: _names(sections, language) for language in ("ar", "en")}
        if named["ar"] or named["en"]:
            entries.append(Entry(int(concept.sourceline or 0), _term(concept, named)))
    return Reading(tuple(entries))


def _term(concept: Any, named: dict[str, list[_Name]]) -> Term:
    """A concept's term; where a language has short forms alone, the first of them stands for it."""
    mains = {language: next((n for n in names if not n.short), names[0] if names else None) for language, names in named.items()}
    others = {language: [n for n in names if n is not mains[language]] for language, names in named.items()}
    definitions = {"ar": "", "en": ""}
    for note in inside(concept, "descrip"):
        if note.get("type") == "definition" and (text := text_in(note)):
            language = "ar" if is_arabic(text) else "en"
            definitions[language] = definitions[language] or text
    domain = next((text_in(note) for note in inside(concept, "descrip") if note.get("type") == "subjectField"), "")
    return Term(
        id=str(concept.get("id") or ""),
        ar=mains["ar"].text if mains["ar"] else "",
        en=mains["en"].text if mains["en"] else "",
        ar_synonyms=tuple(dict.fromkeys(n.text for n in others["ar"] if not n.short)),
        en_synonyms=tuple(dict.fromkeys(n.text for n in others["en"] if not n.short)),
        acronyms=tuple(dict.fromkeys(n.text for names in others.values() for n in names if n.short)),
        domain=domain,
        definition_ar=definitions["ar"],
        definition_en=definitions["en"],
    )


def _names(sections: list[Any], language: str) -> list[_Name]:
    """The names that a concept has in a language, those that are out of use last."""
    wanted: Language = "ar" if language == "ar" else "en"
    names = []
    for section in sections:
        if language_of(section) == wanted:
            for group in inside(section, "tig", "ntig", "termSec"):
                name = next((text_in(term) for term in inside(group, "term")), "")
                notes = {note.get("type"): text_in(note) for note in inside(group, "termNote")}
                late = str(notes.get("administrativeStatus", "")).startswith(_LATER)
                if name:
                    names.append(_Name(name, notes.get("termType") in _SHORT_FORMS, late))
    return sorted(names, key=lambda name: name.late)
