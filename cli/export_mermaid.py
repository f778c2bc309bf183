"""edgewise export mermaid: a part of the graph as a flowchart."""

from __future__ import annotations

import argparse

HELP = (
    "Write a part of the graph as a Mermaid flowchart, for a page of Markdown: titles, types and "
    "relations. It is a picture for reading: of many nodes the nearest to NODE are drawn, and of "
    "the whole graph those on which most hangs."
)
EXAMPLE = "edgewise export mermaid - --node self-attention"
DEFAULT = "edgewise.mmd"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Where to, which part of the graph, and how much of it."""
    from cli.graph_scope import add_graph_scope
    from sync.graph_mermaid import MOST

    parser.add_argument(
        "file", metavar="FILE", nargs="?", default=DEFAULT,
        help=f"where to write, '-' for stdout ({DEFAULT})",
    )  # fmt: skip
    add_graph_scope(parser)
    parser.add_argument(
        "--most", type=int, metavar="N", default=MOST, help=f"no more nodes than this ({MOST})"
    )


def run(args: argparse.Namespace) -> int:
    """Write the file. Raises KgError, CardsError, SyncError, CliError."""
    from cli.errors import CliError
    from cli.export_scope import say, stream_to
    from cli.graph_scope import chosen_graph, written
    from sync.export_file import begins_with
    from sync.graph_mermaid import HEAD, MERMAID_EDGES, MERMAID_TEXT, write_mermaid

    if args.most < 1:
        raise CliError("--most N is at least 1.")
    data, total = chosen_graph(args, args.most)
    with stream_to(args.file, lambda path: begins_with(path, HEAD)) as stream:
        drawn = write_mermaid(data, stream, total)
    say(written(data, args.file), args.file)
    if total > len(data.nodes):
        first = f"the nearest to {args.node}" if args.node else "those on which most hangs"
        say(
            f"There are {total:,}; these are {first}. --most N takes more, --node NODE or "
            "--type T another part; the other formats take all.",
            args.file,
        )
    if not drawn:
        say(
            f"Mermaid draws at most {MERMAID_EDGES} links and {MERMAID_TEXT:,} characters until "
            "maxEdges and maxTextSize are raised on the page that shows it.",
            args.file,
        )
    return 0
