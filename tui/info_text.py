"""What is known about one card: memory, its curve, flags, history, siblings; never its answer.

Owns the words of the info window. Pure. Not here: the figures (cards/card_info.py).
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from textual.content import Content

from cards.card_info import CardInfo
from cards.models import Memory, Outcome, State
from cards.store_review import ReviewRow
from tui.blocks import BLANK, Block
from tui.curve_text import Curve, curve_blocks
from tui.markdown_text import inline
from tui.node_cards import standing_words
from tui.widgets.grade_bar import GRADE_WORDS
from tui.words import count, date, interval, percent

_LATEST = 20
_LABEL_CELLS = 15


def info_blocks(
    info: CardInfo,
    now_ms: int,
    offset_min: int,
    *,
    why: Sequence[str] = (),
    curve: Curve | None = None,
    outcomes: Iterable[Outcome] = (),
    siblings: bool = True,
) -> list[Block]:
    """All that is known; why (a sentence each) and outcomes only for the card at hand.

    siblings: their questions too, which may give this card's answer away.
    """
    memory = info.memory
    standing = standing_words(memory, info.flags, now_ms, offset_min)
    rows = [
        ("Stands", standing),
        ("Recall now", percent(info.recall) if info.recall is not None else ""),
        ("Memory", _memory(memory)),
        ("Next", _next(outcomes)),
    ]
    blocks = [Block(inline(info.card.question).stylize("bold")), BLANK]
    blocks += [_row(label, words) for label, words in rows if words]
    blocks += curve_blocks(curve) if curve is not None else []
    if why:
        blocks += [BLANK, Block(Content.styled("Why this card now", "bold"))]
        blocks += [Block(Content(sentence)) for sentence in why]
    blocks += _history(info.history, offset_min)
    if siblings and info.siblings:
        blocks += [BLANK, Block(Content.styled("Siblings, one of them a day", "bold"))]
        blocks += [
            Block(Content.assemble("• ", inline(each.question)), hang=2) for each in info.siblings
        ]
    place = f"{info.card.layer}/{info.card.path}:{info.card.line}"
    return [*blocks, BLANK, _row("Made from", place), _row("Card", f"{info.card.id}")]


def _memory(memory: Memory) -> str:
    """Stability and difficulty as FSRS has them, and the answers they come from."""
    if memory.stability is None or memory.difficulty is None:
        return "no answer yet"
    lapses = count(memory.lapses, "lapse")
    return (
        f"stability {memory.stability:.2f} days, difficulty {memory.difficulty:.2f} of 10,"
        f" {count(memory.reps, 'answer')}, {lapses}"
    )


def _next(outcomes: Iterable[Outcome]) -> str:
    """What each answer would schedule now: Again 1m, Hard 6m, ..."""
    times = (interval(each.interval_days, each.delay_s) for each in outcomes)
    return ", ".join(f"{word} {wait}" for word, wait in zip(GRADE_WORDS, times, strict=False))


def _row(label: str, words: str) -> Block:
    head = label.ljust(_LABEL_CELLS)
    return Block(Content.assemble((head, "dim"), words), hang=_LABEL_CELLS)


def _history(rows: list[ReviewRow], offset_min: int) -> list[Block]:
    """The latest answers, newest first."""
    if not rows:
        return []
    blocks = [BLANK, Block(Content.styled("History", "bold"))]
    for row in reversed(rows[-_LATEST:]):
        words = GRADE_WORDS[row.rating - 1] if 1 <= row.rating <= 4 else f"rating {row.rating}"
        blocks.append(
            Block(
                Content.assemble(
                    f"{date(row.utc_ms, offset_min)}  ",
                    (f"{words:<6}", "bold"),
                    f" {_kind(row):<11} then {_interval(row):<6} {row.duration_ms / 1000:.0f} s",
                )
            )
        )
    if len(rows) > _LATEST:
        blocks.append(Block(Content.styled(f"and {len(rows) - _LATEST} before", "dim")))
    return blocks


def _kind(row: ReviewRow) -> str:
    names = {State.NEW: "new", State.LEARNING: "learning", State.RELEARNING: "relearning"}
    if row.state_before in names:
        return names[State(row.state_before)]
    return f"after {row.elapsed_days}d" if row.elapsed_days is not None else "review"


def _interval(row: ReviewRow) -> str:
    wait_s = max(0, row.due_ms - row.utc_ms) // 1000
    days = round(wait_s / 86_400) if wait_s >= 43_200 else 0
    return interval(days, wait_s)
