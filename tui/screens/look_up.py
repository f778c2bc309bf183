"""What lies behind the card at hand: its history, its note, its file, its sources.

Owns where a learner can go from a card, and that nothing shows the answer before it is asked for.
Not here: asking and grading (review.py).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from cards.models import Card
from cards.store_cards import EXERCISE
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
                outcomes=() if self.shown.card.kind == EXERCISE else study.preview(),
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
