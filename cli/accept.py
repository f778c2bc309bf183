"""edgewise accept: proposals of the inbox become notes and links of the vault.

Owns which proposals are meant, and the order: choose, say, write. Not here: what they become
(sync/triage.py), the words (accept_text.py).
"""

from __future__ import annotations

import argparse
import os
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from cards.places import Places
    from sync.pending import Pending

HELP = (
    "Take proposals of the inbox into your vault, as drafts; --reviewed lets them make cards. "
    "Without names, say what waits. A proposal that adds to a note becomes lines of it; a link to "
    "a note that is not accepted yet waits for it. --undo takes the last act back, files as they "
    "were."
)
EXAMPLE = "edgewise accept --all-above 0.9 --dry-run"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Which proposals, as what, and whether to change anything."""
    parser.add_argument(
        "name", metavar="NAME", nargs="*",
        help="a proposal, or a folder of the inbox for all of an import",
    )  # fmt: skip
    parser.add_argument(
        "--all-above", metavar="C", type=float,
        help="every proposal of at least this confidence, 0 to 1, that resembles no note of yours",
    )  # fmt: skip
    parser.add_argument("--merge", metavar="NODE", help="take the one proposal as this node")
    parser.add_argument("--reviewed", action="store_true", help="they count as reviewed: cards")
    parser.add_argument("--dry-run", action="store_true", help="say what would come of it")
    parser.add_argument("--undo", action="store_true", help="take the last act on the inbox back")
    parser.add_argument("--json", action="store_true", help="print one JSON object")


def run(args: argparse.Namespace) -> int:
    """Accept; 1 where a proposal could not be. Raises KgError, CliError."""
    from cards.places import places
    from cli import accept_text
    from cli.errors import CliError
    from cli.progress import after_a_moment
    from sync.triage import acts_of, waiting

    where = places(os.environ)
    _check(args)
    if args.undo:
        told = acts_of(where).undo()
        accept_text.tell_undo(told, as_json=args.json)
        return 0
    if args.merge and len(args.name) != 1:
        raise CliError("--merge wants the name of one proposal.")
    known = waiting(where, after_a_moment("Reading the inbox"))
    if not args.name and args.all_above is None:
        accept_text.tell_waiting(where.inbox, known, as_json=args.json)
        return 0
    return _judge(args, where, known)


def _check(args: argparse.Namespace) -> None:
    from cli.errors import CliError

    if args.undo and (args.name or args.all_above is not None or args.merge):
        raise CliError("--undo takes back the last act, whichever it was: leave the names out.")
    if args.all_above is not None and not 0 <= args.all_above <= 1:
        raise CliError(f"--all-above wants a number from 0 to 1, not {args.all_above:g}.")
    if args.all_above is not None and args.merge:
        raise CliError("--merge is for one proposal, by name.")


def _judge(args: argparse.Namespace, where: Places, known: list[Pending]) -> int:
    from cli import accept_text
    from cli.errors import FINE, FOUND_PROBLEMS
    from cli.progress import after_a_moment
    from cli.ready_graph import ready_graph
    from sync.pending import named
    from sync.triage import accept, merge, where_of

    chosen = named(where.inbox, known, args.name) if args.name else known
    alike: list[Pending] = []
    if args.all_above is not None:
        sure = [one for one in chosen if (one.confidence or 0) >= args.all_above]
        alike = [one for one in sure if one.same_as]
        chosen = [one for one in sure if not one.same_as]
    with ready_graph() as graph:
        notes = where_of(where, graph)
        if args.merge:
            key = graph.find(args.merge).key
            judged = merge(
                notes, known, chosen[0], key, reviewed=args.reviewed, rehearse=args.dry_run
            )
        else:
            judged = accept(
                notes, known, chosen, reviewed=args.reviewed, rehearse=args.dry_run,
                progress=after_a_moment("Writing notes"),
            )  # fmt: skip
    accept_text.tell_accepted(judged, alike, dry_run=args.dry_run, as_json=args.json)
    return FOUND_PROBLEMS if judged.refused else FINE
