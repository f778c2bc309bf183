"""The end of a session: what was hard, what tomorrow brings, and a key for each thing to do."""

from __future__ import annotations

from textual.pilot import Pilot

from cards.models import Rating
from cards.queue import Scope
from cards.study import Study
from tests.tui.conftest import Clock
from tests.tui.screen_factory import play, text_of, title_of
from tui.edgewise import EdgewiseApp
from tui.screens.browse import BrowseScreen
from tui.screens.done import DoneScreen
from tui.screens.review import ReviewScreen


async def ideas(app: EdgewiseApp, pilot: Pilot[None]) -> DoneScreen:
    screen = app.screen
    assert isinstance(screen, DoneScreen)
    for _ in range(200):
        if screen._ideas is not None:
            return screen
        await pilot.pause(0.02)
    raise AssertionError("no ideas came")


def test_the_summary_names_the_hardest_card_and_tomorrow(study: Study) -> None:
    async def steps(app: EdgewiseApp, pilot: Pilot[None]) -> None:
        assert isinstance(app.screen, ReviewScreen) and app.screen.shown is not None
        failed = app.screen.shown.card
        await pilot.press("space", "1")
        for _ in range(4):
            await pilot.pause()
            if isinstance(app.screen, DoneScreen):
                break
            await pilot.press("space", "4")
        await pilot.pause()
        await ideas(app, pilot)
        text = text_of(app)
        assert "Hardest" in text and "Again 1×" in text
        hardest = text.splitlines()[text.splitlines().index("Hardest") + 1]
        assert hardest.split()[1] in failed.question
        assert "Tomorrow: " in text and "30 new cards" in text
        assert any(
            line.startswith("f      the 1 card you failed today") for line in text.split("\n")
        )
        assert len(text.splitlines()) <= 21  # all of it at 80x24

    play(study, steps, scope=Scope(limit=1))


def test_each_key_that_is_named_leads_there(study: Study) -> None:
    async def steps(app: EdgewiseApp, pilot: Pilot[None]) -> None:
        await pilot.press("space", "4")
        await pilot.pause()
        screen = await ideas(app, pilot)
        assert screen.ready_node
        await pilot.press("n")
        await pilot.pause()
        assert isinstance(app.screen, BrowseScreen)
        await pilot.press("escape")
        await pilot.pause()
        assert isinstance(app.screen, DoneScreen)
        await pilot.press("k")
        assert "No note has failed" in app.screen.query_one("#notice").text  # type: ignore[attr-defined]
        await pilot.press("w")
        await pilot.pause()
        assert not isinstance(app.screen, DoneScreen)

    play(study, steps, scope=Scope(limit=1))


def test_a_weak_note_can_be_practised(study: Study, clock: Clock) -> None:
    study.start()
    shown = study.current()
    assert shown is not None
    study.preview()
    study.grade(Rating.EASY, 1000)
    study.set_due(shown.card.id, 1)
    study.settings = study.settings._replace(new_per_day=0)
    clock.ms += 86_400_000

    async def steps(app: EdgewiseApp, pilot: Pilot[None]) -> None:
        await pilot.press("space", "1")
        app.finish(app.screen, "")  # type: ignore[arg-type]
        await pilot.pause()
        screen = await ideas(app, pilot)
        assert screen.weak_node == shown.card.node
        assert "forgotten once in 30 days" in text_of(app)
        await pilot.press("k")
        await pilot.pause()
        assert isinstance(app.screen, ReviewScreen) and app.screen.shown is not None
        assert app.screen.shown.card.node == shown.card.node

    play(study, steps, scope=Scope(node=shown.card.node, depth=0))


def test_without_an_answer_there_is_no_summary_but_something_to_do(study: Study) -> None:
    async def steps(app: EdgewiseApp, pilot: Pilot[None]) -> None:
        await pilot.pause()
        assert title_of(app).startswith("Nothing to ask now")
        text = text_of(app)
        assert "This sitting" not in text and "Worth doing now" in text

    play(study, steps, scope=Scope(tag="no-such-tag"))
