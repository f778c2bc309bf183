"""edgewise export gexf: the graph as GEXF."""

from __future__ import annotations

import argparse

HELP = (
    "Write the graph as GEXF, the format of Gephi; networkx reads it too: every node and "
    "link with all its fields; lists and facts are JSON texts."
)
EXAMPLE = "edgewise export gexf graph.gexf --node self-attention --depth 2"
DEFAULT = "edgewise.gexf"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Where to, and which part of the graph."""
    from cli.graph_scope import add_graph_scope

    parser.add_argument(
        "file", metavar="FILE", nargs="?", default=DEFAULT,
        help=f"where to write, '-' for stdout ({DEFAULT})",
    )  # fmt: skip
    add_graph_scope(parser)


def run(args: argparse.Namespace) -> int:
    """Write the file. Raises KgError, CardsError, SyncError, CliError."""
    from cli.export_scope import say, stream_to
    from cli.graph_scope import chosen_graph, written
    from sync.export_file import begins_with
    from sync.graph_xml import GEXF_HEAD, write_gexf

    data = chosen_graph(args).data
    with stream_to(args.file, lambda path: begins_with(path, GEXF_HEAD.encode())) as stream:
        write_gexf(data, stream)
    say(written(data, args.file), args.file)
    return 0
