"""Links of accepted notes to notes that are not accepted yet: they wait here, not in the vault.

Owns `inbox/.waiting.jsonl`, a line each. Not here: when they are stated (accept.py).
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from pathlib import Path
from typing import NamedTuple

from kg.link_writer import Added
from sync.file_acts import Files

LIST = ".waiting.jsonl"


class WaitingLink(NamedTuple):
    """A link. source: the accepted note, as links name it. target: stem of the proposal.

    text: the line that states it, with the comment above it.
    """

    source: str
    relation: str
    target: str
    text: str

    def added(self, name: str) -> Added:
        """The link as it is stated once its target is called `name`."""
        return Added(self.relation, name, self.text.replace(f"[[{self.target}", f"[[{name}", 1))


class WaitingLinks:
    """All that wait. files: as they will be; folder: the inbox."""

    def __init__(self, folder: Path, files: Files) -> None:
        self._path = folder / LIST
        self._files = files

    def add(self, link: WaitingLink) -> None:
        """One more waits."""
        self._write([*self._rows(), link])

    def take(self, targets: set[str]) -> dict[str, list[WaitingLink]]:
        """Those that waited for these proposals, by source; they wait no more."""
        rows = self._rows()
        taken: dict[str, list[WaitingLink]] = {}
        for row in rows:
            if row.target in targets:
                taken.setdefault(row.source, []).append(row)
        if taken:
            self._write(row for row in rows if row.target not in targets)
        return taken

    def _rows(self) -> list[WaitingLink]:
        found = []
        for line in (self._files.read(self._path) or b"").decode("utf-8", "replace").splitlines():
            try:
                row = json.loads(line)
                texts = (row["source"], row["relation"], row["target"], row["text"])
            except (ValueError, KeyError, TypeError):
                continue
            found.append(WaitingLink(*map(str, texts)))
        return found

    def _write(self, rows: Iterable[WaitingLink]) -> None:
        lines = "".join(json.dumps(row._asdict()) + "\n" for row in rows)
        self._files.write(self._path, lines.encode() or None)
