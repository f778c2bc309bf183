"""How two spellings of a name are seen to be the same name.

Owns the folding of titles, aliases and stems that look-ups compare, and the stem a path gives.
Light: the daily path uses it.
Not here: which node a link means (layering.py), how near two different names are (search.py).
"""

from __future__ import annotations

import unicodedata

EXERCISE_FILE = "exercise.toml"


def fold(name: str) -> str:
    """Case, accents, hyphens and runs of spaces folded away: 'KV-Cache' and 'kv cache' agree."""
    if not name.isascii():
        decomposed = unicodedata.normalize("NFKD", name)
        name = "".join(letter for letter in decomposed if not unicodedata.combining(letter))
    return " ".join(name.casefold().replace("-", " ").replace("_", " ").split())


def stem_of(path: str) -> str:
    """File stem of a posix path: 'concepts/self-attention.md' gives 'self-attention'.

    An exercise is called like its folder.
    """
    if is_exercise(path):
        return path.split("/")[-2]
    name = path.rpartition("/")[2]
    return name[:-3] if name.lower().endswith(".md") else name


def is_exercise(path: str) -> bool:
    """Whether a posix path is the header of an exercise: 'exercises/add-up/exercise.toml'."""
    return path.endswith(f"/{EXERCISE_FILE}")


def names_a_node(path: str) -> bool:
    """Whether a file of this posix path may be a node: a note or the header of an exercise."""
    return path.lower().endswith(".md") or is_exercise(path)
