"""The real Anki, as a process of its own: takes a package, studies it for days, exports it.

Run as `python anki_backend.py PACKAGE FOLDER ANSWERS ROLLOVER DAYS` with TZ set. Writes the four
variants, one without scheduling, and truth.json: the review log, and each card's state as Anki
itself computes it again from the log.
"""

from __future__ import annotations

import json
import random
import sys
import time
from pathlib import Path

VARIANTS = ("legacy-1.apkg", "legacy-2.apkg", "newest.apkg", "legacy.colpkg", "newest.colpkg")
DAY_MS = 86_400_000
RATINGS = (1, 2, 3, 3, 3, 3, 4)


def study(package: Path, folder: Path, answers: int, rollover: int, days: int) -> None:
    from anki.collection import Collection, ImportAnkiPackageOptions, ImportAnkiPackageRequest

    col = Collection(str(folder / "collection.anki2"))
    col.set_config("fsrs", True)
    col.set_config("rollover", rollover)
    options = ImportAnkiPackageOptions(with_scheduling=True, with_deck_configs=True)
    col.import_anki_package(ImportAnkiPackageRequest(package_path=str(package), options=options))
    for deck in col.decks.all_config():
        deck["new"]["perDay"] = deck["rev"]["perDay"] = 9999
        col.decks.update_config(deck)
    root = next(d for d in col.decks.all_names_and_ids() if d.name == "Edgewise")
    col.decks.select(root.id)
    rng = random.Random(5)
    given = 0
    for day in range(days):
        if day:
            grow_older(col, DAY_MS * 2)
        wanted = answers * (day + 1) // days
        given += answer(col, wanted - given, rng)
    assert given == answers, given
    add_what_is_no_answer(col)
    tell(col, folder)
    export(col, folder)


def answer(col: object, count: int, rng: random.Random) -> int:
    for done in range(count):
        card = col.sched.getCard()  # type: ignore[attr-defined]
        if card is None:
            return done
        card.start_timer()
        col.sched.answerCard(card, rng.choice(RATINGS))  # type: ignore[attr-defined]
        time.sleep(0.002)  # review ids are milliseconds, and must be apart
    return count


def grow_older(col: object, by_ms: int) -> None:
    """Move everything that was done into the past, as if so much time had gone by."""
    days, seconds = by_ms // DAY_MS, by_ms // 1000
    db = col.db  # type: ignore[attr-defined]
    db.execute("update revlog set id = id - ?", by_ms)
    db.execute("update cards set due = due - ? where queue = 1", seconds)
    db.execute(
        "update cards set data = json_set(data, '$.lrt', json_extract(data, '$.lrt') - ?)"
        " where json_extract(data, '$.lrt') is not null",
        seconds,
    )
    db.execute("update col set crt = crt - ?", days * 86_400)
    path = col.path  # type: ignore[attr-defined]
    col.close()  # type: ignore[attr-defined]
    col.reopen()  # type: ignore[attr-defined]
    assert col.path == path  # type: ignore[attr-defined]


def add_what_is_no_answer(col: object) -> None:
    """One review by hand ('set due date') and one cram row, as Anki writes them."""
    db = col.db  # type: ignore[attr-defined]
    card = db.scalar("select id from cards where type = 2 limit 1")
    col.sched.set_due_date([card], "9")  # type: ignore[attr-defined]
    at = int(time.time() * 1000) - 60_000
    db.execute("insert into revlog values (?, ?, -1, 3, 5, 5, 0, 900, 3)", at, card)


def tell(col: object, folder: Path) -> None:
    db = col.db  # type: ignore[attr-defined]
    rows = db.all(
        "select n.guid, c.ord, r.id, r.ease, r.ivl, r.time, r.type, r.factor from revlog r"
        " join cards c on c.id = r.cid join notes n on n.id = c.nid order by r.id"
    )
    states = {}
    for card, guid, ordinal in db.all(
        "select c.id, n.guid, c.ord from cards c join notes n on n.id = c.nid where c.reps > 0"
    ):
        found = col.compute_memory_state(card)  # type: ignore[attr-defined]
        states[f"{guid} {ordinal}"] = [found.stability, found.difficulty]
    truth = {"rows": rows, "states": states, "crt": col.crt}  # type: ignore[attr-defined]
    (folder / "truth.json").write_text(json.dumps(truth), encoding="utf-8")


def export(col: object, folder: Path) -> None:
    import sqlite3
    import zipfile

    from anki.collection import ExportAnkiPackageOptions

    def package(name: str, *, scheduling: bool, legacy: bool) -> None:
        options = ExportAnkiPackageOptions(
            with_scheduling=scheduling, with_deck_configs=True, with_media=True, legacy=legacy
        )
        col.export_anki_package(  # type: ignore[attr-defined]
            out_path=str(folder / name), options=options, limit=None
        )

    package("legacy-2.apkg", scheduling=True, legacy=True)
    package("newest.apkg", scheduling=True, legacy=False)
    package("without.apkg", scheduling=False, legacy=False)
    # Legacy 1 is legacy 2 under an older name; today's Anki reads it, but writes it no more.
    with (
        zipfile.ZipFile(folder / "legacy-2.apkg") as source,
        zipfile.ZipFile(folder / "legacy-1.apkg", "w", zipfile.ZIP_DEFLATED) as target,
    ):
        target.writestr("collection.anki2", source.read("collection.anki21"))
        target.writestr("media", source.read("media"))
    for name, legacy in (("legacy.colpkg", True), ("newest.colpkg", False)):
        out = str(folder / name)
        col.export_collection_package(  # type: ignore[attr-defined]
            out, include_media=True, legacy=legacy
        )
        col.reopen()  # type: ignore[attr-defined]
    col.close()  # type: ignore[attr-defined]
    sqlite3.connect(folder / "collection.anki2").close()


if __name__ == "__main__":
    study(Path(sys.argv[1]), Path(sys.argv[2]), *map(int, sys.argv[3:]))
