"""edgewise path: how two nodes hang together, in words."""

from __future__ import annotations

import argparse

HELP = "Show the shortest chain of links between two nodes, in words."
EXAMPLE = "edgewise path self-attention kv-cache"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The two ends and the form."""
    parser.add_argument("start", metavar="A", help="a stem, pack/stem, title or alias (quoted)")
    parser.add_argument("end", metavar="B", help="the other end")
    parser.add_argument("--json", action="store_true", help="print JSON")


def run(args: argparse.Namespace) -> int:
    """Print the path, one link a line; 1 if there is none. Raises UnknownNode."""
    import json

    from cli.node_text import wrapped
    from cli.ready_graph import ready_graph
    from kg.links import in_words
    from kg.queries import path_between

    with ready_graph() as graph:
        start, end = graph.find(args.start), graph.find(args.end)
        steps = path_between(graph, start.id, end.id)
        told = [
            {
                "from": graph.node(step.start).key,
                "relation": step.edge.relation,
                "forward": step.forward,
                "to": graph.node(step.end).key,
                "words": f"{graph.node(step.start).title} {step.words} "
                f"{graph.node(step.end).title}",
                "reason": in_words(step.edge.reason),
            }
            for step in steps
        ]
    if args.json:
        print(json.dumps(told, ensure_ascii=False, indent=1))
    elif start.id == end.id:
        print(f"Both are {start.title}.")
    elif not told:
        print(f"No links join {start.title} and {end.title}.")
    else:
        for line in told:
            reason = f" — {line['reason']}" if line["reason"] else ""
            print(wrapped(f"{line['words']}{reason}", "", "    "))
    return 0 if told or start.id == end.id else 1
