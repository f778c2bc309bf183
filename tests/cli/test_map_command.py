"""edgewise map: one page that asks no network, runs nothing of a note, keeps other files."""

from __future__ import annotations

import base64
import hashlib
import json
import re
from pathlib import Path

import pytest

from cards.node_standing import NodeStanding
from cli.__main__ import main
from kg.compiled import Graph
from kg.compiler import refresh
from sync.map_data import map_data
from tests.kg.vault_factory import Notes, note

PARTS = Path(__file__).resolve().parents[2] / "sync" / "map_parts"
HOSTILE = "</script><script>alert(1)</script><!-- @LIBRARY@ @SCRIPT@"


@pytest.fixture
def page(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("EDGEWISE_HOME", str(tmp_path / "home"))
    vault = tmp_path / "home" / "vault"
    vault.mkdir(parents=True)
    (vault / "river.md").write_text(note("River", "requires:: [[rain]] — it feeds on $r^2$"))
    (vault / "rain.md").write_text(note("Rain", definition=f"**Water** {HOSTILE}"))
    (vault / "on-rivers.md").write_text(
        note("On rivers", type="paper", header="arxiv: '2001.00001'\nyear: 2020")
    )
    return tmp_path / "map.html"


def data_of(page: Path) -> dict[str, list[dict[str, object]]]:
    found = re.search(
        r'<script id="data" type="application/json">(.*?)</script>', page.read_text(), re.DOTALL
    )
    assert found is not None
    answer: dict[str, list[dict[str, object]]] = json.loads(found[1])
    return answer


def test_the_page_holds_the_vault_and_the_pack_as_plain_words(
    page: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["map", "--html", str(page)]) == 0
    said = capsys.readouterr().out
    data = data_of(page)
    by_key = {node["key"]: node for node in data["nodes"]}
    assert f"{len(data['nodes']):,} notes and {len(data['edges']):,} links" in said
    assert by_key["vault/rain"]["definition"] == f"Water {HOSTILE}"
    assert by_key["vault/rain"]["state"] == "new" and by_key["vault/rain"]["recall"] is None
    assert by_key["vault/on-rivers"]["url"] == "https://arxiv.org/abs/2001.00001"
    assert any("it feeds on r²" in edge for edge in data["edges"])


def test_nothing_of_a_note_ends_a_script_or_stands_in_for_a_part(page: Path) -> None:
    main(["map", "--html", str(page)])
    text = page.read_text()
    assert text.count("<script") == text.count("</script>") == 3
    assert "alert(1)</script>" not in text
    assert text.count("var GraphParts") == 1


def test_only_the_two_scripts_of_the_page_may_run_and_nothing_may_be_fetched(page: Path) -> None:
    main(["map", "--html", str(page)])
    text = page.read_text()
    policy = re.search(r'Content-Security-Policy" content="([^"]*)"', text)
    assert policy is not None and "default-src 'none'" in policy[1] and "http" not in policy[1]
    scripts = re.findall(r"<script>(.*?)</script>", text, re.DOTALL)
    digests = [
        base64.b64encode(hashlib.sha256(each.encode()).digest()).decode() for each in scripts
    ]
    assert re.findall(r"'sha256-([^']*)'", policy[1]) == digests
    assert not re.search(r'(?:src|href)="(?!data:,)', text)


def test_memory_can_be_left_out_to_pass_the_page_on(page: Path) -> None:
    main(["map", "--html", str(page), "--no-memory"])
    data = data_of(page)
    assert data["states"] is False
    assert {node["state"] for node in data["nodes"]} == {""}


def test_a_file_of_somebody_else_is_left_and_an_own_page_is_written_again(
    page: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    page.write_text("<!doctype html><p>mine")
    assert main(["map", "--html", str(page)]) != 0
    assert page.read_text() == "<!doctype html><p>mine"
    assert "name another file" in capsys.readouterr().err
    page.unlink()
    assert main(["map", "--html", str(page)]) == 0
    assert main(["map", "--html", str(page)]) == 0


def test_the_kept_library_is_the_one_the_decision_names() -> None:
    kept = (PARTS / "graph_parts.js").read_bytes()
    named = Path(PARTS / "README.md").read_text()
    assert hashlib.sha256(kept).hexdigest() in named
    assert b"http://" not in kept and b"https://" not in kept
    assert "MIT" in (PARTS / "LICENCES.txt").read_text()


def test_edges_that_only_point_to_reading_hardly_pull_and_count_for_no_size(tmp_path: Path) -> None:
    notes = Notes(tmp_path)
    notes.write("a", note("A", "requires:: [[b]]", "covered_in:: [[p]]"))
    notes.write("b", note("B"))
    notes.write("p", note("P", type="paper"), folder="papers")
    refresh(notes.layers, notes.db)
    with Graph.open(notes.db) as graph:
        data = map_data(graph, {"field/a": NodeStanding("weak", 0.51234, 3, 1, False)})
    nodes, relations = data["nodes"], data["relations"]
    assert isinstance(nodes, list) and isinstance(relations, list)
    found = {node["key"]: node for node in nodes if isinstance(node, dict)}
    assert [found[f"field/{stem}"]["weight"] for stem in "abp"] == [1, 1, 0]
    assert (found["field/a"]["state"], found["field/a"]["recall"]) == ("weak", 0.512)
    assert ["is covered in", "covers", 0.03] in relations and [
        "needs",
        "is needed by",
        1,
    ] in relations
