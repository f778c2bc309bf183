"""Text of strangers made inert: what arXiv or a file sent, safe to store and to show.

Owns which characters are taken out: terminal escapes, control characters, invisible marks that
turn or hide text. LIGHT: the daily path may import this. Not here: escaping for one output (LaTeX
in cite.py, HTML and Textual's markup where they are written).
"""

from __future__ import annotations

import re
import unicodedata

# Escapes of terminals, whole: strings ended by BEL or ST, then colours and moves, then the rest.
# A string stops where the next begins: else many that never end take quadratic time.
_ESCAPES = re.compile(
    r"(?:\x1b[\]PX^_]|[\x90\x98\x9d-\x9f])[^\x07\x1b\x90\x98\x9c-\x9f]*(?:\x07|\x1b\\|\x9c)"
    r"|(?:\x1b\[|\x9b)[0-?]*[ -/]*[@-~]"
    r"|\x1b[ -/]*[0-~]?"
)
# C0 and C1 without white space; soft hyphen; marks of direction; invisible and tag characters.
_CONTROLS = re.compile(
    "[\x00-\x08\x0e-\x1f\x7f-\x84\x86-\x9f\xad\u061c\u180e\u200b\u200e\u200f"
    "\u202a-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb\U000e0000-\U000e0fff]"
)
# What splitlines() takes for the end of a line.
_FEEDS = re.compile("[\x0b\x0c\r\x85\u2028\u2029]")
_SURROGATES = re.compile("[\ud800-\udfff]")


def clean_lines(text: str) -> str:
    """The text with its lines and indents kept: NFC, no escapes, no control or turning characters.

    For what people write over several lines: notes, code. Line ends become \\n.
    """
    text = text.replace("\r\n", "\n")
    plain = _FEEDS.sub("\n", _CONTROLS.sub("", _ESCAPES.sub("", text)))
    return unicodedata.normalize("NFC", _SURROGATES.sub("\ufffd", plain))


def clean_text(text: str, limit: int = 0) -> str:
    """The text on one line: NFC, no escapes, no control or turning characters, blanks folded.

    limit: the most characters to keep (cut with an ellipsis); 0: all.
    """
    plain = _CONTROLS.sub("", _ESCAPES.sub("", text))
    plain = " ".join(unicodedata.normalize("NFC", _SURROGATES.sub("\ufffd", plain)).split())
    return f"{plain[: limit - 1].rstrip()}…" if 0 < limit < len(plain) else plain
