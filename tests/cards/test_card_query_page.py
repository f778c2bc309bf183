"""The page on the query language says what the language is."""

from __future__ import annotations

import re
import runpy
from pathlib import Path

from cards.card_query import parse

DOCS = Path(__file__).resolve().parents[2] / "docs"


def test_the_page_is_made_of_the_vocabulary() -> None:
    made = runpy.run_path(str(DOCS / "make_card_query_page.py"))["page"]()
    assert (DOCS / "card-query.md").read_text(encoding="utf-8") == made


def test_every_query_on_the_page_can_be_read() -> None:
    page = (DOCS / "card-query.md").read_text(encoding="utf-8")
    queries = re.findall(r"`([a-z]+:[^`\s]+[^`]*)`", page)
    assert len(queries) > 40
    for query in queries:
        if not query.startswith("prop:") or re.search("[<>=]", query):
            parse(query)
