"""Cards: found as one types, chosen, acted on at once, undone as one; read at 80 columns."""

from __future__ import annotations

import asyncio

import pytest
from textual.pilot import Pilot
from textual.widgets import Input, Static

from cards import bulk, own_tags, store_memory
from cards.study import Study
from tests.tui.screen_factory import TALL, WIDE, notice_of, play, title_of
from tui.cards_chosen import Chosen
from tui.cards_columns import fitting
from tui.edgewise import EdgewiseApp
from tui.screens.cards import CardsScreen
from tui.widgets.row_list import RowList
from tui.widgets.text_view import TextView


async def settled(app: EdgewiseApp, pilot: Pilot[None]) -> None:
    """Until what runs in threads is on the screen."""
    await pilot.pause()
    screen = app.screen
    while isinstance(screen, CardsScreen) and screen.is_waiting_for_keys:
        await asyncio.sleep(0.02)
    while any(worker.group in ("find", "act") for worker in app.workers if not worker.is_finished):
        await asyncio.sleep(0.01)
    await pilot.pause()
    await app.workers.wait_for_complete()
    await pilot.pause()


async def opened(app: EdgewiseApp, pilot: Pilot[None], query: str = "") -> CardsScreen:
    await pilot.press("c")
    await settled(app, pilot)
    screen = app.screen
    assert isinstance(screen, CardsScreen)
    if query:
        await typed(app, pilot, query)
    return screen


async def typed(app: EdgewiseApp, pilot: Pilot[None], query: str) -> None:
    app.screen.query_one("#query", Input).value = query
    await settled(app, pilot)


async def keys(app: EdgewiseApp, pilot: Pilot[None], *names: str) -> None:
    await pilot.press(*names)
    await settled(app, pilot)


def listed(app: EdgewiseApp) -> list[str]:
    """The lines in sight."""
    rows = app.screen.query_one(RowList)
    return [rows.render_line(y).text for y in range(min(rows.count, rows.size.height))]


def head(app: EdgewiseApp) -> str:
    return str(app.screen.query_one("#head", Static).render())


def ids(study: Study, count: int) -> list[int]:
    sql = "SELECT card_id FROM memory WHERE active = 1 ORDER BY position, card_id LIMIT ?"
    return study.store.query(int, sql, (count,))


@pytest.fixture
def five(study: Study) -> list[int]:
    """Five cards that were answered and are tagged."""
    chosen = ids(study, 5)
    bulk.grade_now(study, chosen, 4)
    bulk.tag(study, chosen, "mine", True)
    return chosen


def test_a_query_narrows_the_list_as_one_types_and_says_what_it_cannot_read(
    study: Study, five: list[int]
) -> None:
    async def steps(app: EdgewiseApp, pilot: Pilot[None]) -> None:
        await opened(app, pilot)
        every = title_of(app)
        await keys(app, pilot, "slash", *"tag:mine")
        assert title_of(app) == "Cards | 5 cards" != every
        await typed(app, pilot, "tag:mine is:deu")
        assert notice_of(app) == (
            "Column 13: there is no state 'deu'; did you mean due? it is one of due, overdue, new, "
            "learning, relearning, review, young, mature, suspended, buried, flagged, leech, "
            "known, blocked, retired, live."
        )
        assert title_of(app) == "Cards | 5 cards", "the list stays while a query is being typed"
        await typed(app, pilot, "tag:mine is:leech")
        assert (title_of(app), notice_of(app)) == ("Cards | 0 cards", "No card is like that.")
        await keys(app, pilot, "escape", "escape")
        assert title_of(app) == every
        await pilot.press("escape")
        assert app.screen.PLACE == "home"

    play(study, steps, screen="home")


def test_many_cards_are_one_act_with_a_sentence_and_one_undo(study: Study, five: list[int]) -> None:
    def suspended() -> int:
        return sum(store_memory.read_many(study.store, five)[card].flags.suspended for card in five)

    async def steps(app: EdgewiseApp, pilot: Pilot[None]) -> None:
        await opened(app, pilot, "tag:mine")
        await keys(app, pilot, "space", "down", "v", "s")
        assert notice_of(app) == "3 cards suspended." and suspended() == 3
        assert title_of(app) == "Cards | 3 chosen · 5 cards"
        await keys(app, pilot, "u")
        assert notice_of(app) == "Undid suspending 3 cards." and suspended() == 0
        await keys(app, pilot, "ctrl+r")
        assert notice_of(app) == "Redid suspending 3 cards." and suspended() == 3
        await keys(app, pilot, "home", "s")
        assert notice_of(app) == "3 cards brought back."
        await keys(app, pilot, "a", "s", "escape", "s")
        assert notice_of(app) == "1 card brought back.", "without a choice: the one at the cursor"

    play(study, steps, screen="home")


