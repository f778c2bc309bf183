"""Small windows over a screen: a note for a flag, a text to read.

Owns their frame and keys (esc closes). Not here: what is done with the result (review.py).
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, ClassVar, cast

from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Vertical
from textual.screen import ModalScreen
from textual.widgets import Input, Static

from tui import commands
from tui.blocks import Block
from tui.screens.frame import SCROLL_KEYS
from tui.widgets.text_view import TextView

if TYPE_CHECKING:
    from tui.edgewise import EdgewiseApp

WINDOW_CSS = """
#window {
  width: 90%; max-width: 100; height: auto; max-height: 80%;
  border: round $primary; background: $surface; padding: 0 1;
}
#window.tall { height: 80%; }
#window .head { text-style: bold; }
FlagDialog, TextDialog { align: center middle; }
"""


class FlagDialog(ModalScreen[str | None]):
    """Asks what is wrong with a card; None: it was not flagged."""

    CSS = WINDOW_CSS
    BINDINGS: ClassVar[list[BindingType]] = commands.bindings("dialog")

    def compose(self) -> ComposeResult:
        """A question and a line to answer it."""
        with Vertical(id="window"):
            yield Static("What is wrong with this card? (enter flags it, esc leaves it)")
            yield Input(placeholder="wrong, unclear, two facts in one, ...")

    def on_input_submitted(self, event: Input.Submitted) -> None:
        """Enter flags, also without a note."""
        self.dismiss(event.value.strip())

    def action_close(self) -> None:
        """Leave the card alone."""
        self.dismiss(None)


class TextDialog(ModalScreen[None]):
    """A text over the screen."""

    CSS = WINDOW_CSS
    BINDINGS: ClassVar[list[BindingType]] = [*commands.bindings("dialog"), *SCROLL_KEYS]

    def __init__(self, title: str, blocks: Sequence[Block]) -> None:
        super().__init__()
        self._title_text = title
        self._shown = blocks

    def compose(self) -> ComposeResult:
        """The text under its title."""
        with Vertical(id="window", classes="tall"):
            yield Static(f"{self._title_text}   (esc closes)", classes="head", markup=False)
            yield TextView(id="text")
            yield from self.below()

    def below(self) -> ComposeResult:
        """What stands under the text."""
        yield from ()

    @property
    def edgewise(self) -> EdgewiseApp:
        """The app, with its engine."""
        return cast("EdgewiseApp", self.app)

    def on_mount(self) -> None:
        """Show it."""
        self.fill()

    def fill(self) -> None:
        """Put the text into the window."""
        self.query_one(TextView).show(self._shown)

    def action_close(self) -> None:
        """Back to the screen below."""
        self.dismiss(None)

    def action_move(self, step: int) -> None:
        """Scroll by a line."""
        self.query_one(TextView).move(step)

    def action_page(self, pages: int) -> None:
        """Scroll by pages."""
        self.query_one(TextView).page(pages)
