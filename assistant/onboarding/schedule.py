"""When a key point comes back: the FSRS scheduler (the `fsrs` library), one card for each point of each learner.

In: a card as it was kept, what became of the point, and the time. Out: the card as it is kept from now on. A clock that jumps is
put up with: a card never counts from a time to come, and never backwards.
"""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import cache
from typing import Any

from fsrs import Card, Rating, Scheduler, State

from assistant.onboarding.model import Outcome

LONGEST_DAYS = 180
REVIEW_POINTS = 6
"""How many points a daily review holds: a few minutes."""


@dataclass(frozen=True, slots=True)
class Memory:
    """What is kept of a learner's memory of one point: the card, and when it is due."""

    card: dict[str, Any]
    due: datetime


@cache
def _scheduler() -> Scheduler:
    return Scheduler(learning_steps=(), relearning_steps=(), maximum_interval=LONGEST_DAYS, enable_fuzzing=False)


def reviewed(card: dict[str, Any] | None, outcome: Outcome, now: datetime) -> Memory:
    """The memory of a point after it was answered."""
    kept = _revived(card, now)
    moment = max(now, kept.last_review) if kept.last_review else now
    rating = Rating.Good if outcome == "made" else Rating.Again
    following, _ = _scheduler().review_card(kept, rating, review_datetime=moment)
    return Memory(_plain(following), following.due)


def recall(card: dict[str, Any], now: datetime) -> float:
    """How likely a point is still known, 0 to 1."""
    kept = _revived(card, now)
    return float(_scheduler().get_card_retrievability(kept, max(now, kept.last_review or now)))


def _revived(card: dict[str, Any] | None, now: datetime) -> Card:
    if card is None:
        return Card(card_id=0, due=now)
    last = datetime.fromisoformat(card["last_review"])
    ahead = last > now + timedelta(days=1)  # it was answered while the clock was wrong
    return Card(
        card_id=0,
        state=State(card["state"]),
        stability=card["stability"],
        difficulty=card["difficulty"],
        due=now if ahead else datetime.fromisoformat(card["due"]),
        last_review=now if ahead else last,
    )


def _plain(card: Card) -> dict[str, Any]:
    return {
        "state": card.state.value,
        "stability": card.stability,
        "difficulty": card.difficulty,
        "due": card.due.isoformat(),
        "last_review": card.last_review.isoformat() if card.last_review else datetime.now(UTC).isoformat(),
    }
