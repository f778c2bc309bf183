"""Editing a file from inside the app: the editor takes the terminal, then the app comes back.

Owns which file of a note is opened (a pack's is copied to the vault first), the editor command and
its line argument. Not here: reading the changed note (workers.py).
"""

from __future__ import annotations

import os
import shlex
import subprocess
from pathlib import Path
from typing import TYPE_CHECKING

from cards.errors import CardsError
from cards.places import Places, layers
from kg.names import is_exercise

if TYPE_CHECKING:
    from tui.edgewise import EdgewiseApp

VAULT = "vault"
# Editors that take +LINE before the file's name; others get the file alone.
_TAKE_LINE = frozenset(
    [
        "vi",
        "vim",
        "nvim",
        "view",
        "gvim",
        "nano",
        "pico",
        "emacs",
        "emacsclient",
        "micro",
        "joe",
        "jed",
        "ne",
        "kak",
        "mg",
        "e3",
        "mcedit",
    ]
)


class EditorError(CardsError):
    """The editor command cannot be started."""


def is_a_packs_exercise(layer: str, path: str) -> bool:
    """Whether it is an exercise's header, which no vault can hold without the rest of it."""
    return layer != VAULT and is_exercise(path)


def edit_note(app: EdgewiseApp, layer: str, path: str, line: int) -> str:
    """Open a note's file at a line and wait; returns a sentence for the learner.

    Raises EditorError, or KgError when the pack's note cannot be copied.
    """
    note, copied = _file_to_edit(app.study.places, layer, path)
    changed = edit_file(app, note, _line_in_copy(note, line) if copied else line)
    if copied and not changed:
        # An untouched copy would hide the pack's note for nothing.
        note.unlink()
    place = f"your copy {note.name} in the vault" if copied else note.name
    return f"Saved {place}; its cards follow." if changed else f"{note.name} is unchanged."


def _line_in_copy(note: Path, line: int) -> int:
    """Where a line of a pack's note stands in its copy: below the line on its origin, one lower."""
    lines = note.read_text(encoding="utf-8", errors="replace").splitlines()
    origin = (at for at, text in enumerate(lines, 1) if text.startswith("copied_from:"))
    return line + 1 if line >= next(origin, line + 1) else line


def edit_file(app: EdgewiseApp, file: Path, line: int = 1) -> bool:
    """Open a file at a line and wait; whether it was changed. Raises EditorError."""
    from textual.app import SuspendNotSupported

    command = editor_command(app.study.settings.editor, file, line)
    before = file.read_bytes()
    try:
        with app.suspend():
            subprocess.run(command, check=False)
    except FileNotFoundError as error:
        raise EditorError(
            f"the editor '{command[0]}' was not found: set $EDITOR or `editor` in settings.toml."
        ) from error
    except SuspendNotSupported as error:
        raise EditorError(f"there is no editor here; the file is {file}.") from error
    return file.read_bytes() != before


def editor_command(chosen: str, note: Path, line: int) -> list[str]:
    """The words to start the editor with: the setting, else $VISUAL, else $EDITOR, else vi."""
    named = chosen or os.environ.get("VISUAL") or os.environ.get("EDITOR") or "vi"
    words = shlex.split(named)
    at_line = [f"+{line}"] if Path(words[0]).name in _TAKE_LINE else []
    return [*words, *at_line, str(note)]


def _file_to_edit(places: Places, layer: str, path: str) -> tuple[Path, bool]:
    """The file, and whether it was copied into the vault for this edit."""
    if layer == VAULT:
        return places.vault / path, False
    from kg.write import copy_for_edit

    root = next((each for each in layers(places) if each.name == layer), None)
    if root is None:
        raise EditorError(f"the pack '{layer}' is not installed any more.")
    return copy_for_edit(root, path, places.vault), True
