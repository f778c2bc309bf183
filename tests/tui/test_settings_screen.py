"""Settings: checked while typed, saved with the comments, in force at once, taken back by u."""

from __future__ import annotations

import pytest
from textual.pilot import Pilot
from textual.widgets import Input

from cards.models import Rating
from cards.settings import load
from cards.study import Study
from tests.tui.screen_factory import notice_of, notices, play, text_of
from tui import commands
from tui.edgewise import EdgewiseApp
from tui.screens.browse import BrowseScreen
from tui.screens.home import HomeScreen
from tui.screens.settings import SettingsScreen
from tui.screens.settings_keys import KeyDialog, KeysScreen
from tui.settings_change import key_taken
from tui.widgets.row_list import RowList

BY_ID = {command.id: command for command in commands.COMMANDS}


async def at(app: EdgewiseApp, pilot: Pilot[None], name: str) -> None:
    """Stand on a line of Settings."""
    if isinstance(app.screen, HomeScreen):
        await pilot.press("comma")
        await pilot.pause()
    assert isinstance(app.screen, SettingsScreen)
    pane = app.screen.pane
    while pane.key != name:
        before = pane.cursor
        await pilot.press("down")
        assert pane.cursor != before, f"no line {name}"


async def write(pilot: Pilot[None], words: str) -> None:
    """Replace what stands in the line."""
    await pilot.press("ctrl+u", "ctrl+k", *words.replace(".", "\N{FULL STOP}"))
    await pilot.pause()


def test_a_number_is_checked_while_typed_saved_and_taken_back(study: Study) -> None:
    file = study.places.settings
    file.write_text("# mine\n" + file.read_text())
    before = file.read_bytes()

    async def steps(app: EdgewiseApp, pilot: Pilot[None]) -> None:
        await at(app, pilot, "today.new_per_day")
        await pilot.press("enter")
        await write(pilot, "1x")
        assert "must be a whole number from 0 to 9999, not '1x'" in text_of(app)
        await pilot.press("enter")
        assert "Not saved" in notice_of(app)
        assert file.read_bytes() == before
        await write(pilot, "7")
        await pilot.press("enter")
        assert "New per day is 7 now" in notice_of(app)
        assert file.read_bytes() == before.replace(b"new_per_day = 30", b"new_per_day = 7")
        await pilot.press("escape")
        await pilot.pause()
        assert study.counts().new == 7  # Home and the queue count by it at once
        await at(app, pilot, "today.new_per_day")
        await pilot.press("d")
        assert load(file).new_per_day == study.settings.new_per_day == 10
        await pilot.press("u")
        assert load(file).new_per_day == study.settings.new_per_day == 7
        await pilot.press("u")
        assert "Nothing was changed since" in notice_of(app)

    play(study, steps, screen="home")


def test_a_retention_is_logged_in_force_for_the_next_answer_and_shown_with_its_cost(
    study: Study,
) -> None:
    async def steps(app: EdgewiseApp, pilot: Pilot[None]) -> None:
        await at(app, pilot, "memory.desired_retention")
        text = text_of(app)
        assert "0.8 " in text and "0.30 x" in text and "2.48 x" in text
        await pilot.press("enter")
        await write(pilot, "0.80")
        assert "> 0.8 " in text_of(app)
        await pilot.press("enter")
        await pilot.pause()
        assert study.settings.desired_retention == 0.8

    play(study, steps, screen="home")
    study.start()
    assert study.current() is not None
    study.preview()
    study.grade(Rating.GOOD, 1000)
    [logged] = study.store.query(float, "SELECT desired_retention FROM review")
    assert logged == 0.8
    events = study.store.query(str, "SELECT payload FROM event WHERE type = 'parameters'")
    assert '"desired_retention": 0.8' in events[-1]


