"""Home says what today holds; Browse finds, shows, follows; Help and the palette know all keys."""

from __future__ import annotations

from pathlib import Path

import pytest
from textual.pilot import Pilot
from textual.widgets import Input

from cards.models import Rating
from cards.places import Places, places
from cards.queue import Scope
from cards.study import Study
from tests.tui.conftest import Clock
from tests.tui.screen_factory import notice_of, notices, play, text_of, title_of
from tui import commands
from tui.edgewise import EdgewiseApp
from tui.screens.browse import BrowseScreen
from tui.screens.card import CardDialog
from tui.screens.done import DoneScreen
from tui.screens.help import HelpScreen
from tui.screens.home import HomeScreen
from tui.screens.review import ReviewScreen
from tui.widgets.row_list import RowList
from tui.widgets.text_view import TextView


def test_home_shows_the_day_and_what_comes_next_without_any_answer(study: Study) -> None:
    async def steps(app: EdgewiseApp, pilot: Pilot[None]) -> None:
        assert isinstance(app.screen, HomeScreen)
        text = text_of(app)
        assert "30 new" in text
        coming = study.upcoming(4)
        assert len(coming) == 4
        assert all(shown.why in text for shown in coming)

    play(study, steps, screen="home")


def test_home_counts_what_was_answered_meanwhile(study: Study) -> None:
    async def steps(app: EdgewiseApp, pilot: Pilot[None]) -> None:
        await pilot.press("enter")
        assert isinstance(app.screen, ReviewScreen)
        await pilot.press("space", "4", "escape")
        await pilot.pause()
        assert isinstance(app.screen, HomeScreen)
        assert "1 answer given today" in text_of(app)
        assert "streak 1 day" in title_of(app)

    play(study, steps, screen="home")


def test_with_nothing_due_home_says_when_and_what_to_do_instead(study: Study) -> None:
    study.start()
    while study.current() is not None:
        study.preview()
        study.grade(Rating.EASY, 1000)

    async def steps(app: EdgewiseApp, pilot: Pilot[None]) -> None:
        text = text_of(app)
        assert "All done for today." in text
        assert "The next card comes" in text
        assert "new cards beyond today's limit" in text
        await pilot.press("m")
        await pilot.pause()
        assert isinstance(app.screen, ReviewScreen)
        assert app.screen.shown is not None

    play(study, steps, screen="home")


def test_after_a_limited_session_the_rest_of_the_day_can_follow(study: Study) -> None:
    async def steps(app: EdgewiseApp, pilot: Pilot[None]) -> None:
        await pilot.press("space", "4")
        await pilot.pause()
        assert "of today can be asked now" in text_of(app)
        await pilot.press("enter")
        await pilot.pause()
        assert isinstance(app.screen, ReviewScreen)
        assert app.screen.shown is not None and app.screen.shown.remaining.new == 29

    play(study, steps, scope=Scope(limit=1))


def test_from_the_summary_one_goes_home_and_from_there_on(study: Study) -> None:
    async def steps(app: EdgewiseApp, pilot: Pilot[None]) -> None:
        await pilot.press("space", "4")
        await pilot.pause()
        assert isinstance(app.screen, DoneScreen)
        await pilot.press("escape")
        await pilot.pause()
        assert isinstance(app.screen, HomeScreen)
        await pilot.press("escape")
        assert isinstance(app.screen, HomeScreen)
        await pilot.press("r")
        await pilot.pause()
        assert isinstance(app.screen, ReviewScreen) and app.screen.shown is not None

    play(study, steps, scope=Scope(limit=1))


def test_the_first_start_reads_the_notes_and_goes_on_by_itself(
    tmp_path: Path, clock: Clock
) -> None:
    fresh = Study.open(places({"EDGEWISE_HOME": f"{tmp_path}/new"}), clock=clock)

    async def steps(app: EdgewiseApp, pilot: Pilot[None]) -> None:
        for _ in range(200):
            await pilot.pause(0.05)
            if not app.reading:
                break
        await pilot.pause()
        assert isinstance(app.screen, ReviewScreen)
        assert app.screen.shown is not None
        assert "made from" in notices(app)[0]

    try:
        play(fresh, steps, read_notes=True)
    finally:
        fresh.close()


