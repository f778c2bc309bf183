"""Makes docs/screens/*.svg by running the app on a home of its own: python docs/make_screenshots.py

Owns which screens the documentation shows. The clock stands still, and the one answer that is run
has its figures of time and memory replaced, so that two runs make the same pictures. Not here: the
app.
"""

from __future__ import annotations

import asyncio
import re
import sys
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from textual.pilot import Pilot

    from cards.study import Study
    from tui.edgewise import EdgewiseApp

ROOT = Path(__file__).resolve().parents[1]
SCREENS = ROOT / "docs" / "screens"
SIZE = (80, 24)
NOON_MS = 1_772_625_600_000  # 2026-03-04 12:00 UTC
DAY_MS = 86_400_000
# The picture must not load a font from the network; every reader has a fixed-width one.
FONT_FACE = re.compile(r"@font-face \{.*?\}\s*", re.S)
SETTINGS = '[day]\nzone = "UTC"\n\n[today]\nnew_per_day = 12\n'
SHOWN_CARD = "attention's dot products"
WIDE = (120, 32)
EXERCISE, MUTANT = "ml-system-design/lru-cache", "newest-pushed-out"
NOTE = "ml-system-design/self-attention"


def main() -> int:
    """Make every picture; returns the exit code."""
    sys.path.insert(0, str(ROOT))
    SCREENS.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as folder:
        asyncio.run(_all_screens(Path(folder)))
    return 0


async def _all_screens(folder: Path) -> None:
    from cards.places import places
    from cards.queue import Scope
    from cards.refresh import refresh
    from cards.store import Store
    from cards.study import Study
    from tui.edgewise import EdgewiseApp

    (folder / "settings.toml").write_text(SETTINGS)
    where = places({"EDGEWISE_HOME": str(folder)})
    with Store.open(where.study_db) as store:
        refresh(where, store, NOON_MS)
    now = [NOON_MS - 9 * DAY_MS]
    study = Study.open(where, clock=lambda: now[0], session="screens")
    try:
        _past_days(study, now)
        for screen in ("home", "review"):
            scope = Scope(node="scaled-dot-product-attention", depth=0)
            app = EdgewiseApp(
                study,
                screen=screen,
                scope=scope if screen == "review" else Scope(),
                clock=lambda: now[0],
                read_notes=False,
            )
            async with app.run_test(size=SIZE) as pilot:
                await pilot.pause()
                await (_home_and_browse if screen == "home" else _review)(app, pilot)
        await _exercise(study)
    finally:
        study.close()


def _past_days(study: Study, now: list[int]) -> None:
    """Nine days of study, so that the pictures show reviews and not only new cards."""
    from cards.models import Rating

    for day in range(9):
        study.start()
        for number in range(30):
            if study.current() is None:
                break
            study.preview()
            now[0] += 9_000
            study.grade(Rating.AGAIN if number % 9 == 4 else Rating.GOOD, 7_000)
        now[0] = NOON_MS - (8 - day) * DAY_MS
    study.start()


async def _home_and_browse(app: EdgewiseApp, pilot: Pilot[None]) -> None:
    _save(app, "home")
    await pilot.press("question_mark")
    await pilot.pause()
    _save(app, "help")
    await pilot.press("escape")
    app.open_node(NOTE)
    await pilot.pause()
    _save(app, "browse")
    await pilot.press("escape")


async def _review(app: EdgewiseApp, pilot: Pilot[None]) -> None:
    from tui.screens.review import ReviewScreen

    for _ in range(12):
        screen = app.screen
        if not isinstance(screen, ReviewScreen) or screen.shown is None:
            return
        if SHOWN_CARD in screen.shown.card.question:
            break
        await pilot.press("b")
    _save(app, "question")
    await pilot.press("space")
    await pilot.pause()
    _save(app, "answer")
    await pilot.press("i")
    await pilot.pause()
    _save(app, "info")


async def _exercise(study: Study) -> None:
    """An answer that is nearly right: task and report side by side."""
    from exercises.folder import Exercise
    from exercises.local_runner import run_to_end
    from exercises.outcome import outcome_of
    from exercises.runner import Job
    from exercises.workspace import desk, keep_report
    from tui.edgewise import EdgewiseApp

    pack, _, name = EXERCISE.partition("/")
    exercise = Exercise(ROOT / "kg" / "packs" / pack / "exercises" / name, pack)
    place = desk(exercise, study.places.exercises)
    place.folder.mkdir(parents=True)
    mutant = next(each for each in exercise.mutants() if each.name == MUTANT)
    place.answer.write_text(mutant.source, encoding="utf-8")
    raw = dict(run_to_end(Job(exercise, place.answer, seed=1, device="cpu")).raw)
    # What no two runs share.
    raw |= {"wall_s": 0.6, "peak_mb": 31.0, "device_words": "x86_64"}
    keep_report(place, outcome_of(raw))
    app = EdgewiseApp(study, clock=lambda: NOON_MS, read_notes=False)
    async with app.run_test(size=WIDE) as pilot:
        await pilot.pause()
        app.open_node(EXERCISE)
        await pilot.pause()
        await pilot.press("w")
        for _ in range(100):
            await pilot.pause(0.05)
            if _is_read(app):
                break
        _save(app, "exercise")


def _is_read(app: EdgewiseApp) -> bool:
    from tui.screens.exercise import ExerciseScreen

    return isinstance(app.screen, ExerciseScreen) and app.screen.place is not None


def _save(app: EdgewiseApp, name: str) -> None:
    picture = FONT_FACE.sub("", app.export_screenshot(title="Edgewise"))
    (SCREENS / f"{name}.svg").write_text(picture, encoding="utf-8")


if __name__ == "__main__":
    sys.exit(main())
