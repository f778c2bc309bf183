"""Which packs a learner has: the built-in ones and those of the home.

Owns the list and the look-up by name. A pack whose pack.toml is broken is listed with what is
wrong, so that it can be removed. Not here: the layers that count (places.py), their contents.
"""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import NamedTuple

from cards.places import Places, built_in_packs
from kg.errors import KgError
from kg.layers import PACK_FILE, Layer
from kg.pack_file import PackFacts, read_pack_file


class Pack(NamedTuple):
    """A pack that is there. facts: None where pack.toml is broken; problem says how."""

    name: str
    root: Path
    built_in: bool
    facts: PackFacts | None
    problem: str = ""


def packs(where: Places) -> list[Pack]:
    """Built-in packs, then those of the home; each in order of folder."""
    return [*_inside(built_in_packs(), built_in=True), *_inside(where.packs, built_in=False)]


def pack_named(found: Iterable[Pack], name: str) -> Pack:
    """The pack of this name; one of the home lies over a built-in one. Raises KgError."""
    by_name = {pack.name: pack for pack in found}
    if name in by_name:
        return by_name[name]
    from kg.suggest import nearest

    near = nearest(name, by_name)
    hint = f"Did you mean {' or '.join(near)}?" if near else "`edgewise pack list` names them all."
    raise KgError(f"There is no pack '{name}'. {hint}")


def pack_at(root: Path) -> Pack:
    """The pack in a folder that need not be one of the learner's. Raises KgError."""
    facts = read_pack_file(root)
    return Pack(facts.name, root, False, facts)


def layers_of(found: Iterable[Pack]) -> list[Layer]:
    """The packs as layers, a later one of the same name in place of the first; broken ones not."""
    by_name = {pack.name: pack for pack in found if pack.facts is not None}
    return [_layer(pack, rank) for rank, pack in enumerate(by_name.values())]


def layers_for(pack: Pack, found: Iterable[Pack]) -> list[Layer]:
    """The pack as a layer over the packs it needs, directly or not, as far as they are there."""
    by_name = {other.name: other for other in found if other.facts is not None}
    below: dict[str, Pack] = {}
    waiting = list(pack.facts.needs if pack.facts is not None else ())
    while waiting:
        need = by_name.get(waiting.pop(0))
        if need is not None and need.name not in below and need.name != pack.name:
            below[need.name] = need
            waiting += need.facts.needs if need.facts is not None else ()
    return layers_of([*reversed(below.values()), pack])


def missing_needs(pack: Pack, found: Iterable[Pack]) -> list[str]:
    """Names of the packs that this one needs and that are not there."""
    there = {other.name for other in found if other.facts is not None}
    return [need for need in (pack.facts.needs if pack.facts else ()) if need not in there]


def _layer(pack: Pack, rank: int) -> Layer:
    facts = pack.facts
    title, version = (facts.title, facts.version) if facts is not None else ("", "")
    return Layer(pack.name, pack.root, rank, title, version)


def _inside(folder: Path, *, built_in: bool) -> list[Pack]:
    try:
        roots = sorted(folder.iterdir())
    except OSError:
        return []
    found = []
    for root in roots:
        if not (root / PACK_FILE).is_file():
            continue
        try:
            facts = read_pack_file(root)
            found.append(Pack(facts.name, root, built_in, facts))
        except KgError as error:
            found.append(Pack(root.name, root, built_in, None, str(error)))
    return found
