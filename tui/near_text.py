"""The links of a card's note as lines: a few beside the answer, all of them to choose from.

Owns their look. Pure but for reading the graph. Not here: which links (cards/near_links.py).
"""

from __future__ import annotations

from textual.content import Content

from cards.models import Card
from cards.near_links import Near, links_of, near_links
from kg.compiled import Graph
from tui.blocks import BLANK, Block
from tui.markdown_text import inline, readable
from tui.words import relation_words

_BESIDE = 3
_LONGEST_REASON = 110
_HEAD = "Links   "
_STOPS = ",;:. "


def near_blocks(graph: Graph, card: Card) -> list[Block]:
    """A few links of the card's note with their reasons, set apart from the answer."""
    blocks: list[Block] = []
    for number, near in enumerate(near_links(graph, card, _BESIDE)):
        head = _HEAD if number == 0 else " " * len(_HEAD)
        line = Content.assemble(head, f"{_words(near)} ", (readable(near.title), "bold"), "  ")
        blocks.append(Block((line + inline(_short(near.reason))).stylize("dim"), hang=len(head)))
    return [BLANK, *blocks] if blocks else []


def link_blocks(graph: Graph, node: str) -> list[Block]:
    """All links of a note as followable lines."""
    return [
        Block(
            Content.assemble("• ", f"{_words(near)} ", (readable(near.title), "bold"), "  ")
            + inline(_short(near.reason)).stylize("dim"),
            hang=2,
            link=near.key,
        )
        for near in links_of(graph, node)
    ]


def _words(near: Near) -> str:
    return relation_words(near.relation, near.forward)


def _short(reason: str) -> str:
    """The first sentence or so; cutting a formula in two would show its source."""
    if len(reason) <= _LONGEST_REASON or "$" in reason:
        return reason
    return f"{reason[:_LONGEST_REASON].rsplit(' ', 1)[0].rstrip(_STOPS)}…"