def test_with_compiled_notes_but_no_cards_yet_the_review_goes_on_by_itself(
    home: Places, clock: Clock
) -> None:
    for file in home.home.glob("study.db*"):
        file.unlink()
    fresh = Study.open(home, clock=clock)

    async def steps(app: EdgewiseApp, pilot: Pilot[None]) -> None:
        for _ in range(100):
            await pilot.pause(0.05)
            if isinstance(app.screen, ReviewScreen) and app.screen.shown is not None:
                return
        raise AssertionError(text_of(app))

    try:
        play(fresh, steps, read_notes=True)
    finally:
        fresh.close()


def test_search_finds_while_typing_and_enter_opens_the_first_hit(study: Study) -> None:
    async def steps(app: EdgewiseApp, pilot: Pilot[None]) -> None:
        await pilot.press("slash", *"self-att")
        assert app.screen.query_one("#list", RowList).key.endswith("/self-attention")
        await pilot.press("enter")
        assert app.screen.query_one(TextView).has_focus
        assert text_of(app).startswith("Self-attention")
        assert "Differs from" in text_of(app)
        assert "Cards (" in text_of(app)

    play(study, steps, screen="home")


def test_search_forgives_and_odd_input_is_harmless(study: Study) -> None:
    async def steps(app: EdgewiseApp, pilot: Pilot[None]) -> None:
        await pilot.press("slash")
        box = app.screen.query_one("#search", Input)
        for query in ('"', "* AND (", "-", "'; drop", "%", "zzzzqqqq"):
            box.value = query
            await pilot.pause()
        assert "Nothing" in notice_of(app)
        await pilot.press("escape")
        assert box.value == ""
        assert isinstance(app.screen, BrowseScreen)

    play(study, steps, screen="home")


def test_links_are_followed_back_and_forth(study: Study) -> None:
    async def steps(app: EdgewiseApp, pilot: Pilot[None]) -> None:
        app.open_node("ml-system-design/self-attention")
        await pilot.pause()
        view = app.screen.query_one(TextView)
        link = view.chosen_link
        assert link
        await pilot.press("enter")
        assert title_of(app).startswith(f"Browse · {link.rpartition('/')[2]}")
        await pilot.press("left_square_bracket")
        assert "self-attention" in title_of(app)
        await pilot.press("alt+right")
        assert link.rpartition("/")[2] in title_of(app)

    play(study, steps, screen="home")


def test_the_type_facet_narrows_the_list(study: Study) -> None:
    async def steps(app: EdgewiseApp, pilot: Pilot[None]) -> None:
        await pilot.press("b")
        rows = app.screen.query_one("#list", RowList)
        everything = rows.count
        await pilot.press("t")
        assert rows.count == study.graph().counts()["concept"] < everything
        await pilot.press("T")
        assert rows.count == everything == study.graph().node_total

    play(study, steps, screen="home")


def test_a_note_can_be_reviewed_and_its_cards_brought_back(study: Study) -> None:
    async def steps(app: EdgewiseApp, pilot: Pilot[None]) -> None:
        app.open_node("ml-system-design/self-attention")
        await pilot.pause()
        await pilot.press("r")
        await pilot.pause()
        review = app.screen
        assert isinstance(review, ReviewScreen) and review.shown is not None
        card = review.shown.card
        assert card.node == "ml-system-design/self-attention"
        await pilot.press("s", "escape")
        await pilot.pause()
        assert isinstance(app.screen, BrowseScreen)
        assert "suspended" in text_of(app)
        app.push_screen(CardDialog(card.id))
        await pilot.pause()
        await pilot.press("s")
        assert not study.info(card.id).flags.suspended
        await pilot.press("escape")
        await pilot.pause()
        assert "suspended" not in text_of(app)

    play(study, steps, screen="home")


