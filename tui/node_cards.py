"""The cards of a node with their memory, as lines of its note.

Owns the one line a card gets and how a card is named in a link. Not here: the engine
(cards/study.py), the window a line opens (screens/card.py).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from textual.content import Content

from cards.card_info import CardOfNode
from cards.models import Memory, State
from cards.store_memory import Flags
from tui.blocks import BLANK, Block
from tui.markdown_text import inline, readable
from tui.words import count, moment, percent, span

if TYPE_CHECKING:
    from cards.readiness import Readiness

CARD_LINK = "card:"
_DAY_S = 86_400


def card_blocks(cards: list[CardOfNode], now_ms: int, offset_min: int) -> list[Block]:
    """A heading and a followable line a card; retired cards stay out, blocked ones say why."""
    shown = [each for each in cards if each.state != "retired"]
    if not shown:
        return []
    head = Block(Content.styled(f"Cards ({len(shown)})", "bold $text-accent"))
    return [BLANK, head, *(_line(each, now_ms, offset_min) for each in shown)]


def readiness_words(ready: Readiness, weakest: str) -> str:
    """How ready one is for the node and what it builds on; '' where no card says anything.

    weakest: title of the node that is recalled worst.
    """
    if ready.mean is None or ready.minimum is None:
        return ""
    unseen = f" ({ready.unseen:,} not answered yet, counted as 0 %)" if ready.unseen else ""
    words = f"About {percent(ready.mean)}, over {count(ready.cards, 'card')}{unseen}"
    return f"{words}. Weakest: {weakest} ({percent(ready.weakest[0][1])})." if weakest else words


def readiness_block(words: str) -> list[Block]:
    """The estimate under its heading; nothing where there are no words."""
    if not words:
        return []
    head = Content.styled("Readiness, with all it builds on (an estimate)", "bold $text-accent")
    return [BLANK, Block(head), Block(Content(readable(words)))]


def _line(each: CardOfNode, now_ms: int, offset_min: int) -> Block:
    standing = f"blocked: {each.reason}"
    if each.state == "live":
        standing = standing_words(each.memory, each.flags, now_ms, offset_min)
    line = Content.assemble("• ", inline(each.card.question), "  ", (f"({standing})", "dim"))
    return Block(line, hang=2, link=f"{CARD_LINK}{each.card.id}")


def standing_words(memory: Memory | None, flags: Flags, now_ms: int, offset_min: int) -> str:
    """How it stands with a live card: new; due tomorrow, stability 12d; suspended, flagged."""
    said = [word for word in ("suspended", "known", "flagged") if getattr(flags, word)]
    if memory is None or memory.state is State.NEW:
        return ", ".join([*said, "new"])
    if memory.due_ms is not None:
        said.append(f"due {moment(memory.due_ms, now_ms, offset_min)}")
    if memory.stability is not None:
        said.append(f"stability {span(memory.stability * _DAY_S)}")
    if memory.lapses:
        said.append("1 lapse" if memory.lapses == 1 else f"{memory.lapses} lapses")
    return ", ".join(said)
