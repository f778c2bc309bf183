"""edgewise find-paper: find papers by words and add those that are chosen."""

from __future__ import annotations

import argparse
import os
import sys
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

    from cards.places import Places
    from kg.compiled import Graph
    from sync.papers_store import PaperMeta

HELP = (
    "Find papers by words of title, authors or abstract and add those you choose. What was fetched "
    "and the index of arXiv on this machine answer first; arXiv itself is asked when no title here "
    "has all the words, or with --online."
)
EXAMPLE = "edgewise find-paper attention is all you need"
_LONGEST = 300
_AUTHORS = 3


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The words, who is asked, and the form."""
    parser.add_argument("words", metavar="WORD", nargs="+", help="words, in any order")
    parser.add_argument("--limit", type=int, default=10, metavar="N", help="at most N (10)")
    asked = parser.add_mutually_exclusive_group()
    asked.add_argument("--online", action="store_true", help="ask arXiv in any case")
    asked.add_argument("--offline", action="store_true", help="never ask arXiv")
    parser.add_argument("--json", action="store_true", help="print JSON and add nothing")


def run(args: argparse.Namespace) -> int:
    """List what was found; at a terminal, add what is chosen. 1 if nothing was found."""
    from cards.places import places
    from cli.editor import at_terminal
    from cli.ready_graph import ready_graph

    words = " ".join(args.words)[:_LONGEST]
    limit = max(1, args.limit)
    where = places(os.environ)
    found = _found(where, words, limit, online=args.online, offline=args.offline)
    with ready_graph() as graph:
        if args.json:
            _print_json(graph, found)
        else:
            _print_list(graph, found)
        if not found:
            print(f"edgewise: no paper found for '{words}'; {_remedy(args)}.", file=sys.stderr)
            return 1
        if args.json or not at_terminal():
            return 0
        return _add_chosen(graph, found, offline=args.offline)


def _remedy(args: argparse.Namespace) -> str:
    """What may find it yet: other words always, the rest of arXiv if it was not asked."""
    if args.offline:
        return "only what was fetched or indexed was asked: try without --offline, or other words"
    return "try fewer or other words"


def _found(
    where: Places, words: str, limit: int, *, online: bool, offline: bool
) -> list[PaperMeta]:
    """What is known here, and what arXiv adds. Raises SyncError if only arXiv could have known."""
    from cli.paper_adding import asker
    from sync.errors import SyncError
    from sync.paper_lookup import listed_papers, ranked

    here = listed_papers(where.papers_db, where.arxiv_index, words, limit)
    for trouble in here.troubles:
        print(f"edgewise: {trouble}", file=sys.stderr)
    if offline or (here.are_enough(words) and not online):
        return here.papers
    try:
        there = asker(where).search(words, limit)
    except SyncError as error:
        if not here.papers:
            raise
        print(f"edgewise: {error}", file=sys.stderr)
        return here.papers
    return ranked([*here.papers, *there], words)[:limit]


def _print_list(graph: Graph, found: Sequence[PaperMeta]) -> None:
    from cli.node_text import wrapped
    from kg.paper_nodes import with_arxiv
    from sync.paper_page import names_in_words, page_of

    noted = with_arxiv(graph, [meta.base for meta in found])
    for number, meta in enumerate(found, 1):
        page = page_of(meta)
        there = f"; noted as {noted[meta.base][0].stem}" if meta.base in noted else ""
        mark = ", WITHDRAWN" if page.withdrawn else ""
        print(wrapped(page.title, f"{number:>2}  ", "    "))
        who = names_in_words(page.authors, _AUTHORS)
        print(wrapped(f"{who}; {page.published[:4]}; arXiv {page.arxiv}{mark}{there}", "    "))


def _print_json(graph: Graph, found: Sequence[PaperMeta]) -> None:
    import json

    from kg.paper_nodes import with_arxiv
    from sync.paper_page import page_of

    noted = with_arxiv(graph, [meta.base for meta in found])
    rows = []
    for meta in found:
        page = page_of(meta)
        note = noted[meta.base][0].key if meta.base in noted else None
        rows.append(
            {
                "arxiv": page.arxiv, "title": page.title, "authors": list(page.authors),
                "published": page.published, "url": page.abs_url, "withdrawn": page.withdrawn,
                "note": note,
            }
        )  # fmt: skip
    print(json.dumps(rows, ensure_ascii=False, indent=1))


def _add_chosen(graph: Graph, found: Sequence[PaperMeta], *, offline: bool) -> int:
    from cli.paper_adding import add_all

    chosen = _choose(len(found))
    if not chosen:
        return 0
    bases = [found[number - 1].base for number in chosen]
    return add_all(graph, bases, [], asks=True, offline=offline, as_json=False)


def _choose(total: int) -> list[int]:
    """The numbers a person types, each once; asks again for what is no number of the list."""
    while True:
        try:
            answer = input("Add which? (numbers, enter for none) ")
        except EOFError:
            print()
            return []
        parts = answer.replace(",", " ").split()
        numbers = [int(part) for part in parts if part.isascii() and part.isdigit()]
        if len(numbers) == len(parts) and all(1 <= number <= total for number in numbers):
            return list(dict.fromkeys(numbers))
        print(f"Type numbers from 1 to {total}, like 1 3.")
