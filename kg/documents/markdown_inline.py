"""The text of one block of Markdown becomes the words that are shown, with links and marks in them.

Owns that markup is no word, and at which line and column a link stands. Not here: blocks
(markdown_blocks.py), what a link names (links.py).
"""

from __future__ import annotations

import re
from bisect import bisect_right
from html import unescape
from typing import NamedTuple

from markdown_it.rules_inline import StateInline
from markdown_it.token import Token

from kg.documents.badges import is_badge
from kg.documents.markdown_parser import URL, end_of_url, markdown
from kg.documents.structure import Link, Mark

Places = list[tuple[int, int, int]]
# Pairing of marks takes more than linear time: beyond this only links are looked for.
LONGEST = 20_000
_MARKUP = re.compile(r"[\\`*_\[<&$~^]|://|www\.")
_SPACES = re.compile(r"\s+")
_HREF = re.compile(r"\bhref\s*=\s*(?:\"([^\"]*)\"|'([^']*)'|([^\s>\"']+))", re.IGNORECASE)
_SRC = re.compile(r"\bsrc\s*=\s*(?:\"([^\"]*)\"|'([^']*)'|([^\s>\"']+))", re.IGNORECASE)
_ROUGH = re.compile(
    r"(?P<image>!?)\[(?P<words>[^\[\]]{0,400})\]\(\s*<?(?P<url>[^\s()<>]{1,2000}(?:\([^\s()<>]{0,200}\)"
    r"[^\s()<>]{0,500})?)>?[^()\n]{0,300}\)"
    r"|<a\s[^<>]{0,300}?href\s*=\s*[\"']?(?P<href>[^\s\"'<>]{1,2000})[^<>]{0,300}>"
)
_FIELDS = {"strong_open": "strong", "em_open": "em"}
_CLOSED = {"strong_close": "strong", "em_close": "em"}


class Inline(NamedTuple):
    """The words of a block, its links, and the marks in the words (a mark for each link)."""

    words: str
    links: tuple[Link, ...]
    marks: tuple[Mark, ...]


class _State(StateInline):
    """The parser's own state, which also notes where in the text each token began."""

    def push(self, ttype: str, tag: str, nesting: int) -> Token:
        token = super().push(ttype, tag, nesting)  # type: ignore[arg-type]
        token.meta = {"at": self.pos, **token.meta}
        return token


def read_inline(text: str, places: Places, env: dict[str, object]) -> Inline:
    """Read the text of a block. places: (offset, line, column) of each of its lines."""
    if not _MARKUP.search(text):
        return Inline(_SPACES.sub(" ", text).strip(), (), ())
    if len(text) > LONGEST:
        return rough_links(text, places)
    parser = markdown()
    state = _State(text, parser, env, [])
    parser.inline.tokenize(state)
    for rule in parser.inline.ruler2.getRules(""):
        rule(state)
    return _Writer(text, places).read(state.tokens)


def rough_links(text: str, places: Places) -> Inline:
    """The links of a text of any length, in linear time; its words are not read."""
    links = []
    done = 0
    for found in re.finditer(rf"{_ROUGH.pattern}|{URL.pattern}", text, re.IGNORECASE):
        if found.start() < done:
            continue
        url = found["url"] or found["href"] or text[found.start() : end_of_url(text, found.start())]
        words = found["words"] if found["words"] is not None else ""
        line, column = place_of(found.start(), places)
        image = bool(found["image"])
        links.append(Link(line, column, words, url, image, is_badge(words, url, image)))
        done = found.end()
    return Inline("", tuple(links), tuple(Mark("link", 0, 0) for _ in links))


def place_of(offset: int, places: Places) -> tuple[int, int]:
    """Line and column of an offset of a block's text."""
    start, line, column = places[max(bisect_right(places, offset, key=lambda p: p[0]) - 1, 0)]
    return line, column + offset - start


