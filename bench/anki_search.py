"""The peer of row 12: Anki's search over the same texts. Runs in a Python that has `anki`.

Usage: python anki_search.py VAULT QUERIES.json COLLECTION; prints JSON: milliseconds by kind.
"""

from __future__ import annotations

import json
import sys
import time
from pathlib import Path

from anki.collection import AddNoteRequest, Collection

BATCH = 2000


def fill(collection: Collection, vault: Path) -> None:
    """One note a file: its first line and its text."""
    kind = collection.models.by_name("Basic")
    deck = collection.decks.id("bench")
    if kind is None or deck is None:
        raise SystemExit("the collection has no note type Basic")
    waiting = []
    for path in sorted(vault.rglob("*.md")):
        made = collection.new_note(kind)
        made["Front"], made["Back"] = path.stem, path.read_text(encoding="utf-8")
        waiting.append(AddNoteRequest(made, deck))
        if len(waiting) == BATCH:
            collection.add_notes(waiting)
            waiting = []
    if waiting:
        collection.add_notes(waiting)


def main() -> None:
    """Fill a collection and ask."""
    vault, asked, file = Path(sys.argv[1]), json.loads(Path(sys.argv[2]).read_text()), sys.argv[3]
    collection = Collection(file)
    fill(collection, vault)
    times: dict[str, list[float]] = {}
    for kind, queries in asked.items():
        for query in [queries[0], *queries]:
            start = time.perf_counter()
            collection.find_notes(query)
            times.setdefault(kind, []).append((time.perf_counter() - start) * 1000)
        del times[kind][0]
    collection.close()
    print(json.dumps(times))


if __name__ == "__main__":
    main()
