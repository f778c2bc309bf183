"""Copies of pack notes in the vault whose original has changed since they were made.

Owns the comparison by hash. Not here: making a copy (write.py).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from hashlib import sha256
from pathlib import Path

from kg.check_world import LayerFault, PlacedNote
from kg.faults import fault
from kg.models import Note


def changed_originals(
    notes: Sequence[PlacedNote], originals: Mapping[str, Path]
) -> list[LayerFault]:
    """A warning for each copy whose original is not what it was copied from.

    originals: 'pack/stem' to the file of the pack's note. A missing original is no news here.
    """
    found: list[LayerFault] = []
    for placed in notes:
        note = placed.note
        if not isinstance(note, Note) or not note.node.copied_from:
            continue
        origin, _, digest = note.node.copied_from.partition("#")
        name = origin.partition("@")[0]
        original = originals.get(name)
        if original is None or _hash(original) in ("", digest):
            continue
        at = note.title_span
        say = f"{name} has changed since you copied it; compare with {original}"
        found.append(LayerFault(placed.layer, fault(placed.path, at.line, at.column, "W137", say)))
    return found


def _hash(path: Path) -> str:
    try:
        return sha256(path.read_bytes()).hexdigest()
    except OSError:
        return ""
