"""Cards from the compiled graph: everything the notes say that is worth a question.

Owns the order of work: propose, judge each draft by itself, cap the cards of a node, then look for
equal questions. Pure but for reading the graph and the words of its packs; the same of both gives
the same cards. Not here: what the store does with them (lifecycle.py), the kinds of cards
(generate_node.py, generate_edges.py, sets.py).
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from pathlib import Path

from cards.collisions import collisions
from cards.drafts import LAST_PLACE, Blocked, Draft, Generation, Proposal, moved
from cards.generate_edges import edges
from cards.generate_node import base_of, blocks, definitions, facts
from cards.generate_view import View
from cards.rules import FAN, FAN_CAP, advice, verdict
from cards.sets import sets
from cards.wording import speaking
from cards.words import words_of
from kg.collector import collector_paused
from kg.compiled import Graph
from kg.preloaded import Annotations
from kg.schema import DECK, RELATIONS, Relation


def generate(
    graph: Graph,
    only: Collection[int] | None = None,
    relations: Mapping[str, Relation] = RELATIONS,
) -> Generation:
    """All cards, or those of the nodes in `only` (ids); equal questions are looked for in these.

    relations: the vocabulary with the learner's own relations. Reads the graph by bulk when all
    of it is wanted. Raises GraphCacheError, UnknownNode if the graph changes under it, KgError for
    bad [words] of a pack.
    """
    words = words_of(Path(layer.root) for layer in graph.layers())
    with collector_paused(), speaking(words):
        return _generate(graph, only, relations)


def _generate(
    graph: Graph, only: Collection[int] | None, relations: Mapping[str, Relation]
) -> Generation:
    annotations = None
    if only is None:
        graph.preload()
        annotations = Annotations(graph.connection)
    view = View(graph, relations, annotations)
    made = Generation([], [], [])
    for node_id in graph.all_ids() if only is None else sorted(only):
        node = view.node(node_id)
        if not node.stub:
            _node(view, node_id, made)
    return _without_equals(made)


def _node(view: View, node_id: int, made: Generation) -> None:
    base = base_of(view, view.node(node_id))
    proposals = [*definitions(view, base), *blocks(view, base), *edges(view, base),
                 *facts(view, base), *sets(view, base)]  # fmt: skip
    passed: list[Proposal] = []
    for place, proposal in enumerate(sorted(proposals, key=_rank)):
        if place:  # a draft is made for the first place of its node
            draft = moved(proposal.draft, min(place, LAST_PLACE))
            proposal = Proposal._make((draft, *proposal[1:]))
        blocked = verdict(proposal, view.leaks)
        if blocked is None:
            passed.append(proposal)
        else:
            made.blocked.append(blocked)
    kept = passed if _is_deck(view, node_id) else _capped(passed, made.blocked)
    made.drafts.extend([proposal.draft for proposal in kept])
    made.warnings.extend(filter(None, map(advice, kept)))


def _is_deck(view: View, node_id: int) -> bool:
    """Whether the node is a deck of cards taken from elsewhere: no idea that a fan would blur."""
    return view.node(node_id).type == "resource" and view.graph.header(node_id).get("kind") == DECK


def _rank(proposal: Proposal) -> int:
    """In the order of learning: what it is, then its details, its name asked back last."""
    return -1000 if _opens(proposal.draft) else -proposal.weight


def _opens(draft: Draft) -> bool:
    return draft.template == "definition" and draft.direction == "forward"


def _capped(passed: list[Proposal], blocked: list[Blocked]) -> list[Proposal]:
    """At most FAN_CAP cards a node; a set counts once, because its cards hold together."""
    if len(passed) <= FAN_CAP:
        return passed
    units: set[int] = set()
    kept: list[Proposal] = []
    for proposal in sorted(passed, key=lambda p: -p.weight):
        unit = proposal.unit or proposal.draft.id
        if unit in units or len(units) < FAN_CAP:
            units.add(unit)
            kept.append(proposal)
        else:
            sentence = f"the node has {FAN_CAP} cards already that weigh more; split the note"
            blocked.append(Blocked(proposal.draft, FAN, sentence))
    return kept


def _without_equals(made: Generation) -> Generation:
    found = collisions(made.drafts)
    if not found:
        return made
    drafts = [draft for draft in made.drafts if draft.id not in found]
    equal = [Blocked(draft, *found[draft.id]) for draft in made.drafts if draft.id in found]
    warnings = [warning for warning in made.warnings if warning.draft.id not in found]
    return Generation(drafts, made.blocked + equal, warnings)
