"""One node as plain text of 80 columns, and as data for --json.

Owns the order of what is told (what it is, its links out and in, facts, papers) and its wrapping.
Not here: finding the node (Graph.find), the words of relations (kg/relation_words.py).
"""

from __future__ import annotations

import textwrap
from collections.abc import Collection, Iterable

from kg.compiled import Graph
from kg.errors import KgError
from kg.links import in_words
from kg.media import find, in_plain_words, named_in
from kg.names import is_exercise
from kg.relation_words import words_of_edge
from kg.rows import EdgeRow, FactRow, NodeRow

WIDTH = 80
# More links of one kind than this are counted, not listed, unless everything is asked for.
LISTED = 8
_FIELDS = (
    "arxiv", "year", "authors", "venue", "url", "number", "full_name", "kind", "minutes",
    "difficulty",
)  # fmt: skip

_TOLD_WITH_PAPER = ("arxiv", "authors")

Data = dict[str, object]


def wrapped(text: str, first: str = "", rest: str | None = None) -> str:
    """The text in lines of at most 80 columns; first and rest: what the lines begin with."""
    return textwrap.fill(
        " ".join(text.split()),
        WIDTH,
        initial_indent=first,
        subsequent_indent=" " * len(first) if rest is None else rest,
        break_long_words=False,
        break_on_hyphens=False,
    )


def node_text(graph: Graph, node: NodeRow, *, everything: bool, paper: str = "") -> str:
    """What `edgewise show` prints; paper: what was fetched of a paper, '' for nothing."""
    parts = [_head(graph, node)]
    if node.stub:
        parts.append(wrapped("No note of this name can be read yet; other notes link to it."))
    elif node.definition:
        parts.append(wrapped(in_plain_words(in_words(node.definition))))
    fields = _fields(graph, node, _TOLD_WITH_PAPER if paper else ())
    if fields:
        parts.append(fields)
    parts += _section("Links", _edges(graph, graph.edges_out(node.id), everything, forward=True))
    parts += _section("Linked from", _edges(graph, graph.edges_in(node.id), everything))
    parts += _section("Facts", [_fact(graph, fact) for fact in graph.facts(node.id)])
    if paper:
        parts.append(paper)
    parts += _section("Images and sounds", media_lines(graph, node))
    if node.file is not None:
        parts.append(f"Note: {graph.origin(node.file).absolute}")
        if is_exercise(graph.origin(node.file).path):
            parts.append(f"Begin: edgewise exercise start {node.stem}")
    return "\n\n".join(parts)


def media_lines(graph: Graph, node: NodeRow) -> list[str]:
    """The images and sounds that a note names, each once, with the words and the path."""
    body = graph.body(node.id)
    if node.file is None or "](" not in body:
        return []
    file = graph.origin(node.file).absolute
    lines: dict[str, str] = {}
    for each in named_in(body):
        path = find(file.parent, file.name, each.written)
        place = f"{each.written} (not usable: see `edgewise check`)" if path is None else str(path)
        said = f"{each.words}: " if each.words.strip() else ""
        lines.setdefault(place, f"  {said}{place}")
    return list(lines.values())


def node_data(graph: Graph, node: NodeRow) -> Data:
    """What `edgewise show --json` prints."""
    return {
        "key": node.key,
        "type": node.type,
        "title": node.title,
        "status": node.status,
        "definition": node.definition,
        "stub": node.stub,
        "aliases": graph.aliases(node.id),
        "tags": graph.tags(node.id),
        "header": graph.header(node.id),
        "links": [edge_data(graph, edge, edge.object) for edge in graph.edges_out(node.id)],
        "linked_from": [edge_data(graph, edge, edge.subject) for edge in graph.edges_in(node.id)],
        "facts": [_fact_data(graph, fact) for fact in graph.facts(node.id)],
        "file": None if node.file is None else str(graph.origin(node.file).absolute),
        "line": node.line,
    }


def edge_data(graph: Graph, edge: EdgeRow, other: int) -> Data:
    """An edge as seen from one end; other: id of the node at the far end."""
    node = graph.node(other)
    return {
        "relation": edge.relation,
        "node": node.key,
        "title": node.title,
        "step": edge.step,
        "section": edge.locator,
        "reason": edge.reason,
    }


def _head(graph: Graph, node: NodeRow) -> str:
    kind = node.type or "not written yet"
    lines = [wrapped(f"{node.title} ({kind}, {node.key})", "", "  ")]
    aliases = graph.aliases(node.id)
    if aliases:
        lines.append(wrapped(", ".join(aliases), "Also: "))
    if node.status not in ("", "reviewed"):
        lines.append(f"Status: {node.status}")
    tags = graph.tags(node.id)
    if tags:
        lines.append(wrapped(" ".join(f"#{tag}" for tag in tags)))
    return "\n".join(lines)


def _fields(graph: Graph, node: NodeRow, but: Collection[str]) -> str:
    header = graph.header(node.id)
    lines = []
    for name in (name for name in _FIELDS if name not in but):
        value = header.get(name)
        if value is not None:
            text = ", ".join(value) if isinstance(value, list) else str(value)
            lines.append(wrapped(text, f"{name.replace('_', ' ').capitalize()}: "))
    return "\n".join(lines)


def _section(title: str, lines: list[str]) -> list[str]:
    return ["\n".join([title, *lines])] if lines else []


def _edges(
    graph: Graph, edges: Iterable[EdgeRow], everything: bool, *, forward: bool = False
) -> list[str]:
    groups: dict[str, list[EdgeRow]] = {}
    for edge in edges:
        words = words_of_edge(edge, forward=forward, step=step_title(graph, edge))
        groups.setdefault(words, []).append(edge)
    lines = []
    for words, group in groups.items():
        shown = group if everything else group[:LISTED]
        for edge in shown:
            other = graph.node(edge.object if forward else edge.subject)
            section = f", {edge.locator}" if edge.locator else ""
            reason = f" — {in_plain_words(in_words(edge.reason))}" if edge.reason else ""
            lines.append(wrapped(f"{words} {other.title}{section}{reason}", "  ", "      "))
        if len(group) > len(shown):
            lines.append(f"  {words} {len(group) - len(shown)} more (--all lists them)")
    return lines


def step_title(graph: Graph, edge: EdgeRow) -> str:
    """Title of the framework step a problem's point belongs to, '' for any other edge."""
    if not edge.step:
        return ""
    try:
        return graph.find(edge.step).title
    except KgError:
        return edge.step.replace("-", " ")


def _fact(graph: Graph, fact: FactRow) -> str:
    notes = [f"as of {fact.as_of}"] if fact.as_of else []
    notes += [f"{key} {value}" for key, value in fact.qualifiers.items()]
    if fact.source is not None:
        notes.append(f"source: {graph.node(fact.source).title}")
    tail = f" ({'; '.join(notes)})" if notes else ""
    return wrapped(f"{fact.key}: {in_plain_words(in_words(fact.value))}{tail}", "  ", "      ")


def _fact_data(graph: Graph, fact: FactRow) -> Data:
    return {
        "key": fact.key,
        "value": fact.value,
        "as_of": fact.as_of,
        "source": None if fact.source is None else graph.node(fact.source).key,
        "qualifiers": fact.qualifiers,
    }
