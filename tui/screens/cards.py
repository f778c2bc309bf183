"""Cards: every card in one list, many chosen and acted on at once, each a way to its note.

Owns choosing, the order of the list and where one goes from a card. Not here: the list
(cards_list.py), acts (cards_acts.py), named searches (tui/cards_searches.py).
"""

from __future__ import annotations

from typing import ClassVar

from textual import on
from textual.widgets import Input

from cards.card_list import ORDERS
from cards.queue import Scope
from tui import commands
from tui.remedy import told
from tui.screens.cards_list import CardsList
from tui.widgets.row_list import RowList


class CardsScreen(CardsList):
    """The query above, the list below, on wide screens the card beside it."""

    CSS = CardsList.LIST_CSS
    PLACE = "cards"
    BINDINGS: ClassVar = [*commands.bindings("cards"), *commands.bindings("text")]

    # Choosing

    def action_choose(self) -> None:
        """Choose the card or leave it out; on to the next."""
        here = self.id_here()
        if here is not None:
            self.chosen.toggle(here, self.rows.cursor)
            self.rows.move(1)
            self._choice_changed()

    def action_range(self) -> None:
        """Choose all from the last choice to the cursor."""
        if self.ids:
            self.chosen.extend(self.ids, self.rows.cursor)
            self._choice_changed()

    def action_all(self) -> None:
        """Choose all that are listed, or none."""
        self.chosen.all_or_none(self.ids)
        self._choice_changed()

    def _choice_changed(self) -> None:
        self.rows.renew(self.page_of)
        self.draw_title()

    # Order and searches

    def action_order(self) -> None:
        """Order by the next column."""
        place = ORDERS.index(self.asked.order)
        self._reorder(ORDERS[(place + 1) % len(ORDERS)], turned=False)

    def action_turn(self) -> None:
        """The same order upside down."""
        self._reorder(self.asked.order, turned=not self.asked.turned)

    def _reorder(self, order: str, *, turned: bool) -> None:
        self.asked = self.asked._replace(order=order, turned=turned)
        self.news = f"In the order of {order}{', upside down' if turned else ''}."
        self.look()

    def action_search(self) -> None:
        """Into the query line."""
        self.query_one("#query", Input).focus()

    def action_searches(self) -> None:
        """Choose a saved search or an example."""
        from tui.cards_searches import choose_search

        with told(self):
            choose_search(self, self.search_for)

    def action_save(self) -> None:
        """Give the query a name."""
        from tui.cards_searches import save_search

        save_search(self, self.asked.query)

    def search_for(self, query: str) -> None:
        """Put a query into its line and look."""
        self.query_one("#query", Input).value = query
        self.rows.focus()

    # Ways from here

    @on(RowList.Chosen)
    def _opened(self, event: RowList.Chosen) -> None:
        from tui.screens.card import CardDialog

        self.app.push_screen(CardDialog(int(event.key)))

    def action_review(self) -> None:
        """Review what is due or new of them."""
        if ids := self.targets():
            self.edgewise.review(Scope(cards=frozenset(ids)))

    def action_practise(self) -> None:
        """Ask them all, due or not; nothing is written."""
        if ids := self.targets():
            self.edgewise.review(Scope(cards=frozenset(ids), cram=True))

    def action_note(self) -> None:
        """To the card's note."""
        if row := self.row_here():
            self.edgewise.open_node(row.node)

    def action_edit(self) -> None:
        """Edit the card's note where it stands."""
        if row := self.row_here():
            self.edgewise.edit(row.layer, row.path, row.line)

    def action_leave(self) -> None:
        """First out of the query line, then empty the choice, then the query, then back."""
        line = self.query_one("#query", Input)
        if line.has_focus:
            self.rows.focus()
        elif self.chosen.ids:
            self.chosen.keep(frozenset())
            self._choice_changed()
        elif line.value:
            line.value = ""
        else:
            super().action_leave()
