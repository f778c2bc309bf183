"""An exercise in the app whose settings name another machine: it runs there, and the title says."""

from __future__ import annotations

import platform
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest
from textual.pilot import Pilot

from cards.places import places
from cards.refresh import refresh
from cards.study import Study
from exercises import extras
from tests.exercises.exercise_factory import SOLUTION, make_home
from tests.tui.conftest import NOON_MS, SETTINGS, Clock
from tests.tui.screen_factory import play, title_of
from tui.edgewise import EdgewiseApp
from tui.exercise_text import elsewhere
from tui.screens.exercise import ExerciseScreen
from tui.widgets.text_view import TextView

WAIT_S = 30.0


async def until(pilot: Pilot[None], seen: Callable[[], object]) -> None:
    end = time.monotonic() + WAIT_S
    while not seen():
        assert time.monotonic() < end, "not seen"
        await pilot.pause(0.02)


def test_the_app_runs_where_the_settings_say_and_asks_for_no_torch_here(
    tmp_path: Path, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    home = tmp_path / "home"
    toml = make_home(home) / "exercises" / "double" / "exercise.toml"
    needs = '\n[needs]\nextras = ["torch"]\n\n[device]\nallowed = ["cpu"]\n'
    toml.write_text(toml.read_text() + needs)
    monkeypatch.setattr(extras, "find_spec", lambda _: None)
    chosen = f'\n[exercises]\non = "command: sh -s"\non_python = "{sys.executable}"\n'
    (home / "settings.toml").write_text(SETTINGS + chosen)
    study = Study.open(places({"EDGEWISE_HOME": str(home)}), clock=clock)
    refresh(study.places, study.store, NOON_MS)
    answer = study.places.exercises / "double" / "answer.py"
    answer.parent.mkdir(parents=True)
    answer.write_text(SOLUTION)

    async def steps(app: EdgewiseApp, pilot: Pilot[None]) -> None:
        app.open_node("ml-system-design/double")
        await pilot.pause()
        await pilot.press("w")
        await pilot.pause()
        screen = app.screen
        assert isinstance(screen, ExerciseScreen)
        await until(pilot, lambda: screen.place is not None)
        assert title_of(app).endswith("auto  command")
        run = screen.query_one("#run", TextView)
        assert "torch" not in run.plain
        await pilot.press("r")
        await until(pilot, lambda: screen.live is None)
        await pilot.pause()
        assert f"on {platform.node()}" in run.plain

    play(study, steps, screen="home")
    study.close()


def test_the_place_in_the_title_is_short() -> None:
    assert elsewhere("") == ""
    assert elsewhere("ray://gpu-box:8265") == "ray://gpu-box:8265"
    assert elsewhere("command: ssh gpu-box bash -s") == "command"
