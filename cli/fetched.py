"""What was fetched into the learner's home, for commands that can do without it.

Owns that a papers.db that cannot be read is told on stderr and is then as good as none. Not here:
fetching (fetch.py), how a paper is told (paper_text.py).
"""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from cards.places import places
from sync.arxiv_ids import parse_id
from sync.errors import BadArxivId, PapersDbError
from sync.paper_page import PaperPage, page_of_node
from sync.papers_store import PapersStore

if TYPE_CHECKING:
    from kg.compiled import Graph
    from kg.paper_metadata import PaperRecord
    from kg.rows import NodeRow


class FetchedPapers:
    """The home's fetched papers as a place that knows papers (kg/paper_metadata.py)."""

    def __init__(self, papers_db: Path) -> None:
        self._papers_db = papers_db
        self._store: PapersStore | None = None
        self._told = False

    def record(self, arxiv: str) -> PaperRecord | None:
        """The paper of this id; None if it was never fetched."""
        if self._told:
            return None
        try:
            self._store = self._store or PapersStore.open(self._papers_db)
            return self._store.record(parse_id(arxiv).base)
        except BadArxivId:
            return None
        except PapersDbError as error:
            self._told = True
            print(f"edgewise: {error}", file=sys.stderr)
            return None

    def close(self) -> None:
        """Lets go of the file."""
        if self._store is not None:
            self._store.close()
            self._store = None


def papers_of_home() -> FetchedPapers:
    """The fetched papers; opened when the first is asked for. Raises HomeError."""
    return FetchedPapers(places(os.environ).papers_db)


def page_of_home(graph: Graph, node: NodeRow) -> PaperPage | None:
    """What was fetched of the node's paper, if anything. Raises HomeError."""
    try:
        return page_of_node(graph, node, places(os.environ).papers_db)
    except PapersDbError as error:
        print(f"edgewise: {error}", file=sys.stderr)
        return None
