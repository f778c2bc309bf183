"""edgewise export anki, as it is typed: what it says, what it refuses, what it leaves."""

from __future__ import annotations

import json
import sqlite3
from pathlib import Path

import pytest

from cli.__main__ import main

NOTE = """---
type: concept
title: River delta
status: reviewed
---
Land that grows where a stream meets still water.

## Facts
- age:: {age} years

## Cards
Q: Why does it grow seawards?
A: The stream drops its load where it slows. ![map](media/map.png) ^seawards
"""
PNG = bytes.fromhex("89504e470d0a1a0a") + b"not looked into"


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    home = tmp_path / "home"
    monkeypatch.setenv("EDGEWISE_HOME", str(home))
    monkeypatch.setattr("cards.places.built_in_packs", lambda: tmp_path / "none")
    monkeypatch.chdir(tmp_path)
    (home / "vault" / "media").mkdir(parents=True)
    (home / "vault" / "media" / "map.png").write_bytes(PNG)
    write(home, age=40)
    return home


def write(home: Path, age: int, text: str = NOTE) -> None:
    (home / "vault" / "river-delta.md").write_text(text.format(age=age), encoding="utf-8")


def run(*arguments: str) -> int:
    return main(["export", "anki", *arguments])


def test_it_says_what_went_and_what_to_tick(home: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run() == 0
    shown = capsys.readouterr().out
    assert shown.startswith("edgewise.apkg: 3 notes, 4 cards, 0 reviews, 1 deck, 1 media file (")
    for words in (
        '"Import any learning progress"', '"Import any deck presets"', "Switch FSRS on once",
        "It never changes the schedule", "edgewise import-anki FILE",
    ):  # fmt: skip
        assert words in shown
    assert max(map(len, shown.splitlines())) <= 80
    assert Path("edgewise.apkg").is_file()
    assert (home / "anki.db").is_file()


def test_a_retired_card_is_listed_and_a_difference_told_before(
    home: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    run("old.apkg")
    write(home, age=0, text=NOTE.replace("- age:: {age} years\n", ""))
    capsys.readouterr()
    assert run("--diff", "old.apkg") == 0
    shown = capsys.readouterr().out
    assert "gone (1)" in shown
    assert "0 new, 0 reworded, 1 gone or retired, 2 unchanged. Nothing was written." in shown
    assert not Path("edgewise.apkg").exists()
    assert run("new.apkg") == 0
    shown = capsys.readouterr().out
    assert "1 card retired here, kept in Anki, tagged edgewise::retired" in shown
    assert "  vault/river-delta: What is the age of river delta?" in shown
    assert max(map(len, shown.splitlines())) <= 80


def test_a_difference_leaves_no_trace(home: Path, capsys: pytest.CaptureFixture[str]) -> None:
    run("old.apkg")
    (home / "anki.db").unlink()
    assert run("--diff", "old.apkg", "--json") == 0
    found = json.loads(capsys.readouterr().out.split("import-anki FILE\n")[1])
    assert (found["unchanged"], found["new"]) == (3, [])
    assert not (home / "anki.db").exists()


def test_json_has_the_same_as_the_text(home: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run("--json", "--deck", "Study::Rivers", "deck.apkg") == 0
    found = json.loads(capsys.readouterr().out)
    assert found["file"] == str(Path("deck.apkg").resolve())
    assert found["bytes"] == Path("deck.apkg").stat().st_size
    assert found["decks"] == ["Study::Rivers::Concepts"]
    assert (found["notes"], found["cards"], found["media"], found["retired"]) == (3, 4, 1, [])


def test_a_rollover_hour_that_anki_does_not_have_is_said(
    home: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (home / "settings.toml").write_text("[day]\nrollover_hour = 2\n", encoding="utf-8")
    run()
    assert "Next day starts at 2, as here." in capsys.readouterr().out


@pytest.mark.parametrize(
    ("arguments", "code", "words"),
    [
        (["backup-1.apkg"], 2, "would replace the whole collection"),
        (["deck.zip"], 2, ".apkg"),
        (["no/such/folder.apkg"], 3, "cannot be written"),
        (["--deck", "a::::b"], 2, "--deck is a name like"),
        (["--node", "estuary"], 2, "No node is called 'estuary'"),
        (["--depth", "2"], 2, "--depth N goes with --node NODE"),
        (["--due"], 1, "no card is due"),
        (["--type", "paper"], 1, "no paper has a card"),
        (["--diff", "old.apkg"], 3, "old.apkg"),
    ],
)
def test_what_cannot_be_done_is_said_in_a_sentence_and_leaves_no_package(
    home: Path, arguments: list[str], code: int, words: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(*arguments) == code
    told = capsys.readouterr()
    assert told.out == ""
    assert words in told.err
    assert not list(Path().glob("*.apkg"))


def test_a_ledger_of_another_program_or_a_later_edgewise_stops_the_export(
    home: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (home / "anki.db").write_bytes(b"no database, but long enough to be read as one" * 4)
    assert run() == 3
    assert "anki.db cannot be used" in capsys.readouterr().err
    (home / "anki.db").unlink()
    with sqlite3.connect(home / "anki.db") as other:
        other.execute("CREATE TABLE other (x)")
    other.close()
    assert run() == 3
    assert "another program" in capsys.readouterr().err
    (home / "anki.db").unlink()
    run()
    with sqlite3.connect(home / "anki.db") as later:
        later.execute("PRAGMA user_version = 99")
    later.close()
    assert run("again.apkg") == 3
    assert "a newer Edgewise made it" in capsys.readouterr().err
    assert not Path("again.apkg").exists()


def test_an_export_that_fails_is_not_noted_down(
    home: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    Path("deck.apkg").mkdir()  # no file can be put in its place
    assert run("deck.apkg") == 3
    capsys.readouterr()
    with sqlite3.connect(home / "anki.db") as ledger:
        assert ledger.execute("SELECT count(*) FROM note").fetchone() == (0,)
    ledger.close()
    assert [path.name for path in Path().iterdir() if path.name.endswith(".part")] == []
