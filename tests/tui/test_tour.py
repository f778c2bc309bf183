"""The tour: once ever, skippable at each step; what is chosen is a goal event and a setting."""

from __future__ import annotations

import asyncio
import tomllib

import pytest
from textual.pilot import Pilot
from textual.widgets import Input

from cards import goals
from cards.goals import Goal
from cards.models import Rating
from cards.study import Study
from tests.tui.screen_factory import Steps, notice_of, play, text_of, title_of
from tui import tour_text
from tui.edgewise import EdgewiseApp
from tui.screens.home import HomeScreen
from tui.screens.review import ReviewScreen
from tui.screens.tour import TourScreen
from tui.widgets.row_list import RowList
from tui.widgets.text_view import TextView

TODAY = 20_516  # 2026-03-04, as the clock of the tests stands


def first_start(study: Study, steps: Steps, *, screen: str = "home") -> None:
    """Open the app as its own start does."""

    async def go() -> None:
        app = EdgewiseApp(
            study, screen=screen, clock=study._clock, read_notes=False, tour=screen == "home"
        )
        async with app.run_test(size=(80, 24)) as pilot:
            await pilot.pause(0.1)
            await pilot.pause()
            await steps(app, pilot)

    asyncio.run(go())


@pytest.fixture(autouse=True)
def never_shown(study: Study) -> None:
    with study.store.write():
        study.store.execute("DELETE FROM meta WHERE key = 'tour_shown'")


def below(app: EdgewiseApp) -> str:
    return app.screen.query_one("#below", TextView).plain


def test_three_answers_become_a_goal_and_new_cards_a_day(study: Study) -> None:
    async def steps(app: EdgewiseApp, pilot: Pilot[None]) -> None:
        assert isinstance(app.screen, TourScreen)
        assert title_of(app).endswith("step 1 of 3")
        assert app.screen.query_one(RowList).key == ""  # no goal is the first choice
        await pilot.press(*"self-att")
        assert app.screen.query_one(RowList).key == "ml-system-design/self-attention"
        await pilot.press("enter")
        await pilot.press(*"6 weeks")
        assert "42 days from now" in below(app)
        await pilot.press("enter")
        assert "13 new cards a day, instead of 30" in below(app)
        assert "Your goal rests on" in below(app)
        await pilot.press("1", "0", "enter")
        assert "Three keys to know" in text_of(app) and "7 new cards a day" in text_of(app)
        await pilot.press("enter")
        await pilot.pause()
        assert isinstance(app.screen, ReviewScreen) and app.screen.shown is not None
        assert app.screen.shown.remaining.new == 7

    first_start(study, steps)
    expected = Goal("ml-system-design/self-attention", TODAY + 42, 10)
    assert goals.current(study.store) == expected
    written = tomllib.loads(study.places.settings.read_text())
    assert written["today"]["new_per_day"] == 7
    assert written["day"]["zone"] == "UTC"  # the rest of the file stands


def test_esc_skips_it_at_each_step_and_it_never_comes_again(study: Study) -> None:
    before = study.places.settings.read_bytes()

    async def skip(app: EdgewiseApp, pilot: Pilot[None]) -> None:
        assert isinstance(app.screen, TourScreen)
        await pilot.press("escape")
        await pilot.pause()
        assert isinstance(app.screen, HomeScreen)

    async def not_again(app: EdgewiseApp, pilot: Pilot[None]) -> None:
        assert isinstance(app.screen, HomeScreen)
        await pilot.press("f2")
        await pilot.pause()
        assert isinstance(app.screen, TourScreen)  # but it can be asked for
        await pilot.press("enter", "enter", "escape")
        await pilot.pause()
        assert isinstance(app.screen, HomeScreen)

    first_start(study, skip)
    first_start(study, not_again)
    assert goals.current(study.store) is None
    assert study.places.settings.read_bytes() == before


def test_a_goal_that_was_taken_is_kept_when_the_rest_is_skipped(study: Study) -> None:
    async def steps(app: EdgewiseApp, pilot: Pilot[None]) -> None:
        await pilot.press("down", "enter", "escape")
        await pilot.pause()
        assert isinstance(app.screen, HomeScreen)

    first_start(study, steps)
    goal = goals.current(study.store)
    assert goal is not None and study.graph().find(goal.node).type == "problem"
    assert goal.day is None


@pytest.mark.parametrize("history", ["answered", "chosen", "review"])
def test_it_is_not_shown_to_who_has_any_history_nor_before_a_review(
    study: Study, history: str
) -> None:
    if history == "answered":
        study.start()
        study.current()
        study.preview()
        study.grade(Rating.GOOD, 1000)
    elif history == "chosen":
        study.extend_limits(new=5)

    async def steps(app: EdgewiseApp, pilot: Pilot[None]) -> None:
        if history == "review":
            await pilot.press("escape")
            app.go_home()
            await pilot.pause(0.1)
        assert isinstance(app.screen, HomeScreen)

    first_start(study, steps, screen="review" if history == "review" else "home")


def test_what_cannot_be_read_is_said_and_one_can_go_back(study: Study) -> None:
    async def steps(app: EdgewiseApp, pilot: Pilot[None]) -> None:
        app.action_tour()
        await pilot.pause()
        await pilot.press("enter", *"soon")
        assert "Write a date" in below(app)
        await pilot.press("enter")
        assert "Write a date" in notice_of(app) and title_of(app).endswith("step 2 of 3")
        box = app.screen.query_one(Input)
        box.value = "2026-03-03"
        await pilot.press("enter")
        assert "has passed" in notice_of(app)
        box.value = ""
        await pilot.press("enter", "0", "enter")
        assert "Write a number of minutes" in notice_of(app)
        await pilot.press("shift+tab")
        assert title_of(app).endswith("step 2 of 3")

    play(study, steps, screen="home")


def test_dates_and_minutes_are_read_as_people_write_them() -> None:
    read = tour_text.read_day
    assert read("2026-03-04", TODAY) == TODAY
    assert read(" 2026-12-31 ", TODAY) == TODAY + 302
    for words, days in (("in 6 weeks", 42), ("6w", 42), ("10 days", 10), ("3 months", 90)):
        assert read(words, TODAY) == TODAY + days, words
    assert read("", TODAY) is None and read("none", TODAY) is None
    for words in ("31.12.2026", "6 parsecs", "2026-02-30", "week", "²w"):
        with pytest.raises(ValueError, match="Write a date"):
            read(words, TODAY)
    assert [tour_text.read_minutes(words) for words in ("20", " 15 min", "5m")] == [20, 15, 5]
    for words in ("", "0", "601", "a lot", "²", "-5"):
        with pytest.raises(ValueError, match="Write a number"):
            tour_text.read_minutes(words)


def test_a_date_too_near_says_how_many_minutes_it_would_take() -> None:
    behind = tour_text.Behind(notes=40, cards=200)
    words = [b.content.plain for b in tour_text.minutes_words(10, 10, behind, 14)]
    assert words[0].startswith("7 new cards a day, instead of 10")
    assert "all met in 29 days" in words[-1]
    assert "23 minutes a day would do" in words[-1]  # 15 cards a day of 92 s
    late = [b.content.plain for b in tour_text.minutes_words(10, 7, behind, 60)]
    assert "as it is now" in late[0] and "31 days to spare" in late[-1]
