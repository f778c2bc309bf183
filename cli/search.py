"""edgewise search: find notes by words."""

from __future__ import annotations

import argparse

HELP = "Find notes by words in their names and texts; typing errors in names are forgiven."
EXAMPLE = "edgewise search kv cache --type concept"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The words, what to narrow to, and the form."""
    parser.add_argument("query", metavar="QUERY", nargs="+", help="words; the last may be a start")
    parser.add_argument("--type", help="only nodes of this type (concept, paper, metric, ...)")
    parser.add_argument("--tag", help="only nodes with this tag")
    parser.add_argument("--limit", type=int, default=10, metavar="N", help="at most N (10)")
    parser.add_argument("--json", action="store_true", help="print JSON")


def run(args: argparse.Namespace) -> int:
    """Print the hits, best first; 1 if there are none. Raises CliError for an unknown type."""
    import json

    from cli.errors import CliError
    from cli.node_text import wrapped
    from cli.ready_graph import ready_graph
    from kg.links import in_words
    from kg.schema import NODE_TYPES
    from kg.search import search

    if args.type is not None and args.type not in NODE_TYPES:
        raise CliError(f"there is no type '{args.type}': it is one of {', '.join(NODE_TYPES)}.")
    query = " ".join(args.query)
    with ready_graph() as graph:
        hits = search(graph, query, type=args.type, tag=args.tag, limit=args.limit)
    if args.json:
        found = [
            {"key": hit.node.key, "type": hit.node.type, "title": hit.node.title,
             "snippet": hit.snippet, "score": round(hit.score, 3)}
            for hit in hits
        ]  # fmt: skip
        print(json.dumps(found, ensure_ascii=False, indent=1))
    for hit in [] if args.json else hits:
        print(wrapped(f"{hit.node.title} ({hit.node.type}, {hit.node.stem})", "", "  "))
        if hit.snippet:
            print(wrapped(in_words(hit.snippet), "    "))
    if not hits and not args.json:
        print(f"Nothing found for '{query}'.")
    return 0 if hits else 1
