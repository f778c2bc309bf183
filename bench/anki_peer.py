"""The peer of rows 4 and 6: Anki's headless library on a collection of the same size, FSRS on.

Runs in a Python that has `anki` (see requirements.txt); prints one JSON line. Never imported.
Usage: python anki_peer.py FOLDER --cards N --answers K --limit L (reviews and new cards a day)
"""

from __future__ import annotations

import argparse
import json
import random
import sqlite3
import time
from pathlib import Path

DAY_MS = 86_400_000


def make(path: Path, count: int, limit: int) -> None:
    """A collection of `count` cards: 60 % due, 30 % later, 10 % new, ten reviews each."""
    from anki.collection import AddNoteRequest, Collection

    collection = Collection(str(path))
    deck = collection.decks.id("x")
    kind = collection.models.by_name("Basic")
    for low in range(0, count, 5000):
        requests = []
        for number in range(low, min(count, low + 5000)):
            note = collection.new_note(kind)
            note["Front"] = f"Question {number}: why does node {number} need node {number // 2}?"
            note["Back"] = f"Answer {number}: because of relation {number % 12}."
            requests.append(AddNoteRequest(note, deck))
        collection.add_notes(requests)
    collection.crt = int(time.time()) // 86400 * 86400 - 10 * 365 * 86400
    created = collection.crt
    collection.close()
    fill(path, count, int((time.time() - created) // 86400))
    collection = Collection(str(path))
    enable_fsrs(collection, limit)
    collection.close()


def fill(path: Path, count: int, today: int) -> None:
    """Write the review log and the due days straight into the file (Anki must be closed)."""
    random_days = random.Random(7)
    now = int(time.time() * 1000)
    database = sqlite3.connect(path)
    cards = [row[0] for row in database.execute("select id from cards order by id")]
    log, changed = [], []
    for index, card in enumerate(cards[: int(count * 0.9)]):
        interval = random_days.randint(3, 60)
        ago = interval + index % 5 if index % 3 != 2 else interval // 2
        for step in range(10):
            stamp = now - (ago + (9 - step) * 20) * DAY_MS - index * 97 - step
            log.append((stamp, card, -1, 3, interval, interval, 2500, 6000, 1 if step else 0))
        changed.append((today - ago + interval, interval, card))
    with database:
        database.executemany("insert or ignore into revlog values(?,?,?,?,?,?,?,?,?)", log)
        database.executemany(
            "update cards set type=2, queue=2, due=?, ivl=?, factor=2500, reps=10 where id=?",
            changed,
        )
    database.close()


def enable_fsrs(collection: object, limit: int) -> None:
    """FSRS with its defaults and a daily limit, the way the deck options screen sets them."""
    from anki import deck_config_pb2

    deck = collection.decks.id_for_name("x")  # type: ignore[attr-defined]
    current = collection.decks.get_deck_configs_for_update(deck)  # type: ignore[attr-defined]
    config = current.all_config[0].config
    config.config.reviews_per_day = limit
    config.config.new_per_day = min(limit, 9999)
    collection.decks.update_deck_configs(  # type: ignore[attr-defined]
        deck_config_pb2.UpdateDeckConfigsRequest(
            target_deck_id=deck,
            configs=[config],
            fsrs=True,
            limits=current.current_deck.limits,
            new_cards_ignore_review_limit=True,
        )
    )


def measure(path: Path, answers: int) -> dict[str, object]:
    """Open + queue in ms, and the latency of each answer with the next card in ms."""
    # The collection first: anki's modules import each other in a circle. ruff must not sort this.
    from anki.collection import Collection  # isort: skip
    from anki.cards import Card  # isort: skip
    from anki.scheduler.v3 import CardAnswer  # isort: skip

    start = time.perf_counter()
    collection = Collection(str(path))
    collection.decks.select(collection.decks.id_for_name("x"))
    queue = collection.sched.get_queued_cards(fetch_limit=1)
    opened = time.perf_counter() - start
    latencies = []
    for _ in range(answers):
        item = queue.cards[0]
        start = time.perf_counter()
        card = Card(collection, backend_card=item.card)
        card.start_timer()
        answer = collection.sched.build_answer(
            card=card, states=item.states, rating=CardAnswer.GOOD
        )
        collection.sched.answer_card(answer)
        queue = collection.sched.get_queued_cards(fetch_limit=1)
        latencies.append((time.perf_counter() - start) * 1000)
    collection.close()
    return {"open_queue_ms": opened * 1000, "answer_ms": latencies}


def main() -> None:
    """Make the collection once, then measure."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--cards", type=int, default=100_000)
    parser.add_argument("--answers", type=int, default=300)
    parser.add_argument("--limit", type=int, default=9999)
    args = parser.parse_args()
    path = args.folder / f"anki-{args.cards}-{args.limit}.anki2"
    if not path.exists():
        make(path, args.cards, args.limit)
    print(json.dumps(measure(path, args.answers)))


if __name__ == "__main__":
    main()
