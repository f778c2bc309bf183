"""edgewise export anki: the cards as a package for Anki, with memory and reviews; says what to do.

Owns the options and the exit code. Not here: the package (sync/anki_export.py), the words after it
(export_anki_text.py), the other formats (export.py).
"""

from __future__ import annotations

import argparse
import json
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from sync.anki_export import Source, Wish

HELP = (
    "Write the cards as a package for Anki, with memory, review log, tags and images. A note goes"
    " whole: a card that is asked for brings the others of its statement along. A later import"
    " updates texts in place and leaves the schedule there alone."
)
EXAMPLE = "edgewise export anki phone.apkg --node self-attention --depth 1"
DEFAULT_FILE = "edgewise.apkg"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Where to, which cards, how they are laid out, and whether to write at all."""
    from cli.export_scope import add_scope

    parser.add_argument(
        "file", nargs="?", metavar="FILE", default=DEFAULT_FILE, help=f"default: {DEFAULT_FILE}"
    )
    parser.add_argument("--deck", metavar="NAME", help="the deck above all others: Edgewise")
    add_scope(parser)
    parser.add_argument(
        "--by", choices=("type", "chapter"), default="type", help="what the subdecks are: type"
    )
    parser.add_argument(
        "--no-history", action="store_true", help="all cards as new, without memory and reviews"
    )
    parser.add_argument(
        "--diff", metavar="OLD.apkg", type=Path, help="say what changed since; write nothing"
    )
    parser.add_argument("--json", action="store_true", help="print one JSON object")


def run(args: argparse.Namespace) -> int:
    """Bring the cards in step with the notes, write the package, say what to do with it."""
    from cli.export_anki_text import diff_json, diff_lines, done_json, done_lines
    from cli.progress import after_a_moment
    from sync.anki_export import compare, export

    wish = _wish(args)
    with opened_source() as source:
        if args.diff is not None:
            found = compare(source, args.diff, wish, after_a_moment("Comparing notes"))
            shown, lines = diff_json(found), diff_lines(found)
        else:
            file = Path(args.file).expanduser()
            _check(source, wish)
            done = export(source, file, wish, after_a_moment("Packing notes"))
            shown, lines = (
                done_json(done, file),
                done_lines(done, file, wish, source.settings.rollover_hour),
            )
    print(json.dumps(shown, ensure_ascii=False, indent=2) if args.json else "\n".join(lines))
    return 0


def _wish(args: argparse.Namespace) -> Wish:
    from cli.export_scope import scope_of
    from sync.anki_export import Wish

    return Wish(scope_of(args), deck_name(args.deck), args.by, history=not args.no_history)


def deck_name(given: str | None) -> str:
    """A deck's name as Anki takes it; None: ours. Raises CliError."""
    from cli.errors import CliError
    from sync.anki_ids import ROOT_DECK
    from sync.anki_nodes import SEPARATOR, deck_part

    parts = [deck_part(part) for part in (given or ROOT_DECK).split(SEPARATOR)]
    if not all(parts):
        raise CliError("--deck is a name like Edgewise, or Study::Edgewise for a deck in a deck.")
    return SEPARATOR.join(parts)


def _check(source: Source, wish: Wish) -> None:
    """Raises CliError (code 1) where no card is meant."""
    from cli.errors import FOUND_PROBLEMS, CliError
    from cli.export_scope import emptiness
    from sync.export_cards import total
    from sync.export_scope import chosen

    live = chosen(source.store, source.graph, wish.scope, source.clock.day)
    if not total(source.store, live):
        reason = emptiness(wish.scope)
        raise CliError(f"there is nothing to export: {reason}.", FOUND_PROBLEMS)


@contextmanager
def opened_source() -> Iterator[Source]:
    """The learner's home, its cards in step with the notes. Raises KgError, CardsError."""
    from cards.places import places
    from cards.refresh import refresh
    from cards.study import Study
    from cli.progress import reading_notes
    from sync.anki_export import Source

    study = Study.open(places(os.environ))
    try:
        refresh(study.places, study.store, study.now().now_ms, progress=reading_notes())
        yield Source(study.places, study.store, study.graph(), study.settings, study.now())
    finally:
        study.close()
