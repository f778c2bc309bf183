"""edgewise readiness, as a person calls it."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.kg.vault_factory import note

ROOT = Path(__file__).parents[2]


@pytest.fixture
def home(tmp_path: Path) -> Path:
    vault = tmp_path / "home" / "vault" / "concepts"
    vault.mkdir(parents=True)
    link = "requires:: [[snark]] — a zibble cannot be told from other things without a snark"
    (vault / "zibble.md").write_text(note("Zibble", link), encoding="utf-8")
    (vault / "snark.md").write_text(note("Snark"), encoding="utf-8")
    draft = note("Boojum").replace("status: reviewed", "status: draft")
    (vault / "boojum.md").write_text(draft, encoding="utf-8")
    return tmp_path / "home"


def readiness(home: Path, *words: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "cli", "readiness", *words],
        cwd=ROOT,
        env={**os.environ, "EDGEWISE_HOME": str(home)},
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )


def test_it_tells_the_estimate_and_the_weakest_nodes(home: Path) -> None:
    done = readiness(home, "zibble")
    assert done.returncode == 0, done.stderr
    assert done.stdout.startswith("Zibble (vault/zibble): about 0 % ready, an estimate\n")
    assert "never answered" in done.stdout
    assert "    0 %  Snark (concept)" in done.stdout
    assert max(map(len, done.stdout.splitlines())) <= 80


def test_json_holds_the_figures_and_every_node(home: Path) -> None:
    data = json.loads(readiness(home, "Zibble", "--json").stdout)
    assert (data["node"], data["mean"], data["minimum"]) == ("vault/zibble", 0.0, 0.0)
    assert data["cards"] == data["unseen"] > 1
    assert {one["node"] for one in data["weakest"]} == {"vault/zibble", "vault/snark"}


def test_a_node_without_cards_says_so_and_is_no_success(home: Path) -> None:
    done = readiness(home, "boojum")
    assert done.returncode == 1
    assert "no cards to judge by" in done.stdout
    assert json.loads(readiness(home, "boojum", "--json").stdout)["mean"] is None
    assert readiness(home, "zible").returncode == 2
