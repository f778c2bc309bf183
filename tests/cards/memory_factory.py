"""Homes with cards in study.db, written as the card lifecycle would, and a clock to move."""

from __future__ import annotations

from pathlib import Path

from cards import store_memory
from cards.models import Rating
from cards.places import Places, places
from cards.store import Store
from cards.study import Study
from cards.study_day import DAY_MS, HOUR_MS, MINUTE_MS

# 2026-03-02 09:00 UTC, a Monday.
MORNING_MS = 1_772_442_000_000


class FakeClock:
    """A clock that stands until it is moved."""

    def __init__(self, now_ms: int = MORNING_MS) -> None:
        self.now_ms = now_ms

    def __call__(self) -> int:
        return self.now_ms

    def forward(
        self, *, days: float = 0, hours: float = 0, minutes: float = 0, ms: int = 0
    ) -> None:
        self.now_ms += int(days * DAY_MS + hours * HOUR_MS + minutes * MINUTE_MS) + ms


def make_places(home: Path, settings: str = '[day]\nzone = "UTC"\n') -> Places:
    home.mkdir(parents=True, exist_ok=True)
    where = places({"EDGEWISE_HOME": str(home)})
    where.settings.write_text(settings, encoding="utf-8")
    return where


def add_card(
    store: Store,
    card_id: int,
    *,
    node: str = "",
    object: str = "",
    group: int | None = None,
    relation: str = "",
    node_type: str = "concept",
    tags: tuple[str, ...] = (),
    state: str = "live",
    question: str = "",
) -> None:
    group_id = card_id + 10_000 if group is None else group
    node = node or f"pack/node-{card_id}"
    with store.write():
        store.execute("INSERT OR IGNORE INTO card_group VALUES (?, 'edge', ?, 0)", (group_id, node))
        store.execute(
            "INSERT INTO card VALUES (?, ?, 0, 'edge', 'why', 'forward', ?, ?, ?, ?, 'pack',"
            " 'a.md', 1, ?, 'answer', '', '', '[]', ?, '', ?, ?, '', 0, 0)",
            (
                card_id, group_id, node, object, node_type, relation,
                question or f"Question {card_id}?", f"question {card_id}", card_id, state,
            ),
        )  # fmt: skip
        for tag in tags:
            store.execute("INSERT INTO card_tag VALUES (?, ?)", (tag, card_id))
        if state == "live":
            store_memory.add_cards(store, [(card_id, card_id)])
            store_memory.set_active(store, [card_id])


def open_study(
    home: Path, clock: FakeClock, cards: int = 0, settings: str = '[day]\nzone = "UTC"\n'
) -> Study:
    where = make_places(home, settings)
    if cards:
        with Store.open(where.study_db) as store:
            for card_id in range(1, cards + 1):
                add_card(store, card_id)
    return Study.open(where, clock=clock)


def finish_day(study: Study, clock: FakeClock, rating: Rating = Rating.GOOD) -> int:
    """Answer until nothing can be asked now; returns how many answers that took."""
    answers = 0
    while study.current() is not None:
        clock.forward(ms=5_000)
        study.preview()
        study.grade(rating, 5_000)
        answers += 1
    return answers
