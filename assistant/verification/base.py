"""The seam of the verifier: one check, one verdict, with its reason in both languages."""

from dataclasses import dataclass
from typing import Literal, Protocol

from corpus.model import Language

CheckName = Literal[
    "", "evidence", "number", "unit", "date", "name", "negation", "scope", "modality", "role", "coverage", "entailment"
]

_REASONS: dict[str, tuple[str, str]] = {
    "evidence": ("it cites nothing", "لا تستند إلى اقتباس"),
    "number": ("its evidence doesn't state {}", "لا يذكر الدليل {}"),
    "unit": ("its evidence doesn't state {} in this unit", "لا يذكر الدليل {} بهذه الوحدة"),
    "date": ("its evidence doesn't state the date or time {}", "لا يذكر الدليل الموعد {}"),
    "name": ("its evidence doesn't name {}", "لا يذكر الدليل الاسم {}"),
    "negation": ("it and its evidence differ in what they deny", "تختلف هي والدليل في النفي والإثبات"),
    "scope": ("it holds for more, or for less, than its evidence says ({})", "نطاقها أوسع أو أضيق مما في الدليل ({})"),
    "modality": ("its evidence says {} here", "في الدليل {}"),
    "role": ("its evidence says that it is {} who does this", "في الدليل أن من يقوم بذلك {}"),
    "coverage": ("too little of it stands in its evidence", "لا يتضمن الدليل معظم ما فيها"),
    "entailment": ("the entailment model doesn't find it in its evidence", "لا يجد نموذج الاستدلال ما يثبتها في الدليل"),
}


@dataclass(frozen=True, slots=True)
class Verdict:
    """What a check says of a sentence: how well its evidence supports it, 0 to 1, and where it doesn't, which check failed
    and over what.
    """

    support: float
    failed: CheckName = ""
    detail: str = ""

    @property
    def passed(self) -> bool:
        """Whether the sentence may be shown."""
        return not self.failed

    @property
    def reason(self) -> str:
        """Why it may not be shown, in English; empty where it may."""
        return self.why("en")

    def why(self, language: Language) -> str:
        """Why it may not be shown, in a language; empty where it may."""
        return _REASONS[self.failed][language == "ar"].format(self.detail) if self.failed else ""


PASSED = Verdict(1.0)


def fails(check: CheckName, detail: str = "") -> Verdict:
    """The verdict of a check that withholds a sentence."""
    return Verdict(0.0, check, detail)


class Check(Protocol):
    """One test of a sentence against the text that it cites."""

    def __call__(self, sentence: str, evidence: str) -> Verdict:
        """The verdict on `sentence`, given the joined quotations that it rests on."""
        ...
