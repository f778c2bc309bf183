"""The one error a command raises by itself; the rooms below have their own trees.

CliError carries the exit code: 1 found problems, 2 usage, 3 environment.
"""

from __future__ import annotations

FINE = 0
FOUND_PROBLEMS = 1
USAGE = 2
ENVIRONMENT = 3


class CliError(Exception):
    """One sentence for stderr with the remedy, and the exit code that goes with it."""

    def __init__(self, sentence: str, code: int = USAGE) -> None:
        self.code = code
        super().__init__(sentence)
