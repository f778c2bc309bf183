"""What lies behind the card at hand: its history, its note, its file, its sources.

Owns where a learner can go from a card, and that nothing shows the answer before it is asked for.
Not here: asking and grading (review.py).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from cards.models import Card
from cards.store_cards import EXERCISE
from tui.blocks import Block
from tui.card_text import gives_away, names_media, sources_of
from tui.remedy import told
from tui.screens.frame import Frame
from tui.turns import Turns, open_next

if TYPE_CHECKING:
    from cards.study import Shown
    from tui.card_text import Picture, Source


class LookUp(Frame):
    """A screen with a card. shown: the card, if there is one; revealed: its answer is seen."""

    shown: Shown | None = None
    revealed: bool = False

    def __init__(self) -> None:
        super().__init__()
        self._turns = Turns()

    def picture(self, card: Card) -> Picture | None:
        """What draws the images of a card; None: it names none, or there are no colours."""
        if self.app.no_color or not names_media(card.question, card.answer, card.extra):
            return None
        from tui.media_text import drawer, folder_of

        with told(self):
            root = folder_of(self.edgewise.study.graph(), card.layer)
            return drawer(root, card.path, self.app.size.width - 4)
        return None

    def _open_media(self, card: Card) -> bool:
        """Open the next image or sound that is seen; False: it is the turn of the paper."""
        seen = [card.question, *([card.answer, card.extra] if self.revealed else ())]
        if not names_media(*seen):
            return False
        from tui.media_text import files_of, folder_of

        files = files_of(folder_of(self.edgewise.study.graph(), card.layer), card.path, *seen)
        return open_next(self, self._turns, str(card.id), files)

    def safe_why(self, shown: Shown) -> str:
        """Why this card comes now, unless the words give the answer away."""
        return "" if gives_away(shown.why, shown.card.answer) else shown.why

    def action_info(self) -> None:
        """The window of the card: history, memory and what can be done; never its answer."""
        from tui.screens.card import CardDialog

        if self.shown is not None:
            self.app.push_screen(
                CardDialog(self.shown.card.id, self.shown, answer_seen=self.revealed)
            )

    def near_blocks(self, card: Card) -> list[Block]:
        """A few links of the card's note, for the answer side."""
        from tui.near_text import near_blocks

        with told(self):
            if self.edgewise.study.places.graph_db.exists():
                return near_blocks(self.edgewise.study.graph(), card)
        return []

    def action_links(self) -> None:
        """Choose among the links of the card's note and go there."""
        from tui.near_text import link_blocks
        from tui.screens.choice import ChoiceDialog

        if self.shown is None:
            return
        if not self.revealed and self.shown.card.kind != EXERCISE:
            self.say("The links may give the answer away: see the answer first.")
            return
        with told(self):
            blocks = link_blocks(self.edgewise.study.graph(), self.shown.card.node)
            if blocks:
                self.app.push_screen(ChoiceDialog("Go to", blocks, self.edgewise.open_node))
            else:
                self.say("The card's note has no links.")

    def action_node(self) -> None:
        """Go to the card's note."""
        if self.shown is not None:
            self.edgewise.open_node(self.shown.card.node)

    def action_edit(self) -> None:
        """Edit the card's note where it stands."""
        if self.shown is not None:
            card = self.shown.card
            if card.kind == EXERCISE:
                self.say("This is an exercise: space opens it, to write your answer.")
                return
            self.edgewise.edit(card.layer, card.path, card.line)

    def action_paper(self) -> None:
        """Open the card's images and sounds, one a press; then the page of its first source."""
        with told(self):
            if self.shown is not None and self._open_media(self.shown.card):
                return
            sources = self._sources()
            pages = (each.address or self._page_of_note(each.node) for each in sources)
            if address := next(filter(None, pages), ""):
                self.edgewise.open_page(address)
            elif self.revealed:
                self.say("This card names no paper with an address.")

    def action_source(self) -> None:
        """Go to the note of the first source."""
        if key := next(filter(None, (each.node for each in self._sources())), ""):
            self.edgewise.open_node(key)
        elif self.revealed:
            self.say("This card names no source.")

    def _page_of_note(self, key: str) -> str:
        """The page that a source's note knows of: a DOI, or what the note was taken from."""
        from tui.note_text import address_of

        graph = self.edgewise.study.graph()
        node = graph.by_key(key)
        return address_of(graph, node) if node is not None else ""

    def _sources(self) -> list[Source]:
        """The sources of the card; none, with the reason said, while they may tell the answer."""
        if self.shown is None:
            return []
        if not self.revealed and self.shown.card.kind != EXERCISE:
            self.say("The source may give the answer away: see the answer first.")
            return []
        return sources_of(self.shown.card)
