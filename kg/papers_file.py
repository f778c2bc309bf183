"""papers.jsonl: the metadata a pack ships of the papers it is about, one JSON object a line.

Owns the file's form: `id`, `title` and `published` (YYYY-MM or YYYY-MM-DD) are wanted, `authors`,
`authors_count` and `primary_category` may be there. Not here: fetching, comparing (lint_papers.py).
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from pathlib import Path

from kg.faults import Faults
from kg.models import Fault
from kg.paper_metadata import PaperRecord

PAPERS_FILE = "papers.jsonl"
MAX_BYTES = 4_000_000
_DATE = re.compile(r"\d{4}-\d{2}(?:-\d{2})?")
_EXAMPLE = '{"id": "1706.03762", "title": "...", "published": "2017-06-12"}'


class PapersFile:
    """The records of one file, by arXiv id."""

    def __init__(self, records: Mapping[str, PaperRecord]) -> None:
        self.records = records

    def record(self, arxiv: str) -> PaperRecord | None:
        """The paper of this id; None if the file has none."""
        return self.records.get(arxiv)


def read_papers(root: Path) -> tuple[PapersFile, list[Fault]]:
    """The papers of the pack in `root`; a pack without the file knows none.

    A line that is no record is a fault and left out; the others stand.
    """
    faults = Faults(PAPERS_FILE)
    records: dict[str, PaperRecord] = {}
    for number, line in enumerate(_lines(root / PAPERS_FILE, faults), 1):
        record = _record(line) if line.strip() else None
        if record is not None:
            records.setdefault(record.arxiv, record)
        elif line.strip():
            faults.add("E302", number, 1, f"not a paper; write it as {_EXAMPLE}")
    return PapersFile(records), faults.found


def _lines(file: Path, faults: Faults) -> list[str]:
    try:
        with file.open("rb") as stream:
            raw = stream.read(MAX_BYTES + 1)
        if len(raw) > MAX_BYTES:
            faults.add("E302", 1, 1, f"larger than {MAX_BYTES // 10**6} MB: leave out what no"
                       " note is about")  # fmt: skip
            return []
        return raw.decode("utf-8").splitlines()
    except FileNotFoundError:
        return []
    except OSError as error:
        faults.add("E302", 1, 1, f"cannot be read: {(error.strerror or str(error)).lower()}")
    except UnicodeDecodeError:
        faults.add("E302", 1, 1, "not UTF-8: save it as UTF-8")
    return []


def _record(line: str) -> PaperRecord | None:
    try:
        found: object = json.loads(line)
    except ValueError:
        return None
    if not isinstance(found, dict):
        return None
    texts = [found.get(key) for key in ("id", "title", "published")]
    arxiv, title, published = (text if isinstance(text, str) else "" for text in texts)
    if not (arxiv and title.strip() and _DATE.fullmatch(published)):
        return None
    total = found.get("authors_count")
    counted = total if isinstance(total, int) and total > 0 else 0
    return PaperRecord(arxiv, " ".join(title.split()), published, counted)