def test_days_tags_grades_and_forgetting_ask_first(study: Study, five: list[int]) -> None:
    async def steps(app: EdgewiseApp, pilot: Pilot[None]) -> None:
        await opened(app, pilot, "tag:mine")
        await keys(app, pilot, "a", "d", *"x7", "enter")
        assert len(app.screen_stack) > 2, "what is no number is asked again"
        await keys(app, pilot, "home", "delete", "enter")
        assert notice_of(app) == "5 cards due in 7 days."
        await keys(app, pilot, "t", *"exam", "enter")
        assert notice_of(app) == "5 cards tagged #exam."
        await keys(app, pilot, "g", "enter")
        assert notice_of(app) == "5 cards graded Again."
        await keys(app, pilot, "x", "enter")
        assert notice_of(app) == "5 cards new again."
        assert all(
            row.memory.reps == 0 for row in store_memory.read_many(study.store, five).values()
        )
        await keys(app, pilot, "u", "u", "u")
        assert own_tags.of_cards(study.store, five) == {card: ["mine"] for card in five}
        await keys(app, pilot, "p", *"2", "enter")
        assert notice_of(app).startswith("Nothing changed: the 5 cards had no review due")

    play(study, steps, screen="home")


def test_what_no_longer_fits_the_query_leaves_the_list_and_the_choice(
    study: Study, five: list[int]
) -> None:
    async def steps(app: EdgewiseApp, pilot: Pilot[None]) -> None:
        screen = await opened(app, pilot, "tag:mine -is:flagged")
        await keys(app, pilot, "down", "down")
        here = screen.query_one(RowList).key
        await keys(app, pilot, "f")
        assert title_of(app) == "Cards | 4 cards"
        assert screen.query_one(RowList).key != here and screen.query_one(RowList).cursor == 2
        await keys(app, pilot, "a", "f")
        assert (title_of(app), notice_of(app)) == ("Cards | 0 cards", "4 cards flagged.")
        await keys(app, pilot, "s")
        assert notice_of(app) == "No card is listed."

    play(study, steps, screen="home")


def test_the_cursor_stays_on_its_card_and_enter_review_and_note_lead_on(
    study: Study, five: list[int]
) -> None:
    async def steps(app: EdgewiseApp, pilot: Pilot[None]) -> None:
        screen = await opened(app, pilot, "tag:mine or is:new")
        await keys(app, pilot, "o", "down", "down", "down")
        here = screen.query_one(RowList).key
        await keys(app, pilot, "O")
        await keys(app, pilot, "enter")
        assert type(app.screen).__name__ == "CardDialog"
        await keys(app, pilot, "escape", "n")
        assert app.screen.PLACE == "browse"
        await keys(app, pilot, "escape", "slash")
        await typed(app, pilot, "tag:mine")
        await keys(app, pilot, "enter", "a", "R")
        assert app.screen.PLACE == "review" and "5 chosen cards" in title_of(app)
        assert here

    play(study, steps, screen="home")


def test_at_80_columns_every_line_fits_and_a_wide_screen_shows_the_card(
    study: Study, five: list[int]
) -> None:
    bulk.mark(study, five[:1], "flag")

    async def narrow(app: EdgewiseApp, pilot: Pilot[None]) -> None:
        await opened(app, pilot, "tag:mine")
        assert head(app).split() == ["question", "state", "▲due", "R", "S"]
        lines = listed(app)
        assert len(lines) == 5 and all(len(line) <= WIDE for line in lines)
        assert "⚑" in "".join(lines) and " review " in lines[0]
        assert not app.screen.query_one("#card").display

    async def wide(app: EdgewiseApp, pilot: Pilot[None]) -> None:
        await opened(app, pilot, "tag:mine")
        assert {"D", "lapses", "node"} <= set(head(app).split())
        card = app.screen.query_one("#card", TextView)
        first = card.plain
        assert "Recall now" in first
        await keys(app, pilot, "down")
        assert card.plain != first

    play(study, narrow, screen="home", size=(WIDE, TALL))
    play(study, wide, screen="home", size=(200, 50))


def test_searches_are_listed_saved_and_taken(study: Study, five: list[int]) -> None:
    async def steps(app: EdgewiseApp, pilot: Pilot[None]) -> None:
        await opened(app, pilot, "tag:mine")
        await keys(app, pilot, "L", *"weak", "enter")
        assert notice_of(app) == "Saved as 'weak'; l lists it."
        await typed(app, pilot, "")
        await keys(app, pilot, "l", "enter")
        assert title_of(app) == "Cards | 5 cards"
        assert app.screen.query_one("#query", Input).value == "tag:mine"

    play(study, steps, screen="home")


def test_a_choice_is_a_toggle_a_range_or_all() -> None:
    chosen, cards = Chosen(), [7, 5, 3, 1]
    chosen.toggle(5, 1)
    chosen.extend(cards, 3)
    assert chosen.ids == {5, 3, 1}
    chosen.extend(cards, 0)
    assert chosen.ids == {7, 5, 3, 1}
    chosen.all_or_none(cards)
    assert chosen.ids == frozenset()
    chosen.all_or_none(cards)
    chosen.toggle(7, 0)
    assert chosen.ids == {5, 3, 1}


def test_columns_fill_the_width_and_leave_the_question_room() -> None:
    for width in range(20, 260):
        columns = fitting(width)
        used = 3 + columns.question + sum(column.width + 1 for column in columns.others)
        assert used == width and (not columns.others or columns.question >= 44)
