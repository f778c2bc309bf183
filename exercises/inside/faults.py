"""What a check says when an answer is wrong, as one exception with its report.

Owns the shape of one finding, and of an error that came from a rank. Not here: comparing
(compare.py), who prints it.
"""

from __future__ import annotations

TODO, MEMORY, ERROR = "todo", "out_of_memory", "error"
Plain = str | int | float | bool | None


class Failed(Exception):
    """One check found something wrong.

    says: what is wrong, one sentence. lines: a few rows to look at. usually: what it usually means.
    """

    def __init__(
        self,
        says: str,
        *,
        expected: str = "",
        got: str = "",
        lines: tuple[str, ...] = (),
        tolerance: str = "",
        usually: str = "",
    ) -> None:
        super().__init__(says)
        self.says = says
        self.expected = expected
        self.got = got
        self.lines = lines
        self.tolerance = tolerance
        self.usually = usually


class Skipped(Exception):
    """A check cannot be made here; the text says what is missing."""


class OnRank(Exception):
    """The work on a rank raised an error, the first of all ranks.

    kind: todo, out_of_memory or error. says: its words. where: the line of the answer, or ''.
    """

    def __init__(self, rank: int, kind: str, says: str, where: str = "") -> None:
        super().__init__(f"rank {rank}: {says}")
        self.kind = kind
        self.says = says if kind == TODO else str(self)
        self.where = where
