"""Which notes were visited, and where in that line one stands: back and forward.

Owns the history of one Browse screen. Pure. Not here: showing a note.
"""

from __future__ import annotations

_LONGEST = 20


class History:
    """A line of visited keys and a place in it; a preview shows a note without a visit."""

    def __init__(self) -> None:
        self._visited: list[str] = []
        self._at = -1
        self._preview = ""

    @property
    def here(self) -> str:
        """The note on screen, or ''."""
        if self._preview:
            return self._preview
        return self._visited[self._at] if self._at >= 0 else ""

    def visit(self, key: str) -> None:
        """A note was opened; what lay ahead is forgotten."""
        self._preview = ""
        if self._at < 0 or self._visited[self._at] != key:
            del self._visited[self._at + 1 :]
            self._visited.append(key)
            self._at += 1

    def preview(self, key: str) -> None:
        """A note is on screen without having been opened."""
        self._preview = key

    def back(self) -> str:
        """The note before, or '' at the first one."""
        if self._preview:
            self._preview = ""
            return self.here
        if self._at <= 0:
            return ""
        self._at -= 1
        return self.here

    def forward(self) -> str:
        """The note after, or '' at the last one."""
        if self._at >= len(self._visited) - 1:
            return ""
        self._preview = ""
        self._at += 1
        return self.here

    def words(self) -> str:
        """Where back and forward lead, for the title line: '[ bowline +2   anchor ]'."""
        behind = self._visited[: self._at + bool(self._preview)]
        ahead = self._visited[self._at + 1 :]
        back = f"[ {_name(behind[-1])}{_more(behind)}" if behind else ""
        on = f"{_name(ahead[0])}{_more(ahead)} ]" if ahead else ""
        return "   ".join(part for part in (back, on) if part)


def _name(key: str) -> str:
    stem = key.rpartition("/")[2]
    return stem if len(stem) <= _LONGEST else f"{stem[: _LONGEST - 1]}…"


def _more(keys: list[str]) -> str:
    return f" +{len(keys) - 1}" if len(keys) > 1 else ""