def test_going_to_the_note_and_back_keeps_the_card(study: Study) -> None:
    async def steps(app: EdgewiseApp, pilot: Pilot[None]) -> None:
        assert isinstance(app.screen, ReviewScreen)
        shown = app.screen.shown
        await pilot.press("space", "n")
        await pilot.pause()
        assert isinstance(app.screen, BrowseScreen)
        await pilot.press("escape")
        await pilot.pause()
        assert isinstance(app.screen, ReviewScreen)
        assert app.screen.shown == shown and app.screen.revealed

    play(study, steps)


def test_every_screen_binds_exactly_the_listed_keys_and_has_their_actions(study: Study) -> None:
    async def steps(app: EdgewiseApp, pilot: Pilot[None]) -> None:
        seen = [app.screen]
        await pilot.press("b")
        seen.append(app.screen)
        app.review(Scope())
        await pilot.pause()
        seen.append(app.screen)
        for screen in seen:
            place = screen.PLACE  # type: ignore[attr-defined]
            bound = {binding.id for _, binding in screen._bindings}
            assert {command.id for command in commands.of(place)} <= bound
            for command in [*commands.of(place), *commands.of("text")]:
                assert hasattr(screen, f"action_{command.action.partition('(')[0]}"), command.id
        for command in commands.of("app"):
            doer, _, action = command.full_action.partition(".")
            assert hasattr(app if doer == "app" else app.screen, f"action_{action}"), command.id

    play(study, steps, screen="home")


def test_help_opens_over_any_screen_and_starts_with_its_keys(study: Study) -> None:
    async def steps(app: EdgewiseApp, pilot: Pilot[None]) -> None:
        await pilot.press("question_mark")
        await pilot.pause()
        assert isinstance(app.screen, HelpScreen)
        assert text_of(app).startswith("Review")
        await pilot.press("escape")
        assert isinstance(app.screen, ReviewScreen)

    play(study, steps)


def test_the_palette_finds_commands_and_notes(study: Study) -> None:
    from tui.palette import CommandsAndNotes

    async def steps(app: EdgewiseApp, pilot: Pilot[None]) -> None:
        found = CommandsAndNotes(app.screen)
        found._post_init()
        listed = [hit async for hit in found.discover()]
        own = [each for each in commands.of("review") if "grade(" not in each.action]
        assert len(listed) == len(own) + len(commands.of("app")) - 1
        hits = [str(hit.prompt) async for hit in found.search("softmax")]
        assert "Note: Softmax" in hits
        [bury] = [hit async for hit in found.search("ask again today") if hit.help == "b"]
        assert "again today" in str(bury.prompt)

    play(study, steps)


def test_the_learners_own_keys_and_theme_are_used_and_mistakes_are_named(study: Study) -> None:
    study.settings = study.settings._replace(
        keys=(("review.bury", "x"), ("review.berry", "y")), theme="no-such-theme"
    )

    async def steps(app: EdgewiseApp, pilot: Pilot[None]) -> None:
        assert isinstance(app.screen, ReviewScreen)
        assert app.screen.shown is not None
        card = app.screen.shown.card
        said = " ".join(notices(app))
        assert "review.berry" in said and "no-such-theme" in said
        await pilot.press("x")
        assert study.info(card.id).flags.buried_day

    play(study, steps)


def test_a_bug_while_reading_notes_is_a_notice_and_the_app_goes_on(
    study: Study, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_: object, **__: object) -> None:
        raise ZeroDivisionError("a bug")

    monkeypatch.setattr("tui.workers.refresh_notes", broken)

    async def steps(app: EdgewiseApp, pilot: Pilot[None]) -> None:
        app.read_notes()
        await pilot.pause(0.3)
        assert any("failed unexpectedly" in each for each in notices(app))
        assert isinstance(app.screen, HomeScreen)

    play(study, steps, screen="home")
