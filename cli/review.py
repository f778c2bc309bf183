"""edgewise review: opens the app on the first card that is due, or asks line by line.

Owns which cards the options name. Not here: asking (the app; plain_review.py).
"""

from __future__ import annotations

import argparse
import os
import sys
from typing import TYPE_CHECKING

from cli.errors import ENVIRONMENT, CliError

if TYPE_CHECKING:
    from cards.queue import Scope

_MOST_DAYS = 365

HELP = (
    "Grade what is due now. With a node, type or tag only those cards are asked. --ahead asks for"
    " what is due soon as well; --failed and --cram are practice: nothing is written, your schedule"
    " stays as it is. --plain asks line by line, for screen readers and dumb terminals."
)
EXAMPLE = "edgewise review --node self-attention --limit 10"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Which cards, and how many."""
    parser.add_argument("--node", metavar="N", help="only cards of this node and what it needs")
    parser.add_argument("--depth", type=int, default=1, help="how far to go from the node (1)")
    parser.add_argument("--type", metavar="T", help="only cards of this node type (metric, ...)")
    parser.add_argument("--tag", metavar="X", help="only cards of nodes with this tag")
    parser.add_argument("--limit", type=int, metavar="K", help="at most this many cards")
    which = parser.add_mutually_exclusive_group()
    which.add_argument(
        "--ahead", type=_days, default=0, metavar="N", help="also reviews due in the next N days"
    )
    which.add_argument("--failed", action="store_true", help="practise the cards you failed today")
    which.add_argument(
        "--cram", action="store_true", help="practise all cards you have met, due or not"
    )
    parser.add_argument(
        "--plain", action="store_true", help="line by line, without a screen to draw on"
    )


def _days(text: str) -> int:
    """A number of days. Raises ArgumentTypeError for anything else."""
    if not text.isdecimal() or not 1 <= int(text) <= _MOST_DAYS:
        raise argparse.ArgumentTypeError(f"give a number of days from 1 to {_MOST_DAYS}")
    return int(text)


def run(args: argparse.Namespace) -> int:
    """Open the app on Review (or on Home, for `edgewise` alone), or say why it cannot open here."""
    if args.plain:
        from cli.plain_review import review

        return review(scope_of(args))
    # A driver that was chosen for the app (`edgewise serve` does) needs no terminal.
    if not (sys.stdin.isatty() and sys.stdout.isatty()) and not os.environ.get("TEXTUAL_DRIVER"):
        raise CliError(
            "the app needs a terminal, and this is a pipe or a file; `edgewise review --plain` asks"
            " line by line, and for scripts there is `edgewise due --json`.",
            ENVIRONMENT,
        )
    if args.open_app is None:
        raise CliError("this start has no app; use the command `edgewise`.", ENVIRONMENT)
    from cards.places import places

    return int(args.open_app(places(os.environ), args.screen, scope_of(args)))


def scope_of(args: argparse.Namespace) -> Scope:
    """Which cards were asked for."""
    from cards.queue import Scope

    return Scope(
        node=args.node,
        type=args.type,
        tag=args.tag,
        limit=args.limit,
        depth=args.depth,
        ahead=args.ahead,
        failed_today=args.failed,
        cram=args.cram,
    )
