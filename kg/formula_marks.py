"""What counts as a formula in a text: $between dollars$, never in code, never a price.

Owns that rule and the marks that stand for formulas while Markdown is read, so that a text has the
same formulas in the terminal and in Anki. LIGHT. Not here: how a formula is shown
(math_text.py, sync/anki_math.py).
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence

_MATH = re.compile(
    r"\$\$(?P<display>.+?)\$\$|(?<![\\$])\$(?!\s)(?P<inline>[^$\n]+?)(?<![\s\\])\$(?![\d$])", re.S
)
_CODE = re.compile(r"(```.*?(?:```|\Z)|`[^`\n]+`)", re.S)
# Private-use characters bracket a number, so that Markdown cannot touch what a formula became.
OPEN, CLOSE = "\ue000", "\ue001"
_MARK = re.compile(f"{OPEN}(\\d{{1,6}}){CLOSE}")


def take_out(text: str, shown: Callable[[str, bool], str]) -> tuple[str, list[str]]:
    """The text with each formula replaced by a mark, and what `shown` makes of the formulas.

    shown: gets the LaTeX without its dollars, and whether it stands in a line of its own ($$).
    Code spans and fences are left alone. `put_back` is the inverse on any piece of the text.
    """
    text = text.replace(OPEN, "").replace(CLOSE, "")
    if "$" not in text:
        return text, []
    found: list[str] = []

    def mark(match: re.Match[str]) -> str:
        found.append(shown(match["display"] or match["inline"], match["display"] is not None))
        return f"{OPEN}{len(found) - 1}{CLOSE}"

    pieces = _CODE.split(text)
    pieces[::2] = [_MATH.sub(mark, piece).replace("\\$", "$") for piece in pieces[::2]]
    return "".join(pieces), found


def put_back(text: str, formulas: Sequence[str]) -> str:
    """Replace the marks of `take_out` by their formulas; a mark that is none of them vanishes."""
    if not formulas or OPEN not in text:
        return text
    return _MARK.sub(
        lambda match: formulas[n] if (n := int(match[1])) < len(formulas) else "", text
    )
