"""edgewise path: how two nodes hang together; a syllabus where one builds on the other."""

from __future__ import annotations

import argparse
from collections.abc import Iterator
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from cli.node_text import Data
    from kg.compiled import Graph
    from kg.paths import Path, Step
    from kg.rows import NodeRow

HELP = (
    "Show how two nodes hang together. Where one builds on the other, the chain between them is "
    "told in study order, each step with its reason; else the nearest way, one link a line."
)
EXAMPLE = "edgewise path self-attention kv-cache"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The two ends and the form."""
    parser.add_argument("start", metavar="A", help="a stem, pack/stem, title or alias (quoted)")
    parser.add_argument("end", metavar="B", help="the other end")
    parser.add_argument("--json", action="store_true", help="print JSON: the links from A to B")


def run(args: argparse.Namespace) -> int:
    """Print the path; 1 if there is none. Raises UnknownNode."""
    import json

    from cli.ready_graph import ready_graph
    from kg.paths import path_between

    with ready_graph() as graph:
        start, end = graph.find(args.start), graph.find(args.end)
        path = path_between(graph, start.id, end.id)
        if args.json:
            told = [_data(graph, step) for step in path.steps]
            print(json.dumps(told, ensure_ascii=False, indent=1))
        else:
            for line in _lines(graph, start, end, path):
                print(line)
            for line in [*_namesakes(graph, args.start, start), *_namesakes(graph, args.end, end)]:
                print(line)
    return 0 if path.steps or start.id == end.id else 1


def _data(graph: Graph, step: Step) -> Data:
    from kg.links import in_words

    start, end = graph.node(step.start), graph.node(step.end)
    return {
        "from": start.key,
        "relation": step.edge.relation,
        "forward": step.forward,
        "to": end.key,
        "words": f"{start.title} {step.words} {end.title}",
        "reason": in_words(step.edge.reason),
    }


def _lines(graph: Graph, start: NodeRow, end: NodeRow, path: Path) -> Iterator[str]:
    from cli.node_text import wrapped
    from kg.paths import ACROSS

    if start.id == end.id:
        yield f"Both are {start.title}."
    elif not path.steps:
        yield wrapped(f"No links join {start.title} and {end.title}.")
    elif path.order == ACROSS:
        for step in path.steps:
            told = _data(graph, step)
            yield wrapped(f"{told['words']}{_dash(told['reason'])}", "", "    ")
    else:
        yield from _syllabus(graph, path)


def _syllabus(graph: Graph, path: Path) -> Iterator[str]:
    """One numbered line a node, what comes first on top, below each why it follows."""
    from cli.node_text import step_title, wrapped
    from kg.links import in_words
    from kg.paths import FIRST_TO_LAST
    from kg.relation_words import words_of_edge

    edges = [step.edge for step in path.steps]
    if path.order != FIRST_TO_LAST:
        edges.reverse()
    first, last = graph.node(edges[0].object), graph.node(edges[-1].subject)
    yield wrapped(f"{last.title} builds on {first.title}. In study order:")
    yield ""
    margin = len(str(len(edges) + 1)) + 2
    yield wrapped(f"{first.title} ({first.type})", f"{'1.':<{margin}}")
    for place, edge in enumerate(edges, 2):
        node, before = graph.node(edge.subject), graph.node(edge.object)
        yield wrapped(f"{node.title} ({node.type})", f"{f'{place}.':<{margin}}")
        words = words_of_edge(edge, forward=True, step=step_title(graph, edge))
        reason = _dash(in_words(edge.reason))
        yield wrapped(f"{words} {before.title}{reason}", " " * margin)


def _dash(reason: object) -> str:
    return f" — {reason}" if reason else ""


def _namesakes(graph: Graph, name: str, taken: NodeRow) -> Iterator[str]:
    """What else is called as asked, so that nobody takes one for the other."""
    from cli.node_text import wrapped
    from kg.meant import fitting

    others = [node for node in fitting(graph, name) if node.id != taken.id]
    for node in others:
        yield ""
        yield wrapped(
            f"'{name}' was taken as the {taken.type} {taken.key}; a {node.type} is called so too: "
            f"{node.key}."
        )
