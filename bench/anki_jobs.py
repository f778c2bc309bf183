"""The jobs of rows 10 and 11, each a process of its own: pack, let a peer pack, say what it took.

Usage: python bench/anki_jobs.py NAME FOLDER --notes N --reviews R (prints one JSON line). Runs in a
Python that has the peer, where it is a peer's job.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import resource
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import NamedTuple

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from sync.anki_ids import BASIC, NOTE_TYPES, place
from sync.anki_model import AnkiCard, AnkiNote, AnkiReview, DeckDays, Preset
from sync.anki_templates import CSS, templates

DAY_MS = 86_400_000
NOW_MS = 1_795_000_000_000
POOL = 4_001
DAYS = DeckDays(19_000, 60, 4)
# FSRS-6 asks for 21 numbers; which ones does not matter to a packer.
PRESET = Preset((0.5,) * 21, 0.9, (60, 600), (600,), 36_500, 10, 200, 8)
WORDS = [
    *("layer", "norm", "cache", "token", "key", "query", "batch", "head", "loss", "step"),
    *("index", "shard", "node", "edge", "model", "recall", "drift", "store", "because", "of"),
]


class Taken(NamedTuple):
    """What one job took. seconds: to load the packer and pack. peak_mb: of the whole process."""

    seconds: float
    peak_mb: float
    file_mb: float


def made(count: int, reviews: int) -> Iterator[AnkiNote]:
    """Notes of one card with about 450 letters of text, like those of the pack.

    Texts are drawn from a pool: where making them is in the measured time, it should not rule it.
    """
    draw = random.Random(count)
    pool = [[" ".join(draw.choices(WORDS, k=k)) for k in (14, 40, 18)] for _ in range(POOL)]
    kind = NOTE_TYPES[BASIC]
    spare = ("",) * (len(kind.fields) - 6)
    for group in range(1, count + 1):
        guid = place(BASIC, group, 0).guid
        question, answer, why = pool[group % POOL]
        fields = (
            guid, f"Node {group}", "concept", f"What does <b>{group}</b> do? {question}",
            f"It does {group}: {answer}", f"since {why}", *spare,
        )  # fmt: skip
        created = NOW_MS - 300 * DAY_MS + group
        card = reviewed(group, draw, reviews) if reviews else AnkiCard(0, due=group)
        tags = ("edgewise::type::concept", f"edgewise::node::node-{group}")
        deck = f"Edgewise::Type {group % 7}"
        yield AnkiNote(guid, BASIC, fields, tags, deck, created, created // 1000, (card,))


def reviewed(group: int, draw: random.Random, reviews: int) -> AnkiCard:
    """A card in review with its log; the times are unlike each other, as in life."""
    first = NOW_MS - 250 * DAY_MS + draw.randrange(100 * DAY_MS)
    log = tuple(
        AnkiReview(
            first + n * 9 * DAY_MS + group % 997, 3, 9 + n, 8 + n, 543, 5_000 + n, int(n > 0)
        )
        for n in range(reviews)
    )
    data = f'{{"s":41.2345,"d":5.12,"dr":0.9,"decay":0.154,"lrt":{log[-1].id // 1000}}}'
    return AnkiCard(0, 2, 2, 20_700 + group % 90, 18, reviews, 0, 0, 0, data, log)


def ours(path: Path, count: int, reviews: int, *, streamed: bool) -> float:
    """Seconds to load the packer and pack; streamed: making the notes counts too, none is held."""
    notes = made(count, reviews) if streamed else list(made(count, reviews))
    start = time.perf_counter()
    from sync.anki_package import write_package

    write_package(path, notes, PRESET, DAYS, (), NOW_MS)
    return time.perf_counter() - start


def theirs(path: Path, count: int) -> float:
    """Seconds that loading genanki and its packing the same notes take, all of them new."""
    notes = list(made(count, 0))
    start = time.perf_counter()
    import genanki

    kind = NOTE_TYPES[BASIC]
    faces = [{"name": name, "qfmt": ask, "afmt": tell} for name, ask, tell in templates(BASIC)]
    fields = [{"name": name} for name in kind.fields]
    model = genanki.Model(kind.first_id, kind.name, fields=fields, templates=faces, css=CSS)
    decks: dict[str, genanki.Deck] = {}
    for each in notes:
        if each.deck not in decks:
            decks[each.deck] = genanki.Deck(len(decks) + 2_059_400_110, each.deck)
        made_note = genanki.Note(model, list(each.fields), guid=each.guid, tags=list(each.tags))
        decks[each.deck].add_note(made_note)
    genanki.Package(list(decks.values())).write_to_file(str(path))
    return time.perf_counter() - start


def fill_anki(folder: Path, package: Path) -> float:
    """Put a package into a new collection of Anki's, with its reviews."""
    from anki.collection import Collection, ImportAnkiPackageOptions, ImportAnkiPackageRequest

    collection = Collection(str(folder / "collection.anki2"))
    options = ImportAnkiPackageOptions(with_scheduling=True, with_deck_configs=True)
    request = ImportAnkiPackageRequest(package_path=str(package), options=options)
    start = time.perf_counter()
    collection.import_anki_package(request)
    collection.close()
    return time.perf_counter() - start


def anki_export(folder: Path, path: Path) -> float:
    """Seconds of Anki's own export of that collection, in the format that we write too."""
    from anki.collection import Collection, ExportAnkiPackageOptions

    collection = Collection(str(folder / "collection.anki2"))
    options = ExportAnkiPackageOptions(
        with_scheduling=True, with_deck_configs=True, with_media=True, legacy=True
    )
    start = time.perf_counter()
    collection.export_anki_package(out_path=str(path), options=options, limit=None)
    took = time.perf_counter() - start
    collection.close()
    return took


def command(home: Path, path: Path) -> float:
    """Seconds of `edgewise export anki`, the whole process but for the interpreter's start."""
    import edgewise

    os.environ["EDGEWISE_HOME"] = str(home)
    sys.argv = ["edgewise", "export", "anki", str(path)]
    start = time.perf_counter()
    if edgewise.main():
        raise SystemExit("edgewise export anki failed")
    return time.perf_counter() - start


def job(name: str, folder: Path, count: int, reviews: int) -> Taken:
    """One job in this process."""
    path = folder / f"{name}.apkg"
    jobs: dict[str, Callable[[], float]] = {
        "ours": lambda: ours(path, count, reviews, streamed=False),
        "streamed": lambda: ours(path, count, reviews, streamed=True),
        "genanki": lambda: theirs(path, count),
        "fill": lambda: fill_anki(folder, folder / "streamed.apkg"),
        "anki": lambda: anki_export(folder, path),
        "command": lambda: command(folder / "home", path),
    }
    seconds = jobs[name]()
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024 / 1e6
    size = path.stat().st_size / 1e6 if path.exists() else 0.0
    return Taken(seconds, peak, size)


def main() -> None:
    """Run the job that is named."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("name")
    parser.add_argument("folder", type=Path)
    parser.add_argument("--notes", type=int, default=10_000)
    parser.add_argument("--reviews", type=int, default=10)
    args = parser.parse_args()
    print(json.dumps(job(args.name, args.folder, args.notes, args.reviews)))


if __name__ == "__main__":
    main()
