"""edgewise export jsonld: the graph as linked data (JSON-LD)."""

from __future__ import annotations

import argparse

HELP = (
    "Write the graph as JSON-LD, in terms of SKOS and schema.org where they mean the same, else in "
    "terms of its own: every node and link with all its fields. It asks no network."
)
EXAMPLE = "edgewise export jsonld graph.jsonld"
DEFAULT = "edgewise.jsonld"


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
    from sync.graph_jsonld import HEAD, write_jsonld

    data = chosen_graph(args).data
    with stream_to(args.file, lambda path: begins_with(path, HEAD)) as stream:
        write_jsonld(data, stream)
    say(written(data, args.file), args.file)
    return 0
