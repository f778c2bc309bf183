"""edgewise anki: cards to a running Anki, and its reviews back, without files to carry.

Owns the options and the order: greet Anki first, so that nothing is made in vain. Not here: asking
Anki (sync/anki_connect.py), the export (export_anki.py), the import (import_anki.py), the words
(anki_text.py).
"""

from __future__ import annotations

import argparse
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from sync.anki_connect import AnkiConnect

HELP = (
    "Hand the cards to the Anki that runs on this machine, or bring the reviews made there into "
    "the log. Anki needs the add-on AnkiConnect (2055492159); docs/anki.md has the way to the "
    "phone and back step by step, also without the add-on."
)
EXAMPLE = "edgewise anki pull"
_PUSH = (
    "Export the cards, let Anki import them with their progress, and say what is there then: "
    "new notes, updated texts, texts that Anki keeps. The schedule of a card that Anki has stays."
)
_PULL = (
    "Let Anki export the deck, show which reviews are new, and add them to the log after a yes. "
    "Pulling twice adds nothing. The app's undo takes a pull back on the same day."
)
# Anki takes other names for a backup (sync/anki_package.py).
_PUSHED = "edgewise.apkg"
_PULLED = "deck-in-anki.apkg"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The two directions, each with its options."""
    ways = parser.add_subparsers(dest="way", metavar="push|pull", required=True)
    push = ways.add_parser("push", help="cards to Anki", description=_PUSH)
    pull = ways.add_parser("pull", help="reviews to here", description=_PULL)
    push.epilog, pull.epilog = "Example: edgewise anki push", "Example: edgewise anki pull --yes"
    for way, deck in ((push, "the deck above all others"), (pull, "the deck to fetch")):
        way.add_argument("--deck", metavar="NAME", help=f"{deck}: Edgewise")
        way.add_argument("--url", metavar="URL", default="", help="where AnkiConnect listens")
        way.add_argument("--json", action="store_true", help="print one JSON object")
    push.add_argument(
        "--by", choices=("type", "chapter"), default="type", help="what the subdecks are: type"
    )
    pull.add_argument("--dry-run", action="store_true", help="say what is new, change nothing")
    pull.add_argument("--yes", action="store_true", help="do not ask first (for scripts)")


def run(args: argparse.Namespace) -> int:
    """Push or pull; 1: something did not arrive, or there is nothing to import.

    Raises SyncError (code 3), KgError, CardsError, CliError.
    """
    return _push(args) if args.way == "push" else _pull(args)


def _push(args: argparse.Namespace) -> int:
    import json

    from cli.anki_text import NOTHING, pushed_data, pushed_lines
    from cli.errors import FINE, FOUND_PROBLEMS, CliError
    from cli.export_anki import deck_name, opened_source
    from cli.progress import after_a_moment
    from sync.anki_export import Wish, export
    from sync.anki_push import push

    wish = Wish(deck=deck_name(args.deck), by=args.by)
    anki = _anki(args.url)
    with opened_source() as source, _folder(source.where.home) as folder:
        file = folder / _PUSHED
        exported = export(source, file, wish, after_a_moment("Packing notes"))
        if not exported.packed.notes:
            raise CliError(NOTHING, FOUND_PROBLEMS)
        done = push(anki, file, folder, after_a_moment("Looking at Anki's notes"))
    if args.json:
        told = pushed_data(exported, done, anki.shown)
        print(json.dumps(told, ensure_ascii=False, indent=1))
    else:
        print("\n".join(pushed_lines(exported, done, anki.shown)))
    return FOUND_PROBLEMS if done.missing else FINE


def _pull(args: argparse.Namespace) -> int:
    import sys

    from cards.places import places
    from cli.anki_text import elsewhere_line, untouched_line
    from cli.errors import FINE, CliError
    from cli.import_anki import take
    from sync.anki_ids import ROOT_DECK
    from sync.anki_pull import pull

    if args.json and not (args.yes or args.dry_run):
        raise CliError("--json asks no questions: add --yes, or --dry-run to change nothing.")
    home = places(os.environ).home
    anki = _anki(args.url)
    with _folder(home) as folder:
        file = folder / _PULLED
        pulled = pull(anki, args.deck or ROOT_DECK, file)
        if pulled.new and not args.json:
            print(untouched_line(pulled.new))
            code = FINE
        else:
            code = take(file, yes=args.yes, dry_run=args.dry_run, as_json=args.json)
    if pulled.elsewhere:
        print(elsewhere_line(pulled.elsewhere), file=sys.stderr if args.json else sys.stdout)
    return FINE if pulled.new else code


def _anki(url: str) -> AnkiConnect:
    """AnkiConnect at the address in force, greeted. Raises SyncError, SettingsError."""
    from cards.places import places
    from cards.settings import load
    from sync.anki_address import anki_address
    from sync.anki_connect import AnkiConnect

    settings = load(places(os.environ).settings)
    at = anki_address(
        settings.anki_url, settings.anki_key, os.environ,
        given=url, other_machine=settings.anki_other_machine,
    )  # fmt: skip
    anki = AnkiConnect(at)
    anki.greet()
    return anki


@contextmanager
def _folder(home: Path) -> Iterator[Path]:
    """A folder in the home, for a file that two programs of one person share; gone at the end.

    Not the system's folder for such things: an Anki in a sandbox has its own. Raises CliError.
    """
    import tempfile

    from cli.errors import ENVIRONMENT, CliError

    try:
        made = tempfile.TemporaryDirectory(prefix="anki-", dir=home, ignore_cleanup_errors=True)
    except OSError as problem:
        why = (problem.strerror or "error").lower()
        raise CliError(
            f"no file for Anki can be made in {home} ({why}); make room there, or correct its "
            "permissions.",
            ENVIRONMENT,
        ) from problem
    with made as folder:
        yield Path(folder).resolve()
