"""edgewise export of the graph, as it is typed."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

from cli.__main__ import main
from cli.export import GRAPH_FORMATS
from tests.sync.graph_readers import from_csv, from_gexf, from_graphml, from_jsonld, from_mermaid

ROOT = Path(__file__).resolve().parents[2]
DELTA = """---
type: concept
title: River delta
aliases: [Birdfoot]
status: reviewed
---
Land that grows where a stream meets still water.

## Links
- requires:: [[tide]] — the tide decides how far it grows
- contrasts_with:: [[salt-marsh]] — the tide makes one, the stream the other
"""
OTHERS = {"salt-marsh": "concept", "tide": "concept", "atlas": "resource"}
ONE_FILE = {
    "graphml": (from_graphml, "edgewise.graphml"), "gexf": (from_gexf, "edgewise.gexf"),
    "jsonld": (from_jsonld, "edgewise.jsonld"),
}  # fmt: skip


@pytest.fixture
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A home with one small pack, and an empty folder to stand in."""
    home = tmp_path / "home"
    monkeypatch.setenv("EDGEWISE_HOME", str(home))
    monkeypatch.setattr("cards.places.built_in_packs", lambda: tmp_path / "none")
    pack = home / "packs" / "water"
    pack.mkdir(parents=True)
    (pack / "pack.toml").write_text('name = "water"\ntitle = "Water"\nversion = "1"\n')
    (pack / "river-delta.md").write_text(DELTA, encoding="utf-8")
    for stem, kind in OTHERS.items():
        text = f"---\ntype: {kind}\ntitle: {stem}\nstatus: reviewed\n---\nA thing.\n"
        (pack / f"{stem}.md").write_text(text)
    work = tmp_path / "work"
    work.mkdir()
    monkeypatch.chdir(work)
    return work


def ids(found: tuple[list[dict[str, object]], object]) -> list[object]:
    return sorted(str(node["id"]).removeprefix("water/") for node in found[0])


@pytest.mark.parametrize("name", [name for name, _ in GRAPH_FORMATS])
def test_each_format_has_a_help_with_an_example(name: str) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "cli", "export", name, "--help"],
        cwd=ROOT, capture_output=True, text=True, timeout=60, check=True,
    )  # fmt: skip
    assert f"Example: edgewise export {name}" in " ".join(done.stdout.split())
    if name != "schema":
        assert all(option in done.stdout for option in ("--node", "--depth", "--type"))
    assert max(map(len, done.stdout.splitlines())) <= 80


@pytest.mark.parametrize("name", ONE_FILE)
def test_the_whole_graph_is_written_and_again_over_itself(
    here: Path, capsys: pytest.CaptureFixture[str], name: str
) -> None:
    read, default = ONE_FILE[name]
    assert main(["export", name]) == 0
    assert capsys.readouterr().out == f"4 nodes and 2 links written to {default}.\n"
    raw = (here / default).read_bytes()
    nodes, edges = read(raw)
    assert ids((nodes, edges)) == ["atlas", "river-delta", "salt-marsh", "tide"]
    assert {edge["reason"] for edge in edges} == {
        "the tide decides how far it grows", "the tide makes one, the stream the other",
    }  # fmt: skip
    assert main(["export", name]) == 0
    assert (here / default).read_bytes() == raw


def test_stdout_gets_the_graph_and_nothing_else(
    here: Path, capsysbinary: pytest.CaptureFixture[bytes]
) -> None:
    assert main(["export", "jsonld", "-", "--type", "resource"]) == 0
    shown = capsysbinary.readouterr()
    assert ids(from_jsonld(shown.out)) == ["atlas"]
    assert shown.err == b"1 node and 0 links written to -.\n"
    assert not list(here.iterdir())


