"""Text that Anki cannot read as its own signs: no fields, clozes, sounds, LaTeX, typed answers.

Owns what is escaped in the words of a note, and the private marks that stand for the few signs of
Anki's that we do want (sounds, clozes) until everything else is harmless. Not here: what is cleaned
away before (inert_text.py), Markdown (anki_markdown.py).
"""

from __future__ import annotations

import re
from html import escape

# Marks that no keyboard has. Those of formulas (kg/formula_marks.py) come before them.
BLANK_OPEN, BLANK_WORDS, BLANK_CLOSE = "\ue002", "\ue003", "\ue004"
SOUND_OPEN, SOUND_CLOSE = "\ue005", "\ue006"
# A blank that Markdown has read as an element of the text.
CLOZE_OPEN, CLOZE_WORDS, CLOZE_CLOSE = "\ue007", "\ue008", "\ue009"
_MARKS = re.compile("[\ue000-\ue00f]")
_DELIMITER = re.compile(r"\\([()\[\]])")
_BRACES = re.compile(r"([{}])(?=\1)")
_BRACKET = re.compile(r"\[(?=\[|sound:|anki:|/?latex\]|/?\$)", re.IGNORECASE)
_SOUND = re.compile(f"{SOUND_OPEN}([^{SOUND_CLOSE}]*){SOUND_CLOSE}")


def without_marks(text: str) -> str:
    """The text without signs that would be taken for ours."""
    return _MARKS.sub("", text)


def words_html(text: str) -> str:
    """Plain words, escaped; a typed \\( is kept from opening a formula (MathJax spans no tags)."""
    shown = escape(text, quote=False)
    return _DELIMITER.sub(r"<span>\\</span>\1", shown) if "\\" in shown else shown


def inert(field: str) -> str:
    """A finished field in which only our own marks mean something to Anki."""
    if "{{" in field or "}}" in field:
        field = _BRACES.sub(lambda match: f"&#{ord(match[1])};", field)
    if "[" in field:
        field = _BRACKET.sub("&#91;", field)
    return _SOUND.sub(r"[sound:\1]", field) if SOUND_OPEN in field else field
