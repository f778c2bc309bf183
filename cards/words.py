"""The words of a field that no rule of English tells: what pack.toml says under [words].

    [words]
    names = ["maillard"]              # a title's first word that keeps its capital
    countable = ["loaf"]              # takes "a" or "an" inside a sentence
    singular = ["couscous"]           # ends in s, yet is one thing
    spoken = ["BBIRA"]                # capitals that are read as a word, not letter by letter
    how_many = ["folds"]              # facts asked as "How many folds does ... have?"
    fact_questions = { "proof" = "How long does {subject} rise?" }

Owns the fields and reading them. Edgewise itself knows no field: all such words come from packs.
Not here: how they are used (wording.py, templates.py).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import NamedTuple

from kg.errors import KgError
from kg.layers import PACK_FILE

LISTS = ("names", "countable", "singular", "spoken", "how_many")
_HOLES = ("{subject}", "{the}")


class Words(NamedTuple):
    """All lower case but `spoken`. fact_questions: a fact's key -> its question."""

    names: frozenset[str] = frozenset()
    countable: frozenset[str] = frozenset()
    singular: frozenset[str] = frozenset()
    spoken: frozenset[str] = frozenset()
    how_many: frozenset[str] = frozenset()
    fact_questions: Mapping[str, str] = {}


NO_WORDS = Words()


def mark_of(words: Words) -> str:
    """A short text that is equal only for equal words; '' for none."""
    if words == NO_WORDS:
        return ""
    from hashlib import blake2b

    parts = [sorted(getattr(words, name)) for name in LISTS]
    text = repr((parts, sorted(words.fact_questions.items())))
    return blake2b(text.encode(), digest_size=8).hexdigest()


def words_of(roots: Iterable[Path]) -> Words:
    """The words of all packs in these folders together; a folder without pack.toml has none.

    Raises KgError where [words] does not hold what it should.
    """
    lists: dict[str, set[str]] = {name: set() for name in LISTS}
    questions: dict[str, str] = {}
    for root in roots:
        table = _table(root / PACK_FILE)
        for name in LISTS:
            lists[name] |= _list(root, name, table.get(name, []))
        questions |= _questions(root, table.get("fact_questions", {}))
    taken = {name: frozenset(words) for name, words in lists.items()}
    return Words(**taken, fact_questions=questions)


def _table(file: Path) -> Mapping[str, object]:
    import tomllib

    try:
        text = file.read_text(encoding="utf-8")
    except OSError:
        return {}
    # Every reader of a pack passes by read_pack, which says what is wrong with the file.
    if "words" not in text:
        return {}
    table = tomllib.loads(text).get("words", {})
    if not isinstance(table, dict):
        raise KgError(f"{file}: words is a table: write [words] and its lists below.")
    return table


def _list(root: Path, name: str, value: object) -> set[str]:
    if not isinstance(value, list) or not all(isinstance(each, str) for each in value):
        raise KgError(f'{root / PACK_FILE}: {name} is a list of words, like {name} = ["..."].')
    return {each if name == "spoken" else each.lower() for each in value}


def _questions(root: Path, value: object) -> dict[str, str]:
    if not isinstance(value, dict):
        raise KgError(f"{root / PACK_FILE}: fact_questions is a table of questions by key.")
    for key, question in value.items():
        holes = isinstance(question, str) and any(hole in question for hole in _HOLES)
        bare = str(question)
        for hole in _HOLES:
            bare = bare.replace(hole, "")
        if not holes or "{" in bare or "}" in bare:
            raise KgError(
                f"{root / PACK_FILE}: the question for '{key}' is a text with {{subject}} in it, "
                'like "How long does {subject} rise?".'
            )
    return {str(key).lower(): str(question) for key, question in value.items()}
