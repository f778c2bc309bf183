"""A pack of another field through the real command line: nothing is made for one field."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
BREAD = Path(__file__).parent / "second_pack" / "bread-baking"


def edgewise(home: Path, *words: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "cli", *words],
        cwd=ROOT,
        env={**os.environ, "EDGEWISE_HOME": str(home)},
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A home to which the pack was added."""
    home = tmp_path_factory.mktemp("baker") / "home"
    added = edgewise(home, "pack", "add", str(BREAD))
    assert added.returncode == 0, added.stderr
    assert "15 notes and" in added.stdout
    return home


def test_its_notes_have_no_error(home: Path) -> None:
    done = edgewise(home, "check", str(BREAD))
    assert done.returncode == 0
    assert done.stdout.splitlines()[-1].startswith("15 notes: 0 errors, ")


def test_its_figures_are_those_of_its_files(home: Path) -> None:
    data = json.loads(edgewise(home, "pack", "info", "bread-baking", "--json").stdout)
    assert data["notes"] == data["node_total"] == 15
    assert data["nodes"] == {
        "concept": 9, "metric": 1, "org": 1, "paper": 1, "problem": 1, "resource": 1, "system": 1,
    }  # fmt: skip
    assert data["edges"]["uses"] == {
        "total": 10, "with_reason": 10, "without_reason": 0, "reason": "wanted",
    }  # fmt: skip
    assert data["edges"]["evaluated_by"]["total"] == 1
    assert data["edges"]["requires"]["without_reason"] == 1
    assert data["edge_total"] == sum(edge["total"] for edge in data["edges"].values())
    assert data["reasons"] == {"asked_for": 26, "given": 25}
    assert data["card_total"] == sum(data["cards"].values()) > 30
    assert data["cards"]["why"] > 10 and data["cards"]["definition"] == 10
    assert data["blocked_total"] == sum(data["blocked"].values())
    assert data["licence"] == "CC0-1.0" and data["where"] == "home"


def test_its_cards_are_made_once_and_worded_with_its_own_words(home: Path) -> None:
    changes = json.loads(edgewise(home, "generate", "--diff", "--json").stdout)
    for kind in ("new", "reworded", "retired", "revived"):
        assert not [c for c in changes[kind] if c["node"].startswith("bread-baking/")], kind
    told = edgewise(home, "cards", "maillard-reaction").stdout
    assert "What is Maillard reaction?" in told
    assert "At what temperature does Maillard reaction become fast, in °C?" in told


def test_what_is_due_can_be_narrowed_to_it_and_graded(home: Path, tmp_path: Path) -> None:
    from cards.models import Rating
    from cards.places import places
    from cards.queue import Scope
    from cards.study import Study

    mine = tmp_path / "home"
    shutil.copytree(home, mine)
    before = json.loads(edgewise(mine, "due", "--json").stdout)
    study = Study.open(places({"EDGEWISE_HOME": str(mine)}))
    try:
        study.start(Scope(node="bread-baking/sourdough", depth=0))
        shown = study.current()
        assert shown is not None and shown.card.node == "bread-baking/sourdough"
        study.preview()
        study.grade(Rating.EASY, 1000)
    finally:
        study.close()
    after = json.loads(edgewise(mine, "due", "--json").stdout)
    assert after["done_today"] == before["done_today"] + 1


def test_it_is_found_by_words_and_by_a_mistyped_name(home: Path) -> None:
    assert "Sourdough" in edgewise(home, "search", "sourdogh").stdout
    assert "Maillard reaction" in edgewise(home, "search", "brown fragrant compounds").stdout


def test_a_path_through_it_is_a_syllabus(home: Path) -> None:
    lines = edgewise(home, "path", "wheat flour", "plan-a-sourdough-loaf").stdout.splitlines()
    assert lines[0].endswith("builds on Wheat flour. In study order:")
    assert "1. Wheat flour (concept)" in lines
    assert lines[-1].strip()


def test_its_papers_and_its_sources_are_told(home: Path) -> None:
    papers = json.loads(edgewise(home, "papers", "maillard-reaction", "--json").stdout)["papers"]
    assert [paper["year"] for paper in papers] == [1912]
    assert "The Taste of Bread" in edgewise(home, "show", "gluten").stdout
