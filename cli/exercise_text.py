"""Exercises as text of a terminal: the task, hints, and the report of a run.

Owns wrapping and the few colours. Markdown stays readable as it is written: only paragraphs are
wrapped and tables drawn up. Not here: the words of a report (exercises/report_text.py), the list
(exercise_list.py).
"""

from __future__ import annotations

import os
import re
import sys
import textwrap
from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, TextIO

if TYPE_CHECKING:
    from exercises.folder import Exercise
    from exercises.outcome import Outcome

WIDTH = 80
_ITEM = re.compile(r"(\s*(?:[-*+]|\d+[.)])\s+)(.*)")
_STARTS = re.compile(r"\s*(?:[-*+]|\d+[.)])\s|#|\||>|```|~~~")
_BOLD, _GREEN, _RED, _OFF = "\x1b[1m", "\x1b[32m", "\x1b[31m", "\x1b[0m"


def show_task(exercise: Exercise) -> None:
    """Print the task, and an empty line."""
    show_markdown(exercise.text("task.md"))
    print()


def show_markdown(text: str) -> None:
    """Print Markdown at 80 columns."""
    from sync.inert_text import clean_lines

    for line in in_columns(clean_lines(text).strip().split("\n")):
        print(painted(line, _BOLD, sys.stdout) if line.startswith("#") else line)


def in_columns(lines: Iterable[str]) -> Iterator[str]:
    """Markdown lines with paragraphs and items wrapped, tables aligned, code as it is."""
    waiting: list[str] = []
    table: list[str] = []
    is_code = False
    for line in lines:
        fence = line.lstrip().startswith(("```", "~~~"))
        if not (is_code or fence) and line.lstrip().startswith("|"):
            yield from _wrapped(waiting)
            table.append(line)
            continue
        yield from _aligned(table)
        if is_code or fence or not line.strip() or line.startswith(("#", "    ")):
            yield from _wrapped(waiting)
            yield line
            is_code = is_code != fence
            continue
        if _STARTS.match(line):
            yield from _wrapped(waiting)
        waiting.append(line)
    yield from _aligned(table)
    yield from _wrapped(waiting)


def _wrapped(waiting: list[str]) -> list[str]:
    """The lines of one paragraph, filled anew; the list is emptied."""
    if not waiting:
        return []
    text = " ".join(line.strip() for line in waiting)
    item = _ITEM.match(waiting[0])
    indent = " " * (len(waiting[0]) - len(waiting[0].lstrip()))
    hang = " " * len(item[1]) if item else indent
    waiting.clear()
    return textwrap.wrap(
        text, WIDTH, initial_indent=indent, subsequent_indent=hang, break_long_words=False,
        break_on_hyphens=False,
    )  # fmt: skip


def _aligned(table: list[str]) -> list[str]:
    """The rows of a table in columns; the list is emptied."""
    if not table:
        return []
    rows = [[cell.strip() for cell in line.strip().strip("|").split("|")] for line in table]
    table.clear()
    count = max(map(len, rows))
    rows = [[*row, *[""] * (count - len(row))] for row in rows]
    rules = [all(set(cell) <= set("-: ") for cell in row) for row in rows]
    widths = [
        max(len(row[place]) for row, rule in zip(rows, rules, strict=True) if not rule)
        for place in range(count)
    ]
    return [
        "  ".join(
            "-" * width if rule else cell.ljust(width)
            for cell, width in zip(row, widths, strict=True)
        ).rstrip()
        for row, rule in zip(rows, rules, strict=True)
    ]


def show_report(outcome: Outcome, stream: TextIO) -> None:
    """Print the report of a run."""
    from exercises.report_text import report
    from sync.inert_text import clean_lines

    for number, line in enumerate(clean_lines("\n".join(report(outcome))).split("\n")):
        for part in _fitted(line):
            if number == 0:
                part = painted(part, _BOLD + (_GREEN if outcome.passed else _RED), stream)
            elif part.lstrip()[:1] in ("✓", "✗"):
                part = painted(part, _GREEN if "✓" in part else _RED, stream)
            print(part, file=stream)


def _fitted(line: str) -> list[str]:
    """The line in parts of 80 columns, the rest indented below it."""
    if len(line) <= WIDTH:
        return [line]
    indent = " " * (len(line) - len(line.lstrip()))
    return textwrap.wrap(
        line, WIDTH, subsequent_indent=f"{indent}  ", break_on_hyphens=False,
        drop_whitespace=True, replace_whitespace=False,
    )  # fmt: skip


def said(text: str, stream: TextIO) -> None:
    """Print a sentence at 80 columns."""
    print(textwrap.fill(text, WIDTH, break_on_hyphens=False), file=stream)


def painted(text: str, colour: str, stream: TextIO) -> str:
    """The text in a colour, where a person looks at it and wants colours."""
    return f"{colour}{text}{_OFF}" if stream.isatty() and not os.environ.get("NO_COLOR") else text
