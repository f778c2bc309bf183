"""Says of an exception in one line what it is, and which line of the answer it came from.

Owns the words of an error that an answer raised, in the child and on a rank. What it calls is bound
before the answer is imported. Not here: what the error means for the run (child.py, ranks.py).
"""

from __future__ import annotations

import traceback
from pathlib import Path

LONGEST = 300
_formatted, _extracted = traceback.format_exception_only, traceback.extract_tb


def words_of(error: BaseException) -> str:
    """The last line of its traceback, cut where it is long."""
    return "".join(_formatted(error)).strip().splitlines()[-1][:LONGEST]


def is_memory(error: BaseException) -> bool:
    """Whether there was no room for what was asked for."""
    words = str(error).lower()
    return isinstance(error, MemoryError) or "out of memory" in words or "can't allocate" in words


def line_of(error: BaseException, answer: Path) -> str:
    """The deepest line of the answer, as `answer.py:12: return x @ y`; '' where it is in none."""
    own = [one for one in _extracted(error.__traceback__) if one.filename == str(answer)]
    if own:
        return f"answer.py:{own[-1].lineno}: {(own[-1].line or '').strip()}"
    if isinstance(error, SyntaxError) and error.lineno:
        return f"answer.py:{error.lineno}: {(error.text or '').strip()}"
    return ""
