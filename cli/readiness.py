"""edgewise readiness: how well one recalls a node and all that it builds on, as an estimate."""

from __future__ import annotations

import argparse
from collections.abc import Iterator
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from cards.readiness import Readiness
    from kg.compiled import Graph
    from kg.rows import NodeRow

HELP = (
    "Estimate how ready you are for a node: the mean and the least recall of its cards, of the "
    "cards of all that it builds on, and of the exercises that test these. A card never answered "
    "counts as 0 %; suspended and known cards are left out."
)
EXAMPLE = "edgewise readiness self-attention"
WEAKEST = 10


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The node and the form."""
    parser.add_argument("node", metavar="NODE", nargs="+", help="a stem, pack/stem, title or alias")
    parser.add_argument("--json", action="store_true", help="print JSON, with every node behind it")


def run(args: argparse.Namespace) -> int:
    """Print the estimate; 1 if the node has no cards to judge by. Raises UnknownNode."""
    import json
    import os

    from cards.places import places
    from cards.readiness import readiness
    from cards.refresh import refresh
    from cards.study import Study

    study = Study.open(places(os.environ))
    try:
        clock = study.now()
        refresh(study.places, study.store, clock.now_ms)
        graph = study.graph()
        node = graph.find(" ".join(args.node))
        found = readiness(graph, study.store, node.key, clock, study.settings.parameters)
        if args.json:
            print(json.dumps(_data(node, found), ensure_ascii=False, indent=1))
        else:
            for line in _lines(graph, node, found):
                print(line)
    finally:
        study.close()
    return int(found.mean is None)


def _data(node: NodeRow, found: Readiness) -> dict[str, object]:
    weakest = [{"node": key, "recall": recall} for key, recall in found.weakest]
    return {"node": node.key, **found._asdict(), "weakest": weakest}


def _lines(graph: Graph, node: NodeRow, found: Readiness) -> Iterator[str]:
    from cli.node_text import wrapped

    if found.mean is None or found.minimum is None:
        yield wrapped(
            f"{node.title} ({node.key}): no cards to judge by, its own or of what it builds on."
        )
        return
    yield wrapped(f"{node.title} ({node.key}): about {_percent(found.mean)} ready, an estimate")
    yield wrapped(_basis(found, found.minimum), "  ")
    yield ""
    worst = found.weakest[:WEAKEST]
    yield "Weakest first:"
    for key, recall in worst:
        row = graph.by_key(key)
        name = f"{row.title} ({row.type})" if row else key
        yield wrapped(name, f"  {_percent(recall):>5}  ")
    if left := len(found.weakest) - len(worst):
        yield f"  and {left} more; --json lists them all."


def _basis(found: Readiness, minimum: float) -> str:
    nodes = len(found.weakest)
    seen = f"{found.unseen} never answered" if found.unseen else "all of them answered before"
    return (
        f"Mean recall of {found.cards} {'card' if found.cards == 1 else 'cards'} of {nodes} "
        f"{'node' if nodes == 1 else 'nodes'}, {seen}; the least is {_percent(minimum)}."
    )


def _percent(recall: float) -> str:
    return f"{recall:.0%}".replace("%", " %")
