"""A learner's home with the shipped pack compiled once, copied for each test; no editor, no colour.

The clock stands still at a Wednesday noon, so that screens say the same on every day.
"""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from cards.first_run import note_shown
from cards.places import Places, places
from cards.refresh import refresh
from cards.store import Store
from cards.study import Study

NOON_MS = 1_772_625_600_000  # 2026-03-04 12:00 UTC
SETTINGS = (
    '[day]\nzone = "UTC"\n\n[memory]\nfuzz = false\n\n[today]\nnew_per_day = 30\ngate = false\n'
)


class Clock:
    """A clock that a test moves."""

    def __init__(self) -> None:
        self.ms = NOON_MS

    def __call__(self) -> int:
        return self.ms


@pytest.fixture(scope="session")
def compiled_home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    home = tmp_path_factory.mktemp("compiled") / "home"
    home.mkdir()
    (home / "settings.toml").write_text(SETTINGS)
    where = places({"EDGEWISE_HOME": str(home)})
    with Store.open(where.study_db) as store:
        refresh(where, store, NOON_MS)
        note_shown(store)  # no test but those of the tour begins with it
    return home


@pytest.fixture(autouse=True)
def no_machine(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("VISUAL", "EDITOR", "NO_COLOR", "TEXTUAL", "BROWSER"):
        monkeypatch.delenv(name, raising=False)


@pytest.fixture
def home(compiled_home: Path, tmp_path: Path) -> Places:
    copy = tmp_path / "home"
    shutil.copytree(compiled_home, copy)
    return places({"EDGEWISE_HOME": str(copy)})


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def study(home: Places, clock: Clock) -> Iterator[Study]:
    opened = Study.open(home, clock=clock)
    yield opened
    opened.close()


@pytest.fixture
def another_study(home: Places, clock: Clock) -> Iterator[Callable[[], Study]]:
    """Other processes on the same home."""
    opened: list[Study] = []

    def open_one() -> Study:
        opened.append(Study.open(home, clock=clock))
        return opened[-1]

    yield open_one
    for each in opened:
        each.close()
