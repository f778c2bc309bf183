"""The card at the cursor of the list of cards, as text: question, answer, how it stands.

Owns what is said there. Pure. Not here: the window with history and curve (screens/card.py).
"""

from __future__ import annotations

from textual.content import Content

from cards.card_list import CardRow
from tui.blocks import BLANK, Block
from tui.cards_columns import state_word
from tui.markdown_text import markdown_blocks
from tui.words import count, percent, span

_DAY_S = 86_400


def detail_blocks(row: CardRow, day: int) -> list[Block]:
    """One card. day: the study day."""
    marks = [state_word(row, day)]
    marks += ["flagged"] if row.flags.flagged else []
    lines = [*markdown_blocks(row.question), BLANK, *markdown_blocks(row.answer), BLANK]
    lines.append(Block(Content.styled(", ".join(marks), "bold")))
    if row.reason:
        lines.append(Block(Content(row.reason)))
    lines += [Block(Content(text)) for text in _memory(row, day)]
    lines += [BLANK, Block(Content.styled(f"{row.kind} of {row.node} ({row.node_type})", "dim"))]
    if row.tags:
        lines.append(Block(Content.styled(" ".join(f"#{tag}" for tag in row.tags), "dim")))
    return lines


def _memory(row: CardRow, day: int) -> list[str]:
    """What is remembered, in lines; nothing before the first answer."""
    if row.stability is None or row.difficulty is None or row.recall is None:
        return []
    due = ""
    if row.due_day is not None:
        days = row.due_day - day
        due = "Due today. " if days == 0 else f"Due in {count(days, 'day')}. "
        if days < 0:
            due = f"Overdue by {count(-days, 'day')}. "
    return [
        f"{due}Recall now {percent(row.recall)}.",
        f"Stability {span(row.stability * _DAY_S)}, difficulty {row.difficulty:.1f} of 10.",
        f"{count(row.reps, 'answer')}, {count(row.lapses, 'lapse')}.",
    ]
