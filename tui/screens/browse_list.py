"""The list of Browse: search as you type, narrowed by type, state, problem and chapter.

Owns what the list shows for a text and its facets, and when a thread looks for names that were
mistyped. Not here: what runs in threads (narrowing.py, browse_states.py), choosing a facet
(facets.py), the note beside the list (browse.py).
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

from textual import on
from textual.containers import Vertical
from textual.content import Content
from textual.widget import Widget
from textual.widgets import Input

from cards.narrow import Facets
from kg.errors import KgError
from kg.rows import NodeRow
from kg.search import Hit, is_little
from tui.markdown_text import readable
from tui.narrowing import Guessed, Looked, guess
from tui.remedy import told
from tui.screens.browse_states import WithStates
from tui.widgets.bars import FacetBar, NoticeBar
from tui.widgets.row_list import Fetch, RowList
from tui.words import LETTER_OF_TYPE, TYPE_PLURALS, count

_MOST_HITS = 200
# With more notes than this, comparing every name with what was typed is a thread's work.
_GUESSED_AT_ONCE = 3_000


class WithList(WithStates):
    """A screen with a list of notes; `preview` shows the note under the cursor."""

    LIST_CSS = """
    #left { width: 33%; min-width: 30; max-width: 48; border-right: vkey $panel; }
    #search { width: 1fr; }
    #narrow { color: $text-accent; display: none; }
    #narrow.shown { display: block; }
    """

    def __init__(self) -> None:
        super().__init__()
        self._types: dict[str, int] = {}
        self._ids: list[int] | None = None
        self._only: frozenset[int] | None = None
        self._fetch: Fetch = lambda offset, limit: ()

    def left_side(self) -> Widget:
        """The search box over the list, with a line for what it is narrowed to."""
        return Vertical(
            NoticeBar(id="narrow"),
            Input(placeholder="search", id="search", compact=True),
            RowList(id="list"),
            id="left",
        )

    def preview(self, key: str) -> None:
        """Show the note under the cursor."""

    @property
    def rows(self) -> RowList:
        """The list itself."""
        return self.query_one("#list", RowList)

    @property
    def query_text(self) -> str:
        """What is searched for, '' for nothing."""
        return self.query_one("#search", Input).value.strip()

    def count_types(self) -> None:
        """Count the notes again: they may have changed."""
        with told(self):
            self._types = self.graph.counts()

    # What is listed

    def draw_list(self) -> None:
        """List what text and facets let through."""
        query = self.query_text
        with told(self):
            if not query:
                self._show_all()
                return
            at_once = sum(self._types.values()) <= _GUESSED_AT_ONCE
            hits = self.find(query, _MOST_HITS, only=self._only, guess=at_once)
            guessing = not at_once and is_little(len(hits))
            self._show_hits(query, hits, guessing=guessing)
            if guessing:
                self.in_thread(
                    partial(
                        guess, self.edgewise.study.places, query, self.facets, self._only,
                        _MOST_HITS, self.post_message,
                    ),
                    "guess",
                )  # fmt: skip

    def _show_hits(self, query: str, hits: list[Hit], *, guessing: bool) -> None:
        nodes = [hit.node for hit in hits]
        self._show(len(nodes), lambda offset, limit: self._lines(nodes[offset : offset + limit]))
        self._say_found(query, len(hits), guessing=guessing)

    def _show_all(self) -> None:
        if self._ids is not None:
            self._show(len(self._ids), self._page_of_part)
        elif self.facets.type:
            self._show(self._types.get(self.facets.type, 0), self._page)
        else:
            self._show(sum(self._types.values()), self._page)
        self.say("")

    def _show(self, total: int, fetch: Fetch) -> None:
        self._fetch = fetch
        self.rows.show(total, fetch)
        self._draw_facets()
        if key := self.rows.key:
            self.preview(key)

    def _lines(self, nodes: Sequence[NodeRow]) -> list[tuple[str, Content]]:
        return [self.row(node) for node in nodes]

    def _page(self, offset: int, limit: int) -> Sequence[tuple[str, Content]]:
        return self._lines(self.graph.nodes(self.facets.type or None, limit=limit, offset=offset))

    def _page_of_part(self, offset: int, limit: int) -> Sequence[tuple[str, Content]]:
        rows: list[tuple[str, Content]] = []
        for node_id in (self._ids or [])[offset : offset + limit]:
            try:
                rows.append(self.row(self.graph.node(node_id)))
            except KgError:  # it has gone since the part was chosen
                rows.append(("", Content("")))
        return rows

    def _say_found(self, query: str, found: int, *, guessing: bool) -> None:
        if guessing:
            self.say(f"Looking for names like '{query}' ...")
        elif found:
            best = "The best " if found == _MOST_HITS else ""
            self.say(f"{best}{count(found, 'note')}{self._among()} for '{query}'")
        else:
            self.say(f"Nothing{self._among()} is called or says '{query}'. esc empties the search.")

    # Facets

    def _among(self) -> str:
        return f" among {self.facet_words()}" if any(self.facets) else ""

    def facet_words(self) -> str:
        """What the list is narrowed to: weak concepts needed for Video search."""
        kind = TYPE_PLURALS.get(self.facets.type, self.facets.type) or "notes"
        words = " ".join(part for part in (self.facets.state, kind) if part)
        for key, how in ((self.facets.problem, "for"), (self.facets.chapter, "covered in")):
            node = self.graph.by_key(key) if key else None
            words += f" {how} {readable(node.title) if node else key}" if key else ""
        return words

    def _draw_facets(self) -> None:
        facets = [("", "all", sum(self._types.values()))]
        facets += [
            (LETTER_OF_TYPE.get(name, ""), TYPE_PLURALS.get(name, name), self._types[name])
            for name in self._sorted_types()
        ]
        chosen = TYPE_PLURALS.get(self.facets.type, self.facets.type) or "all"
        self.query_one("#facets", FacetBar).say(facets, chosen)
        bar = self.query_one("#narrow", NoticeBar)
        bar.set_class(not self.facets.plain, "shown")
        if not self.facets.plain:
            number = f"{len(self._ids):,}" if self._ids is not None else "..."
            bar.say(f"{number} {self.facet_words()}")

    def _sorted_types(self) -> list[str]:
        order = list(TYPE_PLURALS)
        return sorted(self._types, key=lambda each: order.index(each) if each in order else 99)

    def narrow(self, facets: Facets) -> None:
        """Show only what these let through."""
        self.facets = facets
        self._ids = self._only = None
        if any(facets):
            self.look_at_states()
        if facets.plain:
            self.draw_list()
        else:
            self._draw_facets()

    def action_type(self, step: int) -> None:
        """Only notes of the next type, then all again."""
        names = ["", *self._sorted_types()]
        here = names.index(self.facets.type) if self.facets.type in names else 0
        self.narrow(self.facets._replace(type=names[(here + step) % len(names)]))

    def action_filter(self) -> None:
        """Choose a state, a problem or a chapter."""
        from tui.screens.facets import FacetDialog

        with told(self):
            counts = self.states.counts if self.states else {}
            dialog = FacetDialog(self.graph, self.facets, counts)
            self.app.push_screen(dialog, self._take_facets)

    def _take_facets(self, facets: Facets | None) -> None:
        if facets is not None and facets != self.facets:
            self.narrow(facets)
            self.rows.focus()

    # What threads bring

    def on_looked(self, message: Looked) -> None:
        """The signs of the list, and the part that was asked for."""
        fresh = self.take(message)
        if message.asked.facets == self.facets and any(self.facets):
            arrived = self._only is None
            self._ids, self._only = None if self.facets.plain else message.ids, message.only
            if arrived and not self.facets.plain:
                self.draw_list()
        if fresh:
            self.rows.renew(self._fetch)

    def on_guessed(self, message: Guessed) -> None:
        """Names like what was typed, if that is still what stands there."""
        if message.query == self.query_text and message.facets == self.facets:
            self._show_hits(message.query, message.hits, guessing=False)

    # What is typed and chosen

    @on(Input.Changed, "#search")
    def _typed(self) -> None:
        self.draw_list()

    @on(Input.Submitted, "#search")
    def _entered(self) -> None:
        self.rows.follow()

    @on(RowList.Moved)
    def _moved(self, event: RowList.Moved) -> None:
        self.preview(event.key)

    def action_search(self) -> None:
        """Into the search box, with its text selected."""
        box = self.query_one("#search", Input)
        box.focus()
        box.action_select_all()

    def take_back(self) -> bool:
        """Empty the search, or take the facets away; whether there was any of it."""
        box = self.query_one("#search", Input)
        if box.value:
            box.value = ""
        elif any(self.facets):
            self.narrow(Facets())
        else:
            return False
        self.rows.focus()
        return True
