"""What the texts of a card look like in the fields of Anki: HTML, escaped once.

Owns the way from a note's text to a field. Most texts are plain and cost one look. Not here: markup
(anki_markdown.py), formulas (anki_math.py), clozes (anki_cloze.py), where the fields stand on a
card (anki_templates.py).
"""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from functools import lru_cache
from html import escape

from kg.formula_marks import put_back, take_out
from sync.anki_html import Image, Made, web_address
from sync.anki_inert import inert, without_marks, words_html
from sync.anki_markdown import markdown_html
from sync.anki_math import formula_html
from sync.arxiv_ids import parse_id
from sync.errors import BadArxivId
from sync.inert_text import clean_lines, clean_text

ABS_PAGE, PDF_PAGE = "https://arxiv.org/abs/", "https://arxiv.org/pdf/"
STEP = " › "
_LONGEST_TITLE = 500
# A text with none of these is its own HTML, and nothing in it is markup.
_MARKUP = re.compile(
    r"[`*_~\[<>&|\\$={}^!\n]|\A\s*(?:#|[-+]\s|-{3}|\d{1,9}[.)]\s)"
    r"|[^ -~\u00a1-\u00ac\u00ae-\u02ff\u0370-\u0590\u2010-\u2027\u2030-\u205e\u2070-\u2bff]"
)
_ANCHOR = re.compile(r"(?m)[ \t]\^[\w-]+[ \t]*$")


def html_of(text: str, image: Image | None = None) -> str:
    """A note's Markdown as one field.

    image: path as written -> its name in Anki; None: there is no such file, it is shown in words.
    """
    text = text.strip()
    return inert(marked_html(text, image)) if _MARKUP.search(text) else text


def marked_html(text: str, image: Image | None) -> str:
    """The same before Anki's own signs are made inert; marks of blanks are kept."""
    text = clean_lines(text)
    if "^" in text:
        text = _ANCHOR.sub("", text)
    written: list[str] = []

    def shown(latex: str, is_display: bool) -> str:
        written.append(f"$${latex}$$" if is_display else f"${latex}$")
        return formula_html(latex, is_display)

    marked, formulas = take_out(text.strip(), shown)
    return markdown_html(marked, Made(formulas, written, image))


@lru_cache(maxsize=4096)
def title_html(text: str) -> str:
    """A title on one line: its formulas alive, all else as it was written."""
    plain = without_marks(clean_text(text, _LONGEST_TITLE))
    marked, formulas = take_out(plain, formula_html)
    return inert(put_back(words_html(marked), formulas))


@lru_cache(maxsize=4096)
def source_html(source_json: str) -> str:
    """The sources of a card (Card.source) as a list with links; '' where there are none."""
    entries: object = json.loads(source_json or "[]")
    lines = [_source(entry) for entry in entries] if isinstance(entries, list) else []
    items = "".join(f"<li>{line}</li>" for line in dict.fromkeys(lines) if line)
    return f"<ul>{items}</ul>" if items else ""


def _source(entry: object) -> str:
    if not isinstance(entry, dict):
        return ""
    known = {name: str(value) for name, value in entry.items() if value}
    title, year = title_html(known.get("title", "")), title_html(known.get("year", ""))
    section, paper = title_html(known.get("section", "")), _arxiv_links(known.get("arxiv", ""))
    address = web_address(clean_text(known.get("url", "")))
    if address and not paper:
        title = f'<a href="{address}">{title or address}</a>'
    named = f"{title} ({year})" if title and year else title or year
    place = f"{named}, §\u00a0{section}" if named and section else named or section
    return "\u00a0· ".join(part for part in (place, paper) if part)


def _arxiv_links(arxiv: str) -> str:
    if not arxiv:
        return ""
    try:
        number = escape(str(parse_id(arxiv)))
    except BadArxivId:
        return title_html(arxiv)
    abstract = f'<a href="{ABS_PAGE}{number}">arXiv {number}</a>'
    return f'<span class="links">{abstract} · <a href="{PDF_PAGE}{number}">PDF</a></span>'


def path_html(titles: Sequence[str]) -> str:
    """Where a card's node stands in the graph, from the whole to the part."""
    return STEP.join(shown for title in titles if (shown := title_html(title)))
