"""Imports packages, one after the other, into one real Anki collection and says what is there.

Usage: python anki_import_probe.py FILE... (prints one JSON object). A process of its own: Anki
takes its time zone from TZ, and tests must not import it beside our own code.
"""

from __future__ import annotations

import json
import sys
import tempfile
from pathlib import Path


def main(paths: list[str]) -> None:
    from anki.collection import Collection, ImportAnkiPackageOptions, ImportAnkiPackageRequest

    with tempfile.TemporaryDirectory() as folder:
        collection = Collection(str(Path(folder) / "collection.anki2"))
        collection.set_config("fsrs", True)
        logs = []
        for path in paths:
            schema = collection.db.scalar("select scm from col")
            options = ImportAnkiPackageOptions(with_scheduling=True, with_deck_configs=True)
            request = ImportAnkiPackageRequest(package_path=path, options=options)
            log = collection.import_anki_package(request).log
            logs.append(
                {
                    "new": len(log.new),
                    "updated": len(log.updated),
                    "duplicate": len(log.duplicate),
                    "conflicting": len(log.conflicting),
                    "full_sync": collection.db.scalar("select scm from col") != schema,
                }
            )
        print(json.dumps({"logs": logs, **_told(collection)}))
        collection.close()


def _told(collection) -> dict[str, object]:
    db = collection.db
    today = collection.sched.today
    cards = {}
    rows = db.all(
        "select c.id, n.guid, c.ord, c.type, c.queue, c.due, c.ivl, c.reps, c.lapses, c.left,"
        " c.flags, c.data, c.did from cards c join notes n on n.id = c.nid"
    )
    for number, guid, ordinal, kind, queue, due, *rest, data, deck in rows:
        state = collection.compute_memory_state(number) if kind else None
        cards[f"{guid}/{ordinal}"] = {
            "type": kind,
            "queue": queue,
            "due": due - today if kind == 2 else due,
            "rest": rest,
            "data": data,
            "computed": [state.stability, state.difficulty] if state else None,
            "deck": collection.decks.name(deck),
            "log": db.all(
                "select id, ease, ivl, lastIvl, factor, time, type from revlog where cid = ?"
                " order by id",
                number,
            ),
        }
    return {
        "cards": cards,
        "notes": {
            guid: [fields.split("\x1f"), tags.split(), changed, sort_text, sum_]
            for guid, fields, tags, changed, sort_text, sum_ in db.all(
                "select guid, flds, tags, mod, sfld, csum from notes"
            )
        },
        "types": [
            m
            for m in collection.models.all()
            if m["id"] > 1_795_000_000_900 and m["id"] < 1_795_000_009_000
        ],
        "type_names": sorted(m["name"] for m in collection.models.all()),
        "presets": collection.decks.all_config(),
        "media": sorted(each.name for each in Path(collection.media.dir()).iterdir()),
    }


if __name__ == "__main__":
    main(sys.argv[1:])
