"""A formula of a note as Anki's MathJax reads it: \\( \\) in a line, \\[ \\] on its own.

Owns which formulas are handed over (those that cannot run, link, define or never end) and what is
written differently so that neither HTML nor Anki's own braces take part of them. Not here: what
counts as a formula (kg/formula_marks.py), the terminal (kg/math_text.py).
"""

from __future__ import annotations

import re
from html import escape

LONGEST, DEEPEST = 4_000, 40
# Links, styles, ids and definitions: MathJax has them, a note's formula needs none. A definition
# would live on in the cards that come after.
_ACTIVE = re.compile(
    r"\\(?:href|url|html\w*|data|style|class|cssId|bbox|require|unicode|mmlToken|includegraphics"
    r"|[gex]?def|let|futurelet|definecolor|(?:re)?new(?!line)[a-z]+|Newextarrow|provide\w*|Declare\w*"
    r"|verb|begingroup|endgroup|input|write|read|open\w*|catcode|csname|usepackage)(?![a-zA-Z])"
)
_OWN_DELIMITERS = re.compile(r"\\[()\[\]]")
_LINE_BREAK = re.compile(r"\\\\")
_LITERAL = re.compile(r"(\\.)|([%#])", re.S)
_BRACES = re.compile(r"\{(?=\{)|\}(?=\})")


def formula_html(latex: str, is_display: bool = False) -> str:
    """One formula as HTML, escaped once; what MathJax should not get is shown as it was written."""
    latex = " ".join(latex.split())
    if not latex:
        return ""
    if not _is_harmless(latex):
        return f"<code>{escape(latex, quote=False)}</code>"
    written = _LITERAL.sub(lambda match: match[1] or f"\\{match[2]}", latex)
    # Two braces in a row would end a cloze, or open one; a blank between them means nothing in TeX.
    written = escape(_BRACES.sub(lambda match: f"{match[0]} ", written), quote=False)
    # The blank keeps the bracket from being read with what follows: [[, [$].
    return f"\\[ {written}\\]" if is_display else f"\\({written}\\)"


def _is_harmless(latex: str) -> bool:
    if len(latex) > LONGEST or _ACTIVE.search(latex) or not _is_nested(latex):
        return False
    return not _OWN_DELIMITERS.search(_LINE_BREAK.sub("", latex)) and not latex.endswith("\\")


def _is_nested(latex: str) -> bool:
    """Whether the braces pair, and not deeper than anybody writes."""
    depth = 0
    for sign in re.findall(r"\\.|[{}]", latex, re.S):
        depth += (sign == "{") - (sign == "}")
        if not 0 <= depth <= DEEPEST:
            return False
    return depth == 0
