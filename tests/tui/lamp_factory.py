"""A home whose vault has one note of its own, with a long, a short and a many-scripted answer."""

from __future__ import annotations

import shutil
from collections.abc import Mapping
from pathlib import Path
from types import MappingProxyType

from cards.places import Places, places
from cards.queue import Scope
from cards.refresh import refresh
from cards.store import Store
from tests.tui.conftest import NOON_MS

NOTE = """---
type: concept
title: Zz lamp
aliases: [lantern]
root: true
status: reviewed
---
A thing that shines.

## Links
- contrasts_with:: [[zz-candle]] — a lamp needs no wick

## Cards
Q: Which part of a lamp shines?
A: The bulb ^which-part
Q: Which word for it is 灯 or مصباح, and what is 💡?
A: 灯 (also مصباح) ^which-word
"""
CANDLE = """---
type: concept
title: Zz candle
aliases: [taper]
root: true
status: reviewed
---
Wax around a wick.
"""
SCOPE = Scope(node="vault/zz-lamp", depth=0)
LONG = "灯は明るい。 A lamp has a long history of wicks and wires. 💡 " * 55


def home_with_lamp(
    compiled_home: Path, copy: Path, more: Mapping[str, str] = MappingProxyType({})
) -> Path:
    """A copy of a compiled home with the notes in its vault, compiled again. more: by stem."""
    shutil.copytree(compiled_home, copy)
    home = places({"EDGEWISE_HOME": str(copy)})
    folder = home.vault / "concepts"
    folder.mkdir(parents=True)
    for stem, text in {"zz-lamp": NOTE, "zz-candle": CANDLE, **more}.items():
        (folder / f"{stem}.md").write_text(text, encoding="utf-8")
    with Store.open(home.study_db) as store:
        refresh(home, store, NOON_MS)
    return copy


def note_of(home: Places) -> Path:
    return home.vault / "concepts" / "zz-lamp.md"
