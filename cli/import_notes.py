"""The half of `edgewise import-anki` that makes note proposals: of Anki's decks and of hashcards.

Owns the order (look, say, ask, write) and the words. Not here: reviews (import_anki.py), reading
decks (sync/anki_notes.py, sync/hashcards_in.py).
"""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from cards.places import Places
    from cli.node_text import Data
    from sync.inbox import Inbox
    from sync.proposed import Proposals

_LISTED = 10


def is_hashcards(path: Path) -> bool:
    """Whether a path can only be a deck, or a folder of decks, of hashcards."""
    return path.is_dir() or path.suffix.lower() in (".md", ".markdown")


def take_notes(path: Path, where: Places, *, yes: bool, dry_run: bool, as_json: bool) -> int:
    """Propose the notes of a file; 1 where it never had any to propose.

    Raises SyncError, KgError, CliError.
    """
    import json
    import tempfile

    from cli.errors import FINE, FOUND_PROBLEMS
    from sync.inbox import Inbox
    from sync.proposed import KNOWN

    inbox = Inbox(where.inbox)
    with tempfile.TemporaryDirectory(prefix="edgewise-") as scratch:
        made = _proposals(path, inbox, Path(scratch))
        agreed = bool(made.notes) and not dry_run and (yes or _agreed(path, made, as_json=as_json))
        if agreed:
            inbox.add(made.notes, made.media, made.origins)
    if as_json:
        print(json.dumps(_data(path, made, inbox, written=agreed), ensure_ascii=False, indent=1))
    elif yes or dry_run or not made.notes:
        print("\n".join(_lines(path, made)))
    if made.notes and not as_json:
        print(_done(inbox) if agreed else "Nothing was changed.")
    return FINE if made.notes or made.left_out[KNOWN] else FOUND_PROBLEMS


def _proposals(path: Path, inbox: Inbox, scratch: Path) -> Proposals:
    if is_hashcards(path):
        from sync.hashcards_in import hashcards_proposals

        return hashcards_proposals(path, inbox, scratch)
    from cli.progress import after_a_moment
    from sync.anki_notes import proposals
    from sync.anki_reader import open_package

    with open_package(path, scratch) as package:
        return proposals(package, inbox, scratch, after_a_moment("Reading notes"))


def _lines(path: Path, made: Proposals) -> list[str]:
    """The preview."""
    from cli.node_text import wrapped

    if not made.notes:
        lines = [wrapped(f"{path.name} has no new notes of other decks to propose.")]
    else:
        notes = "1 note" if len(made.notes) == 1 else f"{len(made.notes)} notes"
        cards = "1 card" if made.cards == 1 else f"{made.cards:,} cards"
        kind = "hashcards" if is_hashcards(path) else "Anki"
        lines = [wrapped(f"{path.name} ({kind}) would add {notes} with {cards} to your inbox:")]
        lines += [wrapped(f"{note.stem}.md  {note.cards}", "  ") for note in made.notes[:_LISTED]]
    if len(made.notes) > _LISTED:
        lines.append(f"  and {len(made.notes) - _LISTED} more")
    if made.left_out:
        lines.append("Left out:")
        lines += [f"{count:>7,}  {why}" for why, count in made.left_out.items()]
    return lines


def _done(inbox: Inbox) -> str:
    from cli.node_text import wrapped

    return wrapped(
        f"Written to {inbox.folder}. Nothing makes cards yet: look through each note in `edgewise` "
        "(i on Home; A takes it as reviewed), or use `edgewise accept NAME --reviewed`."
    )


def _data(path: Path, made: Proposals, inbox: Inbox, *, written: bool) -> Data:
    """What --json prints; the names of the fields are a promise."""
    return {
        "file": str(path),
        "written": written,
        "cards": made.cards,
        "notes": [
            {"file": str(inbox.folder / f"{note.stem}.md"), "cards": note.cards}
            for note in made.notes
        ],
        "left_out": dict(made.left_out),
    }


def _agreed(path: Path, made: Proposals, *, as_json: bool) -> bool:
    """Show the preview and ask."""
    from cli.errors import CliError

    if as_json or not sys.stdin.isatty():
        raise CliError("importing wants a yes: add --yes. Nothing was changed.")
    print("\n".join(_lines(path, made)))
    return input("Propose them? [y/N] ").strip().lower() in ("y", "yes")
