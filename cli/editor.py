"""Opens a file in the learner's editor; of a note it then gives new cards their keys, says faults.

Owns which editor it is and when none is opened. Not here: which file (new.py, edit.py and others).
"""

from __future__ import annotations

import os
import shlex
import sys
from pathlib import Path

from cli.errors import ENVIRONMENT, CliError


def editor_command(setting: str) -> list[str]:
    """The editor's command: the setting, else $VISUAL, else $EDITOR; [] if none is named."""
    for named in (setting, os.environ.get("VISUAL", ""), os.environ.get("EDITOR", "")):
        if named.strip():
            return shlex.split(named)
    return []


def at_terminal() -> bool:
    """Whether a person sits in front of it, so that an editor makes sense."""
    return sys.stdin.isatty() and sys.stdout.isatty()


def edit_note(path: Path) -> None:
    """Open a note in the editor and wait; then report its faults.

    Raises:
        CliError: the editor cannot be started, or failed.
    """
    if open_in_editor(path):
        settle(path)


def open_in_editor(path: Path, what: str = "note") -> bool:
    """Open a file in the editor and wait; False where no editor is named.

    what: the file in a word. Raises CliError: the editor cannot be started, or failed.
    """
    import subprocess

    from cards.places import places
    from cards.settings import load

    command = editor_command(load(places(os.environ).settings).editor)
    if not command:
        print("Set $EDITOR, or editor in settings.toml, and it opens here the next time.")
        return False
    try:
        done = subprocess.run([*command, str(path)], check=False)
    except OSError as error:
        raise CliError(
            f"the editor '{command[0]}' cannot be started: {error.strerror}; "
            f"set $EDITOR to one that is there. The {what} is {path}.",
            ENVIRONMENT,
        ) from error
    if done.returncode != 0:
        raise CliError(f"the editor ended with code {done.returncode}; {path} is as it left it.", 1)
    return True


def settle(path: Path) -> None:
    """Give the note's new cards their keys and print what is wrong with the note by itself."""
    from cards.places import places
    from kg.layers import VAULT, NoteFile
    from kg.load import load_note
    from kg.relations_file import load_relations
    from kg.write import append_keys

    append_keys(path)
    relations, _ = load_relations(places(os.environ).vault)
    facts = path.stat()
    file = NoteFile(VAULT, path.name, str(path), facts.st_size, facts.st_mtime_ns, True)
    for fault in load_note(file, relations, str(path)).faults:
        print(fault)
