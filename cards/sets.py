"""Proposals that stand on a closed set: all parts or kinds of one node.

Owns sizes: 2-4 members are asked as a list and one by one; 5-7 only one by one, an ordered set with
its neighbours shown, an unordered one with all others shown; more are refused. The order shown is
fixed: by `order` where it tells all members apart, else by key, which means nothing. Not here:
ordinals of members for good (the store keeps them), what counts as closed (the note's header says).
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from cards import clozes, identity, templates, wording
from cards.drafts import SET, Proposal
from cards.generate_node import DEFINED, VALUE, Base, draft
from cards.generate_view import View
from cards.rules import SETS, STATUS, STUB
from kg.rows import EdgeRow, NodeRow
from kg.schema import Relation

LIST, MEMBER = "set_list", "set_member"
MOST_LISTED, MOST_MEMBERS = 4, 7


class ClosedSet(NamedTuple):
    """One closed set, in the order it is shown. phrase: 'three kinds of model'."""

    relation: Relation
    members: list[NodeRow]
    ordered: bool
    phrase: str
    refused: tuple[str, str] | None


def sets(view: View, base: Base) -> Iterator[Proposal]:
    """All cards of the node's closed sets."""
    for name in base.node.closed:
        relation = next((r for r in view.relations.values() if r.inverse == name), None)
        if relation is None or not relation.set_question:
            continue
        edges = [e for e in view.graph.edges_in(base.node.id) if e.relation == relation.name]
        if len(edges) >= 2:
            yield from _cards(view, base, _closed_set(view, base, relation, edges))


def _closed_set(view: View, base: Base, relation: Relation, edges: list[EdgeRow]) -> ClosedSet:
    members = {e.subject: view.node(e.subject) for e in edges}
    orders = {e.order for e in edges}
    ordered = relation.ordered and len(orders) == len(edges)
    if ordered:
        shown = [members[e.subject] for e in sorted(edges, key=lambda e: e.order)]
    else:
        shown = sorted(members.values(), key=lambda node: node.key)
    phrase = templates.set_phrase(relation, base.node, len(shown))
    return ClosedSet(relation, shown, ordered, phrase, _refusal(view, base, shown, edges))


def _refusal(
    view: View, base: Base, members: list[NodeRow], edges: list[EdgeRow]
) -> tuple[str, str] | None:
    if len(members) > MOST_MEMBERS:
        return SETS, (
            f"the set has {len(members)} members, more than {MOST_MEMBERS}:"
            " group them under nodes in between"
        )
    for member in members:
        if member.stub:
            return STUB, f"there is no readable note '{member.stem}' yet"
    for edge in edges:
        if not view.is_reviewed(edge):
            held = edge.status or view.node(edge.subject).status
            return STATUS, f"'{view.node(edge.subject).stem}' is '{held}', not reviewed"
    return base.refusal("")


def _cards(view: View, base: Base, found: ClosedSet) -> Iterator[Proposal]:
    if len(found.members) <= MOST_LISTED or found.refused is not None:
        yield _listed(view, base, found)
    for index in range(len(found.members)):
        yield _member(view, base, found, index)


def _listed(view: View, base: Base, found: ClosedSet) -> Proposal:
    node, name = base.node, found.relation.name
    titles = [templates.bare(member) for member in found.members]
    group = identity.set_group(node.key, name, "")
    asked = draft(
        base, card=identity.set_card(node.key, name, "", LIST), group=group, ordinal=0, kind=SET,
        template=LIST, question=f"What are {found.phrase}?", answer=wording.joined(titles),
        is_name=True,
        relation=name, place=view.place(node.file), line=node.line,
    )  # fmt: skip
    names = tuple(member.title for member in found.members)
    seen = templates.bare(node)
    return Proposal(asked, seen, names, refused=found.refused, weight=DEFINED, unit=group)


def _member(view: View, base: Base, found: ClosedSet, index: int) -> Proposal:
    node, name, member = base.node, found.relation.name, found.members[index]
    titles = [templates.bare(other) for other in found.members]
    windowed = found.ordered and len(titles) > MOST_LISTED
    shown = clozes.window(titles, index) if windowed else _others(titles, index)
    order = ", in order" if found.ordered else ""
    group = identity.set_group(node.key, name, "")
    asked = draft(
        base, card=identity.set_card(node.key, name, "", MEMBER, member.key), group=group,
        ordinal=index + 1, kind=SET, template=MEMBER, target=member.key, relation=name,
        question=f"{found.phrase}{order}: {shown}", answer=member.title, is_name=True,
        extra=wording.joined(titles), place=view.place(node.file), line=node.line,
    )  # fmt: skip
    seen = f"{templates.bare(node)}; {'; '.join(t for i, t in enumerate(titles) if i != index)}"
    return Proposal(
        asked, seen, (member.title,), member.title, found.refused, weight=VALUE, unit=group
    )


def _others(titles: list[str], hidden: int) -> str:
    return wording.joined([clozes.BLANK if i == hidden else t for i, t in enumerate(titles)])
