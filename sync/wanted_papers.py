"""Which papers a fetch is about: all of the graph, those behind the nodes named, or ids as given.

Owns turning names into arXiv ids, and which notes an id belongs to. Nothing is asked here. Not
here: which of them are known already (sync/fetch.py).
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from kg.compiled import Graph
from kg.errors import UnknownNode
from kg.graph import load_behind
from kg.paper_nodes import all_arxiv
from kg.queries import papers_behind
from kg.rows import NodeRow
from sync.arxiv_ids import parse_id
from sync.errors import BadArxivId


@dataclass
class Wanted:
    """Ids without version, each with the stems of its notes.

    without: papers whose note has no arXiv id. rejected: stem and reason where the id is none.
    """

    stems: dict[str, list[str]] = field(default_factory=dict)
    without: list[str] = field(default_factory=list)
    rejected: dict[str, str] = field(default_factory=dict)


def wanted_papers(graph: Graph, names: Sequence[str]) -> Wanted:
    """The papers behind these nodes; no names: every paper of the graph.

    A name may also be an arXiv id or a link to a paper. Raises UnknownNode, AmbiguousNode.
    """
    found = Wanted()
    ids = all_arxiv(graph)
    for name in names:
        _add(found, ids, _papers_of(graph, name, found))
    if not names:
        _add(found, ids, [graph.node(node) for node in ids])
    return found


def _papers_of(graph: Graph, name: str, found: Wanted) -> list[NodeRow]:
    try:
        node = graph.find(name)
    except UnknownNode:
        try:
            base = parse_id(name).base
        except BadArxivId:
            base = ""
        if not base:
            raise
        found.stems.setdefault(base, [])
        return []
    if node.type == "paper":
        return [node]
    behind = papers_behind(load_behind(graph, node.id), node.id)
    return [graph.node(each.paper) for each in behind]


def _add(found: Wanted, ids: dict[int, str], papers: Iterable[NodeRow]) -> None:
    for paper in papers:
        if paper.type != "paper" or paper.stub:
            continue
        if paper.id not in ids:
            found.without.append(paper.stem)
            continue
        try:
            base = parse_id(ids[paper.id]).base
        except BadArxivId as error:
            found.rejected[paper.stem] = str(error)
            continue
        stems = found.stems.setdefault(base, [])
        if paper.stem not in stems:
            stems.append(paper.stem)
