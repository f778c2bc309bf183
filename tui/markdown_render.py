"""Markdown with structure (lists, code, tables, links) as blocks, by walking the parser's tokens.

Owns how each element looks. Loaded only for texts that need a parser. Not here: simple texts,
wikilinks, formulas (markdown_text.py).
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from functools import cache
from itertools import takewhile
from typing import TYPE_CHECKING

from textual.content import Content, Span

from kg.formulas import formulas_in
from kg.media import is_sound, media_words
from tui.blocks import BLANK, CODE_STYLE, Block

if TYPE_CHECKING:
    from markdown_it import MarkdownIt
    from markdown_it.token import Token

_CLOZE = r"==(.+?)=="
_STYLE_OF = {"strong_open": "bold", "em_open": "italic", "s_open": "strike"}


def rendered(
    text: str, formulas: list[str], picture: Callable[[str], list[Block]] | None = None
) -> list[Block]:
    """The blocks of a text whose formulas were taken out; picture: see markdown_blocks."""
    return _Renderer(formulas, picture).blocks(_parser().parse(text))


@cache
def _parser() -> MarkdownIt:
    from markdown_it import MarkdownIt

    return MarkdownIt("commonmark").enable(["table", "strikethrough"])


class _Renderer:
    """Walks the tokens once; keeps the depth of lists and quotes."""

    def __init__(
        self, formulas: list[str], picture: Callable[[str], list[Block]] | None = None
    ) -> None:
        self.formulas = formulas
        self.picture = picture
        self.out: list[Block] = []
        self.indent = 0
        self.bullet = ""
        self.counters: list[int] = []
        self.row: list[str] = []
        self.rows: list[list[str]] = []

    def blocks(self, tokens: Sequence[Token]) -> list[Block]:
        """All blocks, with a blank one between paragraphs that are not list items."""
        for token in tokens:
            handler = getattr(self, f"on_{token.type}", None)
            if handler is not None:
                handler(token)
        while self.out and not self.out[-1].content:
            self.out.pop()
        return self.out

    def gap(self) -> None:
        """A blank line, once."""
        if self.out and self.out[-1].content and not self.counters:
            self.out.append(BLANK)

    def add(self, content: Content, keep: bool = False) -> None:
        """One block at the present depth, behind the bullet if one waits."""
        hang = len(self.bullet)
        shown = Content(self.bullet) + content if hang else content
        self.out.append(Block(shown, self.indent, hang, "", keep))
        self.bullet = " " * hang if keep else ""

    def on_inline(self, token: Token) -> None:
        """Text of a paragraph, heading or table cell."""
        if self.rows:
            self.rows[-1].append(_content(token.children or [], self.formulas).plain)
            return
        self.add(_content(token.children or [], self.formulas))
        for child in token.children or []:
            if child.type == "image" and self.picture is not None:
                self.out += self.picture(str(child.attrs.get("src", "")))

    def on_paragraph_close(self, _token: Token) -> None:
        """Paragraphs stand apart."""
        if not self.rows:
            self.gap()

    def on_heading_open(self, _token: Token) -> None:
        """A heading begins after a gap."""
        self.gap()

    def on_heading_close(self, _token: Token) -> None:
        """Headings are bold."""
        block = self.out.pop()
        self.out.append(block._replace(content=block.content.stylize("bold")))

    def on_bullet_list_open(self, _token: Token) -> None:
        """One list deeper, unnumbered (counted from a value no number reaches)."""
        self.indent += 2 if self.counters else 0
        self.counters.append(-1)

    def on_ordered_list_open(self, token: Token) -> None:
        """One list deeper, numbered."""
        self.indent += 2 if self.counters else 0
        self.counters.append(int(str(token.attrs.get("start", 1))))

    def on_bullet_list_close(self, _token: Token) -> None:
        """One list up."""
        self.counters.pop()
        self.indent -= 2 if self.counters else 0
        self.gap()

    on_ordered_list_close = on_bullet_list_close

    def on_list_item_open(self, _token: Token) -> None:
        """The next paragraph gets a bullet or its number."""
        number = self.counters[-1]
        self.bullet = "• " if number < 0 else f"{number}. "
        self.counters[-1] += 1 if number >= 0 else 0

    def on_blockquote_open(self, _token: Token) -> None:
        """Quotes are set in."""
        self.indent += 2

    def on_blockquote_close(self, _token: Token) -> None:
        """End of a quote."""
        self.indent -= 2

    def on_fence(self, token: Token) -> None:
        """Code: highlighted, never wrapped."""
        self.gap()
        code = formulas_in(token.content.rstrip("\n"), self.formulas)
        for line in highlighted(code, token.info.split(" ")[0]):
            self.out.append(Block(line, self.indent + 2, 0, "", True))
        self.gap()

    on_code_block = on_fence

    def on_hr(self, _token: Token) -> None:
        """A rule."""
        self.add(Content("───"))

    def on_html_block(self, token: Token) -> None:
        """HTML is shown as written."""
        self.add(Content(token.content.strip()))

    def on_tr_open(self, _token: Token) -> None:
        """A new row of a table."""
        self.rows.append([])

    def on_table_close(self, _token: Token) -> None:
        """A table as aligned columns, the first row underlined."""
        rows, self.rows = self.rows, []
        widths = [max(len(cell) for cell in column) for column in zip(*rows, strict=False)]
        for number, row in enumerate(rows):
            cells = (cell.ljust(width) for cell, width in zip(row, widths, strict=False))
            line = Content("  ".join(cells).rstrip())
            self.add(line.stylize("underline") if number == 0 else line, keep=True)
        self.gap()


def _content(tokens: Sequence[Token], formulas: list[str]) -> Content:
    """Inline tokens as one styled text."""
    text: list[str] = []
    spans: list[Span] = []
    opened: list[tuple[str, int]] = []
    length = 0
    for token in sounds_as_words(tokens):
        if token.type in _STYLE_OF:
            opened.append((_STYLE_OF[token.type], length))
        elif token.type.endswith("_close") and f"{token.type[:-5]}open" in _STYLE_OF:
            style, start = opened.pop()
            spans.append(Span(start, length, style))
        else:
            piece, style = _piece(token, formulas)
            if style:
                spans.append(Span(length, length + len(piece), style))
            text.append(piece)
            length += len(piece)
    return _with_cloze(Content("".join(text), spans))


def sounds_as_words(tokens: Sequence[Token]) -> Iterator[Token]:
    """The tokens with each link to a sound as if it were an image: its words and its path."""
    rest = iter(tokens)
    for token in rest:
        if token.type != "link_open" or not is_sound(str(token.attrs.get("href", ""))):
            yield token
            continue
        inside = takewhile(lambda each: each.type != "link_close", rest)
        words = "".join(each.content for each in inside)
        yield token.copy(type="image", content=words, attrs={"src": token.attrs["href"]})


def _piece(token: Token, formulas: list[str]) -> tuple[str, str]:
    """One inline token as text and style."""
    if token.type == "code_inline":
        return formulas_in(token.content, formulas), CODE_STYLE
    if token.type == "softbreak":
        return " ", ""
    if token.type == "hardbreak":
        return "\n", ""
    if token.type == "image":
        return media_words(token.content, str(token.attrs.get("src", ""))), "dim"
    return formulas_in(token.content, formulas), ""


def _with_cloze(content: Content) -> Content:
    """Obsidian's ==highlight== as bold, without its signs."""
    plain = content.plain
    if "==" not in plain:
        return content
    parts: list[Content] = []
    end = 0
    for match in re.finditer(_CLOZE, plain):
        parts += [
            content[end : match.start()],
            content[match.start(1) : match.end(1)].stylize("bold"),
        ]
        end = match.end()
    return Content("").join([*parts, content[end:]])


def highlighted(code: str, language: str) -> Iterator[Content]:
    """The lines of a piece of code, coloured by pygments where it knows the language."""
    from textual.highlight import highlight

    yield from highlight(code, language=language or "text").split("\n", allow_blank=True)
