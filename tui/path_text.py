"""A path between two notes in words: in study order where one builds on the other.

Owns its lines and which of them lead to a note, and what runs in the thread. Not here: which path
(kg/paths.py), the screen (screens/path.py).
"""

from __future__ import annotations

from collections.abc import Callable
from contextlib import closing
from pathlib import Path as File
from typing import NamedTuple

from textual.content import Content
from textual.message import Message

from kg.compiled import Graph
from kg.paths import ACROSS, FIRST_TO_LAST, Path, path_between
from kg.relation_words import words_of_edge
from kg.rows import NodeRow
from tui.blocks import BLANK, Block
from tui.markdown_text import inline, readable
from tui.remedy import LEARNER_ERRORS, sentence


class Ends(NamedTuple):
    """Keys of the two notes; '' for one that is not chosen yet."""

    start: str = ""
    end: str = ""


class PathFound(Message):
    """The path in words."""

    def __init__(self, ends: Ends, blocks: list[Block]) -> None:
        self.ends = ends
        self.blocks = blocks
        super().__init__()


def find_path(db: File, ends: Ends, post: Callable[[Message], object]) -> None:
    """Look for the way from one note to the other. db: graph.db."""
    try:
        with closing(Graph.open(db)) as graph:
            start, end = graph.find(ends.start), graph.find(ends.end)
            blocks = path_blocks(graph, start, end, path_between(graph, start.id, end.id))
    except LEARNER_ERRORS as error:
        blocks = [Block(Content(sentence(error)))]
    post(PathFound(ends, blocks))


def path_blocks(graph: Graph, start: NodeRow, end: NodeRow, path: Path) -> list[Block]:
    """The path as lines; each note's line leads to it. Raises KgError."""
    names = readable(start.title), readable(end.title)
    if start.id == end.id:
        return [Block(Content(f"Both are {names[0]}: choose another one."))]
    if not path.steps:
        return [Block(Content(f"No links join {names[0]} and {names[1]}."))]
    if path.order == ACROSS:
        head = f"{names[0]} and {names[1]} do not build on each other. The nearest way:"
        return [_head(head), BLANK, *_across(graph, start, path)]
    edges = [step.edge for step in path.steps]
    if path.order != FIRST_TO_LAST:
        edges.reverse()
    first, last = graph.node(edges[0].object), graph.node(edges[-1].subject)
    head = f"{readable(last.title)} builds on {readable(first.title)}. In study order:"
    blocks = [_head(head), BLANK, _note(first, 1)]
    for place, edge in enumerate(edges, 2):
        before = graph.node(edge.object)
        words = f"{words_of_edge(edge, forward=True)} {readable(before.title)}"
        blocks += [_note(graph.node(edge.subject), place), _why(words, edge.reason)]
    return blocks


def _across(graph: Graph, start: NodeRow, path: Path) -> list[Block]:
    blocks = [_note(start, 1)]
    for place, step in enumerate(path.steps, 2):
        end = graph.node(step.end)
        words = f"{readable(graph.node(step.start).title)} {step.words} {readable(end.title)}"
        blocks += [_why(words, step.edge.reason), _note(end, place)]
    return blocks


def _head(words: str) -> Block:
    return Block(Content.styled(words, "bold"))


def _note(node: NodeRow, place: int) -> Block:
    mark = f"{place}. "
    title = Content.styled(readable(node.title), "$text-primary underline")
    return Block(
        Content.assemble(mark, title, (f"  {node.type}", "dim")), hang=len(mark), link=node.key
    )


def _why(words: str, reason: str) -> Block:
    told = Content.assemble((words, "dim"), *((" — ", inline(reason)) if reason else ()))
    return Block(told, indent=4)
