"""arXiv ids as the door takes them: read by kg, refused with an error that names the text.

Owns only that a text which names no paper is an error of this room. LIGHT. Not here: what counts as
an id (kg/arxiv_ids.py), looking papers up.
"""

from __future__ import annotations

from kg.arxiv_ids import ArxivId, find_ids, read_id
from sync.errors import BadArxivId

__all__ = ["ArxivId", "find_ids", "parse_id"]


def parse_id(text: str) -> ArxivId:
    """Read one id or link. Raises BadArxivId, with the reason, for anything else."""
    found = read_id(text)
    if isinstance(found, str):
        raise BadArxivId(text, found)
    return found
