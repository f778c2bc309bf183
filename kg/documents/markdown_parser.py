"""The parser of Markdown as study documents are written: CommonMark, tables, footnotes, formulas.

Owns the settings of `markdown-it-py` that keep links as printed and deep nesting bounded, and what
a bare URL is. Not here: what its tokens mean (markdown_blocks.py, markdown_inline.py).
"""

from __future__ import annotations

import re
from functools import cache

from markdown_it import MarkdownIt
from markdown_it.rules_inline import StateInline
from mdit_py_plugins.dollarmath import dollarmath_plugin
from mdit_py_plugins.footnote import footnote_plugin

# Each level of a list takes two. Deeper blocks are read line by line (markdown_lines.py).
MAX_NESTING = 60
URL = re.compile(
    r"(?:https?://|www\.(?=[\w-]+\.))[^\s<>\[\]{}\"`|\\^\u201c\u201d\u3000-\u303f\uff00-\uffef]+",
    re.IGNORECASE,
)
_SCHEME = re.compile(r"(?<![A-Za-z0-9])https?\Z", re.IGNORECASE)
_TAIL = "?!.,:;*_~'\u2019\u2026"


@cache
def markdown() -> MarkdownIt:
    """The parser; made once."""
    parser = MarkdownIt("commonmark", {"maxNesting": MAX_NESTING})
    parser.enable(["table", "strikethrough"])
    parser.use(footnote_plugin, inline=False, move_to_end=False, always_match_refs=True)
    parser.use(dollarmath_plugin, allow_space=False, allow_digits=False)
    parser.disable("math_block")
    parser.inline.ruler.before("newline", "bare_url", _bare_url)
    # Links stay as they are printed; what they name is decided later (links.py).
    parser.__dict__.update(normalizeLink=_as_printed, validateLink=_any_link)
    return parser


def _as_printed(url: str) -> str:
    return url


def _any_link(_: str) -> bool:
    return True


def end_of_url(text: str, start: int) -> int:
    """Where the bare URL that begins at start ends, as GitHub has it; start if none does."""
    found = URL.match(text, start)
    if found is None:
        return start
    end = found.end()
    while end > start:
        last = text[end - 1]
        is_open = last == ")" and text.count(")", start, end) > text.count("(", start, end)
        if last not in _TAIL and not is_open:
            return end
        end -= 1
    return start


def _bare_url(state: StateInline, silent: bool) -> bool:
    """An inline rule: https://... in running text is a link."""
    if silent or state.linkLevel > 0 or not state.src.startswith("://", state.pos):
        return False
    scheme = _SCHEME.search(state.pending[-6:])
    if scheme is None:
        return False
    start = state.pos - len(scheme[0])
    end = min(end_of_url(state.src, start), state.posMax)
    if end <= state.pos + 3:
        return False
    state.pending = state.pending[: -len(scheme[0])]
    url = state.src[start:end]
    state.pos = start
    opened = state.push("link_open", "a", 1)
    opened.attrs = {"href": url}
    opened.info = "auto"
    state.push("text", "", 0).content = url
    state.push("link_close", "a", -1)
    state.pos = end
    return True
