"""Browse: search as you type, notes by type, the note itself, its links to follow back and forth.

Owns the search box, the type facet, the list and the history of visited notes. Not here: how a note
reads (note_text.py), its cards' lines (node_cards.py), papers (browse_papers.py).
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import ClassVar

from textual import on
from textual.containers import Horizontal, Vertical
from textual.content import Content
from textual.widget import Widget
from textual.widgets import Input

from cards.queue import Scope
from kg.rows import NodeRow
from tui import commands
from tui.blocks import Block
from tui.editing import is_a_packs_exercise
from tui.history import History
from tui.markdown_text import readable
from tui.node_cards import CARD_LINK, card_blocks
from tui.note_text import note_blocks
from tui.remedy import LEARNER_ERRORS, sentence, told
from tui.screens.browse_papers import WithPapers
from tui.source_walk import SourceWalk
from tui.turns import Turns
from tui.widgets.bars import FacetBar
from tui.widgets.row_list import RowList
from tui.widgets.text_view import TextView
from tui.words import LETTER_OF_TYPE, TYPE_PLURALS, count

_MOST_HITS = 200


class BrowseScreen(WithPapers):
    """The list on the left, the note on the right."""

    CSS = """
    #sides { height: 1fr; }
    #left { width: 33%; min-width: 30; max-width: 48; border-right: vkey $panel; }
    #search { width: 1fr; }
    #sides TextView { width: 1fr; }
    """

    PLACE = "browse"
    AUTO_FOCUS: ClassVar[str | None] = "#search"
    BINDINGS: ClassVar = [*commands.bindings("browse"), *commands.bindings("text")]

    def __init__(self, key: str = "", *, searching: bool = False) -> None:
        super().__init__()
        self._first = key
        self._searching = searching
        self.history = History()
        self._sources = SourceWalk()
        self.turns = Turns()
        self.type = ""
        self._places: dict[str, tuple[int, int]] = {}
        self._types: dict[str, int] = {}

    def body(self) -> Iterable[Widget]:
        """Facets, then list and note side by side."""
        yield FacetBar(id="facets")
        with Horizontal(id="sides"):
            with Vertical(id="left"):
                yield Input(placeholder="search", id="search", compact=True)
                yield RowList(id="list")
            yield TextView(id="text")

    def on_mount(self) -> None:
        """List all notes; open the note that was asked for."""
        with told(self):
            self._types = self.graph.counts()
        self._draw_list()
        if self._first:
            self.open(self._first)
            self.query_one("#text").focus()
        elif self._searching:
            self.query_one("#search").focus()
        else:
            self.query_one("#list").focus()

    @property
    def pane(self) -> TextView | RowList:
        """The side with the focus; from the search box the keys move the list."""
        text = self.query_one("#text", TextView)
        return text if text.has_focus else self.query_one("#list", RowList)

    # The list

    def _draw_list(self) -> None:
        query = self.query_one("#search", Input).value.strip()
        rows = self.query_one("#list", RowList)
        with told(self):
            if query:
                found = [self._row(hit.node) for hit in self.find(query, _MOST_HITS)]
                rows.show(len(found), lambda offset, limit: found[offset : offset + limit])
            else:
                total = self._types.get(self.type, 0) if self.type else sum(self._types.values())
                rows.show(total, self._page)
        self._draw_facets(query, rows.count)
        if rows.key and not self._first:
            self._preview(rows.key)

    def _page(self, offset: int, limit: int) -> Sequence[tuple[str, Content]]:
        nodes = self.graph.nodes(type=self.type or None, limit=limit, offset=offset)
        return [self._row(node) for node in nodes]

    def _row(self, node: NodeRow) -> tuple[str, Content]:
        letter = LETTER_OF_TYPE.get(node.type, " ")
        return node.key, Content.assemble((f"{letter} ", "dim"), readable(node.title))

    def _draw_facets(self, query: str, found: int) -> None:
        facets = [("", "all", sum(self._types.values()))]
        facets += [
            (LETTER_OF_TYPE.get(name, ""), TYPE_PLURALS.get(name, name), self._types[name])
            for name in self._sorted_types()
        ]
        chosen = TYPE_PLURALS.get(self.type, self.type) or "all"
        self.query_one("#facets", FacetBar).say(facets, chosen)
        news = f"{count(found, 'note')} for '{query}'" if query else ""
        if query and not found:
            news = f"Nothing is called or says '{query}'. esc empties the search."
        self.say(news)

    def _sorted_types(self) -> list[str]:
        order = list(TYPE_PLURALS)
        return sorted(self._types, key=lambda each: order.index(each) if each in order else 99)

    @on(Input.Changed, "#search")
    def _typed(self) -> None:
        self._first = ""
        self._draw_list()

    @on(Input.Submitted, "#search")
    def _entered(self) -> None:
        self.query_one("#list", RowList).follow()

    @on(RowList.Moved)
    def _moved(self, event: RowList.Moved) -> None:
        self._preview(event.key)

    @on(RowList.Chosen)
    def _chosen(self, event: RowList.Chosen) -> None:
        self.open(event.key)
        self.query_one("#text").focus()

    # The note

    def open(self, key: str) -> None:
        """Show a note and remember it in the history."""
        self._leave_place()
        self.history.visit(key)
        self._show(key)

    def _preview(self, key: str) -> None:
        """Show the note under the cursor; the history only remembers what was opened."""
        self.history.preview(key)
        self._show(key)

    def _show(self, key: str) -> None:
        text = self.query_one("#text", TextView)
        text.show(self._blocks(key))
        self.title_bar(f"Browse · {key.rpartition('/')[2]}", self.history.words())

    def _leave_place(self) -> None:
        """Remember where in the note one was, for the way back."""
        if self.history.here:
            self._places[self.history.here] = self.query_one("#text", TextView).place

    def _blocks(self, key: str) -> list[Block]:
        try:
            node = self.graph.by_key(key) or self.graph.find(key)
            cards = self.edgewise.study.cards_of(node.key)
            now, offset = self.edgewise.now_ms(), self.edgewise.offset_min
            blocks = note_blocks(self.graph, node, self.page(node), self.picture(node))
            return blocks + card_blocks(cards, now, offset)
        except LEARNER_ERRORS as error:
            return [Block(Content(sentence(error)))]

    @on(TextView.Followed)
    def _followed(self, event: TextView.Followed) -> None:
        if event.link.startswith(CARD_LINK):
            from tui.screens.card import CardDialog

            self.app.push_screen(CardDialog(int(event.link.removeprefix(CARD_LINK))))
        elif not self.follow_paper_link(event.link):
            self.open(event.link)

    def on_screen_resume(self) -> None:
        """Cards may have been answered or marked meanwhile."""
        if self.history.here:
            self.query_one("#text", TextView).show(self._blocks(self.history.here), keep_place=True)

    # Keys

    def action_search(self) -> None:
        """Into the search box, with its text selected."""
        box = self.query_one("#search", Input)
        box.focus()
        box.action_select_all()

    def action_type(self, step: int) -> None:
        """Only notes of the next type, then all again."""
        names = ["", *self._sorted_types()]
        self.type = names[(names.index(self.type) + step) % len(names)]
        self._first = ""
        self._draw_list()

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
        self._show(key)
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
        """First empty the search, then go back to the screen before."""
        box = self.query_one("#search", Input)
        if box.value:
            box.value = ""
            self.query_one("#list").focus()
            return
        super().action_leave()

    def reload(self) -> None:
        """The notes have changed: list and note are read again."""
        with told(self):
            self._types = self.graph.counts()
        self._draw_list()
        if self.history.here:
            self.query_one("#text", TextView).show(self._blocks(self.history.here), keep_place=True)
