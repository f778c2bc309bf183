"""edgewise reject: proposals of the inbox go, and are not proposed again."""

from __future__ import annotations

import argparse
import os

HELP = (
    "Reject proposals of the inbox. The list of what was proposed remembers them: no import "
    "proposes them again. What only adds to a rejected note goes with it. `edgewise accept --undo` "
    "takes the last act back."
)
EXAMPLE = "edgewise reject attention-paper"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Which proposals."""
    parser.add_argument(
        "name", metavar="NAME", nargs="+",
        help="a proposal, or a folder of the inbox for all of an import",
    )  # fmt: skip
    parser.add_argument("--dry-run", action="store_true", help="say which would go")
    parser.add_argument("--json", action="store_true", help="print one JSON object")


def run(args: argparse.Namespace) -> int:
    """Reject them. Raises KgError."""
    from cards.places import places
    from cli.accept_text import tell_rejected
    from cli.progress import after_a_moment
    from sync.pending import named
    from sync.triage import reject, waiting, where_of

    where = places(os.environ)
    known = waiting(where, after_a_moment("Reading the inbox"))
    chosen = named(where.inbox, known, args.name)
    judged = reject(where_of(where, None), known, chosen, rehearse=args.dry_run)
    tell_rejected(judged, dry_run=args.dry_run, as_json=args.json)
    return 0
