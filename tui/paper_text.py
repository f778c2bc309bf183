"""What was fetched of a paper, as lines of its note: small print, abstract, ways on.

Owns their order and emphasis, and the links that open a page or ask for the neighbours. The texts
come clean from sync/paper_page.py; of markup only formulas are read. Not here: the note's own
words (note_text.py), what a link does (screens/browse.py).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from textual.content import Content

from sync.paper_page import names_in_words
from tui.blocks import BLANK, Block
from tui.markdown_text import readable

if TYPE_CHECKING:
    from sync.paper_page import PaperPage

PAGE_LINK, BY_AUTHOR, BY_CATEGORY = "page:", "ask:author", "ask:category"
_AUTHORS = 6
_CATEGORIES = 6


def small_print(page: PaperPage) -> list[Block]:
    """Authors, id with version, dates, categories; first of all a warning where there is one."""
    known = [f"arXiv {page.arxiv}", ", ".join(page.categories[:_CATEGORIES]), page.dates]
    lines = [names_in_words(page.authors, _AUTHORS), " · ".join(filter(None, known))]
    warning = [Block(Content.styled(page.mark, "bold $text-error"))] if page.mark else []
    return warning + [Block(Content.styled(readable(line), "dim")) for line in lines if line]


def paper_blocks(page: PaperPage) -> list[Block]:
    """The abstract, what else is known, and where one can go from here."""
    blocks = [BLANK, Block(Content.styled("Abstract", "bold $text-accent"))]
    blocks.append(Block(Content(readable(page.abstract or "None was given."))))
    more = [
        (name, text)
        for name, text in (
            ("Comment", page.comment), ("Journal", page.journal), ("DOI", page.doi)
        )
        if text
    ]  # fmt: skip
    for name, text in more:
        blocks.append(Block(Content.styled(f"{name}: {readable(text)}", "dim"), hang=2))
    blocks.append(_way_on("Page on arXiv", page.abs_url, f"{PAGE_LINK}{page.abs_url}"))
    blocks.append(_way_on("PDF", page.pdf_url, f"{PAGE_LINK}{page.pdf_url}"))
    if page.authors:
        blocks.append(_way_on("Papers by one of its authors", "", BY_AUTHOR))
    if page.categories:
        blocks.append(_way_on("Papers of its category and year", "", BY_CATEGORY))
    return blocks


def _way_on(words: str, small: str, link: str) -> Block:
    shown = Content.styled(words, "$text-primary underline")
    tail = (f"  {small}", "dim") if small else ""
    return Block(Content.assemble("→ ", shown, tail), hang=2, link=link)
