"""What a diff of the cards is made of: single changes, sorted as the learner would call them.

Owns what counts as reworded, as a changed value, or as not worth showing. Not here: which change
happens (lifecycle.py), how it is printed (cli/generate.py).
"""

from __future__ import annotations

from typing import NamedTuple

from cards.drafts import Draft
from cards.store_cards import BLOCKED, LIVE, RETIRED, Stored

FROZEN = "frozen"
_TEXT = ("question", "answer", "extra", "cue", "source")


class Change(NamedTuple):
    """One card's change. before: the row it replaces; None for a card that was never there.

    reason: the rule and its sentence for blocked cards, else why.
    """

    card: Draft
    state: str
    reason: str = ""
    before: Stored | None = None


class CardDiff(NamedTuple):
    """All changes by what the learner would call them.

    blocked: newly so, or for another reason. revived: retired or blocked before, shown again.
    frozen: left as they are (new ones: left out) although the notes, as far as they can be read,
    say otherwise.
    value_changed: a fact's number is another one, so its history starts again. moved: only line,
    place in the study order, tags or ordinals; not worth showing.
    """

    new: list[Change]
    reworded: list[Change]
    retired: list[Change]
    blocked: list[Change]
    revived: list[Change]
    frozen: list[Change]
    value_changed: list[Change]
    moved: list[Change]

    @property
    def empty(self) -> bool:
        """Whether nothing changes that a learner could see."""
        return not (
            self.new
            or self.reworded
            or self.retired
            or self.blocked
            or self.revived
            or self.value_changed
        )


def sort(found: CardDiff, change: Change | None) -> None:
    """Put a change where the learner would look for it."""
    if change is None:
        return
    before = change.before
    if change.state == FROZEN:
        found.frozen.append(change)
    elif change.state == RETIRED:
        found.retired.append(change)
    elif change.state == BLOCKED:
        again = before is not None and (before.state, before.reason) == (BLOCKED, change.reason)
        (found.moved if again else found.blocked).append(change)
    elif before is None:
        found.new.append(change)
    elif _number_changed(change.card, before.card):
        found.value_changed.append(change)
    elif before.state != LIVE:
        found.revived.append(change)
    elif reads_otherwise(change.card, before.card):
        found.reworded.append(change)
    else:
        found.moved.append(change)


def _number_changed(card: Draft, before: Draft) -> bool:
    """Whether a fact's numbers differ; other words around the same numbers are a rewording."""
    return card.fingerprint.partition("#")[0] != before.fingerprint.partition("#")[0]


def reads_otherwise(card: Draft, before: Draft) -> bool:
    """Whether the learner sees another text than before."""
    return any(getattr(card, name) != getattr(before, name) for name in _TEXT)


def no_changes() -> CardDiff:
    """A diff that says nothing, to be filled."""
    return CardDiff([], [], [], [], [], [], [], [])
