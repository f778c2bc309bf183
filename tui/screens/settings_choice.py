"""A window with one line a value, which may be tried on while one moves; esc puts it back.

Owns trying on. Not here: what there is to choose from and what is done with it (settings.py).
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

from textual.content import Content

from tui.blocks import Block
from tui.screens.choice import ChoiceDialog
from tui.widgets.text_view import TextView


def _no_trial(name: str) -> None:
    """Nothing is tried on."""


class ChosenLive(ChoiceDialog):
    """Names; `wear` is called with each that is stood on, and with '' when none is taken."""

    def __init__(
        self,
        title: str,
        names: Sequence[str],
        current: str,
        take: Callable[[str], None],
        wear: Callable[[str], None] = _no_trial,
    ) -> None:
        blocks = [
            Block(Content(f"{name}{'   (now)' if name == current else ''}"), link=name)
            for name in names
        ]
        super().__init__(title, blocks, take)
        self._start = names.index(current) if current in names else 0
        self._wear = wear

    def on_mount(self) -> None:
        """What holds now is chosen."""
        super().on_mount()
        text = self.query_one(TextView)
        text.restore((0, self._start))
        self.call_after_refresh(text.reveal, self._start)

    def action_move(self, step: int) -> None:
        """Stand on another one."""
        super().action_move(step)
        self._wear(self.query_one(TextView).chosen_link)

    def action_page(self, pages: int) -> None:
        """Stand on another one."""
        super().action_page(pages)
        self._wear(self.query_one(TextView).chosen_link)

    def action_close(self) -> None:
        """None of them."""
        self._wear("")
        super().action_close()
