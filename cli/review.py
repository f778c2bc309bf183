"""edgewise review: opens the app on the first card that is due."""

from __future__ import annotations

import argparse
import os
import sys

from cli.errors import ENVIRONMENT, CliError

HELP = "Grade what is due now. With a node, type or tag only those cards are asked."
EXAMPLE = "edgewise review --node self-attention --limit 10"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Which cards, and how many."""
    parser.add_argument("--node", metavar="N", help="only cards of this node and what it needs")
    parser.add_argument("--depth", type=int, default=1, help="how far to go from the node (1)")
    parser.add_argument("--type", metavar="T", help="only cards of this node type (metric, ...)")
    parser.add_argument("--tag", metavar="X", help="only cards of nodes with this tag")
    parser.add_argument("--limit", type=int, metavar="K", help="at most this many cards")


def run(args: argparse.Namespace) -> int:
    """Open the app on Review (or on Home, for `edgewise` alone), or say why it cannot open here."""
    # A driver that was chosen for the app (`edgewise serve` does) needs no terminal.
    if not (sys.stdin.isatty() and sys.stdout.isatty()) and not os.environ.get("TEXTUAL_DRIVER"):
        raise CliError(
            "the app needs a terminal, and this is a pipe or a file; for scripts use"
            " `edgewise due --json`.",
            ENVIRONMENT,
        )
    if args.open_app is None:
        raise CliError("this start has no app; use the command `edgewise`.", ENVIRONMENT)
    from cards.places import places
    from cards.queue import Scope

    scope = Scope(node=args.node, type=args.type, tag=args.tag, limit=args.limit, depth=args.depth)
    return int(args.open_app(places(os.environ), args.screen, scope))
