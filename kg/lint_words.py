"""The words a pack lends to the lint: what its pack.toml says under [lint].

    [lint]
    ageing = ["parameters", "list price"]   # facts of a system with these keys need a date

Owns the table. Edgewise itself knows no field. Not here: how they are used (lint_dates.py).
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterable
from pathlib import Path

from kg.errors import KgError
from kg.layers import PACK_FILE


def ageing_words(roots: Iterable[Path]) -> frozenset[str]:
    """Keys of facts that age, of all packs in these folders; a folder without pack.toml has none.

    Raises:
        KgError: [lint] or its list does not hold what it should.
    """
    words: set[str] = set()
    for root in roots:
        words.update(_words(root / PACK_FILE))
    return frozenset(words)


def _words(file: Path) -> list[str]:
    try:
        table = tomllib.loads(file.read_text(encoding="utf-8")).get("lint", {})
    except FileNotFoundError:
        return []
    # What else can be wrong with the file, read_pack has said before.
    words = table.get("ageing", []) if isinstance(table, dict) else None
    if not isinstance(words, list) or not all(isinstance(w, str) and w.strip() for w in words):
        raise KgError(f'{file}: write [lint] and below it ageing = ["..."], a list of fact keys.')
    return [word.strip().casefold() for word in words]
