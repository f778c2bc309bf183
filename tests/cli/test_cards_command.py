"""edgewise cards and generate, as they are typed."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from cli.__main__ import main

ALPHA = """---
type: concept
title: River delta
aliases: [estuary fan]
status: {status}
---
{text}

## Cards
Q: Why does it grow seawards?
A: The stream drops its load where it slows. ^seawards
"""
TEXT = "Land that grows where a stream meets still water."


@pytest.fixture
def pack(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    home = tmp_path / "home"
    monkeypatch.setenv("EDGEWISE_HOME", str(home))
    monkeypatch.setattr("cards.places.built_in_packs", lambda: tmp_path / "none")
    folder = home / "packs" / "water"
    folder.mkdir(parents=True)
    (folder / "pack.toml").write_text('name = "water"\ntitle = "Water"\nversion = "1"\n')
    write(folder)
    return folder


def write(pack: Path, text: str = TEXT, status: str = "reviewed") -> None:
    (pack / "river-delta.md").write_text(ALPHA.format(text=text, status=status))


def test_generate_diff_shows_new_cards_and_writes_none(
    pack: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["generate", "--diff"]) == 0
    shown = capsys.readouterr().out
    assert "new (3)" in shown
    assert "+ water/river-delta: What is river delta?" in shown
    assert "Nothing was written." in shown
    assert main(["generate", "--diff"]) == 0
    assert "new (3)" in capsys.readouterr().out


def test_generate_twice_says_that_nothing_changed(
    pack: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    main(["generate"])
    capsys.readouterr()
    assert main(["generate"]) == 0
    assert "3 cards from 1 notes: nothing changed. Applied." in capsys.readouterr().out


def test_generate_names_the_rule_of_each_blocked_card(
    pack: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    main(["generate"])
    write(pack, "A fan of silt that a river builds in still water.")
    capsys.readouterr()
    assert main(["generate", "--diff"]) == 0
    shown = capsys.readouterr().out
    assert "reworded (1)" in shown and f"was: {TEXT}" in shown
    assert "blocked (1)" in shown
    assert "R06 leak: the question side shows 'river' of the answer" in shown


def test_generate_json_has_ids_as_strings_and_all_kinds_of_change(
    pack: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    main(["generate", "--diff", "--json"])
    found = json.loads(capsys.readouterr().out)
    assert found["applied"] is False
    assert {"new", "reworded", "retired", "revived", "blocked", "frozen"} <= set(found)
    assert all(isinstance(card["id"], str) and int(card["id"]) > 0 for card in found["new"])


def test_generate_verbose_lists_cards_that_stay_blocked(
    pack: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    write(pack, status="draft")
    main(["generate"])
    capsys.readouterr()
    main(["generate", "--verbose"])
    shown = capsys.readouterr().out
    assert "all blocked (3)" in shown and "R26 reviewed: its status is 'draft'" in shown


def test_cards_of_a_node_are_shown_by_any_of_its_names(
    pack: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["cards", "estuary fan"]) == 0
    shown = capsys.readouterr().out
    assert shown.startswith("River delta (water/river-delta): 3 cards")
    assert "Why does it grow seawards?" in shown
    assert shown.count("      new\n") == 3


def test_cards_show_blocked_ones_with_their_rule(
    pack: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    write(pack, status="disputed")
    main(["cards", "river-delta"])
    shown = capsys.readouterr().out
    assert "0 cards" in shown
    assert "blocked: R26 reviewed: its status is 'disputed'" in shown


def test_cards_json_holds_memory_and_state(pack: Path, capsys: pytest.CaptureFixture[str]) -> None:
    main(["cards", "river-delta", "--json"])
    found = json.loads(capsys.readouterr().out)
    assert found["node"] == "water/river-delta"
    assert {card["state"] for card in found["cards"]} == {"live"}
    memory = found["cards"][0]["memory"]
    assert memory["state"] == "new" and memory["reps"] == 0 and memory["stability"] is None


def test_an_unknown_node_is_answered_with_near_names(
    pack: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["cards", "rivr-delta"]) == 2
    assert "Did you mean river-delta?" in capsys.readouterr().err
