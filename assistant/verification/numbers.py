"""Numbers, units, dates and times: each one that a sentence states must stand in its evidence, with the same unit, bounded
the same way, and said of the same thing.
"""

from collections.abc import Sequence
from dataclasses import replace
from fractions import Fraction

from assistant.verification.align import aligned, alike
from assistant.verification.base import PASSED, Verdict, fails
from assistant.verification.factors import may_be_factor
from assistant.verification.moments import Moment
from assistant.verification.negation import denials_near, in_advance, speaks_of_the_rest
from assistant.verification.quantities import Quantity
from assistant.verification.reading import Reading, Word, lexeme, read
from corpus.text.normalise import fold

_CLOSE = 5
"""Numbers that stand this near to each other are said of the same thing: two of the five, from 9 to 5."""
_DUAL = ("ين", "ان")


def check_numbers(sentence: str, evidence: str) -> Verdict:
    """Fails on a quantity that the evidence doesn't state, or states of something else."""
    said, given = read(sentence), read(evidence)
    for quantity in said.quantities:
        if quantity.derived or (quantity.unit == "time" and _frequency_stands(quantity, said, given)):
            continue
        if quantity.kind == "period" and any(q.derived and q.end == quantity.end and _stands(q, given) for q in said.quantities):
            continue
        if _share_stands(quantity, said, given):
            continue
        right = _stands(quantity, given)
        if not right:
            if _excused(quantity, said, given):
                continue
            wrong_unit = quantity.kind == "period" or any(quantity.count and quantity.count == q.count for q in given.quantities)
            return fails("unit" if wrong_unit else "number", quantity.written)
        if all(_bounded_otherwise(quantity, q, said, given) for q in right):
            return fails("scope", quantity.written)
        alike_ones = [
            q for q in given.quantities if q.kind == quantity.kind != "period" and (q.unit == quantity.unit or q.kind == "label")
        ]
        rivals = [q for q in alike_ones if q not in right]
        if rivals and _said_of_another(said, quantity.at, given, [q.at for q in right], [q.at for q in rivals]):
            return fails("number", quantity.written)
    return PASSED


def check_dates(sentence: str, evidence: str) -> Verdict:
    """Fails on a date or time of day that the evidence doesn't state, or states of something else."""
    said, given = read(sentence), read(evidence)
    for moment in said.moments:
        right = [one for one in given.moments if moment.supported_by(one)]
        if not right and not _in_plain_numbers(moment, given):
            return fails("date", moment.written)
        rivals = [m for m in given.moments if _same_kind(m, moment) and m not in right]
        if right and rivals and _said_of_another(said, moment.at, given, [m.at for m in right], [m.at for m in rivals]):
            return fails("date", moment.written)
    return PASSED


def _stands(quantity: Quantity, given: Reading) -> list[Quantity]:
    """The quantities of the evidence that a quantity of a sentence may be."""
    return [other for other in given.quantities if _same(quantity, other)]


def _same(one: Quantity, other: Quantity) -> bool:
    one, other = (replace(q, unit="time") if q.unit == "factor" else q for q in (one, other))
    if "label" in (one.kind, other.kind):
        return one.unit == other.unit
    if "ordinal" in (one.kind, other.kind):
        if "period" in (one.kind, other.kind):
            return False
        if "percent" in (one.unit, other.unit):
            return one.value * other.value == 100
        units = {q.noun for q in (one, other) if " " in q.noun}
        return one.value == (other.count or other.value) and len(units) < 2
    if one.unit == other.unit:
        every = one.kind == "amount" and other.kind == "period" and " " in other.written.removeprefix(fold("كل "))
        return one.value == other.value and (one.kind == other.kind or every or not (one.count or other.count))
    shares = {one.unit, other.unit} == {"", "percent"}
    if shares and one.value * (100 if not one.unit else 1) == other.value * (100 if not other.unit else 1):
        return (one if not one.unit else other).value < 1
    if not one.unit:
        return bool(one.count) and one.count == other.count and one.value >= 1
    if {one.unit, other.unit} == {"time", "percent"}:
        return one.value * (100 if one.unit == "time" else 1) == other.value * (100 if other.unit == "time" else 1)
    if "time" in (one.unit, other.unit) and not (one.unit and other.unit):
        return one.count == other.count and one.count > 1
    return not other.unit and not other.noun and one.count == other.count


