"""A card's node as Anki is shown it: its title, its way down the map, the deck its notes lie in.

Owns which edges lead up (part of, a kind of, then the chapter that covers it), how much of the way
is shown, and that the name of a deck gives no answer away. Each node is asked once. Not here: HTML
(anki_face.py), the other fields of a note (anki_rows.py).
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import NamedTuple

from cards.leak import Leaks
from kg.compiled import Graph
from kg.links import words_of
from kg.rows import NodeRow
from kg.schema import FOLDER_OF_TYPE
from sync.inert_text import clean_text

MOST_TITLES = 4
TYPE, CHAPTER = "type", "chapter"
SEPARATOR = "::"
_UP = ("part_of", "is_a")
_COVERED = "covered_in"
_GAP = "…"
# Anki takes these out of a deck's name itself, or gives them another meaning.
_NOT_IN_DECKS = re.compile(r'"|:(?=:)|^[\s:]+|[\s:]+$')


class NodeFace(NamedTuple):
    """What the notes of one node share. path: titles from the top down, the node itself last.

    names: its title and aliases. chapter: deck names of the work and the chapter that cover it.
    """

    title: str
    path: tuple[str, ...]
    names: tuple[str, ...]
    chapter: tuple[str, ...]


class Nodes:
    """One export's look at the graph. Not for longer: what it has read, it keeps."""

    def __init__(self, graph: Graph) -> None:
        self._graph = graph
        self._faces: dict[str, NodeFace] = {}
        self._leaks = Leaks(graph.vocabulary, lambda: graph.node_total)

    def face(self, key: str) -> NodeFace:
        """The face of a node by its key (pack/stem); one that is gone is named by its stem."""
        found = self._faces.get(key)
        if found is None:
            node = self._graph.by_key(key)
            found = self._faces[key] = _bare(key) if node is None else self._read(node)
        return found

    def deck(self, root: str, by: str, key: str, node_type: str, answers: Iterable[str]) -> str:
        """The deck of a note: by the type of its node, or by the chapter that covers it.

        answers: short answers of its cards. A chapter that shows one of them is not named.
        """
        face = self.face(key)
        if by == CHAPTER and face.chapter:
            names = (*face.names, *answers)
            if not self._leaks.shown(" ".join(face.chapter), names):
                return SEPARATOR.join((root, *face.chapter))
        return SEPARATOR.join((root, FOLDER_OF_TYPE.get(node_type, node_type).capitalize()))

    def _read(self, node: NodeRow) -> NodeFace:
        way = self._way_up(node)
        work = self._covering(node)
        path = [above.title for above in (*work, *reversed(way))]
        if len(path) > MOST_TITLES:
            path = [path[0], _GAP, *path[-MOST_TITLES + 2 :]]
        names = (node.title, *self._graph.aliases(node.id))
        chapter = tuple(name for above in work if (name := deck_part(above.title)))
        return NodeFace(node.title, tuple(path), names, chapter)

    def _way_up(self, node: NodeRow) -> list[NodeRow]:
        """The node, what it is part of or a kind of, and so on to the top."""
        way, seen = [node], {node.id}
        while True:
            above = self._above(way[-1], _UP)
            if above is None or above.id in seen:
                return way
            seen.add(above.id)
            way.append(above)

    def _covering(self, node: NodeRow) -> list[NodeRow]:
        """The work and the chapter that cover the node, the work first; [] for none."""
        chapter = self._above(node, (_COVERED,), "chapter")
        if chapter is None:
            return []
        work = self._above(chapter, _UP)
        return [chapter] if work is None else [work, chapter]

    def _above(self, node: NodeRow, relations: tuple[str, ...], type_: str = "") -> NodeRow | None:
        edges = [e for e in self._graph.edges_out(node.id) if e.relation in relations]
        for edge in sorted(edges, key=lambda e: (relations.index(e.relation), e.order, e.id)):
            found = self._graph.node(edge.object)
            if not found.stub and type_ in ("", found.type):
                return found
        return None


def deck_part(title: str) -> str:
    """A title as one part of a deck's name."""
    return _NOT_IN_DECKS.sub("", clean_text(title))


def _bare(key: str) -> NodeFace:
    title = words_of(key.rpartition("/")[2])
    return NodeFace(title, (title,), (title,), ())
