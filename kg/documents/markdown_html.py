"""A block of HTML inside Markdown becomes headings, items, tables and words with links.

Owns which tags of READMEs carry meaning; scripts, styles and comments carry none. Not here: tags
inside running text (markdown_inline.py), whole web pages (they are no documents).
"""

from __future__ import annotations

from html.parser import HTMLParser
from typing import NamedTuple

from kg.documents.badges import is_badge
from kg.documents.structure import Link

LONGEST = 50_000
_SILENT = frozenset({"script", "style", "pre", "svg", "template"})
_HEADS = frozenset({"h1", "h2", "h3", "h4", "h5", "h6"})
_ENDS = frozenset(
    {"p", "div", "ul", "ol", "table", "tr", "details", "summary", "blockquote", "center", "section",
     "hr", "dl", "dt", "dd", "tbody", "thead", "figure"}
)  # fmt: skip
_CELLS = frozenset({"td", "th"})


class Piece(NamedTuple):
    """A stretch of one kind: h1 to h6, li, td, th, tr (a new row), table or p. lines: from 1."""

    kind: str
    first: int
    last: int
    words: str
    links: tuple[Link, ...]
    depth: int = 0


def read_html(text: str, first_line: int) -> list[Piece]:
    """The pieces of a block of HTML that begins at a line of the document."""
    reader = _Reader(first_line)
    reader.feed(text)
    reader.close()
    reader.end_piece()
    return reader.pieces


class _Reader(HTMLParser):
    """Collects words and links until a tag ends the stretch."""

    def __init__(self, first_line: int) -> None:
        super().__init__(convert_charrefs=True)
        self.base = first_line - 1
        self.pieces: list[Piece] = []
        self.kind = "p"
        self.parts: list[str] = []
        self.lines: list[int] = []
        self.links: list[Link] = []
        self.anchor: tuple[int, int, str, int] | None = None
        self.shown: list[str] = []
        self.silent = 0
        self.depth = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in _SILENT:
            self.silent += 1
        if tag in ("ul", "ol"):
            self.depth += 1
        if tag in _HEADS or tag in _CELLS or tag == "li" or tag in _ENDS:
            self._next(tag)
        elif tag == "br":
            self.parts.append(" ")
        elif tag == "a":
            self._close_anchor()
            self._open_anchor(dict(attrs).get("href") or "")
        elif tag == "img":
            self._picture(dict(attrs).get("src") or "", dict(attrs).get("alt") or "")

    def handle_endtag(self, tag: str) -> None:
        if tag in _SILENT:
            self.silent = max(self.silent - 1, 0)
        if tag in ("ul", "ol"):
            self.depth = max(self.depth - 1, 0)
        if tag == "a":
            self._close_anchor()
        elif tag in _HEADS or tag in _CELLS or tag == "li" or tag in _ENDS:
            self._next("/table" if tag == "table" else "p")

    def handle_data(self, data: str) -> None:
        if self.silent:
            return
        line = self._line()
        if data.strip():
            lead = data[: len(data) - len(data.lstrip())].count("\n")
            self.lines += [line + lead, line + data.rstrip().count("\n")]
        self.parts.append(data)

    def _line(self) -> int:
        return self.base + self.getpos()[0]

    def _next(self, tag: str) -> None:
        self.end_piece()
        if tag in ("table", "/table", "tr"):
            self.pieces.append(Piece(tag, self._line(), self._line(), "", ()))
        self.kind = tag if tag in _HEADS or tag in _CELLS or tag == "li" else "p"

    def end_piece(self) -> None:
        """Close the stretch that is open."""
        self._close_anchor()
        words = "".join(self.parts)
        here = [*self.lines, *(link.line for link in self.links)] or [self._line()]
        if words.strip() or self.links or self.kind in _CELLS:
            piece = Piece(self.kind, min(here), max(here), words, tuple(self.links), self.depth)
            self.pieces.append(piece)
        self.parts, self.lines, self.links = [], [], []

    def _open_anchor(self, url: str) -> None:
        line, column = self.getpos()
        here = (self.base + line, column + 1, url.strip(), len(self.parts))
        self.anchor, self.shown = here, []

    def _close_anchor(self) -> None:
        if self.anchor is None:
            return
        line, column, url, start = self.anchor
        self.anchor = None
        words = " ".join("".join(self.parts[start:]).split())
        badge = is_badge(words, url, bool(self.shown) and not words, self.shown)
        self.links.append(Link(line, column, words, url, False, badge))

    def _picture(self, url: str, words: str) -> None:
        self.shown.append(url)
        line, column = self.getpos()
        badge = is_badge(words, url, True)
        self.links.append(Link(self.base + line, column + 1, words, url, True, badge))
