"""A seeded learner who answers cards for some days, ending today, and what Anki must then hold.

What is expected is told from study.db alone, by other ways than the exporter's.
"""

from __future__ import annotations

import random
from datetime import UTC, date, datetime, timedelta
from itertools import groupby
from pathlib import Path
from zoneinfo import ZoneInfo

from cards import replay, store_memory, store_review
from cards.models import Rating, State
from cards.places import Places
from cards.store import Store
from cards.store_memory import MemoryRow
from cards.store_review import ReviewRow
from cards.study import Study
from sync.anki_ids import place
from tests.cards.memory_factory import FakeClock

EPOCH = date(1970, 1, 1)
DAY_S = 86_400


def now_ms() -> int:
    return int(datetime.now(UTC).timestamp() * 1000)


def study_for_days(
    where: Places, zone: str, days: int, *, seed: int = 7, hour: int = 20, last: int = 0
) -> Study:
    """Study every evening of the last `days` days; the study is left open, at this moment.

    hour: local, give or take an hour. last: so many answers are given just now, so that some cards
    are in the middle of their steps.
    """
    rng, clock = random.Random(seed), FakeClock(now_ms())
    study = Study.open(where, clock=clock)
    local = ZoneInfo(zone)
    today = datetime.now(local)
    for back in range(days, 0, -1):
        evening = (today - timedelta(days=back)).replace(hour=hour, minute=0)
        clock.now_ms = int(evening.timestamp() * 1000) + rng.randint(-3_600_000, 3_600_000)
        answer(study, clock, rng, 10**6)
    if last:
        clock.now_ms = now_ms() - 10_000 * last
        answer(study, clock, rng, last)
        if study.current() is None:
            study.extend_limits(new=5)
        if study.current() is not None:  # in the long form every card was answered
            study.preview()
            study.grade(Rating.AGAIN, 3_000)
    clock.now_ms = now_ms()
    study.drop_graph()
    return study


def answer(study: Study, clock: FakeClock, rng: random.Random, most: int) -> None:
    for _ in range(most):
        if study.current() is None:
            return
        clock.forward(ms=rng.randint(2_000, 9_000))
        study.preview()
        study.grade(Rating(rng.choices((1, 2, 3, 4), (12, 10, 68, 10))[0]), 3_000)
        if rng.random() < 0.02:
            study.undo()


def expected(store: Store, today: int) -> dict[str, dict[str, object]]:
    """'guid/ordinal' -> what Anki must hold of each live card. today: the study day."""
    rows = store_memory.every(store)
    log = {
        card: replay.counting(list(own))
        for card, own in groupby(store_review.histories(store), key=lambda row: row.card_id)
    }
    found: dict[str, dict[str, object]] = {}
    sql = "SELECT id, group_id, ordinal, kind, template, position FROM card WHERE state = 'live'"
    sql += " AND kind <> 'exercise'"
    for card, group, ordinal, kind, template, position in store.db.execute(sql):
        is_cloze = kind == "block" and template == "cloze"
        here = place("cloze" if is_cloze else "set" if kind == "set" else "basic", group, ordinal)
        found[f"{here.guid}/{here.ordinal}"] = _card(rows[card], log.get(card, []), position, today)
    return found


def _card(row: MemoryRow, log: list[ReviewRow], position: int, today: int) -> dict[str, object]:
    memory = row.memory
    away = row.flags.suspended or row.flags.known
    queue = {State.RELEARNING: 1}.get(memory.state, int(memory.state))
    card: dict[str, object] = {
        "type": int(memory.state), "queue": -1 if away else queue, "reps": memory.reps,
        "lapses": memory.lapses, "flag": int(row.flags.flagged), "reviews": reviews(log),
    }  # fmt: skip
    if memory.state is State.NEW:
        return {**card, "due": position}
    assert memory.stability is not None and memory.difficulty is not None
    assert memory.due_day is not None and memory.due_ms is not None
    days = memory.state is State.REVIEW
    return {
        **card,
        "due": memory.due_day - today if days else memory.due_ms // 1000,
        "s": memory.stability, "d": memory.difficulty,
        "lrt": log[-1].utc_ms // 1000,
        **({"ivl": max(1, memory.due_day - (memory.last_day or 0))} if days else {}),
    }  # fmt: skip


def reviews(log: list[ReviewRow]) -> list[list[int]]:
    """Rows of revlog: id, ease, interval, last interval, milliseconds, kind."""
    found: list[list[int]] = []
    last = 0
    for row in log:
        zone_s, rollover_s = row.zone_offset_min * 60, row.rollover_hour * 3600
        due = datetime.fromtimestamp(row.due_ms / 1000 + zone_s - rollover_s, UTC)
        days = (due.date() - EPOCH).days - row.study_day
        is_midnight = due.time() == datetime.min.time()
        interval = days if is_midnight and days > 0 else -((row.due_ms - row.utc_ms) // 1000)
        kind = {"learn": 0, "review": 1, "relearn": 2}[row.kind]
        found.append([row.utc_ms, row.rating, interval, last, row.duration_ms, kind])
        last = interval
    return found


def write_settings(home: Path, zone: str, new_per_day: int, more: str = "") -> None:
    home.mkdir(parents=True, exist_ok=True)
    text = f'[day]\nzone = "{zone}"\n[today]\nnew_per_day = {new_per_day}\n{more}'
    (home / "settings.toml").write_text(text, encoding="utf-8")
