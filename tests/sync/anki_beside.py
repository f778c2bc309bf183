"""Imports packages into a fresh collection of the real Anki, one after the other; prints JSON.

    python anki_beside.py PACKAGE... < commands

A program of its own: Anki takes the time zone of its process. One JSON object a package: `today`
(days since 1970-01-01), `import` (the counts of the importer), `cards` by 'guid/ordinal', `notes`
by guid. `worst`: the largest relative difference between a state that came along and the one Anki
computes anew from the review log.
"""

from __future__ import annotations

import json
import sys
import tempfile
from pathlib import Path

from anki.collection import Collection, ImportAnkiPackageOptions, ImportAnkiPackageRequest

ANSWERABLE = (0, 1, 2, 3)


def main(packages: list[str]) -> None:
    with tempfile.TemporaryDirectory() as folder:
        col = Collection(str(Path(folder, "collection.anki2")))
        col.set_config("fsrs", True)
        found = []
        for package in packages:
            found.append({"import": take(col, package), **told(col)})
        print(json.dumps(found))
        col.close()


def take(col: Collection, package: str) -> dict[str, int]:
    options = ImportAnkiPackageOptions(with_scheduling=True, with_deck_configs=True)
    request = ImportAnkiPackageRequest(package_path=package, options=options)
    log = col.import_anki_package(request).log
    kinds = ("new", "updated", "duplicate", "conflicting")
    return {kind: len(getattr(log, kind)) for kind in kinds}


def told(col: Collection) -> dict[str, object]:
    log: dict[int, list[list[int]]] = {}
    sql = "select cid, id, ease, ivl, lastIvl, time, type, factor from revlog order by id"
    for number, *row in col.db.all(sql):
        log.setdefault(number, []).append(row)
    cards = {}
    today = col.sched.today
    for number, guid, ordinal, *row in col.db.all(
        "select c.id, n.guid, c.ord, c.type, c.queue, c.due, c.ivl, c.reps, c.lapses, c.flags,"
        " c.data, c.left from cards c join notes n on n.id = c.nid"
    ):
        cards[f"{guid}/{ordinal}"] = card(col, number, row, log.get(number, []), today)
    notes = {
        guid: {"fields": fields.split("\x1f"), "tags": tags.split()}
        for guid, fields, tags in col.db.all("select guid, flds, tags from notes")
    }
    return {"cards": cards, "notes": notes, "full_sync": col.db.scalar("select scm from col")}


def card(
    col: Collection, number: int, row: list[object], log: list[list[int]], today: int
) -> dict[str, object]:
    type_, queue, due, ivl, reps, lapses, flags, data, left = row
    held = json.loads(str(data)) if data else {}
    found = {
        "type": type_, "queue": queue, "ivl": ivl, "reps": reps, "lapses": lapses,
        "due": due - today if type_ == 2 else due, "flag": flags, "left": left,
        "reviews": [review[:6] for review in log], "factors": [review[6] for review in log],
        **{name: held[name] for name in ("s", "d", "lrt", "dr", "decay", "pos") if name in held},
    }  # fmt: skip
    if log:
        anew = col.compute_memory_state(number)
        found["anew"] = [anew.stability, anew.difficulty]
    return found


if __name__ == "__main__":
    main(sys.argv[1:])
