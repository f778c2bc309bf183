"""Markdown becomes styled lines of text for the terminal: one list of blocks, no widgets.

Owns how headings, lists, code, tables, links and formulas look in a note or on a card. A short
text without markup is recognised and costs nothing. Not here: what is shown (card_text.py,
note_text.py), wrapping and scrolling (widgets/text_view.py).
"""

from __future__ import annotations

import re
from collections.abc import Callable

from textual.content import Content, Span

from kg.formulas import formulas_in, formulas_out
from tui.blocks import CODE_STYLE, Block

# What only a real Markdown parser reads right. All else is code, bold, italic: one pass, no import.
_NEEDS_PARSER = (
    r"\n|^\s*(?:#{1,6}\s|>|[-+*]\s|\d+[.)]\s|\||```|~~~|-{3})|\]\(|\]\[|<[A-Za-z/!]|``|~~|\*\*\*"
    r"|\\[!-/:-@\[-`{-~]|(?<!\w)_\S|&\w+;|&#"
)
_INLINE = (
    r"`(?P<code>[^`]+)`|\*\*(?=\S)(?P<bold>[^*]+?)(?<=\S)\*\*"
    r"|(?<![\w*])\*(?=[^\s*])(?P<italic>[^*]+?)(?<=\S)\*(?![\w*])|==(?P<cloze>.+?)=="
)
_WIKILINK = r"!?\[\[([^\]|#]+)(?:#([^\]|]+))?(?:\|([^\]]+))?\]\]"
_ANCHOR = r"(?m)[ \t]\^[\w-]+[ \t]*$"
# A text without these is plain; the patterns above are compiled only when a text needs them.
_SIGNS = frozenset("`*_~[<|\\\n=&")
_FIRST_SIGNS = frozenset("#>-+0123456789")

_INLINE_STYLES = {"code": CODE_STYLE, "bold": "bold", "italic": "italic", "cloze": "bold"}


def markdown_blocks(
    text: str,
    title_of: Callable[[str], str] | None = None,
    picture: Callable[[str], list[Block]] | None = None,
) -> list[Block]:
    """The blocks of a Markdown text; title_of gives the words for a wikilink's target.

    picture: draws the image of a path as written; none where it cannot.
    """
    text = re.sub(_ANCHOR, "", text).strip() if "^" in text else text.strip()
    marked, formulas = formulas_out(text)
    if "[[" in marked:
        marked = re.sub(_WIKILINK, lambda match: _link_words(match, title_of), marked)
    if not marked:
        return []
    if _SIGNS.isdisjoint(marked) and marked[0] not in _FIRST_SIGNS:
        return [Block(Content(formulas_in(marked, formulas)))]
    if not re.search(_NEEDS_PARSER, marked):
        return [Block(_simple(marked, formulas))]
    from tui.markdown_render import rendered

    return rendered(marked, formulas, picture)


def readable(text: str) -> str:
    """A text with its formulas made readable and its markup as written: for titles."""
    marked, formulas = formulas_out(text)
    return formulas_in(marked, formulas)


def _simple(marked: str, formulas: list[str]) -> Content:
    """A line whose only markup is code, bold, italic and highlights."""
    if not any(sign in marked for sign in "`*="):
        return Content(formulas_in(marked, formulas))
    text = ""
    spans: list[Span] = []
    end = 0
    for match in re.finditer(_INLINE, marked):
        kind = str(match.lastgroup)
        text += formulas_in(marked[end : match.start()], formulas)
        piece = formulas_in(match[kind], formulas)
        spans.append(Span(len(text), len(text) + len(piece), _INLINE_STYLES[kind]))
        text += piece
        end = match.end()
    return Content(text + formulas_in(marked[end:], formulas), spans)


def inline(text: str) -> Content:
    """One line of text with its inline markup: for list items and one-line places."""
    blocks = markdown_blocks(text.replace("\n", " "))
    return Content(" ").join(block.content for block in blocks)


def _link_words(match: re.Match[str], title_of: Callable[[str], str] | None) -> str:
    target, section, shown = match.groups()
    words = shown or (title_of(target) if title_of else target)
    return f"{words}, {section}" if section and not shown else str(words)
