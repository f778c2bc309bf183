"""edgewise import-anki --notes, as a process: preview, question, proposals, and what follows."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import genanki
import pytest

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture
def deck(tmp_path: Path) -> Path:
    made = genanki.Deck(1_700_000_002, "Bread::Sourdough")
    for number in range(12):
        fields = [f"What is loaf {number}?", f"bread <b>{number}</b>"]
        made.add_note(genanki.Note(model=genanki.BASIC_MODEL, fields=fields))
    path = tmp_path / "bread.apkg"
    genanki.Package(made).write_to_file(str(path))
    return path


@pytest.fixture
def home(tmp_path: Path) -> Path:
    return tmp_path / "home"


def edgewise(home: Path, *words: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "cli", *words],
        cwd=ROOT,
        env={**os.environ, "EDGEWISE_HOME": str(home)},
        capture_output=True,
        text=True,
        stdin=subprocess.DEVNULL,
        timeout=120,
        check=False,
    )


def test_a_dry_run_says_what_would_be_proposed_and_writes_nothing(home: Path, deck: Path) -> None:
    done = edgewise(home, "import-anki", str(deck), "--notes", "--dry-run")
    assert done.returncode == 0, done.stderr
    assert "bread.apkg (Anki) would add 1 note with 12 cards to your inbox:" in done.stdout
    assert "anki-bread-sourdough.md" in done.stdout
    assert done.stdout.rstrip().endswith("Nothing was changed.")
    assert max(map(len, done.stdout.splitlines())) <= 80
    assert not home.exists()


def test_without_a_yes_nothing_is_written(home: Path, deck: Path) -> None:
    done = edgewise(home, "import-anki", str(deck), "--notes")
    assert done.returncode == 2
    assert "add --yes" in done.stderr
    assert not home.exists()


def test_proposals_make_no_cards_until_the_note_is_taken_and_then_more_than_eight(
    home: Path, deck: Path
) -> None:
    done = edgewise(home, "import-anki", str(deck), "--notes", "--yes", "--json")
    assert done.returncode == 0, done.stderr
    told = json.loads(done.stdout)
    assert (told["written"], told["cards"], told["left_out"]) == (True, 12, {})
    [note] = (Path(each["file"]) for each in told["notes"])
    edgewise(home, "generate")
    assert "bread" not in edgewise(home, "cards", "anki-bread-sourdough").stdout
    taken = home / "vault" / "resources" / note.name
    taken.parent.mkdir(parents=True)
    taken.write_text(note.read_text().replace("status: proposed", "status: reviewed"))
    note.unlink()
    edgewise(home, "generate")
    assert edgewise(home, "cards", "anki-bread-sourdough").stdout.count("What is loaf") == 12
    again = edgewise(home, "import-anki", str(deck), "--notes", "--yes")
    assert again.returncode == 0
    assert "no new notes of other decks" in again.stdout


def test_a_folder_of_hashcards_needs_no_switch(home: Path, tmp_path: Path) -> None:
    (tmp_path / "cards").mkdir()
    (tmp_path / "cards" / "Rivers.md").write_text("C: The [Rhine] ends in the [North Sea].\n")
    done = edgewise(home, "import-anki", str(tmp_path / "cards"), "--yes")
    assert done.returncode == 0, done.stderr
    assert "==Rhine==" in (home / "vault" / "inbox" / "hashcards-rivers.md").read_text()


@pytest.mark.parametrize("name", ["none.apkg", "text.apkg", "empty.md"])
def test_what_is_no_deck_is_one_sentence(name: str, home: Path, tmp_path: Path) -> None:
    if name != "none.apkg":
        (tmp_path / name).write_text("nothing of use")
    done = edgewise(home, "import-anki", str(tmp_path / name), "--notes", "--yes")
    assert done.returncode in (1, 2, 3)
    assert done.stdout == ""
    assert len(done.stderr.strip().splitlines()) == 1
    assert "Traceback" not in done.stderr
    assert not home.exists()
