"""edgewise add-paper: write the note of a paper from its metadata."""

from __future__ import annotations

import argparse
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from kg.compiled import Graph
    from sync.add_paper import Link

HELP = (
    "Write a note for each paper, from its arXiv id or any link to it, and link it from the "
    "concepts it introduces or covers. Metadata come from what was fetched before, else from "
    "arXiv. At a terminal it asks for the concepts; your own notes get a line, a pack's note gets "
    "a note of yours beside it."
)
EXAMPLE = "edgewise add-paper https://arxiv.org/abs/1706.03762 --introduces multi-head-attention"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The papers, their links, and whether to ask."""
    parser.add_argument("id", metavar="ID|URL", nargs="+", help="1706.03762, cs/0112017, a link")
    parser.add_argument(
        "--introduces", metavar="NODE", action="append", default=[],
        help="a concept, metric or system that this one paper introduced (repeatable)",
    )  # fmt: skip
    parser.add_argument(
        "--covers", metavar="NODE", action="append", default=[],
        help="a node that the papers explain (repeatable)",
    )  # fmt: skip
    parser.add_argument(
        "--into", metavar="FOLDER", default="",
        help="the folder of the vault for the new notes, as reading/2026 (papers)",
    )  # fmt: skip
    parser.add_argument("--no-ask", action="store_true", help="do not ask for concepts")
    parser.add_argument("--offline", action="store_true", help="use what is on this machine only")
    parser.add_argument("--json", action="store_true", help="print JSON; asks nothing")


def run(args: argparse.Namespace) -> int:
    """Add the papers; 1 if one of them is not on arXiv. Raises the rooms' errors."""
    from cli.editor import at_terminal
    from cli.errors import CliError
    from cli.paper_adding import add_all
    from cli.ready_graph import ready_graph
    from sync.arxiv_ids import parse_id

    bases = list(dict.fromkeys(parse_id(text).base for text in args.id))
    if args.introduces and len(bases) > 1:
        raise CliError("--introduces is for one paper: a concept has one origin; use --covers.")
    asks = at_terminal() and not (args.no_ask or args.json or args.introduces or args.covers)
    with ready_graph() as graph:
        links = _links(graph, args)
        return add_all(
            graph, bases, links,
            asks=asks, offline=args.offline, as_json=args.json, into=args.into,
        )  # fmt: skip


def _links(graph: Graph, args: argparse.Namespace) -> list[Link]:
    from sync.add_paper import COVERS, INTRODUCES, Link

    named = [(INTRODUCES, name) for name in args.introduces]
    named += [(COVERS, name) for name in args.covers]
    return [Link(relation, graph.find(name)) for relation, name in named]
