"""edgewise export csv-graph: the graph as tables."""

from __future__ import annotations

import argparse
from pathlib import Path

HELP = (
    "Write the graph as a folder of three tables (CSV, UTF-8): nodes.csv, edges.csv and facts.csv, "
    "with all fields. Gephi takes the first two as they are. No spreadsheet runs a cell of them."
)
EXAMPLE = "edgewise export csv-graph tables --node self-attention --depth 2"
DEFAULT = "edgewise-graph"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Where to, and which part of the graph."""
    from cli.graph_scope import add_graph_scope

    parser.add_argument(
        "folder", metavar="FOLDER", nargs="?", default=DEFAULT,
        help=f"where to write ({DEFAULT}/)",
    )  # fmt: skip
    add_graph_scope(parser)


def run(args: argparse.Namespace) -> int:
    """Write the tables. Raises KgError, CardsError, SyncError, CliError."""
    from cli.errors import CliError
    from cli.export_scope import STDOUT, say
    from cli.graph_scope import chosen_graph, written
    from sync.export_folder import new_folder
    from sync.graph_csv import KIND, graph_tables

    if args.folder == STDOUT:
        raise CliError("three tables do not go to stdout; name a folder.")
    data = chosen_graph(args).data
    with new_folder(Path(args.folder).expanduser(), KIND) as folder:
        for name, table in graph_tables(data).items():
            folder.append(name, table)
    say(written(data, args.folder), args.folder)
    return 0
