"""How the state of a node looks: a sign, a word and a colour, the same in lists and pictures.

Owns the signs, so that no colour carries a meaning alone, and the colour of a recall. Pure. Not
here: the states themselves (cards/node_standing.py).
"""

from __future__ import annotations

from cards.narrow import NEXT
from cards.node_standing import LEARNING, NEW, SOLID, WEAK, NodeStanding

SIGNS = {NEW: "○", LEARNING: "◐", WEAK: "▽", SOLID: "●", NEXT: "◇", "": "·"}
WORDS = {
    NEW: "new: no card answered yet",
    LEARNING: "learning: not all cards answered, or on one day only",
    WEAK: "weak: recalled with less than 80 %",
    SOLID: "solid: all cards answered and recalled",
    NEXT: "next: can be learnt now, all it needs is met",
    "": "no cards",
}
COLOURS = {NEW: "$text-muted", LEARNING: "$text-accent", WEAK: "$text-error",
           SOLID: "$text-success", NEXT: "$text-primary", "": "dim"}  # fmt: skip
_RECALLED, _SHAKY = 0.9, 0.8
_TITLES = 3


def sign_of(standing: NodeStanding | None) -> tuple[str, str]:
    """The sign of a node and its colour; None: it has no cards that could be asked."""
    state = standing.state if standing else ""
    return SIGNS[state], COLOURS[state]


def recall_colour(standing: NodeStanding | None) -> str:
    """The colour for how well a node is recalled now: good, shaky, bad; muted where unknown."""
    if standing is None or standing.recall is None:
        return "$text-muted"
    if standing.recall >= _RECALLED:
        return "$text-success"
    return "$text-warning" if standing.recall >= _SHAKY else "$text-error"


def recall_words(standing: NodeStanding | None) -> str:
    """The state in words with the figure: 'solid, 93 %'; 'new'; 'no cards'."""
    if standing is None:
        return WORDS[""]
    if standing.recall is None:
        return standing.state
    return f"{standing.state}, {min(99, round(standing.recall * 100))} %"


def in_a_row(titles: list[str]) -> str:
    """Some titles with commas; of many, the first and how many more."""
    shown = ", ".join(titles[:_TITLES])
    return shown + (f" and {len(titles) - _TITLES} more" if len(titles) > _TITLES else "")