def _excused(quantity: Quantity, said: Reading, given: Reading) -> bool:
    """One of a thing goes without saying while the evidence counts no other number of it; two may stand as an Arabic dual, and a
    factor as a word that elsewhere isn't one.
    """
    _, keys, _ = lexeme(quantity.noun) if quantity.noun else ("", frozenset[str](), False)
    if not quantity.unit and quantity.count > 1000 and any(quantity.count == moment.year for moment in given.moments):
        return True
    if quantity.unit == "factor" and any(may_be_factor(token) == quantity.value for token in given.tokens):
        return True
    if quantity.value == Fraction(1, 2) and quantity.direction == "up":
        return bool({"most", "majority", fold("معظم"), fold("أغلب")} & set(given.tokens))
    if quantity.kind == "ordinal":
        hour = any(m.minutes >= 0 and m.minutes == quantity.value % 12 * 60 for m in given.moments)
        return hour or (quantity.value <= 2 and not any(q.kind == "ordinal" for q in given.quantities))
    if quantity.value == 1 and quantity.unit in ("", "time"):
        if not quantity.noun and not quantity.unit and not _counts_what_stands_before(quantity, said, given):
            return True  # all of one kind: the questions are one
        return not any(
            q.unit == quantity.unit and (not quantity.noun or lexeme(q.noun)[1] & keys)
            for q in given.quantities
            if q.noun or q.unit
        )
    if quantity.value == 2 and quantity.unit in ("", "time"):
        duals = [w for w in given.words if w.is_arabic and w.form.endswith(_DUAL) and len(w.form) > 3 + w.form.endswith(_DUAL[1])]
        spoken_of = [clause for match in aligned(said.text, given.text) for clause in match.given]
        rivals = [
            q
            for q in given.quantities
            if q.unit in ("", "time")
            and q.kind == "amount"
            and q.value >= 1
            and not _stands(q, said)
            and any(clause.start <= q.at < clause.end for clause in spoken_of)
        ]
        return bool(duals) and (not rivals or any(w.keys & keys or w.form.endswith(("تين", "تان")) for w in duals))
    return False


def _counts_what_stands_before(quantity: Quantity, said: Reading, given: Reading) -> bool:
    """Whether the word before a number is one that the evidence counts: عضو واحد, of three members."""
    before = next((w for w in said.words if w.at == quantity.at - 1), None)
    return before is None or any(lexeme(q.noun)[1] & before.keys for q in given.quantities if q.noun)


def _share_stands(quantity: Quantity, said: Reading, given: Reading) -> bool:
    """Whether two numbers near each other are a share that the evidence states as a fraction: two out of three."""
    near = [
        q
        for q in said.quantities
        if not q.unit and not quantity.unit and 0 < abs(q.at - quantity.at) <= 4 and q.value and quantity.value
    ]
    shares = {min(q.value, quantity.value) / max(q.value, quantity.value) for q in near}
    if any(q.value in shares or (q.unit == "percent" and q.value / 100 in shares) for q in given.quantities):
        return True
    share = quantity.value / 100 if quantity.unit == "percent" else quantity.value
    plain = [q for q in given.quantities if not q.unit and q.kind == "amount" and q.value >= 1]
    return share < 1 and any(one.value == share * two.value and 0 < two.at - one.at <= 4 for one in plain for two in plain)


def _frequency_stands(quantity: Quantity, said: Reading, given: Reading) -> bool:
    return any(q.derived and q.at == quantity.at and _stands(q, given) for q in said.quantities)


def _bounded_otherwise(quantity: Quantity, other: Quantity, said: Reading, given: Reading) -> bool:
    """Whether one is a least and the other a most; a denial on one side turns it round."""
    if not quantity.direction or not other.direction or quantity.direction == other.direction:
        return False
    if speaks_of_the_rest(said) or speaks_of_the_rest(given):
        return False
    if in_advance(said, quantity) or in_advance(given, other):
        return False
    return denials_near(said, quantity.at) % 2 == denials_near(given, other.at) % 2


def _in_plain_numbers(moment: Moment, given: Reading) -> bool:
    if moment.minutes >= 0 and moment.minutes % 60 == 0:
        return any(q.value == Fraction(moment.minutes // 60) and not q.unit for q in given.quantities)
    return bool(moment.year and not moment.month and str(moment.year) in given.tokens)


def _same_kind(one: Moment, other: Moment) -> bool:
    """Whether two moments say the same parts of a date or time."""
    return _parts(one) == _parts(other)


def _parts(moment: Moment) -> tuple[bool, ...]:
    return moment.year > 0, moment.month > 0, moment.day > 0, moment.weekday > 0, moment.minutes >= 0


def _said_of_another(said: Reading, at: int, given: Reading, right: Sequence[int], rivals: Sequence[int]) -> bool:
    """Whether the words around a number in the sentence are those around another number of the evidence, and not its own."""
    if any(abs(one - other) <= _CLOSE for one in right for other in rivals):
        return False
    around = [word for word in said.content]
    places = sorted({*right, *rivals})
    near: dict[int, list[Word]] = {place: [] for place in places}
    for word in given.content:
        near[min(places, key=lambda place: (abs(place - word.at) + 8 * (given.clauses[place] != word.clause), place))].append(
            word
        )
    mine = {(q.value, q.unit) for q in said.quantities if q.at != at}
    beside = {
        min(places, key=lambda place: abs(place - q.at))
        for q in given.quantities
        if (q.value, q.unit) in mine and q.at not in places
    }
    if beside & set(right) or not any(near[place] for place in right):
        return False
    own = {id(w) for place in right for w in near[place] if any(alike(w, mine) for mine in around)}
    other = max(sum(1 for w in near[p] if any(alike(w, mine) for mine in around)) for p in rivals)
    return not own and (other >= 2 or 2 * other > len(around))
