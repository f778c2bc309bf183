"""What every screen has: title above, notice and keys below, keys to scroll between them.

Owns the frame and how scrolling keys reach the text that is in use. Not here: any content.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, ClassVar, cast

from textual.app import ComposeResult
from textual.screen import Screen
from textual.widget import Widget

from tui import commands
from tui.widgets.bars import KeyBar, NoticeBar, TitleBar
from tui.widgets.text_view import TextView

if TYPE_CHECKING:
    from tui.edgewise import EdgewiseApp
    from tui.widgets.row_list import RowList

SCROLL_KEYS = commands.bindings("text", but={"text.follow"})


class Frame(Screen[None]):
    """A screen with its bars; PLACE names its commands."""

    PLACE: ClassVar[str] = ""
    AUTO_FOCUS: ClassVar[str | None] = ""
    TITLE_WORD: ClassVar[str] = ""

    def compose(self) -> ComposeResult:
        """Bars around the body."""
        yield TitleBar(id="title")
        yield from self.body()
        yield NoticeBar(id="notice")
        yield from self.below()
        yield KeyBar([*commands.of(self.PLACE), *commands.of("app")], id="keys")

    def body(self) -> Iterable[Widget]:
        """The widgets between the bars."""
        yield TextView(id="text")

    def below(self) -> Iterable[Widget]:
        """Widgets between the notice and the keys."""
        return ()

    @property
    def edgewise(self) -> EdgewiseApp:
        """The app, with its engine."""
        return cast("EdgewiseApp", self.app)

    @property
    def pane(self) -> TextView | RowList:
        """The text or list that the scrolling keys move."""
        return self.query_one("#text", TextView)

    def title_bar(self, left: str, right: str = "") -> None:
        """Show where one is and how far."""
        self.query_one("#title", TitleBar).say(left, right)

    def say(self, text: str) -> None:
        """One line of news; '' clears it."""
        self.query_one("#notice", NoticeBar).say(text)

    def action_move(self, step: int) -> None:
        """A line or link up or down."""
        self.pane.move(step)

    def action_page(self, pages: int) -> None:
        """Pages up or down."""
        self.pane.page(pages)

    def action_follow(self) -> None:
        """Follow the chosen link."""
        self.pane.follow()

    def action_leave(self) -> None:
        """Back to the screen before."""
        self.edgewise.leave()

    @property
    def waits_for_cards(self) -> bool:
        """Whether the screen has nothing to show until there are cards."""
        return False

    def reload(self) -> None:
        """The notes or the cards have changed below: show what is new, move nothing."""
