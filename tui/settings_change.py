"""A change of settings from inside the app: into the file, into force, and back again by undo.

Owns the order (checked, saved, in force), the stack of what can be taken back, and what has to wait
for the next start. Not here: the file (cards/settings_write.py), the words (settings_text.py).
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from cards.settings import KEYS_SECTION, TABLE, Setting, Settings, load
from cards.settings_file import convert
from cards.settings_words import Raw, raw, write_default
from cards.settings_write import Change, change, take_back
from tui.command_list import COMMANDS, Command
from tui.learners_choice import use_settings

if TYPE_CHECKING:
    from tui.edgewise import EdgewiseApp

_EVERYWHERE = frozenset({"app", "text", "dialog"})
_BY_NAME = {f"{row.section}.{row.key}": row for row in TABLE}


class Changes:
    """What was changed in this sitting, the last on top."""

    def __init__(self, app: EdgewiseApp) -> None:
        self._app = app
        self._done: list[tuple[str, Change]] = []

    @property
    def file(self) -> Path:
        """settings.toml."""
        return self._app.study.places.settings

    def save(self, section: str, key: str, value: Raw | None) -> None:
        """Change one line; None takes it out. Raises SettingsError, WriteRefused, StoreError."""
        made = change(self.file, section, key, value)
        if made.before != made.after:
            self._done.append((f"{section}.{key}", made))
        self._use(made.settings)

    def undo(self) -> str:
        """Take the last change back; returns its name, or '' if there is none. Raises as save."""
        if not self._done:
            return ""
        name, made = self._done[-1]
        settings = take_back(self.file, made)
        self._done.pop()
        self._use(settings)
        return name

    def begin_file(self) -> None:
        """Write a file with every default where there is none. Raises WriteRefused."""
        if not self.file.exists():
            write_default(self.file)

    def read_again(self) -> None:
        """Put the file as it is now into force. Raises SettingsError, StoreError."""
        self._use(load(self.file))

    def _use(self, settings: Settings) -> None:
        # Other parameters mean folding the whole log anew, which the next start does.
        held = settings._replace(parameters=self._app.study.settings.parameters)
        self._app.study.use(held)
        self._app.scope_in_force = None
        self._app.changed_keys = dict(held.keys)
        use_settings(self._app, held)


def setting(name: str) -> Setting | None:
    """The setting of a row, by section.key."""
    return _BY_NAME.get(name)


def fault(row: Setting, words: str) -> str:
    """What is wrong with what is typed, by the rules of the file; '': nothing."""
    try:
        convert(row, raw(row, words))
    except ValueError as problem:
        return f"{problem}."
    return ""


def key_taken(command: Command, key: str, changed: dict[str, str]) -> Command | None:
    """The command that has a key already where this one would get it; None: it is free."""
    for other in COMMANDS:
        near = other.place == command.place or {other.place, command.place} & _EVERYWHERE
        keys = changed.get(other.id, other.key).split(",")
        if other.id != command.id and near and key in [name.strip() for name in keys]:
            return other
    return None


def save_key(changes: Changes, command: Command, key: str | None) -> None:
    """Give a command one key, or (None) its own again. Raises as Changes.save."""
    changes.save(KEYS_SECTION, command.id, key)
