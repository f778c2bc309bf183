"""A made-up learner's home for the pictures: some notes, eight months of answers, a goal.

Owns what the pictures tell of: which notes there are, when there were answers and how good they
were. Every number comes from a seed, every moment from a clock that stands where it is put. Not
here: the notes (take_screen_notes.py), the screens (make_screenshots.py).
"""

from __future__ import annotations

import random
import shutil
import zipfile
from datetime import date
from pathlib import Path

from cards import goals
from cards.first_run import note_shown
from cards.models import Rating, State
from cards.places import Places, places
from cards.record import Recorder
from cards.refresh import refresh
from cards.scheduler import retrievability
from cards.session import Shown
from cards.store import Store
from cards.study import Study
from exercises.folder import Exercise
from exercises.local_runner import run_to_end
from exercises.outcome import outcome_of
from exercises.runner import Job
from exercises.workspace import desk, keep_report

ROOT = Path(__file__).resolve().parents[1]
NOTES = ROOT / "docs" / "screens" / "notes.zip"
SHIPPED = ROOT / "kg" / "packs" / "ml-system-design"
NOON_MS = 1_772_625_600_000  # 2026-03-04 12:00 UTC, a Wednesday
DAY_MS = 86_400_000
SETTINGS = '[day]\nzone = "UTC"\n\n[today]\nnew_per_day = 3\n'
GOAL = "ml-system-design/design-an-llm-serving-platform"
INTERVIEW = date(2026, 5, 15)
EXERCISE, MUTANT = "lru-cache", "newest-pushed-out"
DAYS, MOST_A_DAY = 250, 110
HOLIDAYS = range(96, 104)  # days before today
DAY_OFF, STREAK = 0.12, 17
HARD, EASY = 0.10, 0.12


class PastClock:
    """A clock that stands where it is put."""

    def __init__(self) -> None:
        self.ms = NOON_MS

    def __call__(self) -> int:
        """The moment, UTC ms."""
        return self.ms


def make_home(folder: Path) -> Places:
    """Fill an empty folder, up to today's noon; nothing was answered today."""
    where = places({"EDGEWISE_HOME": str(folder)})
    # A pack of the home takes the place of the one that is shipped under the same name.
    pack = where.packs / SHIPPED.name
    with zipfile.ZipFile(NOTES) as notes:
        notes.extractall(pack)
    shutil.copytree(SHIPPED / "exercises" / EXERCISE, pack / "exercises" / EXERCISE)
    where.settings.write_text(SETTINGS, encoding="utf-8")
    with Store.open(where.study_db) as store:
        refresh(where, store, NOON_MS)
        note_shown(store)
    clock = PastClock()
    study = open_study(where, clock)
    # Thousands of answers in seconds: none of them needs to outlive a power cut.
    study.store.execute("PRAGMA synchronous = OFF")
    try:
        _past(study, clock)
    finally:
        study.close()
    return where


def open_study(where: Places, clock: PastClock) -> Study:
    """The engine on the home, at the clock's moment."""
    return Study.open(where, clock=clock, session="screens")


def _past(study: Study, clock: PastClock) -> None:
    rng = random.Random(7)
    for back in range(DAYS, 0, -1):
        clock.ms = NOON_MS - back * DAY_MS
        if back == DAYS:
            goal = goals.Goal(GOAL, (INTERVIEW - date(1970, 1, 1)).days, 20)
            goals.choose(Recorder(study.store, study.settings, study.session), goal, study.now())
        if back > STREAK and (back in HOLIDAYS or rng.random() < DAY_OFF):
            continue
        hour = rng.choice((7, 7, 8, 8, 8, 12, 13, 18, 21, 22))
        clock.ms += (hour - 12) * 3_600_000 + rng.randrange(3_000_000)
        study.start()
        for _ in range(rng.randint(MOST_A_DAY // 4, MOST_A_DAY)):
            shown = study.current()
            if shown is None:
                break
            _answer(study, shown, clock, rng)
    clock.ms = NOON_MS


def _answer(study: Study, shown: Shown, clock: PastClock, rng: random.Random) -> None:
    study.preview()
    seconds = 4 + min(rng.expovariate(1 / 5), 40)
    clock.ms += round(seconds * 1000) + 1_500
    if shown.card.kind == "exercise":
        study.bury()
        return
    study.grade(_rating(study, shown, rng), round(seconds * 1000))


def _rating(study: Study, shown: Shown, rng: random.Random) -> Rating:
    """As FSRS expects it, but for cards that are harder for everyone."""
    memory, known = shown.memory, 0.88
    if memory.state is State.REVIEW and memory.stability and memory.last_day is not None:
        days = study.now().day - memory.last_day
        known = retrievability(memory.stability, days, study.settings.parameters)
        known -= 0.12 if shown.card.id % 17 == 0 else 0.0
    if rng.random() > known:
        return Rating.AGAIN
    return rng.choices((Rating.HARD, Rating.GOOD, Rating.EASY), (HARD, 1 - HARD - EASY, EASY))[0]


def near_miss(where: Places) -> Path:
    """An answer to the exercise that is nearly right, and the report of its run; its folder."""
    exercise = Exercise(where.packs / SHIPPED.name / "exercises" / EXERCISE, SHIPPED.name)
    place = desk(exercise, where.exercises)
    place.folder.mkdir(parents=True)
    mutant = next(each for each in exercise.mutants() if each.name == MUTANT)
    place.answer.write_text(mutant.source, encoding="utf-8")
    raw = dict(run_to_end(Job(exercise, place.answer, seed=1, device="cpu")).raw)
    # What no two runs share.
    raw |= {"wall_s": 0.6, "peak_mb": 31.0, "device_words": "x86_64"}
    keep_report(place, outcome_of(raw))
    return place.folder
