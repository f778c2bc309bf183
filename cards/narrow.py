"""A part of the notes, chosen by type, by state, by the problem that needs or chapter that covers.

Owns what each of these choices lets through, and what can be learnt next (never begun, and all it
directly needs is met). Reads graph and standings as a whole: for a thread. Not here: the states
(node_standing.py), searching within the part (kg/search.py), how it is chosen (tui).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import NamedTuple

from cards.node_standing import NEW, NodeStanding
from kg.compiled import Graph

NEXT = "next"

Standings = Mapping[str, NodeStanding]

_PAIRS = (
    "SELECT edge.subject, need.key FROM edge JOIN node AS need"
    " ON need.id = edge.object AND need.stub = 0"
    " WHERE edge.relation = 'requires' OR edge.step <> ''"
)
_COVERED = (
    "SELECT subject FROM edge WHERE object = ?1 AND relation IN ('covered_in', 'introduced_by')"
    " UNION SELECT object FROM edge WHERE subject = ?1 AND relation = 'cites'"
)


class Facets(NamedTuple):
    """What the notes are narrowed to; '' narrows nothing.

    type: a node type. state: one of node_standing.STATES, or NEXT. problem, chapter: keys.
    """

    type: str = ""
    state: str = ""
    problem: str = ""
    chapter: str = ""

    @property
    def plain(self) -> bool:
        """Whether a type is all that is asked for, which the index of the graph answers."""
        return not (self.state or self.problem or self.chapter)


def narrowed(graph: Graph, standings: Standings, facets: Facets) -> list[int]:
    """Ids of the notes that the facets let through, in order of title.

    A key that names no node lets nothing through. Raises KgError.
    """
    parts: list[set[int]] = []
    if facets.problem:
        parts.append(_of(graph, facets.problem, problem=True))
    if facets.chapter:
        parts.append(_of(graph, facets.chapter, problem=False))
    if facets.state:
        parts.append(_in_state(graph, standings, facets.state))
    sql = "SELECT id FROM node WHERE stub = 0 ORDER BY title COLLATE NOCASE, key"
    values: tuple[str, ...] = ()
    if facets.type:
        sql, values = sql.replace("stub = 0", "stub = 0 AND type = ?"), (facets.type,)
    ids = [row[0] for row in graph.connection.execute(sql, values)]
    if not parts:
        return ids
    chosen = set.intersection(*parts)
    return [node_id for node_id in ids if node_id in chosen]


def what_state(standings: Standings, key: str) -> str:
    """The state of a node; '' for one without cards that could be asked."""
    standing = standings.get(key)
    return standing.state if standing else ""


def waits_for(standings: Standings, keys: Iterable[str]) -> list[str]:
    """Which of these nodes are not met, and so hold up what needs them; one without cards is."""
    return [key for key in keys if key in standings and not standings[key].met]


def _of(graph: Graph, key: str, *, problem: bool) -> set[int]:
    node = graph.by_key(key)
    if node is None:
        return set()
    if problem:
        return {node.id, *graph.all_prerequisites(node.id)}
    return {row[0] for row in graph.connection.execute(_COVERED, (node.id,))}


def _in_state(graph: Graph, standings: Standings, state: str) -> set[int]:
    wanted = NEW if state == NEXT else state
    keys = {key for key, standing in standings.items() if standing.state == wanted}
    rows = graph.connection.execute("SELECT id, key FROM node WHERE stub = 0")
    ids = {node_id for node_id, key in rows if key in keys}
    return ids - _held_up(graph, standings) if state == NEXT else ids


def _held_up(graph: Graph, standings: Standings) -> set[int]:
    """Nodes that directly need one that is not met."""
    open_keys = {key for key, standing in standings.items() if not standing.met}
    return {subject for subject, key in graph.connection.execute(_PAIRS) if key in open_keys}
