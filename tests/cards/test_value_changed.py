"""A fact whose number changed, from the answer in the log to the replay of it."""

from __future__ import annotations

from pathlib import Path

import pytest

from cards.models import Rating, State
from cards.places import Places, places
from cards.refresh import refresh
from cards.replay import compare
from cards.study import Study

NOON = 1_800_000_000_000
NOTE = """---
type: system
title: Palm
status: reviewed
---
A large model.

## Facts
- parameters:: {} [as_of:: 2022]
"""


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Places:
    monkeypatch.setattr("cards.places.built_in_packs", lambda: tmp_path / "none")
    where = places({"EDGEWISE_HOME": str(tmp_path / "home")})
    where.vault.mkdir(parents=True)
    (where.vault / "palm.md").write_text(NOTE.format("540B"))
    return where


def test_a_changed_number_starts_again_and_a_rebuild_agrees(home: Places) -> None:
    moments = iter(range(NOON, NOON + 10**9, 1000))
    study = Study.open(home, clock=lambda: next(moments))
    refresh(home, study.store, next(moments))
    study.start()
    shown = study.current()
    assert shown is not None and shown.card.answer == "540B"
    study.grade(Rating.EASY, 900)

    (home.vault / "palm.md").write_text(NOTE.format("70B"))
    assert len(refresh(home, study.store, next(moments)).diff.value_changed) == 1
    found = compare(study.store, study.settings.parameters)
    assert not found.changed and not found.surplus
    study.start()
    again = study.current()
    assert again is not None and again.card.id == shown.card.id
    assert again.card.answer == "70B" and again.memory.state is State.NEW
    assert study.store.count("SELECT count(*) FROM review") == 1
    study.close()
