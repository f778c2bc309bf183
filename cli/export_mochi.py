"""edgewise export mochi: a .mochi file for Mochi."""

from __future__ import annotations

import argparse
import sys

HELP = (
    "Write a .mochi file: one deck a node type, with images and sounds. A card keeps its id, so "
    "that a second import changes it and adds none. Memory stays here: Mochi schedules by itself."
)
EXAMPLE = "edgewise export mochi edgewise.mochi --due"
DEFAULT = "edgewise.mochi"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Where to, which cards, and the name of the deck above all others."""
    from cli.export_scope import add_scope

    parser.add_argument(
        "file", metavar="FILE", nargs="?", default=DEFAULT,
        help=f"where to write, '-' for stdout ({DEFAULT})",
    )  # fmt: skip
    add_scope(parser)
    parser.add_argument(
        "--deck", metavar="NAME", default="Edgewise", help="the deck that holds all (Edgewise)"
    )


def run(args: argparse.Namespace) -> int:
    """Write the file. Raises KgError, CardsError, SyncError, CliError."""
    from cli.errors import CliError
    from cli.export_scope import STDOUT, chosen_cards, count, say, stream_to
    from cli.progress import after_a_moment
    from sync.export_media import roots
    from sync.export_mochi import is_ours, write_mochi

    if args.file == STDOUT and sys.stdout.isatty():
        raise CliError("a .mochi file is no text for a terminal; name a file, or redirect stdout.")
    with chosen_cards(args) as found, stream_to(args.file, is_ours) as stream:
        progress = after_a_moment("Writing cards")
        cards, media = write_mochi(
            found.store, found.allowed, stream, roots(found.graph), args.deck, progress
        )
    files = f" with {count(media, 'file')} of media" if media else ""
    say(f"{count(cards, 'card')}{files} written to {args.file}.", args.file)
    return 0
