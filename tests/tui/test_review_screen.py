"""Review: reveal, grade, undo, and every other act on the card at hand, against the real engine."""

from __future__ import annotations

from collections.abc import Callable

from textual.pilot import Pilot

from cards.models import Rating
from cards.queue import Scope
from cards.store_review import history
from cards.study import Study
from tests.tui.screen_factory import notice_of, notices, play, text_of
from tui.edgewise import EdgewiseApp
from tui.screens.dialogs import FlagDialog, TextDialog
from tui.screens.done import DoneScreen
from tui.screens.home import HomeScreen
from tui.screens.review import ReviewScreen
from tui.widgets.bars import KeyBar, TitleBar
from tui.widgets.grade_bar import GradeBar
from tui.words import interval


def screen_of(app: EdgewiseApp) -> ReviewScreen:
    assert isinstance(app.screen, ReviewScreen)
    return app.screen


def test_the_question_is_shown_without_its_answer_and_reveal_adds_it_below(study: Study) -> None:
    async def steps(app: EdgewiseApp, pilot: Pilot[None]) -> None:
        shown = screen_of(app).shown
        assert shown is not None
        before = text_of(app)
        assert app.screen.query_one(GradeBar).intervals == ()
        await pilot.press("space")
        assert text_of(app).startswith(before)
        assert len(text_of(app)) > len(before)
        assert len(app.screen.query_one(GradeBar).intervals) == 4

    play(study, steps)


def test_the_intervals_shown_are_those_that_are_scheduled(study: Study) -> None:
    async def steps(app: EdgewiseApp, pilot: Pilot[None]) -> None:
        for rating in (1, 2, 3, 4):
            await pilot.press("space")
            shown = screen_of(app).shown
            assert shown is not None
            promised = app.screen.query_one(GradeBar).intervals[rating - 1]
            await pilot.press(str(rating))
            [row] = history(study.store, shown.card.id)
            days = study.info(shown.card.id).memory.due_day
            assert days is not None
            wait_s = (row.due_ms - row.utc_ms) // 1000
            whole_days = days - row.study_day if rating == 4 else 0
            assert promised == interval(whole_days, wait_s)

    play(study, steps)


def test_a_grade_is_in_the_log_before_the_next_card_is_drawn(study: Study) -> None:
    async def steps(app: EdgewiseApp, pilot: Pilot[None]) -> None:
        drawn: list[int] = []
        screen = screen_of(app)
        assert screen.shown is not None
        card_id = screen.shown.card.id
        draw = screen.draw

        def watched(news: str = "") -> None:
            drawn.append(len(history(study.store, card_id)))
            draw(news)

        screen.draw = watched  # type: ignore[method-assign]
        await pilot.press("space", "3")
        assert drawn == [1]

    play(study, steps)


def test_a_grade_before_the_answer_is_refused_with_a_hint(study: Study) -> None:
    async def steps(app: EdgewiseApp, pilot: Pilot[None]) -> None:
        shown = screen_of(app).shown
        await pilot.press("3")
        assert screen_of(app).shown is shown
        assert "space" in notice_of(app)

    play(study, steps)


def test_undo_brings_the_card_back_and_redo_takes_it_away(study: Study) -> None:
    async def steps(app: EdgewiseApp, pilot: Pilot[None]) -> None:
        first = screen_of(app).shown
        assert first is not None
        await pilot.press("space", "3")
        second = screen_of(app).shown
        assert second is not None and second.card.id != first.card.id
        await pilot.press("u")
        back = screen_of(app).shown
        assert back is not None and back.card.id == first.card.id
        assert not screen_of(app).revealed
        assert "Good" in notice_of(app)
        assert screen_of(app).tally.answers == []
        await pilot.press("ctrl+r")
        assert len(screen_of(app).tally.answers) == 1

    play(study, steps)


def test_undo_with_nothing_to_undo_says_so(study: Study) -> None:
    async def steps(app: EdgewiseApp, pilot: Pilot[None]) -> None:
        await pilot.press("u")
        assert "Nothing" in notice_of(app)

    play(study, steps)


def test_suspend_bury_and_known_move_on_and_can_be_undone(study: Study) -> None:
    async def steps(app: EdgewiseApp, pilot: Pilot[None]) -> None:
        for key, flag in (("s", "suspended"), ("k", "known"), ("b", "buried_day")):
            shown = screen_of(app).shown
            assert shown is not None
            await pilot.press(key)
            after = screen_of(app).shown
            assert after is not None and after.card.id != shown.card.id
            assert getattr(study.info(shown.card.id).flags, flag)
            await pilot.press("u")
            assert not getattr(study.info(shown.card.id).flags, flag)

    play(study, steps)


