"""edgewise export hashcards: a folder of decks for hashcards."""

from __future__ import annotations

import argparse
from pathlib import Path

HELP = (
    "Write a folder that hashcards drills: one deck a node type, images and sounds in media/. Its "
    "own hashcards.db in that folder is left alone. hashcards knows a card by its text: a reworded "
    "one starts anew there."
)
EXAMPLE = "edgewise export hashcards cards/ --type concept"
DEFAULT = "edgewise-hashcards"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Where to, and which cards."""
    from cli.export_scope import add_scope

    parser.add_argument(
        "folder", metavar="FOLDER", nargs="?", default=DEFAULT, help=f"a folder ({DEFAULT}/)"
    )
    add_scope(parser)


def run(args: argparse.Namespace) -> int:
    """Write the decks. Raises KgError, CardsError, SyncError, CliError."""
    from cli.errors import CliError
    from cli.export_scope import STDOUT, chosen_cards, count
    from cli.progress import after_a_moment
    from sync.export_folder import new_folder
    from sync.export_hashcards import KEPT, KIND, write_hashcards
    from sync.export_media import roots

    if args.folder == STDOUT:
        raise CliError("hashcards reads a folder of decks, which stdout cannot be; name a folder.")
    with (
        chosen_cards(args) as found,
        new_folder(Path(args.folder).expanduser(), KIND, KEPT) as folder,
    ):
        progress = after_a_moment("Writing cards")
        cards, media = write_hashcards(
            found.store, found.allowed, folder, roots(found.graph), progress
        )
    files = f" with {count(media, 'file')} of media" if media else ""
    print(f"{count(cards, 'card')}{files} written to {args.folder}.")
    return 0
