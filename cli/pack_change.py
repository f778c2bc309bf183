"""A pack comes to the learner's home, gets replaced, or goes.

Owns what is checked first, the order of the steps (a pack is whole or not there) and what is said
to the learner. Not here: copying (kg/pack_folder.py), making cards (cards/refresh.py).
"""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from cards.packs import Pack, layers_for, missing_needs, pack_at, pack_named, packs
from cards.places import Places, places
from cards.words import words_of
from cli.errors import FOUND_PROBLEMS, CliError
from cli.node_text import wrapped
from cli.progress import after_a_moment
from kg.errors import KgError, WriteRefused
from kg.pack_folder import contents, install, set_aside

if TYPE_CHECKING:
    from cards.refresh import Refreshed

_SHOWN = 3


def add(folder: Path, *, replace: bool) -> int:
    """Check a pack, copy it to the home, make its cards. Raises KgError, CardsError, CliError."""
    where = places(os.environ)
    pack, found = pack_at(folder), packs(where)
    old = _in_the_way(pack, found, replace=replace)
    missing = missing_needs(pack, found)
    if missing:
        raise CliError(
            f"{pack.name} needs {' and '.join(missing)}, which is not there; add that first."
        )
    words_of([folder])
    files, left_out = contents(folder)
    _refuse_errors(pack, found)
    shelved = _put(pack, files, old, where)
    done = _cards_follow(where)
    _tell_added(pack, old, done, files)
    if left_out:
        names = ", ".join(left_out[:_SHOWN]) + (" ..." if len(left_out) > _SHOWN else "")
        print(wrapped(f"Left out, since they are no part of a pack: {names}"))
    if shelved is not None:
        print(wrapped(f"The version before is kept in {shelved}."))
    else:
        print(f"`edgewise pack remove {pack.name}` takes it back.")
    return 0


def _in_the_way(pack: Pack, found: list[Pack], *, replace: bool) -> Pack | None:
    """The installed version that is to be replaced. Raises CliError where that is not allowed."""
    same = [other for other in found if other.name == pack.name]
    if any(other.built_in for other in same):
        raise CliError(
            f"{pack.name} is the name of a pack that comes with Edgewise; give yours another name "
            "in pack.toml. To change single notes of it, use `edgewise edit`."
        )
    if not same:
        return None
    if same[0].root.resolve() == pack.root.resolve():
        raise CliError(f"{pack.root} is the installed pack itself; name the folder to add.")
    if not replace:
        version = same[0].facts.version if same[0].facts is not None else ""
        raise CliError(
            f"You have {f'{pack.name} {version}'.strip()} already; `--replace` puts this folder "
            "in its place and keeps the history of the cards."
        )
    return same[0]


def _refuse_errors(pack: Pack, found: list[Pack]) -> None:
    """Print the errors of the pack, as `edgewise check` does; CliError if there is any."""
    from cli.check import find_faults

    _, faults = find_faults(layers_for(pack, found), [pack.name])
    errors = [fault for fault in faults if fault.severity == "error"]
    for fault in errors:
        print(fault)
    if errors:
        many = f"{len(errors)} errors" if len(errors) > 1 else "1 error"
        raise CliError(f"{pack.name} has {many}, so it was not added.", FOUND_PROBLEMS)


def _put(pack: Pack, files: list[str], old: Pack | None, where: Places) -> Path | None:
    """Copy the pack to its place; where the version before is now. Raises WriteRefused."""
    target = where.packs / pack.name
    shelved = _shelve(old, where) if old is not None else None
    try:
        install(pack.root, files, target, after_a_moment("Copying"))
    except (WriteRefused, KeyboardInterrupt):
        if shelved is not None and old is not None:
            shelved.rename(old.root)
        raise
    return shelved


def _shelve(pack: Pack, where: Places) -> Path:
    version = pack.facts.version if pack.facts is not None else ""
    return set_aside(pack.root, where.backups / "packs", f"{pack.name}-{version}".rstrip("-"))


def _cards_follow(where: Places) -> Refreshed:
    from cards.refresh import refresh
    from cards.store import Store
    from cards.study_day import now_ms

    with Store.open(where.study_db, backups=where.backups) as store:
        return refresh(
            where, store, now_ms(), everything=True, progress=after_a_moment("Reading notes")
        )


def _tell_added(pack: Pack, old: Pack | None, done: Refreshed, files: list[str]) -> None:
    facts = pack.facts
    name = f"{facts.title} {facts.version}".rstrip() if facts is not None else pack.name
    notes = sum(path.endswith(".md") and not path.startswith("exercises/") for path in files)
    cards = sum(draft.layer == pack.name for draft in done.generation.drafts)
    if old is None:
        print(wrapped(f"Added {name} ({pack.name}): {notes} notes and {cards} cards joined."))
        return
    kinds = ("new", "reworded", "value_changed", "retired", "revived")
    changed = {
        kind: sum(change.card.layer == pack.name for change in getattr(done.diff, kind))
        for kind in kinds
    }
    told = ", ".join(
        f"{count} {kind.replace('_', ' ')}" for kind, count in changed.items() if count
    )
    print(
        wrapped(
            f"Replaced {pack.name} by {name}: {notes} notes, {cards} cards "
            f"({told or 'none of them changed'}). Unchanged and reworded cards keep their history."
        )
    )


def remove(name: str, *, sure: bool) -> int:
    """Move a pack of the home to its backups. Raises KgError, CardsError, CliError."""
    where = places(os.environ)
    found = packs(where)
    pack = pack_named(found, name)
    if pack.built_in:
        raise CliError(
            f"{name} comes with Edgewise and cannot be removed; to leave its cards out, review "
            "with `--type`, `--tag` or `--node`."
        )
    if not sure and not _agreed(pack, found):
        print("Nothing was removed.")
        return 0
    shelved = _shelve(pack, where)
    cards = _cards_left(where, name)
    print(wrapped(f"Removed {name}; its folder is now {shelved}."))
    if cards:
        print(
            wrapped(
                f"Its {cards} cards stay as they are, with their history; they are still asked. "
                "Press s on a card to suspend it."
            )
        )
    print(wrapped(f"`edgewise pack add {shelved}` brings the notes back."))
    return 0


def _agreed(pack: Pack, found: list[Pack]) -> bool:
    if not sys.stdin.isatty():
        raise CliError(f"Removing {pack.name} wants a yes: add --yes.")
    users = [other.name for other in found if other.facts and pack.name in other.facts.needs]
    if users:
        print(f"Needed by {', '.join(users)}.")
    answer = input(f"Move {pack.name} out of {pack.root.parent}? [y/N] ")
    return answer.strip().lower() in ("y", "yes")


def _cards_left(where: Places, name: str) -> int:
    """Bring the graph in step; how many cards of the pack stay. 0 without a database."""
    if not where.study_db.is_file():
        return 0
    from cards.store import Store
    from cards.store_cards import live_in

    try:
        _cards_follow(where)
    except KgError as error:
        print(f"edgewise: the graph was not made again: {error}", file=sys.stderr)
    with Store.open(where.study_db) as store:
        return live_in(store, name)
