"""What Browse does with papers: their metadata, their page, others by author or category.

Owns the keys about papers and what is said where nothing was fetched. A papers.db that cannot be
read is told once and is then as good as none. Not here: the list and the note (browse.py), the
search itself (sync/paper_search.py), how metadata looks (paper_text.py).
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from textual.content import Content
from textual.widgets import Input

from cards.narrow import Facets
from kg.compiled import Graph
from kg.rows import NodeRow
from kg.search import Hit
from sync.errors import PapersDbError
from sync.paper_page import page_of_node
from sync.paper_search import search_notes
from tui.blocks import Block
from tui.card_text import names_media
from tui.history import History
from tui.markdown_text import readable
from tui.note_text import address_of
from tui.paper_text import BY_AUTHOR, BY_CATEGORY, PAGE_LINK
from tui.remedy import told
from tui.screens.frame import Frame
from tui.turns import Turns, open_next
from tui.words import count

if TYPE_CHECKING:
    from sync.paper_choices import Choice
    from sync.paper_page import PaperPage
    from tui.card_text import Picture


class WithPapers(Frame):
    """A screen that shows notes, some of which are papers."""

    history: History
    facets: Facets
    _told_trouble = False
    turns: Turns

    @property
    def graph(self) -> Graph:
        """The compiled notes."""
        return self.edgewise.study.graph()

    def find(
        self, query: str, limit: int, *, only: frozenset[int] | None = None, guess: bool = True
    ) -> list[Hit]:
        """Search, of the chosen type only; fetched authors and abstracts are searched too.

        only, guess: as in kg/search.py.
        """
        found = search_notes(
            self.graph, self.edgewise.study.places.papers_db, query,
            type=self.facets.type or None, only=only, limit=limit, snippets=False, guess=guess,
        )  # fmt: skip
        self._tell_trouble(found.trouble)
        return found.hits

    def narrow(self, facets: Facets) -> None:
        """Show only what these let through."""
        self.facets = facets

    def page(self, node: NodeRow) -> PaperPage | None:
        """What was fetched of a note's paper, if anything."""
        try:
            return page_of_node(self.graph, node, self.edgewise.study.places.papers_db)
        except PapersDbError as error:
            self._tell_trouble(str(error))
            return None

    def _tell_trouble(self, sentence: str) -> None:
        if sentence and not self._told_trouble:
            self._told_trouble = True
            self.notify(sentence, severity="warning", timeout=12, markup=False)

    def picture(self, node: NodeRow) -> Picture | None:
        """What draws the images of a note; None: it names none, or there are no colours."""
        if node.file is None or self.app.no_color or not names_media(self.graph.body(node.id)):
            return None
        from tui.media_text import drawer

        file = self.graph.origin(node.file).absolute
        # Before the first layout the pane has no width yet: the list takes a third.
        width = self.query_one("#text").size.width or self.app.size.width * 3 // 5
        return drawer(file.parent, file.name, width - 4)

    def _media(self, node: NodeRow) -> list[Path]:
        """The images and sounds that a note names."""
        body = self.graph.body(node.id)
        if node.file is None or not names_media(body):
            return []
        from tui.media_text import files_of

        file = self.graph.origin(node.file).absolute
        return files_of(file.parent, file.name, body)

    def follow_paper_link(self, link: str) -> bool:
        """Do what a line of a paper's metadata offers; whether it was one."""
        if link.startswith(PAGE_LINK):
            self.edgewise.open_page(link.removeprefix(PAGE_LINK))
        elif link == BY_AUTHOR:
            self.action_author()
        elif link == BY_CATEGORY:
            self.action_category()
        else:
            return False
        return True

    def action_paper(self) -> None:
        """Open the note's images and sounds, one a press; then its page or that of its source."""
        with told(self):
            node = self.graph.by_key(self.history.here)
            if node is not None and open_next(self, self.turns, node.key, self._media(node)):
                return
            address = address_of(self.graph, node) if node else ""
            if address:
                self.edgewise.open_page(address)
            else:
                self.say("This note and its sources name no page on the web.")

    def action_author(self) -> None:
        """Choose an author of this paper; the list then shows his or her papers."""
        from sync.paper_choices import authors_of_paper

        with told(self):
            node = self._paper()
            if node is None:
                return
            page, papers_db = self.page(node), self.edgewise.study.places.papers_db
            try:
                choices = authors_of_paper(self.graph, node, page, papers_db)
            except PapersDbError:
                choices = authors_of_paper(self.graph, node, None, papers_db.with_name("none"))
            if not choices:
                self.say(f"No author is known: `edgewise fetch {node.stem}` asks arXiv.")
                return
            self._choose("Papers by which author?", choices)

    def action_category(self) -> None:
        """Choose a category of this paper, in its year or any; the list then shows its papers."""
        from sync.paper_choices import categories_of_paper

        with told(self):
            node = self._paper()
            page = self.page(node) if node else None
            if node is None:
                return
            if page is None or not page.categories:
                self.say(f"No category is known: `edgewise fetch {node.stem}` asks arXiv.")
                return
            papers_db = self.edgewise.study.places.papers_db
            choices = categories_of_paper(self.graph, page, papers_db)
            self._choose("Papers of which category?", choices)

    def _paper(self) -> NodeRow | None:
        node = self.graph.by_key(self.history.here)
        if node is None or node.type != "paper":
            self.say("This note is no paper: p leads to one where the note names it.")
            return None
        return node

    def _choose(self, title: str, choices: Sequence[Choice]) -> None:
        from tui.screens.choice import ChoiceDialog

        self.app.push_screen(ChoiceDialog(title, [_line(each) for each in choices], self._ask))

    def _ask(self, question: str) -> None:
        """Put the question into the search box; the note on screen stays one step back."""
        self.history.visit(self.history.here)
        self.narrow(Facets(type=self.facets.type if self.facets.type == "paper" else ""))
        self.query_one("#search", Input).value = question
        self.query_one("#list").focus()


def _line(choice: Choice) -> Block:
    papers = count(choice.papers, "paper") if choice.papers > 1 else "only this one"
    name = Content.styled(readable(choice.words), "$text-primary underline")
    return Block(Content.assemble("→ ", name, (f"  {papers}", "dim")), 0, 2, choice.question)
