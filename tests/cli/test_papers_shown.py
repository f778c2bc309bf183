"""edgewise show, search and check with fetched metadata, as a person calls them."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

import pytest

from cli.__main__ import main
from tests.kg.vault_factory import note
from tests.sync.paper_factory import ACTIVE, hostile, paper, put

ROOT = Path(__file__).parents[2]
ID = "1812.99998"
HEADER = f'arxiv: "{ID}"\nyear: 2019\nauthors: [Ada Lovelace]'


class Done(NamedTuple):
    """What a command said and how it ended."""

    returncode: int
    stdout: str
    stderr: str


Call = Callable[..., Done]


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A home with the note of one paper and no pack."""
    empty = tmp_path / "no-packs"
    empty.mkdir()
    monkeypatch.setattr("cards.places.built_in_packs", lambda: empty)
    monkeypatch.setenv("EDGEWISE_HOME", str(tmp_path / "home"))
    vault = tmp_path / "home" / "vault"
    vault.mkdir(parents=True)
    text = note("Zibble knots", type="paper", header=HEADER)
    (vault / "zibble-knots.md").write_text(text, encoding="utf-8")
    return tmp_path / "home"


@pytest.fixture
def edgewise(home: Path, capsys: pytest.CaptureFixture[str]) -> Call:
    """Calls a command in that home."""

    def call(*words: str) -> Done:
        code = main(list(words))
        said = capsys.readouterr()
        return Done(code, said.out, said.err)

    return call


def test_show_tells_what_was_fetched_in_eighty_columns(home: Path, edgewise: Call) -> None:
    before = edgewise("show", "zibble-knots").stdout
    assert "Authors: Ada Lovelace" in before and "On arXiv" not in before
    put(home / "papers.db", paper(ID, withdrawn=True))
    done = edgewise("show", "zibble-knots")
    assert done.returncode == 0, done.stderr
    text = done.stdout
    assert "Year: 2019\n\nOn arXiv (1812.99998)\nWITHDRAWN on arXiv" in text
    assert "  Authors: Ada Lovelace, Zoë Ångström, Charles Babbage\n" in text
    assert "  Published: 2017-06-12, version 7 of 2023-08-02\n" in text
    assert "  Page: https://arxiv.org/abs/1812.99998\n" in text
    assert "  Abstract: We tie knots" in text
    assert text.count("Ada Lovelace") == 1
    assert max(map(len, text.partition("\nNote: ")[0].splitlines())) <= 80


def test_show_as_data_has_the_fetched_paper_or_null(home: Path, edgewise: Call) -> None:
    assert json.loads(edgewise("show", "zibble-knots", "--json").stdout)["fetched"] is None
    put(home / "papers.db", paper(ID))
    data = json.loads(edgewise("show", "zibble-knots", "--json").stdout)
    assert data["fetched"]["version"] == 7
    assert data["fetched"]["authors"][2] == "Charles Babbage"


def test_search_finds_by_abstract_author_and_category(home: Path, edgewise: Call) -> None:
    put(home / "papers.db", paper(ID))
    assert "measure their slippage" in edgewise("search", "slippage").stdout
    for query in ("babbage", "author: Charles Babbage", "category: cs.LG 2017"):
        found = json.loads(edgewise("search", query, "--json").stdout)
        assert [hit["key"] for hit in found] == ["vault/zibble-knots"], query
    assert edgewise("search", "category:", "cs.LG", "1999").returncode == 1


def test_check_compares_title_and_year_with_what_was_fetched(home: Path, edgewise: Call) -> None:
    assert "W320" not in edgewise("check").stdout
    put(home / "papers.db", paper(ID, published="2018-12-30"))
    for words in (("check",), ("check", str(home / "vault"))):
        told = edgewise(*words).stdout
        assert 'W320 arXiv 1812.99998 is titled "On knots"; write that' in told
        assert "W321 year 2019, but the first version of arXiv 1812.99998 is of 2018-12-30" in told


def test_hostile_metadata_is_harmless_in_every_command_that_shows_it(
    home: Path, edgewise: Call
) -> None:
    put(home / "papers.db", hostile(ID))
    for words in (
        ("show", "zibble-knots"), ("show", "zibble-knots", "--all"), ("search", "alert"),
        ("search", "author: Ada Lovelace"), ("show", "zibble-knots", "--json"), ("check",),
    ):  # fmt: skip
        done = edgewise(*words)
        assert done.returncode == 0, done.stderr
        assert not set(ACTIVE) & set(done.stdout + done.stderr), words
        assert "<script>alert(1)</script>" in done.stdout or "Ada Lovelace" in done.stdout


def test_a_hostile_title_that_a_pack_ships_is_told_without_its_escapes(
    home: Path, edgewise: Call
) -> None:
    pack = home / "vault"
    record = {"id": ID, "title": "\x1b[31mOn\x1b[0m \u202eknots\x07", "published": "2019-01"}
    (pack / "papers.jsonl").write_text(json.dumps(record))
    told = edgewise("check", str(pack)).stdout
    assert 'is titled "On knots"' in told
    assert not set(ACTIVE) & set(told)


def test_a_damaged_papers_db_is_one_sentence_and_the_rest_is_shown(
    home: Path, edgewise: Call
) -> None:
    (home / "papers.db").write_bytes(b"no database at all" * 500)
    for words in (("show", "zibble-knots"), ("search", "zibble"), ("check",)):
        done = edgewise(*words)
        assert done.returncode == 0
        assert "zibble" in done.stdout.casefold() or "1 note" in done.stdout
        assert done.stderr.count("papers.db cannot be used") == 1
        assert "Traceback" not in done.stderr


def test_a_fresh_process_shows_a_fetched_paper_and_nothing_that_acts(tmp_path: Path) -> None:
    put(tmp_path / "papers.db", hostile())
    done = subprocess.run(
        [sys.executable, "-m", "cli", "show", "attention-is-all-you-need"],
        cwd=ROOT,
        env={**os.environ, "EDGEWISE_HOME": str(tmp_path)},
        capture_output=True,
        timeout=120,
        check=True,
    )
    text = done.stdout.decode()
    assert "[bold]x[/bold]" in text
    assert not set(ACTIVE) & set(text)
