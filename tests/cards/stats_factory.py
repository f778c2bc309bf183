"""A learner's history for the statistics: some weeks of study with undone answers, seeded."""

from __future__ import annotations

import random
from pathlib import Path

from cards.models import Rating
from cards.stats_evidence import Evidence
from cards.study import Study
from tests.cards.memory_factory import MORNING_MS, FakeClock, open_study

DAYS = 70
SETTINGS = '[day]\nzone = "UTC"\n[today]\nnew_per_day = 3\n'


def studied(home: Path, days: int = DAYS, cards: int = 30, seed: int = 4) -> Study:
    """Study each morning until 2026-03-02 09:00 or so; the study is left open, at that moment."""
    rng, clock = random.Random(seed), FakeClock(MORNING_MS - days * 86_400_000)
    study = open_study(home, clock, cards, SETTINGS)
    for _ in range(days):
        clock.forward(days=1)
        clock.now_ms -= clock.now_ms % 86_400_000
        clock.forward(hours=rng.randint(6, 21))
        if rng.random() < 0.8:
            answer(study, clock, rng)
    return study


def answer(study: Study, clock: FakeClock, rng: random.Random) -> None:
    """Answer until nothing is left, taking some answers back."""
    while study.current() is not None:
        clock.forward(ms=rng.randint(2_000, 20_000))
        study.preview()
        study.grade(Rating(rng.choices((1, 2, 3, 4), (15, 10, 65, 10))[0]), rng.randint(900, 9_000))
        if rng.random() < 0.05:
            study.undo()
        if rng.random() < 0.02:
            study.redo()


def evidence(study: Study, days: int | None = 30) -> Evidence:
    return Evidence(study.store, study.settings, study.now(), days=days)
