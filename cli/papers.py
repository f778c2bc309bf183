"""edgewise papers: all papers behind a node, each with the reason."""

from __future__ import annotations

import argparse
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from cli.node_text import Data
    from kg.compiled import Graph
    from kg.rows import NodeRow

HELP = "List the papers behind a node: its own, those of its parts and of what it builds on."
EXAMPLE = "edgewise papers transformer"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The node and the form."""
    parser.add_argument("node", metavar="NODE", nargs="+", help="a stem, pack/stem, title or alias")
    parser.add_argument("--json", action="store_true", help="print JSON")


def run(args: argparse.Namespace) -> int:
    """Print the papers, nearest first; for a paper, also what points to it. 1 if none."""
    import json

    from cli.ready_graph import ready_graph

    with ready_graph() as graph:
        node = graph.find(" ".join(args.node))
        papers = _papers(graph, node)
        cited_by = _cited_by(graph, node) if node.type == "paper" else []
    if args.json:
        found = {"node": node.key, "papers": papers, "cited_by": cited_by}
        print(json.dumps(found, ensure_ascii=False, indent=1))
    elif papers or cited_by:
        _tell(papers, cited_by)
    else:
        print(f"No paper is linked to {node.title} or to what it builds on.")
    return 0 if papers or cited_by else 1


def _papers(graph: Graph, node: NodeRow) -> list[Data]:
    from kg.graph import load_behind
    from kg.queries import papers_behind

    return [
        {
            "key": graph.node(found.paper).key,
            "title": graph.node(found.paper).title,
            "year": graph.header(found.paper).get("year"),
            "arxiv": graph.header(found.paper).get("arxiv"),
            "reason": found.reason,
        }
        for found in papers_behind(load_behind(graph, node.id), node.id)
    ]


def _cited_by(graph: Graph, node: NodeRow) -> list[Data]:
    from kg.graph import load
    from kg.queries import citing
    from kg.relation_words import words_of_edge

    near = load(graph, [node.id], 1)
    return [
        {
            "key": graph.node(edge.subject).key,
            "words": f"{graph.node(edge.subject).title} {words_of_edge(edge, forward=True)} it",
        }
        for edge in citing(near, node.id)
    ]


def _tell(papers: list[Data], cited_by: list[Data]) -> None:
    from cli.node_text import wrapped

    for paper in papers:
        marks = [str(paper["year"])] if paper["year"] else []
        marks += [f"arXiv {paper['arxiv']}"] if paper["arxiv"] else []
        known = f" ({', '.join(marks)})" if marks else ""
        print(wrapped(f"{paper['title']}{known}", "", "    "))
        print(wrapped(str(paper["reason"]), "    "))
    for line in cited_by:
        print(wrapped(str(line["words"]), "", "    "))
