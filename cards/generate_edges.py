"""Proposals that stand on an edge: forward, reverse, and the question for its reason.

Owns which of them an edge makes. A forward card needs a relation with one object a subject, and a
subject that has just one; a reverse card the same the other way round; a reason is asked by its
relation's template or by the edge's own q and a. Not here: closed sets (sets.py).
"""

from __future__ import annotations

from collections.abc import Iterator

from cards import identity, templates, wording
from cards.drafts import EDGE, Proposal
from cards.generate_node import OWN_WORDS, REASON, Base, draft, stub_refusal
from cards.generate_view import View
from cards.rules import REVERSE, SINGLE
from kg.rows import EdgeRow, NodeRow
from kg.schema import Relation

FORWARD, BACKWARD, WHY = "forward", "reverse", "why"
_ORDINALS = {FORWARD: 0, BACKWARD: 1, WHY: 2}
_PARENT = "{parent}"


def edges(view: View, base: Base) -> Iterator[Proposal]:
    """All cards of the node's own edges, in the order of its note."""
    for edge in view.graph.edges_out(base.node.id):
        relation = view.relations.get(edge.relation)
        if relation is None or not edge.card or not _speaks(edge, relation):
            continue
        if relation.symmetric and _is_second(view, edge):
            continue
        yield from _cards_of(view, base, edge, relation)


def _speaks(edge: EdgeRow, relation: Relation) -> bool:
    """Whether there is anything to ask: most edges only navigate and gate."""
    if edge.step:
        return bool(edge.q and edge.a)
    if edge.q and (edge.a or edge.reason):
        return True
    return bool(relation.forward or relation.reverse or (relation.why and edge.reason))


def _is_second(view: View, edge: EdgeRow) -> bool:
    """Whether the same symmetric edge stands on the other node too and is asked from there."""
    other = view.twin(edge)
    if other is None or not other.card or not (other.reason or other.q):
        return False
    if not (edge.reason or edge.q):
        return True
    return view.node(edge.object).key < view.node(edge.subject).key


def _cards_of(view: View, base: Base, edge: EdgeRow, relation: Relation) -> Iterator[Proposal]:
    target = view.node(edge.object)
    if edge.step or not (relation.forward or relation.reverse):
        yield _reason(view, base, edge, relation, target)
        return
    parent = ""
    if _PARENT in relation.forward or _PARENT in relation.reverse:
        whole = _whole(view, base.node, target, relation)
        if whole is None:
            return
        parent = templates.label(whole, definite=True)
    if relation.forward:
        yield _forward(view, base, edge, relation, target, parent)
    if relation.reverse:
        yield _reverse(view, base, edge, relation, target, parent)


def _whole(view: View, node: NodeRow, target: NodeRow, relation: Relation) -> NodeRow | None:
    """What both ends are part of; None where order is not worth a card: chapters, closed sets."""
    if node.type != "concept":
        return None
    wholes = [{e.object for e in view.graph.edges_out(n.id) if e.relation == "part_of"}
              for n in (node, target)]  # fmt: skip
    for whole in sorted(wholes[0] & wholes[1]):
        found = view.node(whole)
        if not found.stub and "has_part" not in found.closed:
            return found
    return None


def _reason(view: View, base: Base, edge: EdgeRow, relation: Relation, target: NodeRow) -> Proposal:
    question = edge.q or templates.edge(relation.why, relation, base.node, target)
    answer = edge.a or edge.reason
    return _proposal(view, base, edge, relation, target, WHY, question, answer, ())


def _forward(
    view: View, base: Base, edge: EdgeRow, relation: Relation, target: NodeRow, parent: str
) -> Proposal:
    question = edge.q or templates.edge(relation.forward, relation, base.node, target, parent)
    answer = edge.a or _named(view, target)
    same = [e for e in view.graph.edges_out(edge.subject) if e.relation == edge.relation]
    own = None
    if not relation.functional or len(same) > 1:
        own = (
            SINGLE,
            f"{len(same)} nodes fit the blank of '{edge.relation}'; the answer must be one",
        )
    names = () if edge.a else view.names(target.id)
    return _proposal(view, base, edge, relation, target, FORWARD, question, answer, names, own)


def _reverse(
    view: View, base: Base, edge: EdgeRow, relation: Relation, target: NodeRow, parent: str
) -> Proposal:
    question = templates.edge(relation.reverse, relation, base.node, target, parent)
    same = [e for e in view.graph.edges_in(edge.object) if e.relation == edge.relation]
    own = None
    if not relation.inverse_functional or len(same) > 1:
        own = REVERSE, f"{len(same)} nodes fit the blank of '{edge.relation}' asked backwards"
    names = view.names(base.node.id)
    return _proposal(
        view, base, edge, relation, target, BACKWARD, question, base.node.title, names, own
    )


def _named(view: View, target: NodeRow) -> str:
    """A node as an answer: works with authors and year, others by their title."""
    if target.type not in ("paper", "resource"):
        return target.title
    header = view.header(target.id)
    authors, year = header.get("authors"), header.get("year")
    return templates.work_in_full(
        target.title,
        authors if isinstance(authors, list) else [],
        year if isinstance(year, int) else None,
    )


def _proposal(
    view: View,
    base: Base,
    edge: EdgeRow,
    relation: Relation,
    target: NodeRow,
    template: str,
    question: str,
    answer: str,
    names: tuple[str, ...],
    own: tuple[str, str] | None = None,
) -> Proposal:
    node = base.node
    ends = identity.edge_ends(node.key, target.key, relation.symmetric)
    direction = BACKWARD if template == BACKWARD else FORWARD
    asked = draft(
        base, card=identity.edge_card(ends[0], relation.name, ends[1], edge.step, template,
                                      direction),
        group=identity.edge_group(ends[0], relation.name, ends[1], edge.step),
        ordinal=_ORDINALS[template], kind=EDGE, template=template, direction=direction,
        question=question, answer=answer, target=target.key, relation=relation.name,
        place=view.place(edge.file), line=edge.line, extra=_extra(edge, answer),
        is_name=bool(names),
    )  # fmt: skip
    seen = edge.q or (wording.inline(target.title) if template == BACKWARD else
                      wording.inline(node.title) if template == FORWARD else question)  # fmt: skip
    refused = base.refusal(edge.status, stub_refusal(target) or own)
    weight = OWN_WORDS if edge.q else REASON
    return Proposal(asked, seen, names, refused=refused, weight=weight)


def _extra(edge: EdgeRow, answer: str) -> str:
    """The reason, where it is not the answer itself: for the answer side, never graded."""
    return edge.reason if edge.reason and edge.reason != answer else ""
