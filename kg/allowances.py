"""One entry of `allow`, by which an author lets a warning stand: "W121 why it stays".

Owns what an entry must say: the code of a warning, and a reason. Errors are never allowed. Not
here: which faults an entry covers (allowed_faults.py).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from kg.faults import CODES, Faults, did_you_mean
from kg.models import Allowance, Span

if TYPE_CHECKING:
    from kg.header_values import Text

REASON_WORDS = 3
BAD, IDLE = "W043", "W044"


def read_allowance(text: Text, faults: Faults) -> Allowance | None:
    """One entry of `allow`; None after the warning that it is none."""
    code, _, reason = text.value.partition(" ")
    code, reason = code.rstrip(":"), reason.strip()
    problem = _problem(code, reason)
    if problem:
        faults.add(BAD, text.line, text.column, f"allow: {problem}")
        return None
    return Allowance(code=code, reason=reason, span=Span(line=text.line, column=text.column))


def _problem(code: str, reason: str) -> str:
    if code not in CODES:
        return f"there is no code '{code}'{did_you_mean(code, CODES)}; write it as in W121"
    if code.startswith("E"):
        return f"{code} is an error, and errors are repaired, not allowed"
    if code in (BAD, IDLE):
        return f"{code} is about this list; mend or drop the entry it names"
    if len(reason.split()) < REASON_WORDS:
        return f"say why {code} stays, in three words at least, behind the code"
    return ""
