"""What generation hands on: drafts of cards, the blocked ones with their rule, and warnings.

Owns the shape only. NamedTuples, as everywhere near the daily path. Not here: which drafts there
are (generate.py) and what becomes of them in the store (lifecycle.py).
"""

from __future__ import annotations

from typing import NamedTuple

DEFINITION, EDGE, SET, FACT, BLOCK = "definition", "edge", "set", "fact", "block"


class Draft(NamedTuple):
    """One card as the notes now say it: the columns of the card table but state and times.

    ordinal: the wished place in its group; the store keeps the one a card already has.
    source: JSON text, a list of {title, arxiv, year, url, section, node}.
    fingerprint: of a fact's value, "numbers#digest"; '' for other kinds.
    """

    id: int
    group_id: int
    ordinal: int
    kind: str
    template: str
    direction: str
    node: str
    object: str
    node_type: str
    relation: str
    layer: str
    path: str
    line: int
    question: str
    answer: str
    extra: str
    cue: str
    source: str
    question_norm: str
    fingerprint: str
    position: int
    tags: tuple[str, ...] = ()


PLACES = 64
LAST_PLACE = PLACES - 1
_POSITION = Draft._fields.index("position")


def moved(draft: Draft, places: int) -> Draft:
    """The draft some places further back in the study order; a node has PLACES of them."""
    position = draft.position + places
    return Draft._make((*draft[:_POSITION], position, *draft[_POSITION + 1 :]))


class Blocked(NamedTuple):
    """A draft that a rule forbids. rule: id and name, as "R06 leak". sentence: what and why."""

    draft: Draft
    rule: str
    sentence: str


class Generation(NamedTuple):
    """All cards of a graph, or of some of its nodes: to be shown, forbidden, and frowned upon.

    warnings name a rule that a shown card bends without breaking it.
    """

    drafts: list[Draft]
    blocked: list[Blocked]
    warnings: list[Blocked]


class Proposal(NamedTuple):
    """A draft with what the rules need to judge it; never leaves generation.

    seen: the text of the question side that could give the answer away (templates' own words are
    not in it). names: title and aliases of the node that is the answer, if it is a node.
    hidden: the words a cloze hides. refused: a rule id and a sentence found while building.
    weight: what the fan cap keeps first. unit: cards of one unit count once against the cap.
    """

    draft: Draft
    seen: str = ""
    names: tuple[str, ...] = ()
    hidden: str = ""
    refused: tuple[str, str] | None = None
    weight: int = 0
    unit: int = 0
