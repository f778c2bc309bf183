"""Markdown of a note as the HTML of a field of Anki, by the same parser as the terminal's.

Owns which markup there is: CommonMark with tables and ~~strikes~~, [[links]] as their words,
![[files]], ==highlights==, the numbered blanks of a cloze; never the author's HTML. Loaded only for
texts with markup. Not here: plain texts (anki_face.py), what each element becomes (anki_html.py).
"""

from __future__ import annotations

import re
from functools import cache
from typing import TYPE_CHECKING

from markdown_it import MarkdownIt

from kg.links import words_of
from sync.anki_html import FieldHtml, Made
from sync.anki_inert import BLANK_CLOSE, BLANK_OPEN, BLANK_WORDS

if TYPE_CHECKING:
    from markdown_it.rules_inline import StateInline

_WIKILINK = re.compile(r"\[\[([^\[\]\n|#]+)(?:#([^\[\]\n|]*))?(?:\\?\|([^\[\]\n]*))?\]\]")
_EMBED = re.compile(r"!\[\[([^\[\]\n|#]+\.[A-Za-z0-9]{1,5})\s*(?:\\?\|([^\[\]\n]*))?\]\]")
_BLANK = re.compile(f"=={BLANK_OPEN}(\\d+){BLANK_WORDS}")
_BLANK_END = f"{BLANK_CLOSE}=="
_DEEPEST = 20


def markdown_html(text: str, made: Made) -> str:
    """The HTML of a text whose formulas were taken out; one paragraph stands without its tags."""
    parser, env = _parser(), {"made": made}
    tokens = parser.parse(text, env)
    if len(tokens) == 3 and tokens[0].type == "paragraph_open":
        tokens = tokens[1:2]
    return str(parser.renderer.render(tokens, parser.options, env)).strip()


@cache
def _parser() -> MarkdownIt:
    options = {"html": False, "maxNesting": _DEEPEST}
    parser = MarkdownIt("commonmark", options, renderer_cls=FieldHtml)
    parser.enable(["table", "strikethrough"])
    parser.inline.ruler.before("link", "embed", _embed)
    parser.inline.ruler.before("link", "wikilink", _wikilink)
    parser.inline.ruler.before("emphasis", "highlight", _highlight)
    # Every address is taken as it was written; FieldHtml decides which becomes a link.
    parser.validateLink = lambda url: True  # type: ignore[method-assign]
    parser.normalizeLink = lambda url: url  # type: ignore[method-assign]
    return parser


def _wikilink(state: StateInline, silent: bool) -> bool:
    """[[target#section|words]] is its words, or those of its target."""
    match = _WIKILINK.match(state.src, state.pos, state.posMax)
    if match is None:
        return False
    if not silent:
        target, section, label = (part.strip() if part else "" for part in match.groups())
        words = words_of(target.removesuffix(".md"))
        state.push("text", "", 0).content = label or (f"{words}, {section}" if section else words)
    state.pos = match.end()
    return True


def _embed(state: StateInline, silent: bool) -> bool:
    """![[file.png|words]] is a picture."""
    match = _EMBED.match(state.src, state.pos, state.posMax)
    if match is None:
        return False
    if not silent:
        token = state.push("image", "img", 0)
        token.content = match[2] or ""
        token.attrs = {"src": match[1].strip()}
    state.pos = match.end()
    return True


def _highlight(state: StateInline, silent: bool) -> bool:
    """==words== are marked; a numbered ==blank== becomes a cloze."""
    start, end = state.pos, state.posMax
    if not state.src.startswith("==", start):
        return False
    blank = _BLANK.match(state.src, start, end)
    inner, closing = (blank.end(), _BLANK_END) if blank else (start + 2, "==")
    close = state.src.find(closing, inner + 1, end)
    if close < 0 or (not blank and (state.src[inner].isspace() or state.src[close - 1].isspace())):
        return False
    if not silent:
        state.pos, state.posMax = inner, close
        kind = "blank" if blank else "highlight"
        state.push(f"{kind}_open", "b", 1).info = blank[1] if blank else ""
        state.md.inline.tokenize(state)
        state.push(f"{kind}_close", "b", -1)
        state.posMax = end
    state.pos = close + len(closing)
    return True
