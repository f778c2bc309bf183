"""What becomes of a proposal that was to be accepted: taken, or refused with the reason.

Owns the shapes that front ends tell of. Not here: accepting (accept.py).
"""

from __future__ import annotations

from pathlib import Path
from typing import NamedTuple

from sync.pending import Pending


class Taken(NamedTuple):
    """What became of a proposal. path: the file that holds it; None: all of it was there already.

    name: how it is linked to. new: the file is new. waits: its links that wait for a note that is
    not accepted yet. stays_draft: it lacks the first paragraph that a reviewed note has.
    """

    one: Pending
    path: Path | None
    name: str
    new: bool = False
    waits: int = 0
    stays_draft: bool = False


class Refused(NamedTuple):
    """A proposal that cannot be accepted as it is, and why."""

    one: Pending
    why: str
