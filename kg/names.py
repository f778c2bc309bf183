"""How two spellings of a name are seen to be the same name.

Owns the folding of titles, aliases and stems that look-ups compare. Light: the daily path uses it.
Not here: which node a link means (layering.py), how near two different names are (search.py).
"""

from __future__ import annotations

import unicodedata


def fold(name: str) -> str:
    """Case, accents, hyphens and runs of spaces folded away: 'KV-Cache' and 'kv cache' agree."""
    if not name.isascii():
        decomposed = unicodedata.normalize("NFKD", name)
        name = "".join(letter for letter in decomposed if not unicodedata.combining(letter))
    return " ".join(name.casefold().replace("-", " ").replace("_", " ").split())


def stem_of(path: str) -> str:
    """File stem of a posix path: 'concepts/self-attention.md' gives 'self-attention'."""
    name = path.rpartition("/")[2]
    return name[:-3] if name.lower().endswith(".md") else name
