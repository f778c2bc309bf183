"""settings.toml changed by the program: one setting at a time, everything else left as it stands.

Owns that a change is checked before it is written, keeps comments and order, and can be taken back
byte for byte. Not here: the checks (settings_file.py), what a person types (settings_words.py).
"""

from __future__ import annotations

import re
from collections.abc import MutableMapping
from pathlib import Path
from typing import NamedTuple

import tomlkit
from tomlkit.exceptions import TOMLKitError

from cards.errors import SettingsError
from cards.settings import TABLE, Settings
from cards.settings_file import parse, read
from cards.settings_words import Raw, default_text, sentence, shown
from kg.atomic_write import create_file, replace_file


class Change(NamedTuple):
    """What a file was (None: not there) and is now, and the settings it now gives."""

    before: bytes | None
    after: bytes
    settings: Settings


def change(path: Path, section: str, key: str, value: Raw | None) -> Change:
    """Set one line of the file, or take it out (None: the default holds again).

    Raises SettingsError (the value or another line is wrong; nothing was written), WriteRefused.
    """
    before = path.read_bytes() if path.exists() else None
    text = default_text() if before is None else _decoded(path, before)
    after = changed_text(path, text, section, key, value)
    settings = parse(path, after)
    data = after.encode()
    if before is None:
        create_file(path, data)
    elif data != before:
        replace_file(path, data, expected=before)
    return Change(before, data, settings)


def take_back(path: Path, made: Change) -> Settings:
    """Put the file back as it was before a change. Raises SettingsError, WriteRefused.

    A file that somebody else has changed meanwhile is left alone.
    """
    if made.before is None:
        replace_file(path, default_text().encode(), expected=made.after)
    else:
        replace_file(path, made.before, expected=made.after)
    return read(path)


def changed_text(path: Path, text: str, section: str, key: str, value: Raw | None) -> str:
    """Return the file's text with one setting changed. Raises SettingsError: it is not TOML."""
    try:
        document = tomlkit.parse(text)
    except TOMLKitError:
        parse(path, text)  # says it with its line
        raise SettingsError(str(path), 0, "it is not valid TOML; correct it.") from None
    table = document.get(section)
    if not isinstance(table, MutableMapping) or key not in table:
        if value is None:
            return text
        line = f"{tomlkit.key([key]).as_string()} = {tomlkit.item(value).as_string()}"
        return _with_line(text, section, key, line)
    if value is None:
        return _without(document, section, key)
    table[key] = value
    return tomlkit.dumps(document)


def _with_line(text: str, section: str, key: str, line: str) -> str:
    """Put a new line where its default stands commented out, else at the end of its section."""
    lines = text.splitlines()
    start, end = _lines_of(lines, section)
    if start < 0:
        gap = [""] if lines and lines[-1].strip() else []
        return "\n".join([*lines, *gap, f"[{section}]", line]) + "\n"
    commented = re.compile(rf"#\s*[\"']?{re.escape(key)}[\"']?\s*=")
    for number in range(start + 1, end):
        if commented.match(lines[number].strip()):
            lines[number] = line
            return "\n".join(lines) + "\n"
    while end > start + 1 and not lines[end - 1].strip():
        end -= 1
    return "\n".join([*lines[:end], line, *lines[end:]]) + "\n"


def _without(document: tomlkit.TOMLDocument, section: str, key: str) -> str:
    """Take a setting out; under its own sentence its default is written again, commented out."""
    table = document[section]
    assert isinstance(table, MutableMapping)
    del table[key]
    bare = tomlkit.dumps(document)
    lines = bare.splitlines()
    for row in TABLE:
        if (row.section, row.key) == (section, key) and f"# {sentence(row)}" in lines:
            place = lines.index(f"# {sentence(row)}") + 1
            lines.insert(place, f"# {row.key} = {shown(row, Settings())}")
            return "\n".join(lines) + "\n"
    return bare


def _lines_of(lines: list[str], section: str) -> tuple[int, int]:
    """Return the place of a section's header and of the line after its last; (-1, -1): none."""
    header = re.compile(r"\s*\[\s*[\"']?([^\]\"']+?)[\"']?\s*\]")
    start = -1
    for number, line in enumerate(lines):
        if match := header.match(line):
            if start >= 0:
                return start, number
            if match[1] == section:
                start = number
    return (start, len(lines)) if start >= 0 else (-1, -1)


def _decoded(path: Path, data: bytes) -> str:
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError as problem:
        raise SettingsError(str(path), 0, "it is not UTF-8 text; save it as UTF-8.") from problem
