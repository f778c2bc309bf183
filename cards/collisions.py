"""Equal questions: no two live cards may ask the same and want different answers.

Owns the verdict on groups of cards with one normalised question. Different answers: all of them
are blocked, each naming another, because none can be answered for certain. The same answer: the
first stays (in order of node, then id), the others are blocked as its doubles. Pure, so that a
part of the graph judged with its outsiders gives what the whole gives.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Protocol

from cards.rules import UNIQUE


class Asked(Protocol):
    """What the rule needs of a card; a draft has it."""

    @property
    def id(self) -> int:
        """The card."""

    @property
    def question_norm(self) -> str:
        """Its question, normalised."""

    @property
    def answer(self) -> str:
        """Its answer."""

    @property
    def node(self) -> str:
        """Key of its node."""


def collisions(asked: Iterable[Asked]) -> dict[int, tuple[str, str]]:
    """Card id -> (rule, sentence) for every card that the rule blocks."""
    groups: dict[str, list[Asked]] = {}
    first: dict[str, Asked] = {}
    for card in asked:
        one = first.setdefault(card.question_norm, card)
        if one is not card:  # few questions are asked twice: only those need a list
            groups.setdefault(card.question_norm, [one]).append(card)
    blocked: dict[int, tuple[str, str]] = {}
    for group in groups.values():
        blocked.update(_verdicts(sorted(group, key=lambda card: (card.node, card.id))))
    return blocked


def _verdicts(group: list[Asked]) -> Iterable[tuple[int, tuple[str, str]]]:
    first = group[0]
    if len({" ".join(card.answer.lower().split()).rstrip(".") for card in group}) == 1:
        for card in group[1:]:
            yield card.id, (UNIQUE, f"'{first.node}' already asks this with the same answer")
        return
    for card in group:
        others = sorted({other.node for other in group if other.id != card.id})
        named = ", ".join(f"'{node}'" for node in others[:3])
        yield card.id, (UNIQUE, f"{named} asks the same and wants another answer: qualify it")
