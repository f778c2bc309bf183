"""Adds one link line to a note of the vault, or to a new note that extends a pack's node.

Owns where in a note the line goes, and that a note is only written when it then says just what it
said and the new link. Not here: which relation it is and who may have it (the rooms above).
"""

from __future__ import annotations

from collections.abc import Container, Mapping, Sequence
from itertools import chain, count
from pathlib import Path
from typing import NamedTuple

from kg.atomic_write import replace_file
from kg.body import read_body
from kg.errors import WriteRefused
from kg.faults import Faults
from kg.header import cut, read_header
from kg.layers import VAULT, Layer, note_files
from kg.links import whole_link
from kg.models import Note
from kg.note_template import yaml_text
from kg.reader import decode, read_note
from kg.schema import CARD_STATUS, Relation
from kg.write import add_note


class Extended(NamedTuple):
    """The pack's node that a link is added to. name: pack/stem. type and title as it has them."""

    name: str
    type: str
    title: str


class Added(NamedTuple):
    """A link to add. lines: the line that says so, which may have a reason, qualifiers and comments
    of one line each above it.
    """

    relation: str
    target: str
    lines: str


def link_line(relation: str, target: str) -> str:
    """The line under ## Links that states it."""
    return f"- {relation}:: [[{target}]]"


def add_link(path: Path, relation: str, target: str, relations: Mapping[str, Relation]) -> bool:
    """State `relation` to the stem `target` in a note; False if the note states it already.

    Raises:
        WriteRefused: the note cannot be read or written, or the line would not be understood.
    """
    try:
        raw = path.read_bytes()
    except OSError as error:
        reason = (error.strerror or str(error)).lower()
        raise WriteRefused(f"{path} cannot be read: {reason}.") from error
    added = Added(relation, target, link_line(relation, target))
    changed = with_links(raw, path, [added], relations)
    if changed is not None:
        replace_file(path, changed, expected=raw)
    return changed is not None


def with_links(
    raw: bytes,
    path: Path,
    added: Sequence[Added],
    relations: Mapping[str, Relation],
) -> bytes | None:
    """The note's bytes with these links added; None if it states them all.

    path: for messages. Raises WriteRefused where the note is broken or a line would not be
    understood there.
    """
    before = _read(raw, path, relations)
    if before is None:
        raise WriteRefused(f"{path} is broken; repair it first (`edgewise check`).")
    there = _stated(before)
    new = {(one.relation, one.target): one.lines for one in added}
    new = {stated: lines for stated, lines in new.items() if stated not in there}
    if not new:
        return None
    changed = _with_line(raw, "\n".join(new.values()))
    after = _read(changed, path, relations)
    if after is None or _stated(after) != there | set(new):
        first = next(iter(new.values())).rpartition("\n")[2]
        raise WriteRefused(f"{path} has no place that takes '{first}': add it yourself.")
    return changed


def extend_node(
    vault: Path, node: Extended, relation: str, target: str, taken: Container[str]
) -> Path:
    """Write a note that extends a pack's node by this one link, and return its path.

    taken: stems the new note must not have.

    Raises:
        WriteRefused: as `add_note` does.
    """
    stem = f"{node.name.rpartition('/')[2]}-sources"
    numbered = (f"{stem}-{number}" for number in count(2))
    free = next(name for name in chain([stem], numbered) if name not in taken)
    lines = (
        "---",
        f"type: {node.type}",
        f"title: {yaml_text(f'Sources of {node.title}')}",
        f'extends: "[[{node.name}]]"',
        f"status: {CARD_STATUS}",
        "---",
        "",
        "## Links",
        link_line(relation, target),
        "",
    )
    return add_note(vault, node.type, free, "\n".join(lines))


def extending(vault: Path, name: str) -> Path | None:
    """The vault's note that extends pack/stem, or None."""
    for file in note_files(Layer(VAULT, vault, 0)):
        is_note = file.readable and not file.is_exercise
        if is_note and _extends(file.absolute) in (name, name.rpartition("/")[2]):
            return file.absolute
    return None


def _extends(path: Path) -> str:
    try:
        raw = path.read_bytes()
    except OSError:
        return ""
    faults = Faults(path.name)
    text = decode(raw, faults) if b"extends" in raw else None
    parts = None if text is None else cut(text, faults)
    entries = (read_header(parts.header, faults) if parts else None) or []
    value = next((entry.value.value for entry in entries if entry.key == "extends"), "")
    link = whole_link(str(value))
    return link.target if link else ""


def _read(raw: bytes, path: Path, relations: Mapping[str, Relation]) -> Note | None:
    note = read_note(raw, stem=path.stem, path=path.name, relations=relations)
    return note if isinstance(note, Note) else None


def _stated(note: Note) -> set[tuple[str, str]]:
    return {(edge.relation, edge.target) for edge in note.edges}


def _with_line(raw: bytes, line: str) -> bytes:
    """The note with the line at the end of ## Links, or with that section at its own end."""
    end = b"\r\n" if b"\r\n" in raw else b"\n"
    line = line.replace("\n", end.decode())
    faults = Faults("")
    text = decode(raw, faults)
    parts = None if text is None else cut(text, faults)
    sections = read_body(parts.body, parts.body_line, faults).sections if parts else []
    links = next((section for section in sections if section.name == "links"), None)
    if links is None:
        return raw.rstrip() + end * 2 + b"## Links" + end + line.encode() + end
    row = max([links.line, *(said.number for said in links.lines if said.text.strip())])
    lines = raw.split(b"\n")
    carriage = b"\r" if end == b"\r\n" else b""
    if row == len(lines):
        lines[-1] += carriage
        return b"\n".join([*lines, line.encode() + end])
    return b"\n".join([*lines[:row], line.encode() + carriage, *lines[row:]])
