"""Renames a note of the vault, so that its review history and all links to it survive.

Owns the `id:` that stays when a stem goes. Steps are ordered so that a crash between them leaves
a vault that reads well, and renaming again finishes it. Not here: notes of packs, which are not
written.
"""

from __future__ import annotations

import re
from pathlib import Path

from kg.atomic_write import replace_file
from kg.body import lines_of
from kg.errors import UnknownNode, WriteRefused
from kg.faults import Faults
from kg.header import cut, read_header
from kg.layers import VAULT, Layer, NoteFile, note_files
from kg.links import STEM, kebab
from kg.reader import decode
from kg.suggest import nearest

_OPENING = re.compile(rb"(\xef\xbb\xbf)?---[ \t]*\r?\n")


def rename(vault: Path, old: str, new: str) -> list[Path]:
    """Rename the note `old` to `new` (stems) and point the vault's links at it.

    Returns the files that changed, the note itself first.

    Raises:
        UnknownNode: the vault has no note `old`.
        WriteRefused: `new` is no stem or is taken, the note is a copy of a pack's or is broken.
    """
    found = [file for file in note_files(Layer(VAULT, vault, 0)) if file.readable]
    files = [file for file in found if not file.is_exercise]
    if not STEM.match(new):
        raise WriteRefused(f"'{new}' is not in kebab case: try '{kebab(new) or 'my-note'}'.")
    if old == new:
        raise WriteRefused("The new name is the old one.")
    by_stem = {file.stem: file for file in files}
    note = by_stem.get(old)
    there = next((f for f in found if f.stem.casefold() == new and f is not note), None)
    exercise = next((f for f in found if f.is_exercise and f.stem == old), None)
    if note is None and exercise is not None:
        raise WriteRefused(
            f"'{old}' is an exercise, called like its folder {exercise.absolute.parent}: renaming "
            "that begins it anew."
        )
    if note is None:
        if there is not None and not there.is_exercise and _was(there, old):
            return [there.absolute, *_relink(files, old, new)]
        raise UnknownNode(old, nearest(old, by_stem))
    if there is not None:
        raise WriteRefused(f"{there.absolute} exists already; choose another name.")
    target = note.absolute.with_name(f"{new}.md")
    kept = _with_id(note, old)
    if kept is not None:
        replace_file(note.absolute, kept[1], expected=kept[0])
    _move(note.absolute, target)
    moved = [file._replace(location=str(target)) if file is note else file for file in files]
    changed = _relink(moved, old, new)
    return [target, *(path for path in changed if path != target)]


def _move(source: Path, target: Path) -> None:
    try:
        source.rename(target)
    except OSError as error:
        raise WriteRefused(f"{source} cannot be renamed: {error.strerror}.") from error


def _header(file: NoteFile) -> tuple[bytes, dict[str, str]]:
    """The bytes of a note and the single values of its header. Raises WriteRefused if broken."""
    try:
        raw = file.absolute.read_bytes()
    except OSError as error:
        raise WriteRefused(f"{file.absolute} cannot be read: {error.strerror}.") from error
    faults = Faults(file.path)
    text = decode(raw, faults)
    parts = None if text is None else cut(text, faults)
    entries = None if parts is None else read_header(parts.header, faults)
    if entries is None:
        raise WriteRefused(f"{file.absolute} is broken; repair it first (`edgewise check`).")
    return raw, {entry.key: str(entry.value.value) for entry in entries}


def _was(file: NoteFile, old: str) -> bool:
    return _header(file)[1].get("id") == f"{VAULT}/{old}"


def _with_id(note: NoteFile, old: str) -> tuple[bytes, bytes] | None:
    """(the note's bytes, the same with its identity written down); None if it has one."""
    raw, header = _header(note)
    if header.get("id"):
        return None
    if header.get("copied_from"):
        raise WriteRefused(
            f"'{old}' is your copy of a pack's note and replaces it by its name: it keeps it."
        )
    opening = _OPENING.match(raw)
    if opening is None:
        raise WriteRefused(f"{note.absolute} has no header; repair it first (`edgewise check`).")
    newline = b"\r\n" if opening.group().endswith(b"\r\n") else b"\n"
    line = f"id: {VAULT}/{old}".encode() + newline
    return raw, raw[: opening.end()] + line + raw[opening.end() :]


def _relink(files: list[NoteFile], old: str, new: str) -> list[Path]:
    link = re.compile(rf"(\[\[\s*(?:{VAULT}/)?){re.escape(old)}(?=(?:\.md)?\s*[\]|#])")
    changed: list[Path] = []
    for file in files:
        raw = file.absolute.read_bytes()
        if b"[[" not in raw or old.encode() not in raw:
            continue
        try:
            text = raw.decode("utf-8")
        except UnicodeDecodeError:
            continue
        rewritten = _outside_code(text, link, new)
        if rewritten != text:
            replace_file(file.absolute, rewritten.encode(), expected=raw)
            changed.append(file.absolute)
    return changed


def _outside_code(text: str, link: re.Pattern[str], new: str) -> str:
    """The text with its links changed; fenced code shows links, it has none."""
    code = {line.number for line in lines_of(text.replace("\r", ""), 1, Faults("")) if line.code}
    lines = text.split("\n")
    return "\n".join(
        line if number in code else link.sub(lambda match: match.group(1) + new, line)
        for number, line in enumerate(lines, 1)
    )
