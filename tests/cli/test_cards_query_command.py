"""edgewise cards with a query, as it is typed."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from cli.__main__ import main

NOTE = """---
type: concept
title: River delta
status: reviewed
---
Land that grows where a stream meets still water.

## Cards
Q: Why does it grow seawards?
A: The stream drops its load where it slows. ^seawards
"""


@pytest.fixture(autouse=True)
def pack(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("EDGEWISE_HOME", str(tmp_path / "home"))
    monkeypatch.setattr("cards.places.built_in_packs", lambda: tmp_path / "none")
    folder = tmp_path / "home" / "packs" / "water"
    folder.mkdir(parents=True)
    (folder / "pack.toml").write_text('name = "water"\ntitle = "Water"\nversion = "1"\n')
    (folder / "river-delta.md").write_text(NOTE)


def run(capsys: pytest.CaptureFixture[str], *words: str) -> tuple[int, str, str]:
    code = main(["cards", *words])
    shown = capsys.readouterr()
    return code, shown.out, shown.err


def test_a_query_prints_a_table_of_the_columns_that_are_asked_for(
    capsys: pytest.CaptureFixture[str],
) -> None:
    code, shown, _ = run(capsys, "is:new kind:block", "--columns", "state,node,question")
    assert (code, shown.splitlines()) == (
        0,
        [
            "state  node               question",
            "new    water/river-delta  Why does it grow seawards?",
        ],
    )
    _, everything, _ = run(capsys)
    assert len(everything.splitlines()) == 4
    _, two, _ = run(capsys, "--limit", "2")
    assert two.splitlines()[-1] == "... and 1 more; --limit 0 prints all."


def test_a_name_is_a_node_and_other_words_are_searched(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(capsys, "river", "delta")[1].startswith("River delta (water/river-delta): 3 cards")
    code, shown, _ = run(capsys, "seawards", "--columns", "question")
    assert (code, shown.splitlines()[1:]) == (0, ["Why does it grow seawards?"])
    code, _, said = run(capsys, "river-dleta")
    assert code == 2 and "No node is called 'river-dleta'" in said


def test_json_has_the_numbers_and_the_total(capsys: pytest.CaptureFixture[str]) -> None:
    code, shown, _ = run(capsys, "type:concept", "--limit", "1", "--json")
    told = json.loads(shown)
    assert (code, told["total"], len(told["cards"])) == (0, 3, 1)
    assert told["cards"][0]["state"] == "new" and isinstance(told["cards"][0]["id"], str)


def test_nothing_found_is_1_and_what_cannot_be_read_is_2(
    capsys: pytest.CaptureFixture[str],
) -> None:
    assert run(capsys, "is:due")[:2] == (1, "No card is found by 'is:due'.\n")
    code, _, said = run(capsys, "is:deu")
    assert code == 2 and said.startswith("edgewise: column 4: there is no state 'deu'; did you")
    with pytest.raises(SystemExit) as stopped:
        main(["cards", "--columns", "colour"])
    assert stopped.value.code == 2 and "there is no column 'colour'" in capsys.readouterr().err
