"""The line in which a learner types an answer, and what is done with it.

Owns the line's place and life (one key opens it, enter compares, esc closes it), the grade that is
proposed, and that a note taken for another is proposed to be told apart. Not here: what counts as
the same answer (cards/typed.py), how the comparison looks (typed_text.py).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from cards.models import Rating
from cards.store_cards import EXERCISE
from tui.remedy import told
from tui.screens.card_acts import CardActs
from tui.widgets.grade_bar import GradeBar

if TYPE_CHECKING:
    from textual.widgets import Input

    from cards.typed import Compared
    from kg.rows import NodeRow

_LINE = "typed"
_MOST_NEIGHBOURS = 20


class TypedLine(CardActs):
    """A screen whose answer may be typed. compared: what was typed for the card at hand."""

    compared: Compared | None = None

    @property
    def proposed(self) -> Rating:
        """The grade that the key of the answer gives."""
        return self.compared.rating if self.compared is not None else Rating.GOOD

    def action_type_answer(self) -> None:
        """Open the line; a card without a short answer says why it has none."""
        from textual.widgets import Input

        from cards.typed import is_typable

        if self.shown is None or self.revealed or self._line is not None:
            return
        if not is_typable(self.shown.card):
            self.say("Only names, numbers and short code are typed; space shows the answer.")
            return
        hint = "Type the answer; enter compares it, esc closes the line"
        line = Input(placeholder=hint, id=_LINE, compact=True, max_length=300)
        self.mount(line, before=self.query_one(GradeBar))
        line.focus()

    @property
    def _line(self) -> Input | None:
        from textual.widgets import Input

        found = self.query(f"#{_LINE}").results(Input)
        return next(iter(found), None)

    def close_line(self) -> bool:
        """Take the line away; False: there is none."""
        line = self._line
        if line is None:
            return False
        self.set_focus(None)
        line.remove()
        return True

    def action_leave(self) -> None:
        """With the line open, only the line is left."""
        if not self.close_line():
            super().action_leave()

    def on_input_submitted(self, event: Input.Submitted) -> None:
        """Enter compares; an empty line only shows the answer."""
        event.stop()
        self.close_line()
        if self.shown is None:
            return
        news = ""
        if event.value.strip():
            from cards.typed import compare

            with told(self):
                self.compared = compare(event.value, self.shown.card.answer, self._names())
                if self.compared.rating is Rating.AGAIN:
                    news = self._taken_for(event.value)
        self.show_answer()
        if news:
            self.say(news)

    def show_answer(self) -> None:
        """Show the answer of the card at hand."""
        raise NotImplementedError

    def _names(self) -> list[str]:
        """The names of the node that the answer names: each is as good."""
        from cards.typed import names_in

        if self.shown is None or not self.edgewise.study.places.graph_db.exists():
            return []
        return names_in(self.edgewise.study.graph(), self.shown.card)

    # One thing taken for another

    def _taken_for(self, typed: str) -> str:
        """What is said where the typed answer names another note; '' where it does not."""
        from sync.confusion import taken_for

        if self.shown is None or not self.edgewise.study.places.graph_db.exists():
            return ""
        pair = taken_for(self.edgewise.study.graph(), self.shown.card, typed)
        return self._propose(*pair) if pair is not None else ""

    def action_confused(self) -> None:
        """Choose the neighbour it was taken for; that the two differ is proposed."""
        from sync.confusion import like
        from tui.blocks import Block
        from tui.markdown_text import inline
        from tui.screens.choice import ChoiceDialog

        if self.shown is None or self.shown.card.kind == EXERCISE:
            return
        if not self.revealed:
            self.say("Neighbours may give the answer away: see the answer first.")
            return
        with told(self):
            found = like(self.edgewise.study.graph(), self.shown.card, _MOST_NEIGHBOURS)
            if found is None:
                self.say("Its neighbours of the same type are told apart from it already.")
                return
            asked, others = found
            by_key = {each.key: each for each in others}
            blocks = [Block(inline(f"• {each.title}"), hang=2, link=each.key) for each in others]

            def take(key: str) -> None:
                with told(self):
                    self.say(self._propose(asked, by_key[key]))

            title = f"You took {asked.title} for"
            self.app.push_screen(ChoiceDialog(title, blocks, take))

    def _propose(self, asked: NodeRow, other: NodeRow) -> str:
        from sync.confusion import propose
        from tui.words import date

        day = date(self.edgewise.now_ms(), self.edgewise.offset_min).partition(" ")[0]
        new = propose(self.edgewise.study.places.inbox, asked, other, day)
        where = "is in your inbox" if new else "was proposed before"
        return f"That is another note: telling {other.title} from {asked.title} {where}."
