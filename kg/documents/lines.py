"""A document as numbered lines, and what was wrong with it: the first value of the pipeline.

Owns what every step agrees on: lines count from 1 and are those of the source, so that a quote can
be found where it is said to stand. Not here: reading bytes (decode.py), structure (structure.py).
"""

from __future__ import annotations

from typing import NamedTuple


class Repair(NamedTuple):
    """One line whose damaged characters were mended; before: as it stands in the source."""

    line: int
    before: str
    after: str


class Problem(NamedTuple):
    """Something a person should look at. col: from 1; code: I and three digits."""

    line: int
    col: int
    code: str
    message: str


class Document(NamedTuple):
    """One file. lines: repaired; source: as decoded, the same number of lines.

    file: its name as given. sha256: of its bytes.
    """

    file: str
    sha256: str
    lines: tuple[str, ...]
    source: tuple[str, ...]
    repairs: tuple[Repair, ...]
    problems: tuple[Problem, ...]