def test_a_theme_is_tried_on_kept_and_taken_back(study: Study) -> None:
    async def steps(app: EdgewiseApp, pilot: Pilot[None]) -> None:
        await at(app, pilot, "app.theme")
        assert app.theme == "edgewise-dark"
        await pilot.press("enter")
        await pilot.pause()
        await pilot.press("down")
        assert app.theme == "edgewise-light"
        await pilot.press("escape")
        await pilot.pause()
        assert app.theme == "edgewise-dark"
        await pilot.press("enter")
        await pilot.pause()
        await pilot.press("down", "down", "enter")
        await pilot.pause()
        assert app.theme == load(study.places.settings).theme == "edgewise-contrast"
        await pilot.press("u")
        assert app.theme == "edgewise-dark"

    play(study, steps, screen="home")


def test_a_key_is_pressed_refused_where_it_is_taken_and_works_at_once(study: Study) -> None:
    async def steps(app: EdgewiseApp, pilot: Pilot[None]) -> None:
        await at(app, pilot, "keys")
        await pilot.press("enter")
        await pilot.pause()
        assert isinstance(app.screen, KeysScreen)
        while app.screen.pane.key != "home.browse":
            await pilot.press("down")
        await pilot.press("enter")
        await pilot.pause()
        assert isinstance(app.screen, KeyDialog)
        await pilot.press("m")
        await pilot.pause()
        assert "m is taken (Home: Learn new cards" in notice_of(app)
        await pilot.press("enter")
        await pilot.pause()
        await pilot.press("Z")
        await pilot.pause()
        assert dict(load(study.places.settings).keys) == {"home.browse": "Z"}
        await pilot.press("escape", "escape")
        await pilot.pause()
        await pilot.press("b")
        assert isinstance(app.screen, HomeScreen)
        await pilot.press("Z")
        await pilot.pause()
        assert isinstance(app.screen, BrowseScreen)

    play(study, steps, screen="home")


@pytest.mark.parametrize(
    ("command", "key", "other"),
    [
        ("home.browse", "m", "home.more"),
        ("home.browse", "q", "app.quit"),
        ("home.browse", "j", "text.down"),
        ("app.help", "b", "home.browse"),
        ("home.browse", "y", None),
        ("home.browse", "b", None),
    ],
)
def test_a_key_is_taken_by_what_answers_on_the_same_screen(
    command: str, key: str, other: str | None
) -> None:
    found = key_taken(BY_ID[command], key, {})
    assert (found.id if found else None) == other


def test_a_switch_turns_and_a_file_broken_meanwhile_is_told_with_its_line(study: Study) -> None:
    file = study.places.settings

    async def steps(app: EdgewiseApp, pilot: Pilot[None]) -> None:
        await at(app, pilot, "app.reduced_motion")
        await pilot.press("enter")
        assert app.animation_level == "none" and study.settings.reduced_motion
        file.write_text("[today]\ngate = 7\n")
        await pilot.press("enter")
        assert "settings.toml:2: gate must be true or false" in notices(app)[-1]
        assert study.settings.reduced_motion

    play(study, steps, screen="home")


@pytest.mark.parametrize("size", [(80, 24), (250, 70)])
def test_every_line_fits_and_headings_are_passed_over(study: Study, size: tuple[int, int]) -> None:
    async def steps(app: EdgewiseApp, pilot: Pilot[None]) -> None:
        await pilot.press("comma")
        await pilot.pause()
        pane = app.screen.query_one(RowList)
        seen = {pane.key}
        for _ in range(pane.count):
            await pilot.press("down")
            seen.add(pane.key)
            assert not pane.key.startswith("#")
        assert {"memory.desired_retention", "keys", "anki.other_machine"} <= seen
        await pilot.press("home")
        assert pane.key == "memory.desired_retention"
        await pilot.press("enter")
        await pilot.pause()
        line = app.screen.query_one("#value", Input)
        assert line.region.height == 3 and line.region.bottom <= size[1] - 2
        await pilot.press("escape")
        assert isinstance(app.screen, SettingsScreen) and not app.screen.has_class("typing")

    play(study, steps, screen="home", size=size)
