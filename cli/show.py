"""edgewise show: one node, what it is, its links, facts and papers."""

from __future__ import annotations

import argparse

HELP = "Show one node: what it is, its links in and out with their reasons, its facts."
EXAMPLE = "edgewise show self-attention"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The node and the form."""
    parser.add_argument("node", metavar="NODE", nargs="+", help="a stem, pack/stem, title or alias")
    parser.add_argument("--all", action="store_true", help="list every link, however many")
    parser.add_argument("--json", action="store_true", help="print JSON")


def run(args: argparse.Namespace) -> int:
    """Print the node. Raises UnknownNode with the nearest names."""
    import json

    from cli.node_text import node_data, node_text
    from cli.ready_graph import ready_graph

    with ready_graph() as graph:
        node = graph.find(" ".join(args.node))
        if args.json:
            print(json.dumps(node_data(graph, node), ensure_ascii=False, indent=1))
        else:
            print(node_text(graph, node, everything=args.all))
    return 0
