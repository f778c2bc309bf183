"""pack.toml as a whole: what a pack says about itself.

Owns which fields there are and what they may hold. Not here: the layer a pack is (layers.py),
which files belong to it (pack_folder.py).
"""

from __future__ import annotations

from pathlib import Path
from typing import NamedTuple

from kg.errors import KgError
from kg.layers import PACK_FILE, read_pack
from kg.links import STEM

TEXTS = ("name", "title", "version", "licence")
LISTS = ("authors", "needs")


class PackFacts(NamedTuple):
    """What pack.toml says; licence is '' if it names none. needs: names of other packs."""

    name: str
    title: str
    version: str
    licence: str
    authors: tuple[str, ...]
    needs: tuple[str, ...]


def read_pack_file(root: Path) -> PackFacts:
    """The facts of the pack in a folder.

    Raises:
        KgError: pack.toml is missing or not TOML, or a field does not hold what it should.
    """
    import tomllib

    layer = read_pack(root)
    file = root / PACK_FILE
    table = tomllib.loads(file.read_text(encoding="utf-8"))
    # Half of all writers spell it with an s.
    licence = table.get("licence", table.get("license", ""))
    if not isinstance(licence, str):
        raise KgError(f'{file}: licence must be text in quotes, like licence = "CC-BY-4.0".')
    authors, needs = (_texts(file, key, table.get(key, [])) for key in LISTS)
    for need in needs:
        if not STEM.fullmatch(need):
            raise KgError(f"{file}: needs lists names of packs in kebab case, not '{need}'.")
    return PackFacts(layer.name, layer.title, layer.version, licence, authors, needs)


def _texts(file: Path, key: str, value: object) -> tuple[str, ...]:
    if not isinstance(value, list) or not all(isinstance(each, str) for each in value):
        raise KgError(f'{file}: {key} is a list of texts, like {key} = ["..."].')
    return tuple(value)
