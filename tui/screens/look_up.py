"""What lies behind the card at hand: its history, its note, its file, its sources.

Owns where a learner can go from a card, and that nothing shows the answer before it is asked for.
Not here: asking and grading (review.py).
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

from tui.card_text import gives_away, sources_of
from tui.remedy import told
from tui.screens.frame import Frame

if TYPE_CHECKING:
    from cards.study import Shown


class LookUp(Frame):
    """A screen with a card. shown: the card, if there is one; revealed: its answer is seen."""

    shown: Shown | None = None
    revealed: bool = False

    def safe_why(self, shown: Shown) -> str:
        """Why this card comes now, unless the words give the answer away."""
        return "" if gives_away(shown.why, shown.card.answer) else shown.why

    def action_info(self) -> None:
        """History and memory of the card, without its answer."""
        from tui.info_text import info_blocks
        from tui.screens.dialogs import TextDialog

        if self.shown is None:
            return
        with told(self):
            study = self.edgewise.study
            blocks = info_blocks(
                study.info(self.shown.card.id),
                self.edgewise.now_ms(),
                self.edgewise.offset_min,
                why=self.shown.why if self.revealed else self.safe_why(self.shown),
                outcomes=study.preview(),
                siblings=self.revealed,
            )
            self.app.push_screen(TextDialog("This card", blocks))

    def action_node(self) -> None:
        """Go to the card's note."""
        if self.shown is not None:
            self.edgewise.open_node(self.shown.card.node)

    def action_edit(self) -> None:
        """Edit the card's note where it stands."""
        if self.shown is not None:
            card = self.shown.card
            self.edgewise.edit(card.layer, card.path, card.line)

    def action_paper(self) -> None:
        """Open the page of the first source that has one."""
        if address := self._of_source("address", "paper with an address"):
            self.edgewise.open_page(address)

    def action_source(self) -> None:
        """Go to the note of the first source."""
        if key := self._of_source("node", "source"):
            self.edgewise.open_node(key)

    def _of_source(self, part: Literal["address", "node"], what: str) -> str:
        """A part of the first source that has it; else '', with the reason said."""
        if self.shown is None:
            return ""
        if not self.revealed:
            self.say("The source may give the answer away: see the answer first.")
            return ""
        found: list[str] = [getattr(each, part) for each in sources_of(self.shown.card)]
        first = next(filter(None, found), "")
        if not first:
            self.say(f"This card names no {what}.")
        return first
