"""The list of cards behind the screen Cards: found by a query as one types, drawn by columns.

Owns the query line, when it is looked up, and what stays where it is meanwhile. Not here: choosing
and the ways from a card (cards.py), acts (cards_acts.py), columns (tui/cards_columns.py), finding
(tui/cards_work.py), what a query means (cards/card_query.py).
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import partial

from textual import events, on
from textual.containers import Horizontal, Vertical
from textual.content import Content
from textual.timer import Timer
from textual.widget import Widget
from textual.widgets import Input, Static

from cards.card_list import CardRow, rows
from tui import cards_columns
from tui.cards_chosen import Chosen
from tui.cards_detail import detail_blocks
from tui.cards_work import Asked, Found, NotFound, find_cards
from tui.remedy import told
from tui.screens.cards_acts import CardsActs
from tui.widgets.row_list import RowList
from tui.widgets.text_view import TextView

_TYPED_AFTER_S = 0.15
_WITH_DETAIL = 130  # cells; from here on the card at the cursor stands beside the list
_DETAIL_SHARE = 0.36


class CardsList(CardsActs):
    """The query above, the list below, on wide screens the card beside it."""

    LIST_CSS = """
    #query { height: 1; border: none; padding: 0 1; }
    #head { height: 1; padding: 0 1; }
    #found { width: 1fr; }
    #found RowList { padding: 0 1; }
    #card { display: none; border-left: solid $primary; }
    #card.shown { display: block; }
    """

    def __init__(self, query: str = "") -> None:
        super().__init__()
        self._first_query = query
        self.asked = Asked(query, "due", False)
        self._shown: Asked | None = None
        self.ids: list[int] = []
        self.chosen = Chosen()
        self._columns = cards_columns.fitting(80)
        self._typing: Timer | None = None
        self.news = ""
        self._here = 0
        self._resumed = False

    def body(self) -> Iterable[Widget]:
        """Query, names of the columns, list; the card at the cursor beside them."""
        yield Input(
            self._first_query, id="query", compact=True, select_on_focus=False,
            placeholder="is:due type:metric prop:r<0.8 tag:exam words   (l lists searches)",
        )  # fmt: skip
        with Horizontal():
            with Vertical(id="found"):
                yield Static(id="head", markup=False)
                yield RowList(id="list")
            detail = TextView(id="card")
            detail.can_focus = False
            yield detail

    def on_mount(self) -> None:
        """List what the first query finds."""
        self.title_bar("Cards")
        self.rows.focus()
        self.look()

    def on_screen_resume(self) -> None:
        """A card may have been answered or marked meanwhile."""
        if self._resumed:
            self.look(keep_place=True)
        self._resumed = True

    def on_resize(self, event: events.Resize) -> None:
        """Other columns fit another width."""
        detail = self.query_one("#card", TextView)
        wide = event.size.width >= _WITH_DETAIL
        side = int(event.size.width * _DETAIL_SHARE) if wide else 0
        detail.set_class(wide, "shown")
        detail.styles.width = side
        self._columns = cards_columns.fitting(event.size.width - side - 2)
        self._draw_head()
        self.rows.renew(self.page_of)
        self._draw_detail()

    @property
    def rows(self) -> RowList:
        """The list itself."""
        return self.query_one("#list", RowList)

    @property
    def pane(self) -> RowList:
        """The scrolling keys move the list, from the query line too."""
        return self.rows

    # Finding

    @on(Input.Changed, "#query")
    def _typed(self, event: Input.Changed) -> None:
        """Look a moment after the last key, so that one who types on waits for nothing."""
        if event.value.strip() == self.asked.query.strip():
            return
        self.asked = self.asked._replace(query=event.value)
        if self._typing is not None:
            self._typing.stop()
        self._typing = self.set_timer(_TYPED_AFTER_S, self._typed_out)

    def _typed_out(self) -> None:
        self._typing = None
        self.look()

    @property
    def is_waiting_for_keys(self) -> bool:
        """Whether a query is being typed that was not looked for yet."""
        return self._typing is not None

    @on(Input.Submitted, "#query")
    def _entered(self) -> None:
        self.rows.focus()

    def look(self, *, keep_place: bool = False) -> None:
        """Find the cards again, in a thread. keep_place: the cursor stays on its card."""
        self._here = (self.id_here() or 0) if keep_place else 0
        study = self.edgewise.study
        work = partial(
            find_cards, study.places, study.settings, study.now(), self.asked, self.chosen.ids,
            self.post_message,
        )  # fmt: skip
        self.run_worker(
            work, name="find", group="find", thread=True, exclusive=True, exit_on_error=False
        )

    def on_found(self, message: Found) -> None:
        """Show them; the cursor stays on its card where that is still listed."""
        if message.asked != self.asked:
            return
        place = self.rows.cursor if self._here else 0
        self.ids = message.ids
        if self._here in message.ids[place : place + 1]:
            pass
        elif self._here:
            place = _place_of(message.ids, self._here, place)
        self.chosen.keep(message.chosen)
        self.rows.show(len(self.ids), self.page_of, place)
        self._draw_head()
        self.draw_title()
        self._draw_detail()
        if self.news or not self.ids or message.asked != self._shown:
            self.say(self.news or ("" if self.ids else "No card is like that."))
        self.news, self._shown = "", message.asked

    def on_not_found(self, message: NotFound) -> None:
        """Say what cannot be read; the list stays as it was."""
        if message.asked == self.asked:
            self.news, self._shown = "", None
            self.say(message.why)

    def done(self, sentence: str) -> None:
        """Look again after an act; what no longer fits the query goes."""
        self.news = sentence
        self.look(keep_place=True)

    def reload(self) -> None:
        """The notes have changed."""
        self.look(keep_place=True)

    # What is shown

    def page_of(self, offset: int, limit: int) -> Sequence[tuple[str, Content]]:
        """The rows of one page, as they are drawn."""
        found: list[tuple[str, Content]] = []
        with told(self):
            study = self.edgewise.study
            clock, ids = study.now(), self.ids[offset : offset + limit]
            for row in rows(study.store, ids, clock, study.settings):
                chosen = row.id in self.chosen.ids
                text = cards_columns.line(row, self._columns, clock.day, chosen=chosen)
                found.append((str(row.id), text))
        return found

    def _draw_head(self) -> None:
        text = cards_columns.head(self._columns, self.asked.order, turned=self.asked.turned)
        self.query_one("#head", Static).update(text)

    def draw_title(self) -> None:
        """How many are listed and chosen."""
        listed = f"{len(self.ids):,} {'card' if len(self.ids) == 1 else 'cards'}"
        chosen = len(self.chosen.ids)
        self.title_bar("Cards", f"{chosen:,} chosen · {listed}" if chosen else listed)

    def _draw_detail(self) -> None:
        detail = self.query_one("#card", TextView)
        row = self.row_here() if detail.has_class("shown") else None
        if row is not None:
            app = self.edgewise
            detail.show(detail_blocks(row, app.study.now().day))
        elif detail.has_class("shown"):
            detail.show([])

    @on(RowList.Moved)
    def _moved(self) -> None:
        self._draw_detail()

    def id_here(self) -> int | None:
        """The card at the cursor, by its id."""
        place = self.rows.cursor
        return self.ids[place] if place < len(self.ids) else None

    def row_here(self) -> CardRow | None:
        """The card at the cursor."""
        here = self.id_here()
        found: list[CardRow] = []
        if here is not None:
            with told(self):
                study = self.edgewise.study
                found = rows(study.store, [here], study.now(), study.settings)
        return found[0] if found else None

    def targets(self) -> list[int]:
        """The chosen cards in the order of the list, or else the one at the cursor."""
        if self.chosen.ids:
            return [each for each in self.ids if each in self.chosen.ids]
        here = self.id_here()
        return [] if here is None else [here]


def _place_of(ids: list[int], card_id: int, otherwise: int) -> int:
    """Where a card stands now; where it stood, if it is gone."""
    return ids.index(card_id) if card_id in ids else min(otherwise, max(0, len(ids) - 1))
