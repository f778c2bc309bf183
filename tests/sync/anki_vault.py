"""A small vault on disk whose notes make cards of every kind that Anki is shown."""

from __future__ import annotations

from pathlib import Path
from textwrap import dedent

import pytest

from cards.places import Places, places
from cards.refresh import refresh
from cards.store import Store
from cards.study import Study
from sync.anki_export import Exported, Source, Wish, export
from tests.sync.anki_learner import write_settings

PLANTS = (
    "amber", "birch", "cedar", "dahlia", "elder", "fennel", "ginger", "hazel", "iris", "juniper",
    "kelp", "laurel", "maple", "nettle", "olive", "poppy", "quince", "rowan", "sorrel", "thyme",
)  # fmt: skip
PLANT = """\
---
type: concept
title: {title}
tags: [plants]
part_of:
  - "[[garden]]"
status: reviewed
---
Grows {number} leaves on each stalk and likes bed number {number}.

## Facts
- height:: {number} cm

## Cards
Q: When is bed {number} watered, where $h < {number}$?
A: At {number} in the evening & never *twice*. ^water-{stem}

C: Bed {number} lies ==north of the shed== and gets ==sun from the east== at noon. ^bed-{stem}
"""
GARDEN = """\
---
type: concept
title: Garden
status: reviewed
---
A piece of ground where all of this is kept in order.
"""


def write_vault(home: Path, plants: int = len(PLANTS)) -> Path:
    vault = home / "vault"
    vault.mkdir(parents=True, exist_ok=True)
    (vault / "garden.md").write_text(GARDEN, encoding="utf-8")
    for number, stem in enumerate(PLANTS[:plants], 11):
        write_plant(vault, stem, number)
    return vault


def write_plant(vault: Path, stem: str, number: int, more: str = "") -> Path:
    path = vault / f"{stem}.md"
    text = PLANT.format(title=stem.capitalize(), stem=stem, number=number)
    path.write_text(text + dedent(more), encoding="utf-8")
    return path


def make_home(
    home: Path, monkeypatch: pytest.MonkeyPatch, zone: str = "UTC", new_per_day: int = 9999
) -> Places:
    """A home with the vault alone: no pack is built in."""
    monkeypatch.setattr("cards.places.built_in_packs", lambda: home / "none")
    write_settings(home, zone, new_per_day, "gate = false\n")
    write_vault(home)
    return places({"EDGEWISE_HOME": str(home)})


def make_cards(where: Places, now_ms: int) -> None:
    with Store.open(where.study_db) as store:
        refresh(where, store, now_ms)


def source_of(study: Study) -> Source:
    return Source(study.places, study.store, study.graph(), study.settings, study.now())


def export_all(study: Study, file: Path, wish: Wish | None = None) -> Exported:
    """Bring the cards in step with the notes, then write all of them."""
    study.drop_graph()
    refresh(study.places, study.store, study.now().now_ms)
    return export(source_of(study), file, wish or Wish())
