"""Code of a note as HTML with classes: coloured by Pygments, no script, no style of its own.

Owns the box a piece of code stands in and when it stays plain. Not here: the colours (anki.css).
"""

from __future__ import annotations

from html import escape

# More is a listing, not a card; some of Pygments' rules take long over text made to annoy them.
LONGEST = 20_000


def code_html(code: str, language: str) -> str:
    """A block of code; coloured where Pygments knows the language."""
    return f'<pre class="code" dir="ltr"><code>{_coloured(code, language)}</code></pre>'


def _coloured(code: str, language: str) -> str:
    if not language or len(code) > LONGEST:
        return escape(code, quote=False)
    # Late, because few cards hold code.
    from pygments import formatters, highlight, lexers, util  # type: ignore[import-untyped]

    try:
        lexer = lexers.get_lexer_by_name(language, stripnl=False, ensurenl=False)
    except util.ClassNotFound:
        return escape(code, quote=False)
    return str(highlight(code, lexer, formatters.HtmlFormatter(nowrap=True))).rstrip("\n")
