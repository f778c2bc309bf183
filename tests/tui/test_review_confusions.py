"""A neighbour typed, or named, instead of the answer becomes a proposal in the inbox."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from textual.pilot import Pilot

from cards.places import Places, places
from cards.queue import Scope
from cards.study import Study
from tests.tui.lamp_factory import home_with_lamp
from tests.tui.screen_factory import notice_of, play, text_of
from tui.edgewise import EdgewiseApp
from tui.screens.choice import ChoiceDialog
from tui.screens.review import ReviewScreen

SCOPE = Scope(node="vault/zz-torch", depth=0)
TORCH = """---
type: concept
title: Zz torch
root: true
status: reviewed
requires:
  - "[[zz-candle]]"
---
A lamp that is carried.

## Cards
Q: What is a lamp called that is carried in the hand?
A: Zz torch ^carried
"""


@pytest.fixture(scope="module")
def torch_home(compiled_home: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    home = tmp_path_factory.mktemp("torch") / "home"
    return home_with_lamp(compiled_home, home, {"zz-torch": TORCH})


@pytest.fixture
def home(torch_home: Path, tmp_path: Path) -> Places:
    shutil.copytree(torch_home, tmp_path / "home")
    return places({"EDGEWISE_HOME": str(tmp_path / "home")})


async def ask(app: EdgewiseApp, pilot: Pilot[None]) -> None:
    for _ in range(4):
        if "carried in the hand" in text_of(app):
            return
        await pilot.press("b")
    raise AssertionError("not asked")


def test_typing_another_notes_name_proposes_to_tell_the_two_apart(
    home: Places, study: Study
) -> None:
    async def steps(app: EdgewiseApp, pilot: Pilot[None]) -> None:
        await ask(app, pilot)
        await pilot.press("t", *"lantern", "enter")
        assert "telling Zz lamp from Zz torch is in your inbox" in notice_of(app)
        [proposal] = home.inbox.glob("*.md")
        assert "[[vault/zz-lamp]]" in proposal.read_text(encoding="utf-8")

    play(study, steps, scope=SCOPE)


def test_a_key_names_the_neighbour_that_was_meant(home: Places, study: Study) -> None:
    async def steps(app: EdgewiseApp, pilot: Pilot[None]) -> None:
        await ask(app, pilot)
        await pilot.press("x")
        assert "see the answer first" in notice_of(app) and not home.inbox.exists()
        await pilot.press("space", "x")
        assert isinstance(app.screen, ChoiceDialog) and "Zz candle" in text_of(app)
        await pilot.press("enter")
        assert isinstance(app.screen, ReviewScreen)
        assert "telling Zz candle from Zz torch is in your inbox" in notice_of(app)
        assert len(list(home.inbox.glob("*.md"))) == 1

    play(study, steps, scope=SCOPE)
