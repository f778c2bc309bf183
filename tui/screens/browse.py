"""Browse: a list of notes on the left, the note itself on the right, its links back and forth.

Owns the two sides, the way from note to note and the keys. Not here: the list (browse_list.py),
states (browse_states.py), papers (browse_papers.py), how a note reads (note_text.py), its cards'
lines (node_cards.py), the windows that keys open.
"""

from __future__ import annotations

from collections.abc import Iterable
from functools import partial
from typing import ClassVar

from textual import on
from textual.containers import Horizontal
from textual.content import Content
from textual.timer import Timer
from textual.widget import Widget

from cards.queue import Scope
from tui import commands
from tui.blocks import Block
from tui.editing import is_a_packs_exercise
from tui.history import History
from tui.narrowing import Estimated, Looked, estimate
from tui.node_cards import CARD_LINK, card_blocks, readiness_block
from tui.note_text import note_blocks
from tui.remedy import LEARNER_ERRORS, sentence, told
from tui.screens.browse_list import WithList
from tui.source_walk import SourceWalk
from tui.turns import Turns
from tui.widgets.bars import FacetBar
from tui.widgets.row_list import RowList
from tui.widgets.text_view import TextView

# While one runs through the list, nothing is estimated for the notes that pass by.
_ESTIMATE_AFTER_S = 0.25


