"""edgewise search: find notes by words."""

from __future__ import annotations

import argparse

HELP = (
    "Find notes by words in their names and texts; typing errors in names are forgiven. Papers are "
    "found by their authors, too, and once fetched by the words of their abstracts. 'author: NAME' "
    "lists an author's papers, 'category: cs.LG 2017' those of a category and year."
)
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
    import os
    import sys

    from cards.places import places
    from cli.errors import CliError
    from cli.node_text import wrapped
    from cli.ready_graph import ready_graph
    from kg.links import in_words
    from kg.schema import NODE_TYPES
    from sync.paper_search import search_notes

    if args.type is not None and args.type not in NODE_TYPES:
        raise CliError(f"there is no type '{args.type}': it is one of {', '.join(NODE_TYPES)}.")
    query = " ".join(args.query)
    papers_db = places(os.environ).papers_db
    with ready_graph() as graph:
        found = search_notes(
            graph, papers_db, query, type=args.type, tag=args.tag, limit=args.limit
        )
    if found.trouble:
        print(f"edgewise: {found.trouble}", file=sys.stderr)
    hits = found.hits
    if args.json:
        rows = [
            {"key": hit.node.key, "type": hit.node.type, "title": hit.node.title,
             "snippet": hit.snippet, "score": round(hit.score, 3)}
            for hit in hits
        ]  # fmt: skip
        print(json.dumps(rows, ensure_ascii=False, indent=1))
    for hit in [] if args.json else hits:
        print(wrapped(f"{hit.node.title} ({hit.node.type}, {hit.node.stem})", "", "  "))
        if hit.snippet:
            print(wrapped(in_words(hit.snippet), "    "))
    if not hits and not args.json:
        print(f"Nothing found for '{query}'.")
    return 0 if hits else 1
