"""A paper becomes a note of the vault, linked from the concepts it introduces or covers.

Owns the order (everything is checked before the first file is written), on which side a link
stands (introduced_by and covered_in belong to the concept), and that a paper is added once. Not
here: fetching metadata, asking the learner (cli/add_paper.py), the text (paper_note.py).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from kg.compiled import Graph
from kg.errors import WriteRefused
from kg.layers import VAULT
from kg.link_writer import Extended, add_link, extend_node, extending, link_line
from kg.paper_nodes import with_arxiv
from kg.schema import Relation, fits
from kg.write import add_note
from sync.paper_note import note_text, stem_for

if TYPE_CHECKING:
    from kg.rows import NodeRow
    from sync.papers_store import PaperMeta

INTRODUCES, COVERS = "introduced_by", "covered_in"


class Link(NamedTuple):
    """What a paper does for a node: relation is INTRODUCES or COVERS, as the node states it."""

    relation: str
    node: NodeRow


class Change(NamedTuple):
    """One thing written. line: what was added to the file; '' if the whole file is new.

    beside: the stem of the pack's node that a new file adds to, '' for the paper's own.
    """

    path: Path
    line: str = ""
    beside: str = ""


class Added(NamedTuple):
    """The paper's note and what was written for it.

    name: how the note is linked to. path: the new note; None where the paper had one before.
    """

    name: str
    title: str
    path: Path | None
    changes: tuple[Change, ...]


class Shelf(NamedTuple):
    """Where papers are added: the vault, the graph as it is, the relations in force.

    taken: the stems there are; it grows with each paper. folder: of the vault, for the papers'
    notes; '' for papers/.
    """

    vault: Path
    graph: Graph
    relations: Mapping[str, Relation]
    taken: set[str]
    folder: str = ""


def note_of(graph: Graph, base: str) -> NodeRow | None:
    """The note that is about this paper already, the vault's first."""
    found = with_arxiv(graph, [base]).get(base, [])
    mine = [node for node in found if node.pack == VAULT]
    return next(iter(mine or found), None)


def add_paper(shelf: Shelf, meta: PaperMeta, links: Sequence[Link]) -> Added:
    """Write the note of a paper that has none, then its links.

    Raises:
        WriteRefused: a link that may not be; a file that cannot be written (what was written
        before it stays, and adding again goes on from there).
    """
    for link in links:
        check_link(shelf.graph, shelf.relations, link, None)
    stem = stem_for(meta.title, meta.year, meta.base, shelf.taken)
    path = add_note(shelf.vault, "paper", stem, note_text(meta, stem), folder=shelf.folder)
    shelf.taken.add(stem)
    return Added(stem, meta.title, path, (Change(path), *_write_all(shelf, links, stem)))


def link_paper(shelf: Shelf, paper: NodeRow, links: Sequence[Link]) -> Added:
    """Write the links of a paper that has a note. Raises WriteRefused as `add_paper` does."""
    for link in links:
        check_link(shelf.graph, shelf.relations, link, paper)
    name = _linked_as(shelf.graph, paper)
    return Added(name, paper.title, None, tuple(_write_all(shelf, links, name)))


def _write_all(shelf: Shelf, links: Sequence[Link], name: str) -> list[Change]:
    return [change for link in links if (change := _write(shelf, link, name)) is not None]


def check_link(
    graph: Graph, relations: Mapping[str, Relation], link: Link, paper: NodeRow | None
) -> None:
    """Raises WriteRefused where a node may not state the link. paper: its note, if it has one."""
    node, relation = link.node, relations[link.relation]
    if node.stub:
        raise WriteRefused(f"Nobody has written '{node.stem}' yet: `edgewise new` does.")
    if not fits(relation, node.type, "paper"):
        verb = "introduced by" if link.relation == INTRODUCES else "covered in"
        raise WriteRefused(f"{node.title} is of type {node.type}, which cannot be {verb} a paper.")
    others = [edge.object for edge in graph.edges_out(node.id) if edge.relation == INTRODUCES]
    if link.relation == INTRODUCES and any(paper is None or o != paper.id for o in others):
        origin = graph.node(others[0])
        raise WriteRefused(
            f"{node.title} has its origin already ({origin.title}): use --covers {node.stem}, or"
            f" change that link first (`edgewise edit {node.stem}`)."
        )


def _linked_as(graph: Graph, node: NodeRow) -> str:
    """The stem, or pack/stem where several packs have it."""
    same = graph.connection.execute(
        "SELECT count(*) FROM node WHERE stem = ? AND stub = 0", (node.stem,)
    ).fetchone()
    return node.stem if same[0] == 1 else node.key


def _write(shelf: Shelf, link: Link, target: str) -> Change | None:
    """Put the line into the node's own note if it is the vault's, else beside the pack's."""
    node, line = link.node, link_line(link.relation, target)
    if any(
        edge.relation == link.relation and target in _names(shelf.graph, edge.object)
        for edge in shelf.graph.edges_out(node.id)
    ):
        return None
    origin = None if node.file is None else shelf.graph.origin(node.file)
    if origin is not None and origin.layer == VAULT:
        written = add_link(origin.absolute, link.relation, target, shelf.relations)
        return Change(origin.absolute, line) if written else None
    layer = node.pack if origin is None else origin.layer
    extended = Extended(f"{layer}/{node.stem}", node.type, node.title)
    there = extending(shelf.vault, extended.name)
    if there is not None:
        written = add_link(there, link.relation, target, shelf.relations)
        return Change(there, line) if written else None
    path = extend_node(shelf.vault, extended, link.relation, target, shelf.taken)
    shelf.taken.add(path.stem)
    return Change(path, beside=node.stem)


def _names(graph: Graph, node_id: int) -> tuple[str, str]:
    node = graph.node(node_id)
    return node.stem, node.key
