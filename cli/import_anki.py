"""edgewise import-anki: bring reviews made in Anki into the log, with a preview first.

Owns the order: look, say, ask, write. Not here: what is read (sync/anki_reader.py,
sync/anki_reviews.py), the words (import_text.py), note proposals (import_notes.py).
"""

from __future__ import annotations

import argparse
import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from cards.places import Places
    from sync.anki_reader import AnkiPackage
    from sync.anki_reviews import Report

HELP = (
    "Read the reviews of a file that Anki exported (.apkg with scheduling information, or "
    ".colpkg), show what is new, and add it to the log after a yes. Reading a file twice adds "
    "nothing. The app's undo takes the whole import back on the same day. docs/anki.md has the "
    "way from the phone step by step."
)
EXAMPLE = "edgewise import-anki Edgewise.apkg"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The file, whether to ask, and the form."""
    parser.add_argument(
        "file", metavar="FILE", type=Path,
        help="an .apkg or a .colpkg; or a deck of hashcards (.md, or a folder of them)",
    )  # fmt: skip
    parser.add_argument("--dry-run", action="store_true", help="say what is new, change nothing")
    parser.add_argument("--yes", action="store_true", help="do not ask first (for scripts)")
    parser.add_argument(
        "--notes", action="store_true",
        help="instead of reviews: turn the notes of other decks into proposals in your inbox",
    )  # fmt: skip
    parser.add_argument("--json", action="store_true", help="print one JSON object")


def run(args: argparse.Namespace) -> int:
    """Import; 1 where the file holds nothing to import. Raises SyncError, CardsError, CliError."""
    return take(
        args.file.expanduser(), yes=args.yes, dry_run=args.dry_run, as_json=args.json,
        notes=args.notes,
    )  # fmt: skip


def take(path: Path, *, yes: bool, dry_run: bool, as_json: bool, notes: bool = False) -> int:
    """Do what `run` does, for a caller that fetched the file itself."""
    import tempfile

    from cards.places import places
    from cli.errors import CliError
    from cli.import_notes import is_hashcards, take_notes
    from sync.anki_reader import open_package

    if not path.exists():
        raise CliError(f"there is no file {path}; name the .apkg or .colpkg that Anki exported.")
    if as_json and not (yes or dry_run):
        raise CliError("--json asks no questions: add --yes, or --dry-run to change nothing.")
    where = places(os.environ)
    if notes or is_hashcards(path):
        return take_notes(path, where, yes=yes, dry_run=dry_run, as_json=as_json)
    with (
        tempfile.TemporaryDirectory(prefix="edgewise-") as scratch,
        open_package(path, Path(scratch)) as package,
    ):
        return _reviews(package, where, yes=yes, dry_run=dry_run, as_json=as_json)


def _reviews(
    package: AnkiPackage, where: Places, *, yes: bool, dry_run: bool, as_json: bool
) -> int:
    import json

    from cli import import_text
    from cli.errors import FINE, FOUND_PROBLEMS

    report = _bring(package, where, rehearse=dry_run or not yes)
    empty = not report.our_cards or not package.has_scheduling
    if as_json:
        told = import_text.data(package, report, written=not dry_run)
        print(json.dumps(told, ensure_ascii=False, indent=1))
        return FOUND_PROBLEMS if empty else FINE
    print("\n".join(import_text.lines(package, report)))
    if empty or not report.brought.changes:
        return FOUND_PROBLEMS if empty else FINE
    if dry_run:
        print("Nothing was changed.")
        return FINE
    if not yes:
        if not _agreed():
            print("Nothing was imported.")
            return FINE
        report = _bring(package, where, rehearse=False)
    print(import_text.done(report))
    return FINE


def _bring(package: AnkiPackage, where: Places, *, rehearse: bool) -> Report:
    """Open the log and bring the reviews in, or only find out what that would do."""
    from cards.new_id import RANDOM_BYTES, new_id
    from cards.scheduler import Clock
    from cards.settings import load
    from cards.store import Store
    from cards.study_day import now_ms, offset_at
    from cli.progress import after_a_moment
    from sync.anki_reviews import bring_reviews

    settings, moment = load(where.settings), now_ms()
    clock = Clock(moment, offset_at(moment, settings.zone), settings.rollover_hour)
    session = new_id(moment, os.urandom(RANDOM_BYTES))
    with Store.open(where.study_db, create=False, backups=where.backups) as store:
        return bring_reviews(
            package, store, settings, session, clock,
            rehearse=rehearse, progress=after_a_moment("Reading reviews"),
        )  # fmt: skip


def _agreed() -> bool:
    from cli.errors import CliError

    if not sys.stdin.isatty():
        raise CliError("importing wants a yes: add --yes. Nothing was changed.")
    return input("Import them? [y/N] ").strip().lower() in ("y", "yes")
