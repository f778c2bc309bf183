"""The block tokens of a Markdown document become headings, items, tables and paragraphs.

Owns which item and heading a block belongs to. Not here: the words of a block (markdown_inline.py),
tables (markdown_tables.py), fences (markdown_code.py), lines out of reach (markdown_rest.py).
"""

from __future__ import annotations

import re
from typing import NamedTuple

from markdown_it.token import Token

from kg.documents.markdown_code import outline
from kg.documents.markdown_inline import Inline, Places, read_inline, rough_links
from kg.documents.markdown_rest import add_html, add_loose
from kg.documents.markdown_tables import read_table
from kg.documents.structure import Item
from kg.documents.structure_builder import Builder, Outline

_TASK = re.compile(r"\[([ xX])\](?=\s)")
_HEAD_MARK = re.compile(r"[ \t>]*#{1,6}[ \t]*")
_OPENS = {"bullet_list_open": "list", "ordered_list_open": "list", "list_item_open": "item",
          "blockquote_open": "quote", "footnote_reference_open": "quote"}  # fmt: skip
_CLOSES = frozenset(name.replace("_open", "_close") for name in _OPENS)
_BULLET_LINK = re.compile(r"[ \t>]*(?:[-*+•]|\d{1,9}[.)])[ \t]+\S|.*(?:\]\(|://)")


class _Open(NamedTuple):
    """A block that is open. item: index of its item, once it has one; depth: lists around it."""

    kind: str
    depth: int
    number: int | None = None
    item: int | None = None


class BlockReader:
    """Walks the tokens once."""

    def __init__(self, lines: tuple[str, ...], env: dict[str, object]) -> None:
        self.lines = lines
        self.env = env
        self.builder = Builder()
        self.open: list[_Open] = []

    def read(self, tokens: list[Token]) -> Builder:
        """All parts of the document."""
        place = 0
        while place < len(tokens):
            token = tokens[place]
            if token.type == "table_open":
                place = self._table(tokens, place)
                continue
            if token.type == "inline":
                self._inline(tokens[place - 1], token)
            else:
                self._block(token)
            place += 1
        return self.builder

    def _block(self, token: Token) -> None:
        kind = _OPENS.get(token.type)
        if kind is not None:
            depth = sum(1 for block in self.open if block.kind == "list")
            number = int(token.info) if kind == "item" and token.info.isdigit() else None
            self.open.append(_Open(kind, depth - 1, number))
        elif token.type in _CLOSES:
            self.open.pop()
        elif token.type in ("fence", "code_block"):
            self._code(token)
        elif token.type == "html_block":
            first = self._span(token)[0]
            add_html(self.builder, token.content, first, self._item())

    def _item(self) -> int | None:
        """The index of the nearest item around that has words."""
        found = (block.item for block in reversed(self.open) if block.item is not None)
        return next(found, None)

    def _span(self, token: Token) -> tuple[int, int]:
        """First and last line; blank lines at the end are not of it."""
        first, end = token.map or [0, 1]
        end = min(end, len(self.lines))
        while end > first + 1 and not self.lines[end - 1].strip():
            end -= 1
        return first + 1, end

    def _inline(self, opener: Token, token: Token) -> None:
        first, last = self._span(token)
        if opener.type == "heading_open":
            self._heading(token, int(opener.tag[1]), first, last)
        elif self.open and self.open[-1].kind == "item" and self.open[-1].item is None:
            self._first_words(token, first, last)
        else:
            read = self._words(token.content, first)
            item = self._item()
            if item is not None and read.words:
                self.builder.add_note(item, read.words)
            self.builder.add_paragraph(
                (first, last), token.content, read.words, read.links, read.marks, item
            )

    def _heading(self, token: Token, level: int, first: int, last: int) -> None:
        read = self._words(token.content, first)
        shown = " ".join(link.words for link in read.links if link.image and not link.badge)
        plain = "" if read.links else token.content
        self.builder.add_heading(first, level, read.words or shown or plain)
        if read.links:
            self.builder.add_paragraph(
                (first, last), token.content, read.words, read.links, read.marks
            )

    def _first_words(self, token: Token, first: int, last: int) -> None:
        """The first paragraph of an item is the item."""
        block = self.open[-1]
        text = token.content
        task = _TASK.match(text)
        done = None if task is None else task[1] != " "
        read = self._words(" " * task.end() + text[task.end() :] if task else text, first)
        outer = [other.item for other in self.open[:-1] if other.item is not None]
        item = Item(
            (first, last), block.depth, text, read.links, outer[-1] if outer else None, 0, done,
            block.number, (), read.words, read.marks,
        )  # fmt: skip
        self.open[-1] = block._replace(item=self.builder.add_item(item))

    def _words(self, text: str, first: int) -> Inline:
        return read_inline(text, self._places(text, first), self.env)

    def _places(self, text: str, first: int) -> Places:
        """Where each line of a block's text stands in the document."""
        places, offset = [], 0
        for number, piece in enumerate(text.split("\n"), first):
            line = self.lines[number - 1] if number <= len(self.lines) else ""
            places.append((offset, min(number, len(self.lines)), max(line.find(piece), 0) + 1))
            offset += len(piece) + 1
        return places

    def _table(self, tokens: list[Token], start: int) -> int:
        end = start
        while tokens[end].type != "table_close":
            end += 1
        span = self._span(tokens[start])
        read_table(self.builder, tokens[start:end], span, self.lines, self.env)
        return end + 1

    def _code(self, token: Token) -> None:
        """A fence that is an outline gives items; other code gives nothing."""
        first = (token.map or [0])[0] + (2 if token.type == "fence" else 1)
        lines = token.content.split("\n")
        if token.type == "code_block" and sum(map(bool, map(_BULLET_LINK.match, lines))) > 0:
            add_loose(self.builder, [(first + n, line) for n, line in enumerate(lines)], None)
            return
        above = Outline()
        for line in outline(token.info, lines):
            depth, parent = above.place(line.at, len(self.builder.items))
            number = first + line.number
            column = max(self.lines[number - 1].find(line.text), 0) + 1
            links = rough_links(line.text, [(0, number, column)])
            item = Item(
                (number, number), depth, line.text, links.links, parent, 0, line.done, line.order,
                (), line.text, (), True,
            )  # fmt: skip
            self.builder.add_item(item)
