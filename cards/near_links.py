"""The links that stand beside a card's answer: few, with a reason, and not the card's own.

Owns which links of a note are worth a glance there. Light. Not here: their words (the front ends),
all links of a note (Browse).
"""

from __future__ import annotations

from typing import NamedTuple

from cards.models import Card
from kg.compiled import Graph

# Where a statement comes from stands in the card's sources; these lead nowhere a learner thinks of.
_ELSEWHERE = frozenset({"cites", "covered_in", "introduced_by", "made_by", "asked_at"})
# What helps to tell things apart comes first, then what a thing is made of and needs.
_ORDER = (
    "contrasts_with", "is_a", "improves_on", "requires", "addresses", "part_of", "evaluated_by",
    "uses",
)  # fmt: skip
MOST_EDGES = 200


class Near(NamedTuple):
    """A link as seen from the note. forward: the note is its subject. key, title: the other end."""

    relation: str
    forward: bool
    key: str
    title: str
    reason: str


def near_links(graph: Graph, card: Card, most: int) -> list[Near]:
    """Return up to `most` links with a reason, those to the card's other node left out."""
    found = [
        link
        for link in links_of(graph, card.node)
        if link.reason and link.key != card.object and link.relation not in _ELSEWHERE
    ]
    return found[:most]


def links_of(graph: Graph, node: str) -> list[Near]:
    """Return the links of a node to written notes, the telling ones first; [] for no such node."""
    here = graph.by_key(node)
    if here is None:
        return []
    edges = [(edge, True, edge.object) for edge in graph.edges_out(here.id)]
    edges += [(edge, False, edge.subject) for edge in graph.edges_in(here.id)]
    edges.sort(key=lambda each: (not each[0].reason, _rank(each[0].relation), not each[1]))
    links: list[Near] = []
    for edge, forward, other_id in edges[:MOST_EDGES]:
        other = graph.node(other_id)
        if not other.stub:
            links.append(Near(edge.relation, forward, other.key, other.title, edge.reason))
    return links


def _rank(relation: str) -> int:
    return _ORDER.index(relation) if relation in _ORDER else len(_ORDER)
