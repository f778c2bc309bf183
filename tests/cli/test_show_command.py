"""edgewise show, search, path and papers, as a person calls them."""

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
    link = "contrasts_with:: [[snark]] — a zibble is round and a snark is not at all round"
    cost = "cost:: 3 crowns [as_of:: 2024]"
    (vault / "zibble.md").write_text(note("Zibble", link, facts=[cost]), encoding="utf-8")
    (vault / "snark.md").write_text(note("Snark", header="aliases: [SNK]"), encoding="utf-8")
    return tmp_path / "home"


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


def test_show_tells_a_node_in_eighty_columns(home: Path) -> None:
    done = edgewise(home, "show", "zibble")
    assert done.returncode == 0, done.stderr
    assert done.stdout.startswith("Zibble (concept, vault/zibble)\n")
    assert "contrasts with Snark — a zibble is round" in done.stdout
    assert "cost: 3 crowns (as of 2024)" in done.stdout
    body = done.stdout.partition("\nNote: ")[0]
    assert max(map(len, body.splitlines())) <= 80


def test_show_as_data_holds_the_links_of_both_directions(home: Path) -> None:
    data = json.loads(edgewise(home, "show", "snk", "--json").stdout)
    assert data["key"] == "vault/snark"
    assert data["links"] == []
    assert [link["node"] for link in data["linked_from"]] == ["vault/zibble"]


def test_an_unknown_node_is_one_sentence_with_the_nearest_name(home: Path) -> None:
    done = edgewise(home, "show", "zible")
    assert done.returncode == 2
    assert done.stdout == ""
    assert "Did you mean zibble?" in done.stderr
    assert "Traceback" not in done.stderr


def test_search_finds_and_says_when_nothing_is_found(home: Path) -> None:
    found = json.loads(edgewise(home, "search", "zibbl", "--json").stdout)
    assert found[0]["key"] == "vault/zibble"
    nothing = edgewise(home, "search", "qqqqqqqq")
    assert nothing.returncode == 1
    assert nothing.stdout == "Nothing found for 'qqqqqqqq'.\n"
    assert edgewise(home, "search", "x", "--type", "animal").returncode == 2


def test_path_tells_each_link_in_words(home: Path) -> None:
    done = edgewise(home, "path", "snark", "zibble")
    assert done.stdout.startswith("Snark contrasts with Zibble — a zibble is round")


def test_path_reads_like_a_syllabus_where_one_end_builds_on_the_other(home: Path) -> None:
    vault = home / "vault" / "concepts"
    why = "requires:: [[zibble]] — a mome without a zibble under it falls over in the first wind"
    (vault / "mome.md").write_text(note("Mome", why), encoding="utf-8")
    (vault / "rath.md").write_text(note("Rath", "is_a:: [[mome]]"), encoding="utf-8")
    chapter = note("Rath", type="chapter")
    (vault / "of-raths.md").write_text(chapter, encoding="utf-8")
    told = edgewise(home, "path", "zibble", "rath").stdout
    assert told.splitlines() == [
        "Rath builds on Zibble. In study order:",
        "",
        "1. Zibble (concept)",
        "2. Mome (concept)",
        "   needs Zibble — a mome without a zibble under it falls over in the first wind",
        "3. Rath (concept)",
        "   is a kind of Mome",
    ]
    back = edgewise(home, "path", "Rath", "zibble")
    assert back.stdout.startswith(told)
    assert "a chapter is called so too: vault/of-raths." in " ".join(back.stdout.split())
    data = json.loads(edgewise(home, "path", "rath", "zibble", "--json").stdout)
    assert [step["to"] for step in data] == ["vault/mome", "vault/zibble"]


def test_papers_of_the_shipped_pack_come_with_reasons(home: Path) -> None:
    data = json.loads(edgewise(home, "papers", "self-attention", "--json").stdout)
    assert data["papers"][0]["key"] == "ml-system-design/attention-is-all-you-need"
    assert all(paper["reason"] for paper in data["papers"])


def test_a_note_that_was_just_edited_is_shown_as_it_is_now(home: Path) -> None:
    edgewise(home, "show", "snark")
    (home / "vault" / "concepts" / "snark.md").write_text(note("Great snark"), encoding="utf-8")
    assert edgewise(home, "show", "snark").stdout.startswith("Great snark")
