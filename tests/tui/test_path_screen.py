"""How two notes hang together, asked for in the app: two choices, the steps in words."""

from __future__ import annotations

from textual.pilot import Pilot
from textual.widgets import Input

from cards.study import Study
from tests.tui.screen_factory import play, text_of
from tui.edgewise import EdgewiseApp
from tui.screens.browse import BrowseScreen
from tui.screens.path import PathScreen
from tui.screens.pick_node import NodePicker
from tui.widgets.text_view import TextView


async def pick(app: EdgewiseApp, pilot: Pilot[None], name: str) -> None:
    """Choose a note in the window in front."""
    await pilot.pause()
    assert isinstance(app.screen, NodePicker)
    app.screen.query_one("#pick-text", Input).value = name
    await pilot.pause()
    await pilot.press("enter")
    await pilot.pause()


async def told(app: EdgewiseApp, pilot: Pilot[None], words: str) -> str:
    """The text of the path, once it holds these words."""
    for _ in range(100):
        await pilot.pause(0.03)
        if isinstance(app.screen, PathScreen) and words in text_of(app):
            return text_of(app)
    raise AssertionError(text_of(app))


def test_from_a_note_to_another_in_study_order_and_each_step_can_be_opened(study: Study) -> None:
    async def steps(app: EdgewiseApp, pilot: Pilot[None]) -> None:
        app.open_node("ml-system-design/kv-cache")
        await pilot.pause()
        await pilot.press("P")
        await pick(app, pilot, "softmax")
        text = await told(app, pilot, "In study order")
        assert text.startswith("KV cache builds on Softmax.")
        assert text.index("1. Softmax") < text.index("Attention") < text.index("KV cache  concept")
        assert "needs Softmax — " in text
        view = app.screen.query_one(TextView)
        assert view.chosen_link == "ml-system-design/softmax"
        await pilot.press("down", "enter")
        await pilot.pause()
        assert isinstance(app.screen, BrowseScreen)
        assert app.screen.history.here != "ml-system-design/softmax"
        await pilot.press("escape")
        await pilot.pause()
        assert isinstance(app.screen, PathScreen)

    play(study, steps, screen="home")


def test_from_home_both_ends_are_chosen_and_changed_by_a_key(study: Study) -> None:
    async def steps(app: EdgewiseApp, pilot: Pilot[None]) -> None:
        await pilot.press("p")
        await pick(app, pilot, "recall@k")
        await pick(app, pilot, "softmax")
        await told(app, pilot, "Softmax")
        assert isinstance(app.screen, PathScreen)
        start = app.screen.ends.start
        await pilot.press("t")
        assert app.screen.ends.end == start
        await pilot.press("a")
        await pick(app, pilot, "attention")
        await pilot.press("b")
        await pick(app, pilot, "attention")
        await told(app, pilot, "choose another one")

    play(study, steps, screen="home")


def test_leaving_the_choice_leaves_everything_as_it_is(study: Study) -> None:
    async def steps(app: EdgewiseApp, pilot: Pilot[None]) -> None:
        await pilot.press("p")
        await pilot.pause()
        assert isinstance(app.screen, NodePicker)
        await pilot.press("escape")
        await pilot.pause()
        assert not isinstance(app.screen, NodePicker | PathScreen)

    play(study, steps, screen="home")


def test_from_any_screen_the_palette_leads_where_home_leads(study: Study) -> None:
    from tui.palette import CommandsAndNotes

    async def steps(app: EdgewiseApp, pilot: Pilot[None]) -> None:
        await pilot.press("b")
        found = CommandsAndNotes(app.screen)
        found._post_init()
        [way] = [hit async for hit in found.search("two notes hang together") if hit.score == 0.7]
        way.command()
        await pilot.pause()
        await pilot.pause()
        assert isinstance(app.screen, NodePicker)

    play(study, steps, screen="home")


def test_notes_read_while_one_chooses_do_not_close_the_list(study: Study) -> None:
    async def steps(app: EdgewiseApp, pilot: Pilot[None]) -> None:
        await pilot.press("p")
        app.study.drop_graph()  # as the app does when the notes have been read again
        await pick(app, pilot, "softmax")
        app.study.drop_graph()
        await pick(app, pilot, "attention")
        await told(app, pilot, "Softmax")

    play(study, steps, screen="home")