def test_a_flag_keeps_the_card_and_its_note(study: Study) -> None:
    async def steps(app: EdgewiseApp, pilot: Pilot[None]) -> None:
        shown = screen_of(app).shown
        assert shown is not None
        await pilot.press("f")
        assert isinstance(app.screen, FlagDialog)
        await pilot.press(*"unclear", "enter")
        assert screen_of(app).shown == shown
        assert study.info(shown.card.id).flags.flagged
        await pilot.press("f", "escape")
        assert isinstance(app.screen, ReviewScreen)

    play(study, steps)


def test_the_info_window_shows_memory_but_never_the_answer(study: Study) -> None:
    async def steps(app: EdgewiseApp, pilot: Pilot[None]) -> None:
        shown = screen_of(app).shown
        assert shown is not None
        await pilot.press("i")
        assert isinstance(app.screen, TextDialog)
        assert "Again 1m" in text_of(app)
        assert shown.card.answer not in text_of(app)
        await pilot.press("escape")
        assert isinstance(app.screen, ReviewScreen)

    play(study, steps)


def test_a_card_answered_in_another_window_is_noticed(
    study: Study, another_study: Callable[[], Study]
) -> None:
    async def steps(app: EdgewiseApp, pilot: Pilot[None]) -> None:
        shown = screen_of(app).shown
        assert shown is not None
        await pilot.press("space")
        other = another_study()
        other.start()
        theirs = other.current()
        assert theirs is not None and theirs.card.id == shown.card.id
        other.preview()
        other.grade(Rating.EASY, 900)
        await pilot.press("1")
        assert "another window" in notice_of(app)
        assert [row.rating for row in history(study.store, shown.card.id)] == [4]

    play(study, steps)


def test_holding_space_does_not_grade(study: Study) -> None:
    async def steps(app: EdgewiseApp, pilot: Pilot[None]) -> None:
        screen = screen_of(app)
        screen.action_reveal()
        screen.action_reveal()
        assert screen.revealed and screen.tally.answers == []
        screen._revealed_at -= 1
        screen.action_reveal()
        assert [answer.rating for answer in screen.tally.answers] == [3]

    play(study, steps)


def test_the_end_of_a_session_sums_it_up_and_undo_goes_back(study: Study) -> None:
    async def steps(app: EdgewiseApp, pilot: Pilot[None]) -> None:
        await pilot.press("space", "4", "space", "4")
        await pilot.pause()
        assert isinstance(app.screen, DoneScreen)
        assert "2 answers" in text_of(app)
        assert "Easy 2" in text_of(app)
        await pilot.press("u")
        await pilot.pause()
        assert len(screen_of(app).tally.answers) == 1
        await pilot.press("space", "4")
        await pilot.pause()
        assert isinstance(app.screen, DoneScreen)

    play(study, steps, scope=Scope(limit=2))


def test_the_title_says_how_much_is_left(study: Study) -> None:
    async def steps(app: EdgewiseApp, pilot: Pilot[None]) -> None:
        assert "new 30" in app.screen.query_one(TitleBar).right
        await pilot.press("space", "4")
        assert "new 29" in app.screen.query_one(TitleBar).right
        assert "done 1" in app.screen.query_one(TitleBar).right

    play(study, steps)


def test_a_node_nobody_knows_is_a_notice_with_the_nearest_name(study: Study) -> None:
    async def steps(app: EdgewiseApp, pilot: Pilot[None]) -> None:
        await pilot.pause()
        [sentence] = notices(app)
        assert "self-attention" in sentence
        assert isinstance(app.screen, HomeScreen)

    play(study, steps, scope=Scope(node="self-atention"))


def test_the_key_that_shows_the_answer_says_what_it_does_next(study: Study) -> None:
    async def steps(app: EdgewiseApp, pilot: Pilot[None]) -> None:
        keys = app.screen.query_one(KeyBar)
        assert "space Answer" in keys.render().plain
        await pilot.press("space")
        assert "space Good" in keys.render().plain
        await pilot.press("3")
        assert "space Answer" in keys.render().plain

    play(study, steps)
