"""What stands around a passage: hits that touch become one stretch of their document, ranked as the best of them.

In: hits, best first, and how many passages before and after each come along. Out: stretches, best first; with none around, each
hit is a stretch of its own.
"""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from assistant.retrieval.editions import Gathered
from corpus.generation.snapshot import Address, View

MOST_AROUND = 5


@dataclass(frozen=True, slots=True)
class Stretch:
    """The best hit of a stretch, and the numbers of the first and the last passage that are told with it."""

    best: Gathered
    first: int
    last: int


def stretches(view: View, found: Sequence[Gathered], around: int) -> list[Stretch]:
    """The hits, each with `around` passages on either side; those that touch or overlap are one."""
    if not around:
        return [Stretch(one, one.newest.address.n, one.newest.address.n) for one in found]
    bounds = _bounds(view, [one.newest.address for one in found], around)
    best: dict[tuple[int, int, int], Gathered] = {}
    for one in found:
        address = one.newest.address
        best.setdefault((address.version, *bounds[address]), one)
    return [Stretch(one, first, last) for (_, first, last), one in best.items()]


def _bounds(view: View, addresses: Sequence[Address], around: int) -> Mapping[Address, tuple[int, int]]:
    """The first and the last passage of the stretch that each address belongs to."""
    stretch_of: dict[Address, tuple[int, int]] = {}
    by_version: defaultdict[int, list[Address]] = defaultdict(list)
    for address in sorted(addresses):
        by_version[address.version].append(address)
    for version, hits in by_version.items():
        most = max(view.snapshot.passages(version))
        together: list[Address] = []
        for hit in hits:
            if together and hit.n - around > together[-1].n + around + 1:
                together = []
            together.append(hit)
            bounds = max(1, together[0].n - around), min(most, hit.n + around)
            stretch_of.update(dict.fromkeys(together, bounds))
    return stretch_of
