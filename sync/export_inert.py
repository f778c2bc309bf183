"""A card's text for programs that turn Markdown into HTML: nothing in it can become live HTML.

Owns that no tag, no autolink and no address but of the web comes out of a note, whatever a
program's own reader of Markdown takes for code. Not here: where code and formulas are
(export_pieces.py), Anki's fields (anki_face.py).
"""

from __future__ import annotations

import re
from html import escape

from sync.export_pieces import CODE, FENCE, MATH, Piece

_TAG = re.compile(r"<(?=[A-Za-z/!?])")
_FENCED = re.compile(r" {0,3}[`~]+([^\n]*)\n(.*?)(?:\n?^ {0,3}[`~]+[ \t]*)?\Z", re.DOTALL | re.M)
_LANGUAGE = re.compile(r"[\w+-]{1,30}")
_LINKED = re.compile(r"\]\(([^()\n]{0,2000})")
_DEFINED = re.compile(r"^([>\s]{0,20})\[(?=[^\]\n]{1,500}\]:)", re.MULTILINE)
_WEB = re.compile(r"\s*<?(?:https?://|mailto:)", re.IGNORECASE)


def inert(piece: Piece) -> str:
    """The piece's text; for media, its words."""
    if piece.kind == MATH:
        return _TAG.sub("< ", piece.text)
    if piece.kind == FENCE:
        return code_html(piece.text) if _TAG.search(piece.text) else piece.text
    if piece.kind == CODE:
        return _span(piece.text)
    words = _LINKED.sub(_web_only, piece.text) if "](" in piece.text else piece.text
    words = _DEFINED.sub(r"\1\\[", words) if "]:" in words else words
    return _TAG.sub("&lt;", words)


def code_html(fence: str) -> str:
    """A fenced block as HTML, escaped once."""
    inner = _FENCED.fullmatch(fence)
    if inner is None:
        return escape(fence, quote=False)
    language = _LANGUAGE.match(inner[1].strip())
    kind = f' class="language-{language[0]}"' if language else ""
    return f"<pre><code{kind}>{escape(inner[2], quote=False)}\n</code></pre>"


def _span(text: str) -> str:
    """Code in a line; as HTML where a reader that sees no code there would see a tag."""
    if not _TAG.search(text):
        return text
    inner = text.strip("`")
    return f"<code>{escape(inner.strip(), quote=False)}</code>"


def _web_only(match: re.Match[str]) -> str:
    """A link's address if it is one of the web; any other is spoilt so that nothing follows it."""
    return match.group() if _WEB.match(match[1]) else f"]\\({match[1]}"
