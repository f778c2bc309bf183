"""The columns of the list of cards: which fit, how wide, and what a cell says.

Owns names, widths and the wording of a cell. Widths are cells, not characters. Pure. Not here: the
rows (cards/card_list.py), the list on the screen (screens/cards.py).
"""

from __future__ import annotations

from typing import NamedTuple

from textual.content import Content

from cards.card_list import CardRow, falls
from cards.models import State
from tui.markdown_text import readable
from tui.words import percent, span

_DAY_S = 86_400
_MARKS = 3
_LEAST_QUESTION = 44
_STATE_WORDS = {
    State.NEW: "new", State.LEARNING: "learning", State.REVIEW: "review",
    State.RELEARNING: "relearning",
}  # fmt: skip


class Column(NamedTuple):
    """One column. order: its name in card_list.ORDERS, '' where one cannot sort by it."""

    title: str
    width: int
    order: str
    right: bool = True


_STATE = Column("state", 10, "state", right=False)
_DUE = Column("due", 7, "due")
_RECALL = Column("R", 4, "r")
_STABILITY = Column("S", 5, "s")
_DIFFICULTY = Column("D", 4, "d")
_LAPSES = Column("lapses", 6, "lapses")
_REPS = Column("reps", 4, "reps")
_NODE = Column("node", 24, "node", right=False)
_TAGS = Column("tags", 14, "", right=False)
# The first stay longest as the screen gets narrower.
_BY_WORTH = (_STATE, _DUE, _RECALL, _STABILITY, _LAPSES, _DIFFICULTY, _NODE, _REPS, _TAGS)
_IN_ORDER = (_NODE, _STATE, _DUE, _RECALL, _STABILITY, _DIFFICULTY, _LAPSES, _REPS, _TAGS)


class Columns(NamedTuple):
    """What fits a width: the cells left for the question, and the columns after it."""

    question: int
    others: tuple[Column, ...]


def fitting(width: int) -> Columns:
    """Choose the columns for a width; the question keeps what a sentence needs."""
    room = width - _MARKS
    chosen: list[Column] = []
    for column in _BY_WORTH:
        if room - column.width - 1 < _LEAST_QUESTION:
            break
        chosen.append(column)
        room -= column.width + 1
    return Columns(max(1, room), tuple(column for column in _IN_ORDER if column in chosen))


def head(columns: Columns, order: str, *, turned: bool) -> Content:
    """The line of names; ▲ stands at the one that orders the list, ▼ if it falls."""
    arrow = "▼" if falls(order, turned=turned) else "▲"
    parts = [" " * _MARKS, _name("question", "question", order, arrow, columns.question)]
    for title, width, own, right in columns.others:
        parts += [" ", _name(title, own, order, arrow, width, right=right)]
    return Content.styled("".join(parts), "bold")


def _name(title: str, own: str, order: str, arrow: str, width: int, *, right: bool = False) -> str:
    if own == order:
        title = f"{arrow}{title}" if right else f"{title}{arrow}"
    title = title[:width]
    return title.rjust(width) if right else title.ljust(width)


def line(row: CardRow, columns: Columns, day: int, *, chosen: bool) -> Content:
    """One row: is it chosen, is it flagged, its question, its columns. day: the study day."""
    mark = Content.styled("●", "bold $text-accent") if chosen else Content(" ")
    flag = Content.styled("⚑", "$text-error") if row.flags.flagged else Content(" ")
    parts: list[Content | str] = [
        mark,
        flag,
        " ",
        _fit(readable_line(row.question), columns.question),
    ]
    for column in columns.others:
        text, style = _cell(row, column, day)
        parts += [" ", _fit(text, column.width, right=column.right).stylize(style)]
    return Content.assemble(*parts)


def readable_line(text: str) -> str:
    """A question in one line, formulas made readable."""
    return " ".join(readable(text).split())


def _fit(text: str, width: int, *, right: bool = False) -> Content:
    """Cut or fill a text to so many cells."""
    content = Content(text).truncate(width, ellipsis=True)
    gap = " " * max(0, width - content.cell_length)
    return Content.assemble(gap, content) if right else Content.assemble(content, gap)


def _cell(row: CardRow, column: Column, day: int) -> tuple[str, str]:
    """What a cell says, and its colour; the words say as much without it."""
    if column is _STATE:
        return state_word(row, day), "dim" if row.standing != "live" else ""
    if column is _NODE:
        return row.node.rpartition("/")[2], "dim"
    if column is _TAGS:
        return " ".join(f"#{tag}" for tag in row.tags), "dim"
    if row.reps == 0:
        return "", ""
    if column is _DUE:
        return _due(row, day)
    if column is _RECALL and row.recall is not None:
        return percent(row.recall).replace(" ", ""), _colour(row.recall)
    if column is _STABILITY and row.stability is not None:
        return span(row.stability * _DAY_S), ""
    if column is _DIFFICULTY and row.difficulty is not None:
        return f"{row.difficulty:.1f}", ""
    if column is _LAPSES:
        return str(row.lapses or ""), ""
    return (str(row.reps), "") if column is _REPS else ("", "")


def state_word(row: CardRow, day: int) -> str:
    """How it stands with a card, in a word: what keeps it from being asked comes first."""
    if row.standing != "live":
        return row.standing
    if row.flags.suspended:
        return "suspended"
    if row.flags.known:
        return "known"
    return "buried" if row.flags.buried_day == day else _STATE_WORDS[row.state]


def _due(row: CardRow, day: int) -> tuple[str, str]:
    if row.due_day is None:
        return "", ""
    days = row.due_day - day
    if days < 0:
        return f"-{span(-days * _DAY_S)}", "$text-warning"
    return ("today", "$text-warning") if days == 0 else (f"in {span(days * _DAY_S)}", "")


def _colour(recall: float) -> str:
    if recall >= 0.9:
        return "$text-success"
    return "$text-warning" if recall >= 0.8 else "$text-error"
