"""Browse narrowed by state, problem and chapter, together with what is typed; signs in the list."""

from __future__ import annotations

import pytest
from textual.pilot import Pilot
from textual.widgets import Input

from cards.models import Rating
from cards.narrow import NEXT
from cards.queue import Scope
from cards.study import Study
from tests.tui.conftest import Clock
from tests.tui.screen_factory import notice_of, play, text_of
from tui.ahead import MODULES
from tui.edgewise import EdgewiseApp
from tui.node_states import SIGNS
from tui.screens.browse import BrowseScreen
from tui.screens.facets import FacetDialog
from tui.screens.home import HomeScreen
from tui.widgets.bars import NoticeBar
from tui.widgets.row_list import RowList

NODE = "ml-system-design/self-attention"
DAY_MS = 86_400_000


async def in_browse(app: EdgewiseApp, pilot: Pilot[None]) -> BrowseScreen:
    """Open Browse and wait for the states of all notes."""
    await pilot.press("b")
    screen = app.screen
    assert isinstance(screen, BrowseScreen)
    for _ in range(100):
        await pilot.pause(0.03)
        if screen.states is not None:
            return screen
    raise AssertionError("the states never came")


async def take(app: EdgewiseApp, pilot: Pilot[None], words: str) -> None:
    """Choose a facet by typing a part of it."""
    await pilot.press("f")
    await pilot.pause()
    assert isinstance(app.screen, FacetDialog)
    app.screen.query_one("#facet-text", Input).value = words
    await pilot.pause()
    await pilot.press("enter")
    for _ in range(100):
        await pilot.pause(0.03)
        if isinstance(app.screen, BrowseScreen) and app.screen._only is not None:
            return


def narrowed_to(app: EdgewiseApp) -> str:
    """The line over the search box, '' where it is hidden."""
    bar = app.screen.query_one("#narrow", NoticeBar)
    return bar.text if bar.display else ""


def test_a_state_is_chosen_by_typing_combines_with_the_search_and_esc_takes_both_back(
    study: Study, clock: Clock
) -> None:
    study.start(Scope(node=NODE, depth=0))
    while study.current() is not None:
        study.preview()
        study.grade(Rating.EASY, 1000)

    async def steps(app: EdgewiseApp, pilot: Pilot[None]) -> None:
        screen = await in_browse(app, pilot)
        everything = screen.rows.count
        await take(app, pilot, "learning")
        assert screen.rows.count == 1 and screen.rows.key == NODE
        assert narrowed_to(app) == "1 learning notes"
        assert f"{SIGNS['learning']} learning" in text_of(app)
        screen.query_one("#search", Input).value = "attention"
        await pilot.pause()
        assert screen.rows.count == 1 and "among learning notes" in notice_of(app)
        screen.query_one("#search", Input).value = "softmax"
        await pilot.pause()
        assert screen.rows.key in ("", NODE)
        await pilot.press("escape")
        assert screen.query_text == "" and screen.rows.count == 1
        await pilot.press("escape")
        assert screen.rows.count == everything and narrowed_to(app) == ""
        await pilot.press("escape")
        await pilot.pause()
        assert isinstance(app.screen, HomeScreen)

    play(study, steps, screen="home")


def test_what_a_problem_needs_and_what_can_be_learnt_next(study: Study) -> None:
    graph = study.graph()
    problem = next(node for node in graph.nodes("problem") if graph.prerequisites(node.id))
    needed = {graph.node(each).key for each in graph.all_prerequisites(problem.id)}

    async def steps(app: EdgewiseApp, pilot: Pilot[None]) -> None:
        screen = await in_browse(app, pilot)
        await take(app, pilot, f"needed for problem: {problem.title}")
        assert screen.facets.problem == problem.key
        assert screen.rows.count == len(needed | {problem.key})
        assert problem.title[:10] in narrowed_to(app)
        await take(app, pilot, "can be learnt now")
        assert screen.facets.state == NEXT and screen.facets.problem == problem.key
        assert 0 < screen.rows.count < len(needed)
        assert screen.rows.key in needed | {problem.key}
        assert "new; can be learnt now: " in text_of(app)
        await take(app, pilot, "everything")
        assert not any(screen.facets)

    play(study, steps, screen="home")


def test_at_80x24_the_list_shows_the_state_of_every_note_and_the_window_fits(study: Study) -> None:
    async def steps(app: EdgewiseApp, pilot: Pilot[None]) -> None:
        screen = await in_browse(app, pilot)
        rows = [screen.rows.render_line(y).text for y in range(10)]
        assert all(row[0] in SIGNS.values() for row in rows)
        assert any(row[0] == SIGNS["new"] for row in rows)
        await pilot.press("f")
        await pilot.pause()
        listed = app.screen.query_one("#facet-list", RowList)
        assert listed.region.right <= 80 and listed.region.bottom <= 23
        assert SIGNS["weak"] in "".join(listed.render_line(y).text for y in range(6))
        await pilot.press("escape")
        await pilot.pause()
        assert app.screen is screen and not any(screen.facets)

    play(study, steps, screen="home")


def test_a_mistyped_name_in_a_large_graph_is_found_a_moment_later(
    study: Study, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("tui.screens.browse_list._GUESSED_AT_ONCE", 0)

    async def steps(app: EdgewiseApp, pilot: Pilot[None]) -> None:
        screen = await in_browse(app, pilot)
        screen.query_one("#search", Input).value = "tranformer"
        await pilot.pause()
        for _ in range(100):
            if screen.rows.key.endswith("/transformer"):
                return
            await pilot.pause(0.03)
        raise AssertionError(notice_of(app))

    play(study, steps, screen="home")


def test_the_readiness_of_a_note_stands_under_its_cards_a_moment_later(study: Study) -> None:
    async def steps(app: EdgewiseApp, pilot: Pilot[None]) -> None:
        app.open_node(NODE)
        for _ in range(100):
            await pilot.pause(0.03)
            if "Readiness, with all it builds on" in text_of(app):
                break
        assert "not answered yet, counted as 0 %" in text_of(app)

    play(study, steps, screen="home")


def test_what_is_loaded_ahead_exists() -> None:
    from importlib.util import find_spec

    assert [name for name in MODULES if find_spec(name) is None] == []