class BrowseScreen(WithList):
    """The list on the left, the note on the right."""

    CSS = (
        WithList.LIST_CSS
        + """
    #sides { height: 1fr; }
    #sides TextView { width: 1fr; }
    """
    )

    PLACE = "browse"
    AUTO_FOCUS: ClassVar[str | None] = "#search"
    BINDINGS: ClassVar = [*commands.bindings("browse"), *commands.bindings("text")]

    def __init__(self, key: str = "", *, searching: bool = False) -> None:
        super().__init__()
        self._first = key
        self._searching = searching
        self._shown_at_once = False
        self._waiting: Timer | None = None
        self._estimated: Estimated | None = None
        self.history = History()
        self._sources = SourceWalk()
        self.turns = Turns()
        self._places: dict[str, tuple[int, int]] = {}

    def body(self) -> Iterable[Widget]:
        """Facets, then list and note side by side."""
        yield FacetBar(id="facets")
        with Horizontal(id="sides"):
            yield self.left_side()
            yield TextView(id="text")

    def on_mount(self) -> None:
        """List all notes; open the note that was asked for."""
        self._shown_at_once = True
        self.count_types()
        self.draw_list()
        self._first, first = "", self._first
        if first:
            self.open(first)
            self.query_one("#text").focus()
        elif self._searching:
            self.query_one("#search").focus()
        else:
            self.rows.focus()
        self.call_after_refresh(self.look_at_states)

    @property
    def pane(self) -> TextView | RowList:
        """The side with the focus; from the search box the keys move the list."""
        text = self.query_one("#text", TextView)
        return text if text.has_focus else self.query_one("#list", RowList)

    # The note

    @on(RowList.Chosen)
    def _chosen(self, event: RowList.Chosen) -> None:
        self.open(event.key)
        self.query_one("#text").focus()

    def open(self, key: str) -> None:
        """Show a note and remember it in the history."""
        self._leave_place()
        self.history.visit(key)
        self._show_note(key)

    def preview(self, key: str) -> None:
        """Show the note under the cursor; the history only remembers what was opened."""
        if not self._first:
            self.history.preview(key)
            self._show_note(key)

    def _show_note(self, key: str, *, keep_place: bool = False) -> None:
        self.query_one("#text", TextView).show(self._blocks(key), keep_place=keep_place)
        self.title_bar(f"Browse · {key.rpartition('/')[2]}", self.history.words())
        if self._waiting is not None:
            self._waiting.stop()
        self._waiting = self.set_timer(_ESTIMATE_AFTER_S, partial(self._estimate, key))

    def _leave_place(self) -> None:
        """Remember where in the note one was, for the way back."""
        if self.history.here:
            self._places[self.history.here] = self.query_one("#text", TextView).place

    def _blocks(self, key: str) -> list[Block]:
        try:
            node = self.graph.by_key(key) or self.graph.find(key)
            cards = self.edgewise.study.cards_of(node.key)
            now, offset = self.edgewise.now_ms(), self.edgewise.offset_min
            blocks = note_blocks(
                self.graph, node, self.page(node), self.picture(node), small=self.standing_of(node)
            )
            ready = self._estimated
            known = ready is not None and ready.key == node.key
            tail = readiness_block(ready.words) if ready is not None and known else []
            return blocks + card_blocks(cards, now, offset) + tail
        except LEARNER_ERRORS as error:
            return [Block(Content(sentence(error)))]

    def _estimate(self, key: str) -> None:
        study = self.edgewise.study
        with told(self):
            work = partial(
                estimate, study.places, key, study.now(), study.settings.parameters,
                self.post_message,
            )  # fmt: skip
            self.in_thread(work, "estimate")

    def on_estimated(self, message: Estimated) -> None:
        """How ready one is for the note, under its cards."""
        self._estimated = message
        self._show_again(message.key)

    def on_looked(self, message: Looked) -> None:
        """The states of all notes, that of the one on screen too."""
        super().on_looked(message)
        self._show_again(self.history.here)

    def _show_again(self, key: str) -> None:
        if key and key == self.history.here:
            self.query_one("#text", TextView).show(self._blocks(key), keep_place=True)

    @on(TextView.Followed)
    def _followed(self, event: TextView.Followed) -> None:
        if event.link.startswith(CARD_LINK):
            from tui.screens.card import CardDialog

            self.app.push_screen(CardDialog(int(event.link.removeprefix(CARD_LINK))))
        elif not self.follow_paper_link(event.link):
            self.open(event.link)

    def on_screen_resume(self) -> None:
        """Cards may have been answered or marked meanwhile."""
        if self._shown_at_once:
            self._shown_at_once = False
        elif self.history.here:
            self._show_note(self.history.here, keep_place=True)
            self.look_at_states()

    # Keys

    def action_pane(self) -> None:
        """To the other side."""
        text = self.query_one("#text")
        (self.query_one("#list") if text.has_focus else text).focus()

    def action_back(self) -> None:
        """The note visited before, where one left it."""
        self._leave_place()
        self._travel(self.history.back(), "This is the first note of the history.")

    def action_forward(self) -> None:
        """The note visited after, where one left it."""
        self._leave_place()
        self._travel(self.history.forward(), "This is the last note of the history.")

    def _travel(self, key: str, nothing: str) -> None:
        if not key:
            self.say(nothing)
            return
        self._show_note(key)
        text = self.query_one("#text", TextView)
        text.focus()
        if key in self._places:
            text.restore(self._places[key])

    def action_review(self) -> None:
        """Review the cards of the note."""
        if self.history.here:
            self.edgewise.review(Scope(node=self.history.here, depth=0))

    def action_exercise(self) -> None:
        """The exercise that this note is, or one that tests it."""
        from tui.exercise_door import open_exercise

        open_exercise(self, self.history.here)

    def action_picture(self) -> None:
        """Draw what lies around the note."""
        from tui.screens.neighbourhood import NeighbourhoodScreen

        if self.history.here:
            self.app.push_screen(NeighbourhoodScreen(self.history.here))

    def action_path(self) -> None:
        """Ask which other note, and tell how both hang together."""
        from tui.screens.path import ask_for_path

        ask_for_path(self, self.history.here)

    def action_fetch(self) -> None:
        """Bring the metadata of papers."""
        from tui.screens.fetch import FetchDialog

        self.app.push_screen(FetchDialog())

    def action_export(self) -> None:
        """Ask which cards, and write them for Anki."""
        from tui.screens.export_anki import ExportDialog

        self.app.push_screen(ExportDialog(self.history.here))

    def action_edit(self) -> None:
        """Edit the note's file."""
        with told(self):
            node = self.graph.by_key(self.history.here)
            if node is None or node.file is None:
                self.say("This note is not written yet: `edgewise new` writes it.")
                return
            origin = self.graph.origin(node.file)
            if is_a_packs_exercise(origin.layer, origin.path):
                self.say("This is an exercise: w opens it, to write your answer.")
                return
            self.edgewise.edit(origin.layer, origin.path, node.line)

    def action_source(self) -> None:
        """To what introduced or explains the note; from there to the next."""
        with told(self):
            here = self.history.here
            key, words = self._sources.next(self.graph, here)
            if key:
                self.history.visit(here)
                self.open(key)
                self.query_one("#text").focus()
            self.say(words)

    def action_leave(self) -> None:
        """First empty the search, then the facets, then go back to the screen before."""
        if not self.take_back():
            super().action_leave()

    def reload(self) -> None:
        """The notes have changed: list and note are read again."""
        self.count_types()
        here = self.history.here
        self.draw_list()
        if here:
            self._show_note(here, keep_place=True)
