"""What the map can use of a paper's metadata, whoever fetched it.

Owns the protocol: a record by arXiv id, with the title and date of the first version. Not here:
where records come from (papers_file.py for a pack's own, the rooms above for fetched ones), the
comparison with notes (lint_papers.py).
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple, Protocol


class PaperRecord(NamedTuple):
    """A paper as arXiv knows it. published: of the first version, ISO, at least YYYY-MM.

    authors_total: how many authors it has; 0 where the place does not say.
    """

    arxiv: str
    title: str
    published: str
    authors_total: int = 0

    @property
    def year(self) -> int:
        """Year of the first version."""
        return int(self.published[:4])


class PaperMetadata(Protocol):
    """A place that knows papers by their arXiv id (without version)."""

    def record(self, arxiv: str) -> PaperRecord | None:
        """The paper of this id; None if it is not known here."""


class FirstOf:
    """Several places as one: the first that knows a paper is believed."""

    def __init__(self, places: Sequence[PaperMetadata]) -> None:
        self._places = places

    def record(self, arxiv: str) -> PaperRecord | None:
        """The paper of this id; None if no place knows it."""
        found = (place.record(arxiv) for place in self._places)
        return next((record for record in found if record is not None), None)
