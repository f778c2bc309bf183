"""A card as styled text: cue and question, then the answer with its extra and its sources.

Owns the order and the emphasis of the parts. Pure. Not here: the words of the card
(cards/generate.py), the four answers (widgets/grade_bar.py).
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from typing import NamedTuple

from textual.content import Content

from cards.models import Card
from tui.blocks import BLANK, Block
from tui.markdown_text import inline, markdown_blocks, readable

Picture = Callable[[str], list[Block]]

ARXIV_PAGE = "https://arxiv.org/abs/"
_WORD = r"\w{4,}"


class Source(NamedTuple):
    """Where a card's statement comes from; every part may be ''. node: key of the source's note."""

    title: str = ""
    arxiv: str = ""
    year: str = ""
    url: str = ""
    section: str = ""
    node: str = ""

    @property
    def address(self) -> str:
        """The page to open, or ''."""
        return f"{ARXIV_PAGE}{self.arxiv}" if self.arxiv else self.url

    def __str__(self) -> str:
        place = f", § {self.section}" if self.section else ""
        known = [f"arXiv {self.arxiv}" if self.arxiv else "", self.year]
        within = ", ".join(part for part in known if part)
        return f"{self.title}{f' ({within})' if within else ''}{place}"


def sources_of(card: Card) -> list[Source]:
    """The sources of a card, papers first as the card lists them."""
    entries: list[dict[str, object]] = json.loads(card.source or "[]")
    return [Source(*(str(entry.get(field) or "") for field in Source._fields)) for entry in entries]


def question_blocks(card: Card, picture: Picture | None = None) -> list[Block]:
    """The question side. picture: draws the images the card names."""
    blocks = [BLANK]
    if card.cue:
        blocks += [Block(Content.styled(readable(card.cue), "dim")), BLANK]
    asked = markdown_blocks(card.question, picture=picture)
    return blocks + [block._replace(content=block.content.stylize("bold")) for block in asked]


def answer_blocks(card: Card, picture: Picture | None = None) -> list[Block]:
    """What the answer side adds below the question. picture: as for the question."""
    blocks = [BLANK, Block(Content.styled("─" * 12, "dim")), BLANK]
    blocks += markdown_blocks(card.answer, picture=picture)
    if card.extra:
        blocks += [BLANK, *markdown_blocks(card.extra, picture=picture)]
    sources = sources_of(card)
    if sources:
        blocks.append(BLANK)
    for number, source in enumerate(sources):
        head = "Source  " if number == 0 else "        "
        line = Content.assemble(head, inline(str(source)))
        blocks.append(Block(line.stylize("dim"), hang=len(head)))
    return blocks


def names_media(*texts: str) -> bool:
    """Whether a text may name an image or sound; costs nothing."""
    return any("](" in text for text in texts)


def gives_away(text: str, answer: str) -> bool:
    """Whether a text shown beside the question has a telling word of the answer in it."""
    words = {word.casefold() for word in re.findall(_WORD, answer)}
    return any(word.casefold() in words for word in re.findall(_WORD, text))
