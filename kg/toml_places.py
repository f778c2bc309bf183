"""Where a value of a TOML file stands: line and column for a fault, which `tomllib` does not tell.

Owns finding a key by its path, array tables counted. By eye, as a person would: a file written in
an odd way gets the line of the table, or 1. Light. Not here: reading the values (tomllib).
"""

from __future__ import annotations

import re
from collections.abc import Sequence

Place = tuple[int, int]
_TABLE = re.compile(r"\s*\[\[?\s*([\w.\"' -]+?)\s*\]\]?\s*(?:#.*)?$")
_KEY = re.compile(r"\s*([\"']?)([\w-]+)\1\s*=")
_AT = re.compile(r"\(at line (\d+), column (\d+)\)$")


def place_of(text: str, path: Sequence[str | int], value: str = "") -> Place:
    """Line and column, both from 1, of a key, or of a string among its values.

    path: as in ("minutes",) or ("checks", 2, "layer"): the third [[checks]]. A key that is not
    there has the place of its table.
    """
    lines = text.split("\n")
    names = [str(part) for part in path if isinstance(part, str)]
    first, last = _top(lines)
    found = (1, 1)
    if len(names) > 1 or (names and not _line_of(lines, first, last, names[0])):
        number = next((part for part in path if isinstance(part, int)), 0)
        table = _table(lines, names[0], number)
        if table is not None:
            first, last = table[0] + 1, table[1]
            found = (first, 1)
            names = names[1:]
    row = _line_of(lines, first, last, names[0]) if names else 0
    if not row:
        return found
    return _in_value(lines, row, last, value) or (row, _column(lines[row - 1]))


def place_of_error(error: Exception, text: str) -> Place:
    """Where TOML itself is broken, from what `tomllib` says."""
    told = _AT.search(str(error))
    if told is None:
        return text.count("\n") + 1, 1
    return int(told[1]), int(told[2])


def without_place(error: Exception) -> str:
    """What `tomllib` says is wrong, in lower case and without its place."""
    said = _AT.sub("", str(error)).replace("(at end of document)", "at the end").strip()
    return f"{said[:1].lower()}{said[1:]}"


def _top(lines: list[str]) -> tuple[int, int]:
    """The rows (from 0, end excluded) before the first table."""
    end = next((row for row, line in enumerate(lines) if _TABLE.match(line)), len(lines))
    return 0, end


def _table(lines: list[str], name: str, number: int) -> tuple[int, int] | None:
    """The row of the table's head and where it ends; number: which of several, from 0."""
    heads = [(row, match[1]) for row, line in enumerate(lines) if (match := _TABLE.match(line))]
    mine = [place for place, (_, head) in enumerate(heads) if head == name]
    if number >= len(mine):
        return None
    place = mine[number]
    end = heads[place + 1][0] if place + 1 < len(heads) else len(lines)
    return heads[place][0], end


def _line_of(lines: list[str], first: int, last: int, key: str) -> int:
    """The line (from 1) that gives a key its value; 0: none."""
    for row in range(first, last):
        match = _KEY.match(lines[row])
        if match and match[2] == key:
            return row + 1
    return 0


def _in_value(lines: list[str], row: int, last: int, value: str) -> Place | None:
    """Where a string stands between its key and the next."""
    if not value:
        return None
    for number in range(row, last + 1):
        line = lines[number - 1]
        if number > row and _KEY.match(line):
            return None
        for quote in "\"'":
            column = line.find(f"{quote}{value}{quote}")
            if column >= 0:
                return number, column + 2
    return None


def _column(line: str) -> int:
    return len(line) - len(line.lstrip()) + 1
