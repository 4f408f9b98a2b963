"""Coverage: how much of what a sentence says stands in its evidence, by words in either language."""

from collections.abc import Sequence

from assistant.verification.align import alike
from assistant.verification.base import Verdict, fails
from assistant.verification.meaning import Meaning
from assistant.verification.reading import read

_ENOUGH, _ENOUGH_ACROSS = 0.44, 0.39
"""The support below which a sentence says something else than its evidence, in its language and in the other one."""
_MEANING = 0.75
"""What nearness alone counts, where no table knows the words."""
_FLOOR, _FULL = 0.3, 0.7
"""The mean cosine that counts nothing, and the one that counts in full."""


def covered_share(sentence: str, evidence: str) -> float:
    """The share, 0 to 1, of a sentence's words of meaning that its evidence has, and of its quantities and moments."""
    said, given = read(sentence), read(evidence)
    stated = len(said.quantities) + len(said.moments)
    if not said.content and not stated:
        return 0.0
    found = sum(any(alike(word, other) for other in given.words) for word in said.content)
    numbers = sum(any(q.value == other.value for other in given.quantities) for q in said.quantities)
    numbers += sum(any(moment.supported_by(other) for other in given.moments) for moment in said.moments)
    return (found + numbers) / (len(said.content) + stated)


def check_coverage(sentence: str, quotations: Sequence[str], *, meaning: Meaning | None = None) -> Verdict:
    """Fails when too little of the sentence stands in its evidence, by its words and (with `meaning`) by what they mean."""
    evidence = "\n".join(quotations)
    share = covered_share(sentence, evidence)
    enough = _ENOUGH if read(sentence).language == read(evidence).language else _ENOUGH_ACROSS
    if meaning is None:
        return Verdict(share) if share >= enough else fails("coverage")
    near = (meaning.nearness(sentence, quotations).mean - _FLOOR) / (_FULL - _FLOOR)
    support = min(1.0, max(0.0, (share + near) / 2, _MEANING * near))
    return Verdict(support) if support >= enough else fails("coverage")