def test_a_scope_narrows_the_graph(here: Path, capsys: pytest.CaptureFixture[str]) -> None:
    for words, expected in (
        (["--node", "tide"], ["river-delta", "tide"]),
        (["--node", "Birdfoot", "--depth", "0"], ["river-delta"]),
        (["--node", "tide", "--depth", "2"], ["river-delta", "salt-marsh", "tide"]),
        (["--type", "resource", "--type", "metric"], ["atlas"]),
    ):
        assert main(["export", "graphml", "g.graphml", *words]) == 0
        assert ids(from_graphml((here / "g.graphml").read_bytes())) == expected
        assert main(["export", "csv-graph", "tables", *words]) == 0
        tables = {path.name: path.read_bytes() for path in (here / "tables").glob("*.csv")}
        assert ids(from_csv(tables)) == expected
    capsys.readouterr()
    assert main(["export", "gexf", "--node", "tied"]) == 2
    assert "Did you mean" in capsys.readouterr().err


def test_a_flowchart_says_what_it_left_out(here: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["export", "mermaid", "--most", "2", "--node", "tide", "--depth", "2"]) == 0
    said = capsys.readouterr().out
    assert said.startswith("2 nodes and 1 link written to edgewise.mmd.\nThere are 3; ")
    raw = (here / "edgewise.mmd").read_bytes()
    nodes, edges = from_mermaid(raw)
    assert nodes == {
        ("water/tide", "tide", "concept"), ("water/river-delta", "River delta", "concept"),
    }  # fmt: skip
    assert edges == {("water/river-delta", "requires", "water/tide")}
    assert raw.startswith(b"%% A graph written by Edgewise: 2 of 3 nodes\n")
    assert main(["export", "mermaid"]) == 0
    assert "There are" not in capsys.readouterr().out
    assert main(["export", "mermaid", "--most", "0"]) == 2


@pytest.mark.parametrize(
    ("line", "code", "said"),
    [
        (["gexf", "--depth", "1"], 2, "--depth N goes with --node"),
        (["gexf", "--node", "tide", "--depth", "-1"], 2, "--depth N goes with --node"),
        (["csv-graph", "-"], 2, "name a folder"),
        (["jsonld", "--type", "metric"], 1, "there is nothing to export: no note is a metric"),
        (["graphml", "no/where.graphml"], 3, "no such file"),
        (["schema", "no/where.json"], 3, "no such file"),
    ],
)
def test_what_cannot_be_is_a_sentence(
    here: Path, capsys: pytest.CaptureFixture[str], line: list[str], code: int, said: str
) -> None:
    assert main(["export", *line]) == code
    assert said in capsys.readouterr().err
    assert not list(here.iterdir())


@pytest.mark.parametrize("name", ["graphml", "gexf", "jsonld", "mermaid", "schema"])
def test_a_file_of_somebody_else_is_left_alone(
    here: Path, capsys: pytest.CaptureFixture[str], name: str
) -> None:
    for text in ("mine", "<?xml version='1.0' encoding='utf-8'?>\n<graphml xmlns='x'/>", "{}"):
        (here / "mine").write_text(text)
        assert main(["export", name, "mine"]) == 2
        assert "left as it is" in capsys.readouterr().err
        assert (here / "mine").read_text() == text
    (here / "mine").unlink()
    assert main(["export", "csv-graph", "."]) == 0
    (here / "nodes.csv").write_text("changed")
    assert main(["export", "csv-graph", "."]) == 2


def test_the_schema_goes_to_stdout_or_to_a_file_that_may_be_written_again(
    here: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["export", "schema"]) == 0
    schema = json.loads(capsys.readouterr().out)
    assert schema["$id"] == "urn:edgewise:schema:note-header"
    assert main(["export", "schema", "s.json"]) == main(["export", "schema", "s.json"]) == 0
    assert json.loads((here / "s.json").read_text()) == schema
    capsys.readouterr()
    assert main(["export", "schema", "--of", "exercise"]) == 0
    assert "assesses" in json.loads(capsys.readouterr().out)["properties"]


def test_the_vaults_relations_are_in_the_schema(
    here: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    vault = here.parent / "home" / "vault"
    vault.mkdir()
    (vault / "relations.toml").write_text(
        '[feeds]\ninverse = "fed_by"\nfrom = ["concept"]\nto = ["concept"]\n'
    )
    assert main(["export", "schema"]) == 0
    kinds = json.loads(capsys.readouterr().out)["$defs"]
    assert "feeds" in kinds["concept"]["properties"] and "feeds" not in kinds["org"]["properties"]
