"""The Statistics screen: pages, stretches of days, charts for the size of the terminal, links."""

from __future__ import annotations

import random
from pathlib import Path

import pytest
from textual.pilot import Pilot

from cards.models import Rating, State
from cards.stats_list import STATISTICS
from cards.study import Study
from cards.study_day import DAY_MS
from tests.tui.conftest import Clock
from tests.tui.screen_factory import WIDE, play, text_of, title_of
from tui.edgewise import EdgewiseApp
from tui.screens.statistics import PAGES, StatisticsScreen
from tui.stats_blocks import statistic_blocks
from tui.stats_tabs import StatsTabs
from tui.widgets.text_view import TextView


@pytest.fixture
def studied(study: Study, clock: Clock) -> Study:
    """Some days of answers on the cards of the pack."""
    rng, now = random.Random(3), clock.ms
    for back in (20, 10, 4, 2, 1):
        clock.ms = now - back * DAY_MS
        for _ in range(8):
            shown = study.current()
            assert shown is not None
            clock.ms += 7_000
            study.preview()
            known = rng.random() < 0.5 if shown.memory.state is State.REVIEW else True
            study.grade(Rating.EASY if known else Rating.AGAIN, 5_000)
    clock.ms = now
    return study


async def settled(app: EdgewiseApp, pilot: Pilot[None]) -> None:
    """Wait for the screen, then for its thread."""
    await pilot.pause()
    await app.workers.wait_for_complete()
    await pilot.pause()


def test_the_pages_are_the_statistics_there_are() -> None:
    assert tuple((name, word) for name, word, _ in STATISTICS) == PAGES


def test_s_opens_them_and_keys_turn_the_pages(studied: Study) -> None:
    async def steps(app: EdgewiseApp, pilot: Pilot[None]) -> None:
        await pilot.press("s")
        await settled(app, pilot)
        assert isinstance(app.screen, StatisticsScreen)
        assert "in the last 30 days" in text_of(app) and "█" in text_of(app)
        assert title_of(app) == "Statistics · Reviews | last 30 days"
        for key, (_, word) in zip("23456789", PAGES[1:], strict=True):
            await pilot.press(key)
            await settled(app, pilot)
            assert f"· {word} |" in title_of(app)
            assert "Reading the log" not in text_of(app)
        await pilot.press("right")
        assert "· Reviews |" in title_of(app)
        await pilot.press("left")
        assert "· Readiness |" in title_of(app)
        await settled(app, pilot)
        await pilot.press("escape")
        assert not isinstance(app.screen, StatisticsScreen)

    play(studied, steps, screen="home")


def test_a_stretch_of_days_is_chosen_by_key(studied: Study) -> None:
    async def steps(app: EdgewiseApp, pilot: Pilot[None]) -> None:
        app.push_screen(StatisticsScreen())
        await settled(app, pilot)
        for key, words in (("t", "90 days"), ("y", "365 days"), ("a", "all time"), ("m", "30 day")):
            await pilot.press(key)
            await settled(app, pilot)
            assert words in title_of(app) and words in text_of(app)
        await pilot.press("3", "t")
        await settled(app, pilot)
        assert "next 90 days" in title_of(app) and "within 90 days" in text_of(app)

    play(studied, steps, screen="home")


@pytest.mark.parametrize("size", [(80, 24), (120, 40), (250, 70)])
def test_charts_fit_the_terminal(studied: Study, size: tuple[int, int]) -> None:
    async def steps(app: EdgewiseApp, pilot: Pilot[None]) -> None:
        app.push_screen(StatisticsScreen())
        await settled(app, pilot)
        for page in range(len(PAGES)):
            app.screen.action_show(page)  # type: ignore[attr-defined]
            await settled(app, pilot)
            view = app.screen.query_one(TextView)
            kept = [block.content.cell_length for block in view.blocks if block.keep]
            assert max(kept, default=0) <= view.content_size.width
        tabs = app.screen.query_one(StatsTabs)
        assert tabs.size.height == (2 if size[0] == WIDE else 1)
        assert "[9 Readiness]" in tabs.render().plain

    play(studied, steps, screen="home", size=size)


def test_a_hard_node_is_followed_to_its_note(studied: Study) -> None:
    async def steps(app: EdgewiseApp, pilot: Pilot[None]) -> None:
        app.push_screen(StatisticsScreen(page=7))
        await settled(app, pilot)
        link = app.screen.query_one(TextView).chosen_link
        assert "/" in link
        await pilot.press("enter")
        await pilot.pause()
        assert link.rpartition("/")[2] in studied.graph().by_key(link).key  # type: ignore[union-attr]
        assert app.screen.PLACE == "browse"  # type: ignore[attr-defined]

    play(studied, steps, screen="home")


def test_a_store_that_cannot_be_read_is_said_in_a_sentence(
    studied: Study, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    async def steps(app: EdgewiseApp, pilot: Pilot[None]) -> None:
        monkeypatch.setattr(studied, "places", studied.places._replace(study_db=tmp_path / "no.db"))
        app.push_screen(StatisticsScreen())
        await settled(app, pilot)
        assert "There is no study database" in text_of(app)

    play(studied, steps, screen="home")


def test_a_bug_in_one_page_leaves_the_others_alone(
    studied: Study, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def steps(app: EdgewiseApp, pilot: Pilot[None]) -> None:
        app.push_screen(StatisticsScreen())
        await settled(app, pilot)
        with monkeypatch.context() as patch:
            patch.setattr("cards.stats_list.STATISTICS", ())
            await pilot.press("2")
            await pilot.pause(0.2)
            assert "could not be computed (KeyError" in text_of(app)
        await pilot.press("3")
        await settled(app, pilot)
        assert "due today" in text_of(app)

    play(studied, steps, screen="home")


def test_no_page_needs_colour(studied: Study) -> None:
    from cards.stats_list import NAMES, compute
    from tests.cards.stats_factory import evidence

    for name in NAMES:
        for block in statistic_blocks(compute(name, evidence(studied)), 76, 20):
            glyphs = {glyph for glyph in block.content.plain if glyph in "█▓▒░"}
            styles = {
                span.style
                for span in block.content.spans
                if set(block.content.plain[span.start : span.end]) & glyphs
            }
            assert len(styles) <= len(glyphs) or not glyphs
