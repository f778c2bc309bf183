"""Which cards a command exports, as options, and the home opened for them.

Owns the options --node, --depth, --type, --due and --all, which all formats share, and what is said
where they leave nothing. Not here: what the options mean (sync/export_scope.py), writing.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO, TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from cards.store import Store
    from kg.compiled import Graph
    from sync.export_scope import ExportScope

STDOUT = "-"


class Chosen(NamedTuple):
    """What a format needs: the store, the graph, and the ids of the live cards (None: all)."""

    store: Store
    graph: Graph
    allowed: frozenset[int] | None


def add_scope(parser: argparse.ArgumentParser) -> None:
    """The options; without any of them all cards are meant."""
    from kg.schema import NODE_TYPES

    which = parser.add_mutually_exclusive_group()
    which.add_argument("--node", metavar="NODE", default="", help="only cards of this node")
    which.add_argument(
        "--type", metavar="T", default="", choices=NODE_TYPES, help="only cards of this node type"
    )
    which.add_argument("--due", action="store_true", help="only cards that are due now")
    which.add_argument("--all", action="store_true", help="all cards (this is the default)")
    parser.add_argument(
        "--depth", type=int, metavar="N", default=0,
        help="with --node: also nodes up to N links away (0)",
    )  # fmt: skip


def scope_of(args: argparse.Namespace) -> ExportScope:
    """What the options say. Raises CliError where they make no sense together."""
    from cli.errors import CliError
    from sync.export_scope import ExportScope

    if args.depth < 0 or (args.depth and not args.node):
        raise CliError("--depth N goes with --node NODE, and counts links from 0.")
    return ExportScope(args.node, args.depth, args.type, args.due)


@contextmanager
def chosen_cards(args: argparse.Namespace) -> Iterator[Chosen]:
    """The home with its cards in step with the notes, and the cards that are meant.

    Raises KgError, CardsError, and CliError (code 1) where no card is meant.
    """
    import os

    from cards.places import places
    from cards.refresh import refresh
    from cards.study import Study
    from cli.errors import FOUND_PROBLEMS, CliError
    from cli.progress import reading_notes
    from sync.export_cards import total
    from sync.export_scope import chosen

    scope = scope_of(args)
    study = Study.open(places(os.environ))
    try:
        refresh(study.places, study.store, study.now().now_ms, progress=reading_notes())
        allowed = chosen(study.store, study.graph(), scope, study.now().day)
        if not total(study.store, allowed):
            raise CliError(f"there is nothing to export: {emptiness(scope)}.", FOUND_PROBLEMS)
        yield Chosen(study.store, study.graph(), allowed)
    finally:
        study.close()


def emptiness(scope: ExportScope) -> str:
    """Why a scope leaves nothing, as a clause."""
    if scope.due:
        return "no card is due"
    if scope.node:
        return f"'{scope.node}' has no cards; `edgewise cards {scope.node}` says why"
    if scope.type:
        return f"no {scope.type} has a card"
    return "there are no cards yet; `edgewise generate` makes them from your notes"


@contextmanager
def stream_to(target: str, is_ours: Callable[[Path], bool]) -> Iterator[IO[bytes]]:
    """A file that appears whole, or stdout for `-`. Raises WriteRefused, ExportFailed."""
    from sync.export_file import new_file

    if target == STDOUT:
        yield sys.stdout.buffer
        sys.stdout.buffer.flush()
        return
    with new_file(Path(target).expanduser(), is_ours) as stream:
        yield stream


def count(number: int, what: str) -> str:
    """A number with its word: 1 card, 2,345 cards."""
    return f"{number:,} {what}" if number == 1 else f"{number:,} {what}s"


def say(sentence: str, target: str) -> None:
    """One line about what was written; beside the data where that goes to stdout."""
    print(sentence, file=sys.stderr if target == STDOUT else sys.stdout)
