"""Images and sounds that a note names but that nobody would see: absent, outside, odd, too large.

Owns the warnings, each with its cure. Every note is looked at, whatever its status: a missing
picture is missing in a draft too. Not here: which file is meant (media.py).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

from kg.check_world import LayerFault, PlacedNote
from kg.faults import fault
from kg.media import (
    ABSENT,
    ACTIVE,
    AUDIO_SUFFIXES,
    IMAGE_SUFFIXES,
    MAX_BYTES,
    OUTSIDE,
    TOO_LARGE,
    UNKNOWN_KIND,
    Reference,
    look,
    named_in,
)
from kg.models import Note

_KINDS = " ".join(sorted(suffix[1:] for suffix in IMAGE_SUFFIXES | AUDIO_SUFFIXES))
_CODES = {
    ABSENT: ("W330", "'{0}' is not there: put the file into media/ beside the note"),
    OUTSIDE: (
        "W331",
        "'{0}' leads outside: only files in the folder media/ beside the note are shown;"
        " copy it there and write media/...",
    ),
    UNKNOWN_KIND: ("W332", f"'{{0}}' is of a kind that is not shown: the kinds are {_KINDS}"),
    TOO_LARGE: (
        "W333",
        f"'{{0}}' is larger than {MAX_BYTES // 1_000_000} MB and is left out: make it smaller",
    ),
    ACTIVE: ("W334", "'{0}' holds a script and is left out: save the drawing as PNG"),
}  # fmt: skip


def media_faults(placed: Sequence[PlacedNote], roots: Mapping[str, Path]) -> Iterator[LayerFault]:
    """A warning for each image or sound that cannot be used. roots: folder of each layer."""
    for each in placed:
        root = roots.get(each.layer)
        if root is None or not isinstance(each.note, Note) or "](" not in each.note.body:
            continue
        for line, reference in _named(each.note):
            problem = look(root, each.path, reference.written).problem
            if problem:
                code, say = _CODES[problem]
                column = reference.start + 1
                told = fault(each.path, line, column, code, say.format(reference.written))
                yield LayerFault(each.layer, told)


def _named(note: Note) -> Iterator[tuple[int, Reference]]:
    """Each image and sound with its line in the file, and its place in that line."""
    body = note.body
    for reference in named_in(body):
        before = body[: reference.start]
        line = note.body_line + before.count("\n")
        yield line, reference._replace(start=reference.start - (before.rfind("\n") + 1))