class _Writer:
    """Writes the words from the tokens and remembers what stands where in them."""

    def __init__(self, text: str, places: Places) -> None:
        self.text = text
        self.places = places
        self.words = ""
        self.marks: list[Mark] = []
        self.links: list[tuple[Link, Mark]] = []
        self.open: list[tuple[str, int]] = []
        self.anchor: tuple[int, int, str, int] | None = None
        self.pictures: list[str] = []

    def read(self, tokens: list[Token]) -> Inline:
        for token in tokens:
            self._take(token)
        if self.anchor is not None:
            self._close_link()
        words = self.words.rstrip()
        ordered = sorted(self.links, key=lambda pair: (pair[0].line, pair[0].col))
        marks = [mark for _, mark in ordered] + self.marks
        return Inline(words, tuple(link for link, _ in ordered), tuple(marks))

    def _take(self, token: Token) -> None:
        kind, at = token.type, int(token.meta.get("at", 0))
        if kind in _FIELDS:
            self.open.append((_FIELDS[kind], len(self.words)))
        elif kind in _CLOSED and self.open:
            self._mark(*self.open.pop())
        elif kind == "link_open":
            self._open_link(at, str(token.attrs["href"]), 0 if token.info == "auto" else 1)
        elif kind == "link_close":
            self._close_link()
        elif kind == "image":
            self._picture(at, token.content, str(token.attrs["src"]))
        elif kind == "html_inline":
            self._tag(at, token.content)
        else:
            self._text(kind, token.content, at)

    def _text(self, kind: str, content: str, at: int) -> None:
        start = len(self.words)
        if kind in ("softbreak", "hardbreak"):
            self._write(" ")
            self.marks.append(Mark(kind, len(self.words), len(self.words)))
        elif kind == "math_inline":
            self._write(f"${content}$")
        elif kind in ("text", "text_special", "code_inline"):
            self._write(content, at)
            if kind == "code_inline":
                self._mark("code", start)

    def _write(self, piece: str, at: int = 0) -> None:
        if "www." in piece and self.anchor is None:
            self._bare_hosts(piece, at)
        piece = _SPACES.sub(" ", piece)
        if not self.words or self.words.endswith(" "):
            piece = piece.lstrip(" ")
        self.words += piece

    def _bare_hosts(self, piece: str, at: int) -> None:
        """www.example.org without a scheme is a link as well."""
        for found in re.finditer(r"(?<![\w/@.])www\.(?=[\w-]+\.)", piece):
            end = end_of_url(piece, found.start())
            url = piece[found.start() : end]
            offset = self.text.find(url, max(at - len(piece), 0))
            line, column = place_of(max(offset, 0), self.places)
            base = len(self.words)
            mark = Mark("link", base + found.start(), base + end)
            if end > found.start():
                self.links.append((Link(line, column, url, url), mark))

    def _mark(self, kind: str, start: int) -> None:
        end = len(self.words.rstrip())
        if end > start:
            self.marks.append(Mark(kind, start, end))

    def _open_link(self, at: int, url: str, back: int) -> None:
        if self.anchor is not None:
            self._close_link()
        self.anchor = (len(self.words), max(at - back, 0), url, len(self.pictures))

    def _close_link(self) -> None:
        if self.anchor is None:
            return
        start, at, url, pictures = self.anchor
        self.anchor = None
        end = len(self.words.rstrip())
        words = self.words[start:end].strip()
        shown = self.pictures[pictures:]
        line, column = place_of(at, self.places)
        badge = is_badge(words, url, bool(shown) and not words, shown)
        link = Link(line, column, words, url, False, badge)
        self.links.append((link, Mark("link", start, max(end, start))))

    def _picture(self, at: int, words: str, url: str) -> None:
        self.pictures.append(url)
        line, column = place_of(at, self.places)
        link = Link(line, column, words, url, True, is_badge(words, url, True))
        self.links.append((link, Mark("link", len(self.words), len(self.words))))

    def _tag(self, at: int, tag: str) -> None:
        name = tag[1:10].lower()
        if re.match(r"a[\s>]", name):
            found = _HREF.search(tag)
            if found:
                self._open_link(at, unescape(found[1] or found[2] or found[3] or ""), 0)
        elif name.startswith("/a>"):
            self._close_link()
        elif re.match(r"img[\s/>]", name):
            found = _SRC.search(tag)
            if found:
                self._picture(at, "", unescape(found[1] or found[2] or found[3] or ""))
        elif re.match(r"br[\s/>]", name):
            self._text("hardbreak", "", at)
