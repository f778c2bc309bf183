"""edgewise show: one node, what it is, its links, facts and papers."""

from __future__ import annotations

import argparse

HELP = (
    "Show one node: what it is, its links in and out with their reasons, its facts; of a paper "
    "also what `edgewise fetch` brought."
)
EXAMPLE = "edgewise show self-attention"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The node and the form."""
    parser.add_argument("node", metavar="NODE", nargs="+", help="a stem, pack/stem, title or alias")
    parser.add_argument(
        "--all", action="store_true", help="list every link and author, however many"
    )
    parser.add_argument("--json", action="store_true", help="print JSON")


def run(args: argparse.Namespace) -> int:
    """Print the node. Raises UnknownNode with the nearest names."""
    import json

    from cli.fetched import page_of_home
    from cli.node_text import node_data, node_text
    from cli.paper_text import page_data, page_text
    from cli.ready_graph import ready_graph

    with ready_graph() as graph:
        node = graph.find(" ".join(args.node))
        page = page_of_home(graph, node)
        if args.json:
            data = node_data(graph, node)
            data["fetched"] = None if page is None else page_data(page)
            print(json.dumps(data, ensure_ascii=False, indent=1))
        else:
            paper = "" if page is None else page_text(page, everything=args.all)
            print(node_text(graph, node, everything=args.all, paper=paper))
    return 0
