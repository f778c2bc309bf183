"""edgewise export csv: a table with a row a card, and one of all reviews."""

from __future__ import annotations

import argparse
from contextlib import ExitStack
from pathlib import Path

HELP = (
    "Write a table (CSV, UTF-8) with a row a card: id, texts, sources, place in the graph, state "
    "of memory. With --reviews also one with a row an answer. No spreadsheet runs a cell of it."
)
EXAMPLE = "edgewise export csv cards.csv --reviews reviews.csv"
DEFAULT = "edgewise-cards.csv"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Where to, which cards, and what else."""
    from cli.export_scope import add_scope

    parser.add_argument(
        "file", metavar="FILE", nargs="?", default=DEFAULT,
        help=f"where to write, '-' for stdout ({DEFAULT})",
    )  # fmt: skip
    add_scope(parser)
    parser.add_argument(
        "--reviews", metavar="FILE", default="", help="also write the log of answers to this file"
    )
    parser.add_argument("--bom", action="store_true", help="begin with the mark that Excel wants")


def run(args: argparse.Namespace) -> int:
    """Write the tables. Raises KgError, CardsError, SyncError, CliError."""
    from cli.errors import CliError
    from cli.export_scope import STDOUT, chosen_cards, count, say, stream_to
    from cli.progress import after_a_moment
    from sync.export_csv import write_csv

    if args.reviews and _place(args.reviews) == _place(args.file):
        raise CliError("the cards and the reviews need a file each.")
    with chosen_cards(args) as found, ExitStack() as files:
        cards = files.enter_context(stream_to(args.file, _is_ours))
        log = files.enter_context(stream_to(args.reviews, _is_ours)) if args.reviews else None
        progress = after_a_moment("Writing cards")
        cards_total, reviews_total = write_csv(
            found.store, found.allowed, cards, log, progress, mark=args.bom
        )
    said = f"{count(cards_total, 'card')} written to {args.file}"
    if args.reviews:
        said += f", {count(reviews_total, 'review')} to {args.reviews}"
    say(f"{said}.", STDOUT if STDOUT in (args.file, args.reviews) else args.file)
    return 0


def _place(target: str) -> Path | None:
    return None if target == "-" else Path(target).expanduser().resolve()


def _is_ours(path: Path) -> bool:
    from sync.export_csv import HEAD_BYTES, is_ours

    with path.open("rb") as stream:
        return is_ours(stream.read(HEAD_BYTES))
