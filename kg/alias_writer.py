"""Adds other names to the header of a note, and changes nothing else of it.

Owns where in the header they go, and that a note only counts as changed when it then reads just as
before with these aliases. Pure. Not here: writing the file, which names are worth it.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from pathlib import Path

from kg.errors import WriteRefused
from kg.header import quoted
from kg.models import Note
from kg.names import fold
from kg.reader import read_note
from kg.schema import Relation

_KEY = re.compile(r"aliases:[ \t]*(.*?)[ \t]*")
_ITEM = re.compile(r"[ \t]*-[ \t]")


def with_aliases(
    raw: bytes, path: Path, names: Sequence[str], relations: Mapping[str, Relation]
) -> bytes | None:
    """The note's bytes with these other names; None if it has them all.

    path: for messages. Raises WriteRefused where the note is broken or its header has no place that
    takes them.
    """
    before = _read(raw, path, relations)
    if before is None:
        raise WriteRefused(f"{path} is broken; repair it first (`edgewise check`).")
    had = {fold(name) for name in (before.node.title, *before.node.aliases)}
    new = list({fold(name): name for name in names if fold(name) not in had}.values())
    if not new:
        return None
    end = "\r\n" if b"\r\n" in raw else "\n"
    lines = raw.decode("utf-8").split(end)
    changed = end.join(_added(lines, [quoted(name) for name in new])).encode()
    after = _read(changed, path, relations)
    wanted = before.node.model_copy(update={"aliases": (*before.node.aliases, *new)})
    if after is None or after.node != wanted or after.edges != _moved(before, after):
        raise WriteRefused(f"{path} has no place for the alias {new[0]!r}: add it yourself.")
    return changed


def _read(raw: bytes, path: Path, relations: Mapping[str, Relation]) -> Note | None:
    note = read_note(raw, stem=path.stem, path=path.name, relations=relations)
    return note if isinstance(note, Note) else None


def _moved(before: Note, after: Note) -> object:
    """The edges as they were, where they stand now."""
    if len(before.edges) != len(after.edges):
        return None
    pairs = zip(before.edges, after.edges, strict=True)
    return tuple(edge.model_copy(update={"span": now.span}) for edge, now in pairs)


def _added(lines: list[str], names: list[str]) -> list[str]:
    close = next((at for at, line in enumerate(lines[1:], 1) if line.rstrip() == "---"), 0)
    for at in range(1, close):
        found = _KEY.fullmatch(lines[at])
        if found is None:
            continue
        value = found[1]
        if value.startswith("[") and value.endswith("]"):
            inside = value[1:-1].strip().rstrip(",")
            joined = ", ".join([*([inside] if inside else []), *names])
            return [*lines[:at], f"aliases: [{joined}]", *lines[at + 1 :]]
        if value:
            return [*lines[:at], f"aliases: [{', '.join([value, *names])}]", *lines[at + 1 :]]
        last = at
        while last + 1 < close and _ITEM.match(lines[last + 1]):
            last += 1
        dash = lines[last][: lines[last].index("-")] if last > at else "  "
        return [*lines[: last + 1], *(f"{dash}- {name}" for name in names), *lines[last + 1 :]]
    title = next((at for at in range(1, close) if lines[at].startswith("title:")), close - 1)
    return [*lines[: title + 1], f"aliases: [{', '.join(names)}]", *lines[title + 1 :]]
