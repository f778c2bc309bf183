"""The timer of a card: off unless it is wanted, and an answer counts a minute at most."""

from __future__ import annotations

import pytest
from textual.pilot import Pilot

from cards.places import Places
from cards.store_review import history
from cards.study import Study
from tests.tui.conftest import Clock
from tests.tui.screen_factory import play, title_of
from tui.edgewise import EdgewiseApp
from tui.screens.review import ReviewScreen


@pytest.mark.parametrize("wanted", [True, False])
def test_a_card_says_how_long_it_was_looked_at_where_that_is_wanted(
    home: Places, clock: Clock, wanted: bool
) -> None:
    if wanted:
        home.settings.write_text(home.settings.read_text() + "\n[app]\ntimer = true\n")

    async def steps(app: EdgewiseApp, pilot: Pilot[None]) -> None:
        assert isinstance(app.screen, ReviewScreen)
        app.screen._since -= 12
        await pilot.pause(1.2)
        assert ("card 0:1" in title_of(app)) is wanted

    study = Study.open(home, clock=clock)
    play(study, steps)
    study.close()


def test_an_answer_after_a_long_pause_counts_a_minute(study: Study) -> None:
    async def steps(app: EdgewiseApp, pilot: Pilot[None]) -> None:
        assert isinstance(app.screen, ReviewScreen) and app.screen.shown is not None
        card = app.screen.shown.card.id
        app.screen._since -= 400
        await pilot.press("space", "3")
        assert [row.duration_ms for row in history(study.store, card)] == [60_000]

    play(study, steps)
