"""Two notes that a learner takes for each other: their difference is proposed for learning.

Owns when a pair is worth a proposal (the same type, and no contrast between them yet) and the note
that says so in the inbox, where nothing counts before it is accepted. Not here: the inbox itself
(inbox.py), seeing the mistake (the front ends).
"""

from __future__ import annotations

from collections.abc import Sequence
from hashlib import blake2b
from pathlib import Path

from cards.models import Card
from cards.near_links import links_of
from cards.typed import forms_of
from kg.compiled import Graph
from kg.links import kebab
from kg.meant import fitting, preferred
from kg.note_template import yaml_text
from kg.rows import NodeRow
from sync.inbox import Inbox
from sync.inert_text import clean_text
from sync.proposed import Origin, ProposedNote

CONTRAST = "contrasts_with"
_KIND = "confusion"
_LONGEST_STEM = 100


def answered_node(graph: Graph, card: Card) -> NodeRow | None:
    """The node that a card's answer names; None: it names none, or several."""
    for form in forms_of(card.answer):
        if (node := _named(graph, form, ())) is not None:
            return node
    return None


def taken_for(graph: Graph, card: Card, typed: str) -> tuple[NodeRow, NodeRow] | None:
    """The node that was asked for and the other one that was typed; None: typing names no other."""
    asked = answered_node(graph, card)
    if asked is None:
        return None
    other = _named(graph, typed, (asked.id,))
    return (asked, other) if other is not None and may_contrast(graph, asked, other) else None


def _named(graph: Graph, name: str, but: Sequence[int]) -> NodeRow | None:
    found = [each for each in preferred(fitting(graph, name)) if not each.stub]
    return found[0] if len(found) == 1 and found[0].id not in but else None


def may_contrast(graph: Graph, one: NodeRow, other: NodeRow) -> bool:
    """Whether a contrast can stand between two nodes and does not stand there yet."""
    if one.type != other.type or one.id == other.id:
        return False
    edges = [*graph.edges_out(one.id), *graph.edges_in(one.id)]
    return not any(
        edge.relation == CONTRAST and other.id in (edge.subject, edge.object) for edge in edges
    )


def like(graph: Graph, card: Card, most: int) -> tuple[NodeRow, list[NodeRow]] | None:
    """The node a card asks for and the neighbours it could be taken for; None: it has none.

    A card whose answer names no node is about its note's.
    """
    asked = answered_node(graph, card) or graph.by_key(card.node)
    if asked is None:
        return None
    near = [graph.by_key(link.key) for link in links_of(graph, asked.key)]
    others = {each.id: each for each in near if each is not None}
    fit = [each for each in others.values() if may_contrast(graph, asked, each)]
    return (asked, fit[:most]) if fit else None


def propose(folder: Path, one: NodeRow, other: NodeRow, day: str) -> bool:
    """Write the proposal into the inbox `folder`; False: it was proposed before.

    day: as 2026-03-04. Raises WriteRefused.
    """
    inbox = Inbox(folder)
    pair = " ".join(sorted((one.key, other.key)))
    origin = Origin(_KIND, pair, blake2b(pair.encode(), digest_size=6).hexdigest())
    if origin in inbox.known():
        return False
    text = _text(one, other, day)
    stem = f"tell-apart-{kebab(one.stem)}-{kebab(other.stem)}"[:_LONGEST_STEM].rstrip("-")
    named, copy = stem, 1
    while not inbox.is_free(named, text):
        copy += 1
        named = f"{stem}-{copy}"
    inbox.add([ProposedNote(named, text, 0, 0)], folder / ".none", [origin])
    return True


def _text(one: NodeRow, other: NodeRow, day: str) -> str:
    """A note that adds one link to the first node; the reason is the learner's to write."""
    title = f"{clean_text(one.title, 100)} or {clean_text(other.title, 100)}"
    return (
        f"---\ntype: {one.type}\ntitle: {yaml_text(title)}\n"
        f'extends: "[[{one.key}]]"\nstatus: proposed\nx-from: review of {day}\n---\n\n'
        f"## Links\n- {CONTRAST}:: [[{other.key}]] — one was taken for the other in a review on"
        f" {day}; write here what sets them apart\n"
    )
