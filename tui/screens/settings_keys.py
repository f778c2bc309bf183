"""Keys: every command with its key, and a new one for it by pressing it.

Owns the list and the window that waits for a key. Not here: which commands there are
(command_list.py), where two keys would meet and saving (settings_change.py).
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import ClassVar

from textual import events, on
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Vertical
from textual.content import Content
from textual.screen import ModalScreen
from textual.widget import Widget
from textual.widgets import Static

from tui import commands
from tui.commands import Command, keys_of
from tui.remedy import LEARNER_ERRORS, tell
from tui.screens.frame import SCROLL_KEYS, Frame
from tui.settings_change import Changes, key_taken, save_key
from tui.widgets.row_list import RowList

_KEY_CELLS = 22
_BY_ID = {command.id: command for command in commands.COMMANDS}
_TITLES = dict(commands.PLACES)


class KeysScreen(Frame):
    """All commands."""

    PLACE = "keys"
    BINDINGS: ClassVar[list[BindingType]] = [*commands.bindings("keys"), *SCROLL_KEYS]
    AUTO_FOCUS: ClassVar[str | None] = "#list"
    CSS = "KeysScreen #list { padding: 0 1; }"

    def __init__(self, changes: Changes) -> None:
        super().__init__()
        self._changes = changes

    def body(self) -> Iterable[Widget]:
        """One list."""
        yield RowList(id="list")

    def on_mount(self) -> None:
        """All commands, those of a screen together."""
        self.title_bar("Keys", "* changed by you")
        self.pane.show(len(commands.COMMANDS), lambda start, most: ())
        self._show()

    @property
    def pane(self) -> RowList:
        """The list."""
        return self.query_one(RowList)

    def _show(self) -> None:
        changed = self.edgewise.changed_keys
        found = [(each.id, _row(each, changed)) for each in commands.COMMANDS]
        self.pane.renew(lambda start, most: found[start : start + most])

    @on(RowList.Chosen)
    def _clicked(self, event: RowList.Chosen) -> None:
        event.stop()
        self.action_change()

    def action_change(self) -> None:
        """Wait for the new key."""
        command = _BY_ID[self.pane.key]
        self.app.push_screen(KeyDialog(command), lambda key: self._pressed(command, key))

    def action_follow(self) -> None:
        """Enter on a line."""
        self.action_change()

    def _pressed(self, command: Command, key: str | None) -> None:
        if not key:
            return
        if other := key_taken(command, key, self.edgewise.changed_keys):
            where = _TITLES[other.place]
            self.say(f"Not changed: {commands.key_words(key)} is taken ({where}: {other.help})")
            return
        self._save(command, key)

    def _save(self, command: Command, key: str | None) -> None:
        try:
            save_key(self._changes, command, key)
        except LEARNER_ERRORS as error:
            tell(self, error)
            return
        self._show()
        keys = keys_of(command, self.edgewise.changed_keys)
        self.say(f"{keys}: {command.help} u takes it back.")

    def action_default(self) -> None:
        """The key it came with."""
        command = _BY_ID[self.pane.key]
        changed = self.edgewise.changed_keys
        for key in command.key.split(","):
            if other := key_taken(command, key, changed):
                where = _TITLES[other.place]
                self.say(f"Not changed: {commands.key_words(key)} is taken ({where}: {other.help})")
                return
        self._save(command, None)

    def action_undo(self) -> None:
        """Take the last change back."""
        try:
            name = self._changes.undo()
        except LEARNER_ERRORS as error:
            tell(self, error)
            return
        self._show()
        self.say(f"{name} is as it was." if name else "Nothing was changed since you came here.")


def _row(command: Command, changed: dict[str, str]) -> Content:
    own = command.id in changed
    keys = f"{'*' if own else ' '} {keys_of(command, changed)}".ljust(_KEY_CELLS)
    place = (f"{_TITLES[command.place]}: ", "dim")
    return Content.assemble((keys, "bold" if own else ""), place, command.help)


class KeyDialog(ModalScreen[str | None]):
    """Waits for one key; None: esc was pressed."""

    CSS = """
    KeyDialog { align: center middle; }
    KeyDialog #window {
      width: 90%; max-width: 80; height: auto; border: round $primary; background: $surface;
      padding: 0 1;
    }
    """

    def __init__(self, command: Command) -> None:
        super().__init__()
        self._command = command

    def compose(self) -> ComposeResult:
        """What the key is for."""
        with Vertical(id="window"):
            yield Static(f"{_TITLES[self._command.place]}: {self._command.help}", markup=False)
            yield Static("Press the new key, or esc to leave it.", classes="head", markup=False)

    def on_key(self, event: events.Key) -> None:
        """The first key is the one."""
        event.stop()
        event.prevent_default()
        self.dismiss(None if event.key == "escape" else event.key)
