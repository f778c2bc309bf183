"""Which part of the graph a command exports, as options, and the graph read for it.

Owns the options --node, --depth and --type of the graph's formats, and what is said of what was
written. Not here: what the options mean (sync/graph_scope.py), the options of cards.
"""

from __future__ import annotations

import argparse
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from sync.graph_data import GraphData


class ChosenGraph(NamedTuple):
    """The part to write, and of how many nodes it was taken."""

    data: GraphData
    total: int


def add_graph_scope(parser: argparse.ArgumentParser) -> None:
    """The options; without any of them the whole graph is meant."""
    from kg.schema import NODE_TYPES

    parser.add_argument(
        "--node", metavar="NODE", default="", help="only this node and what is near it"
    )
    parser.add_argument(
        "--depth", type=int, metavar="N", help="with --node: up to N links away (1)"
    )
    parser.add_argument(
        "--type", metavar="T", action="append", default=[], choices=NODE_TYPES,
        help="only nodes of this type, and NODE itself; may be given several times",
    )  # fmt: skip


def chosen_graph(args: argparse.Namespace, most: int | None = None) -> ChosenGraph:
    """The part of the graph, in step with the notes. most: no more nodes than that.

    Raises KgError, CardsError, and CliError where the options make no sense or leave nothing.
    """
    from cli.errors import FOUND_PROBLEMS, CliError
    from cli.ready_graph import ready_graph
    from sync.graph_data import graph_data
    from sync.graph_scope import GraphScope, chosen

    if args.depth is not None and (args.depth < 0 or not args.node):
        raise CliError("--depth N goes with --node NODE, and counts links from 0.")
    depth = 1 if args.depth is None else args.depth
    with ready_graph() as graph:
        graph.preload()
        nodes = chosen(graph, GraphScope(args.node, depth, tuple(args.type)))
        if not nodes:
            what = f"no note is a {' or a '.join(args.type)}" if args.type else "there are no notes"
            raise CliError(f"there is nothing to export: {what}.", FOUND_PROBLEMS)
        return ChosenGraph(graph_data(graph, nodes[:most]), len(nodes))


def written(data: GraphData, target: str) -> str:
    """The sentence about a file that was written."""
    from cli.export_scope import count

    nodes, links = count(len(data.nodes), "node"), count(len(data.edges), "link")
    return f"{nodes} and {links} written to {target}."
