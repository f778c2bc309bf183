"""edgewise cite: papers and resources as references, for LaTeX or a citation processor."""

from __future__ import annotations

import argparse
import sys
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

    from cards.places import Places
    from kg.compiled import Graph
    from kg.rows import NodeRow
    from sync.cite import Citation

HELP = (
    "Print references: of a paper or resource, or of what introduced and covers any other node. "
    "Uses what `edgewise fetch` brought, and the notes alone where nothing was fetched."
)
EXAMPLE = "edgewise cite --all --bibtex > pack.bib"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Which works, and the format."""
    parser.add_argument("node", metavar="NODE", nargs="*", help="a stem, pack/stem, title or alias")
    parser.add_argument("--all", action="store_true", help="every paper and resource there is")
    parser.add_argument("--pack", metavar="NAME", default="", help="with --all: of this pack only")
    form = parser.add_mutually_exclusive_group()
    form.add_argument("--bibtex", action="store_true", help="BibTeX (this is the default)")
    form.add_argument("--csl-json", action="store_true", help="CSL-JSON, as Zotero and Pandoc read")


def run(args: argparse.Namespace) -> int:
    """Print the references; 1 where a node has none. Raises CliError, UnknownNode."""
    import os

    from cards.places import places
    from cli.errors import CliError
    from cli.ready_graph import ready_graph

    if bool(args.node) == args.all or (args.pack and not args.all):
        raise CliError("name a node, or say --all (with --pack NAME for one pack).")
    where = places(os.environ)
    with ready_graph() as graph:
        works = _works(graph, args)
        citations = _citations(graph, works, where)
    if args.csl_json:
        from sync.csl_json import csl_json

        print(csl_json(citations))
    elif citations:
        from sync.bibtex import bibtex

        print(bibtex(citations), end="")
    if not citations:
        _say_none(args)
    return 0 if citations else 1


def _works(graph: Graph, args: argparse.Namespace) -> list[NodeRow]:
    from cli.errors import CliError
    from sync.cite import all_works, works_of

    if not args.all:
        found = [work for name in args.node for work in works_of(graph, graph.find(name))]
        return list({work.key: work for work in found}.values())
    names = [layer.name for layer in graph.layers()]
    if args.pack and args.pack not in names:
        raise CliError(f"there is no pack '{args.pack}': it is one of {', '.join(names)}.")
    return all_works(graph, args.pack)


def _citations(graph: Graph, works: list[NodeRow], where: Places) -> list[Citation]:
    from sync.cite import arxiv_of, citation, with_unique_keys
    from sync.paper_lookup import known_papers

    headers = [graph.header(work.id) for work in works]
    ids = [arxiv_of(header) for header in headers]
    known = known_papers(where.papers_db, where.arxiv_index, filter(None, ids))
    for trouble in known.troubles:
        print(f"edgewise: {trouble}", file=sys.stderr)
    totals = _authors_totals(where)
    found = [
        citation(work, header, known.metas.get(arxiv), authors_total=totals.get(arxiv, 0))
        for work, header, arxiv in zip(works, headers, ids, strict=True)
    ]
    return with_unique_keys(works, found)


def _authors_totals(where: Places) -> dict[str, int]:
    """How many authors the papers have that packs ship records of, by arXiv id."""
    from cards.places import layers
    from kg.papers_file import read_papers

    files = [read_papers(layer.root)[0] for layer in layers(where)]
    return {arxiv: one.authors_total for file in files for arxiv, one in file.records.items()}


def _say_none(args: argparse.Namespace) -> None:
    names: Iterable[str] = args.node or [args.pack or "all packs"]
    print(
        f"edgewise: no paper or resource is linked to {', '.join(names)} as a source.",
        file=sys.stderr,
    )
