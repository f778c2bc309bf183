"""edgewise export markdown: cards as text to read and to keep."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from cli.export_scope import Chosen
    from sync.export_markdown import Wanted, Written

HELP = (
    "Write the cards as Markdown: a folder with one file a note, with its images and sounds, or "
    "one file where the name ends in .md. Each card has question, answer, why, sources and ids."
)
EXAMPLE = "edgewise export markdown cards/ --memory --reviews"
DEFAULT = "edgewise-markdown"
SUFFIXES = (".md", ".markdown")


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Where to, which cards, and what else."""
    from cli.export_scope import add_scope

    parser.add_argument(
        "target", metavar="TARGET", nargs="?", default=DEFAULT,
        help=f"a folder, a file that ends in .md, or '-' for stdout ({DEFAULT}/)",
    )  # fmt: skip
    add_scope(parser)
    parser.add_argument("--memory", action="store_true", help="also state, due date and stability")
    parser.add_argument("--reviews", action="store_true", help="also every answer that was given")


def run(args: argparse.Namespace) -> int:
    """Write the text. Raises KgError, CardsError, SyncError, CliError."""
    from cli.export_scope import STDOUT, chosen_cards, count, say
    from sync.export_markdown import Wanted

    wanted = Wanted(args.memory, args.reviews)
    with chosen_cards(args) as found:
        if args.target == STDOUT or args.target.lower().endswith(SUFFIXES):
            done = _file(args.target, found, wanted)
        else:
            done = _folder(args.target, found, wanted)
    media = f" with {count(done.media, 'file')} of media" if done.media else ""
    say(f"{count(done.cards, 'card')}{media} written to {args.target}.", args.target)
    return 0


def _file(target: str, found: Chosen, wanted: Wanted) -> Written:
    from cli.export_scope import stream_to
    from cli.progress import after_a_moment
    from sync.export_file import begins_with
    from sync.export_markdown import HEAD, write_markdown

    progress = after_a_moment("Writing cards")
    with stream_to(target, lambda path: begins_with(path, HEAD)) as stream:
        return write_markdown(found.store, found.allowed, stream, wanted, progress)


def _folder(target: str, found: Chosen, wanted: Wanted) -> Written:
    from cli.progress import after_a_moment
    from sync.export_folder import new_folder
    from sync.export_markdown import KIND, write_folder
    from sync.export_media import roots

    progress, places = after_a_moment("Writing cards"), roots(found.graph)
    with new_folder(Path(target).expanduser(), KIND) as folder:
        return write_folder(found.store, found.allowed, folder, places, wanted, progress)
