"""Fills a home's study.db for benchmarks: live cards, their memory, and a log that adds up to it.

    python bench/make_home.py DIR --cards 100000 --reviews-per-card 10 --seed 1

60 % of the cards are due, 30 % are due later, 10 % are new. The memory is the fold of the log, so
`edgewise doctor` finds nothing. Histories are drawn from a pool, which makes it fast.
"""

from __future__ import annotations

import argparse
import random
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from cards.models import Memory, Rating, State
from cards.new_id import RANDOM_BYTES, new_id
from cards.places import places
from cards.scheduler import Clock, outcome, version
from cards.settings import Settings, parameters_hash
from cards.store import Store
from cards.store_memory import Flags, MemoryRow, put_many
from cards.store_review import ReviewRow
from cards.study_day import DAY_MS, MINUTE_MS, offset_at, study_day

SETTINGS = Settings(fuzz=False)
POOL = 400
NODE_CARDS = 4
STREAK = 35  # study days in a row before today
_CARD = (
    "INSERT INTO card VALUES (?, ?, 0, 'edge', 'why', 'forward', ?, ?, ?, 'requires', 'bench',"
    " 'concepts/bench.md', 1, ?, ?, '', '', '[]', ?, '', ?, 'live', '', ?, ?)"
)


class Past(NamedTuple):
    """One history: rows relative to day 0 (card_id 0), and the row it folds to."""

    rows: list[ReviewRow]
    memory: Memory
    days: int


def one_past(rng: random.Random, reviews: int) -> Past:
    """Answer one card `reviews` times, each on the day it was due or a little later."""
    memory, clock, rows, days = Memory(0), Clock(0, 0, 0), list[ReviewRow](), 0
    for _ in range(reviews):
        rating = Rating(rng.choices((1, 2, 3, 4), (10, 10, 70, 10))[0])
        after = outcome(memory, rating, clock, SETTINGS).memory
        kind = {1: "learn", 2: "review", 3: "relearn"}.get(memory.state, "learn")
        elapsed = None if memory.last_day is None else clock.day - memory.last_day
        rows.append(
            ReviewRow(
                "", 0, "bench", clock.now_ms, 0, 0, clock.day, int(rating),
                rng.randint(2_000, 20_000), kind, int(memory.state), memory.step,
                memory.stability, memory.difficulty, elapsed, after.due_ms or 0, version(),
                parameters_hash(SETTINGS.parameters), SETTINGS.desired_retention, "bench",
                "edgewise", None, None,
            )
        )  # fmt: skip
        days += memory.last_day is None or clock.day > memory.last_day
        memory = after
        late = rng.choice((0, 0, 0, 1, 2)) * DAY_MS + rng.randint(8 * 60, 20 * 60) * MINUTE_MS
        wait = late if memory.state is State.REVIEW else 5_000
        clock = clock._replace(now_ms=(memory.due_ms or 0) + wait)
    while memory.state is not State.REVIEW:
        return one_past(rng, reviews)
    return Past(rows, memory, days)


def moved(past: Past, card_id: int, days: int, rng: random.Random) -> Iterator[ReviewRow]:
    """Place a history on a card, its days moved; every row gets its own id and millisecond."""
    jitter = rng.randrange(MINUTE_MS)
    for row in past.rows:
        utc_ms = row.utc_ms + days * DAY_MS + jitter
        graduated = row.due_ms % DAY_MS == 0
        yield row._replace(
            id=new_id(utc_ms, rng.randbytes(RANDOM_BYTES)),
            card_id=card_id,
            utc_ms=utc_ms,
            study_day=row.study_day + days,
            due_ms=row.due_ms + days * DAY_MS + (0 if graduated else jitter),
        )


def fill(store: Store, cards: int, reviews: int, seed: int, now_ms: int) -> None:
    """Write cards, log and memory, in batches."""
    rng = random.Random(seed)
    today = study_day(now_ms, offset_at(now_ms, ""), Settings().rollover_hour)
    pool = [one_past(rng, reviews) for _ in range(min(POOL, cards))] if reviews else []
    ids = rng.sample(range(1, 1 << 62), cards)
    with store.write():
        store.execute_many(
            "INSERT INTO card_group VALUES (?, 'edge', ?, ?)",
            ((i, f"bench/node-{n // NODE_CARDS}", now_ms) for n, i in enumerate(ids)),
        )
        store.execute_many(_CARD, (_card(i, n, now_ms) for n, i in enumerate(ids)))
        for start in range(0, cards, 10_000):
            _histories(store, pool, ids[start : start + 10_000], start, today, rng)


def _card(card_id: int, number: int, now_ms: int) -> tuple[int | str, ...]:
    question = f"Why does bench node {number // NODE_CARDS} need part {number}?"
    return (
        card_id, card_id, f"bench/node-{number // NODE_CARDS}", f"bench/part-{number}", "concept",
        question, f"Because of reason {number}.", question.lower(), number, now_ms, now_ms,
    )  # fmt: skip


def _placed(pool: list[Past], wanted: int, today: int, rng: random.Random) -> tuple[Past, int]:
    """Draw a history due on the wanted day, and by how many days to move it.

    Nobody studies every day for years: none has a review on the learner's last day off.
    """
    while True:
        past = rng.choice(pool)
        last, due = past.memory.last_day or 0, past.memory.due_day or 0
        days = min(wanted - due, today - 1 - last)
        if all(row.study_day + days != today - STREAK for row in past.rows):
            return past, days


def _histories(
    store: Store, pool: list[Past], ids: list[int], start: int, today: int, rng: random.Random
) -> None:
    rows: list[ReviewRow] = []
    memories: list[MemoryRow] = []
    for number, card_id in enumerate(ids, start=start):
        place = number % 10
        if place == 9 or not pool:
            memories.append(MemoryRow(Memory(card_id), position=number))
            continue
        wanted = today - rng.randint(0, 30) if place < 6 else today + rng.randint(1, 30)
        past, days = _placed(pool, wanted, today, rng)
        last, due = past.memory.last_day or 0, past.memory.due_day or 0
        own = list(moved(past, card_id, days, rng))
        rows += own
        memory = past.memory._replace(
            card_id=card_id,
            last_ms=own[-1].utc_ms,
            last_day=last + days,
            due_day=due + days,
            due_ms=own[-1].due_ms,
        )
        memories.append(MemoryRow(memory, own[0].study_day, past.days, Flags(), True, number))
    marks = ", ".join("?" * len(ReviewRow._fields))
    store.execute_many(f"INSERT INTO review VALUES ({marks})", rows)
    put_many(store, memories)


def main() -> None:
    """Read the arguments and fill the home."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("home", type=Path, metavar="DIR")
    parser.add_argument("--cards", type=int, default=10_000)
    parser.add_argument("--reviews-per-card", type=int, default=10)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--now-ms", type=int, default=time.time_ns() // 1_000_000)
    args = parser.parse_args()
    where = places({"EDGEWISE_HOME": str(args.home.resolve())})
    began = time.perf_counter()
    with Store.open(where.study_db) as store:
        fill(store, args.cards, args.reviews_per_card, args.seed, args.now_ms)
    print(f"{args.cards} cards in {where.study_db}, {time.perf_counter() - began:.1f} s")


if __name__ == "__main__":
    main()
