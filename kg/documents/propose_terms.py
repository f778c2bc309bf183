"""An item without links may explain a term: bold words, words before a colon, a title in a list.

Owns which such words are proposed, and as what. Not here: items that link (titles.py).
"""

from __future__ import annotations

import re
from typing import NamedTuple

from kg.documents.structure import Item
from kg.documents.titles import lead_title
from kg.documents.wording import (
    bare_heading,
    bare_title,
    is_label,
    names_metrics,
    names_papers,
    names_resources,
    says_nothing,
)

_DEFINED = re.compile(r"([^\s:][^:]{0,70}?)\s*(?::\s+|\s[-\u2013\u2014]\s+)(\S.*)", re.DOTALL)
_FILE = re.compile(
    r".*(?:/|\.(?:py|md|ipynb|txt|json|ya?ml|toml|sh|js|ts|csv|cfg|html|css))(?:\s.*)?"
)
_YEAR_BEHIND = re.compile(r"\s*\(([^()]*\b(?:19|20)\d\d)\).*", re.DOTALL)
_CODE = re.compile(r"[A-Za-z]{1,4}\.?\s?\d+")  # Ch9, Q2: numbers of parts, no terms
_REST = " \t,;:.-\u2013\u2014"


class Term(NamedTuple):
    """A term with what the item says of it."""

    type: str
    title: str
    rest: str
    confidence: float
    rule: str


def term_of(item: Item, announced: str) -> Term | None:
    """The term of an item; None for a task, a sentence, a file. announced: the heading's words."""
    words = item.words or item.text
    if item.done is not None or len(words) > 3_000:
        return None
    bold = next((mark for mark in item.marks if mark.kind == "strong" and mark.start == 0), None)
    if bold is not None:
        return _typed(words[: bold.end], words[bold.end :], announced, "bold words", 0.5)
    if item.code:
        head, _, rest = words.partition(":")
        return (
            None if _FILE.fullmatch(words) else _typed(head, rest, "", "a line of an outline", 0.3)
        )
    if names_papers(announced):
        title = lead_title(_YEAR_BEHIND.sub("", words))
        fits = 3 <= len(title.split()) <= 25
        return _typed(title, words[len(title) :], announced, "an item", 0.5) if fits else None
    defined = _DEFINED.fullmatch(words)
    if defined is None or not defined[1][:1].isupper() or len(defined[1].split()) > 6:
        return None
    return _typed(defined[1], defined[2], announced, "words before a colon", 0.4)


def _typed(head: str, rest: str, announced: str, what: str, confidence: float) -> Term | None:
    title = bare_heading(head)
    if not _is_term(title):
        return None
    rest = rest.strip(_REST)
    if names_papers(announced):
        return Term("paper", title, rest, confidence + 0.1, f"{what} under a heading of papers")
    if names_metrics(announced):
        return Term("metric", title, rest, confidence, f"{what} under a heading of metrics")
    if what == "bold words" and names_resources(announced):
        return Term("resource", title, rest, confidence, f"{what} under '{bare_title(announced)}'")
    sure = round(confidence - 0.1, 2)
    return Term("concept", title, rest, sure, f"{what}: no other type has evidence")


def _is_term(title: str) -> bool:
    """A name, not a sentence, a label or a number."""
    if not 1 < len(title) <= 160 or not re.search(r"[^\W\d_]{2}", title) or _CODE.fullmatch(title):
        return False
    return not title.endswith(("?", "!")) and not says_nothing(title) and not is_label(title)
