"""What was fetched of a paper, as lines of 80 columns and as data for --json.

Owns their order and names on the command line. Not here: what is told and that it is harmless
(sync/paper_page.py), the rest of the node (node_text.py).
"""

from __future__ import annotations

from cli.node_text import Data, wrapped
from sync.paper_page import PaperPage, names_in_words

_AUTHORS = 12


def page_text(page: PaperPage, *, everything: bool) -> str:
    """The paper as arXiv knows it; everything: all authors, however many."""
    authors = names_in_words(page.authors, len(page.authors) if everything else _AUTHORS)
    parts = (
        ("Authors", authors),
        ("Categories", ", ".join(page.categories)),
        ("Published", page.dates),
        ("Journal", page.journal),
        ("DOI", page.doi),
        ("Comment", page.comment),
        ("Page", page.abs_url),
        ("PDF", page.pdf_url),
    )
    lines = [wrapped(page.mark)] if page.mark else []
    lines += [wrapped(text, f"  {name}: ") for name, text in parts if text]
    if page.abstract:
        lines.append(wrapped(page.abstract, "  Abstract: ", "    "))
    return "\n".join([f"On arXiv ({page.arxiv})", *lines])


def page_data(page: PaperPage) -> Data:
    """The paper as arXiv knows it, for a script."""
    return {**page._asdict(), "authors": list(page.authors), "categories": list(page.categories)}
