"""edgewise cite, as it is typed, over a small pack and a home's papers.db."""

import json
from pathlib import Path

import pytest

from cli.__main__ import main
from tests.kg.vault_factory import note
from tests.sync.paper_factory import paper, put

PAPER = 'arxiv: "1706.03762"\nyear: 2017\nauthors: [Ada Lovelace]'


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A home with one pack of three notes in place of the one that ships."""
    folder = tmp_path / "home"
    monkeypatch.setenv("EDGEWISE_HOME", str(folder))
    pack = folder / "packs/ml-system-design"
    for name, text in {
        "papers/knots.md": note("On knots", type="paper", header=PAPER),
        "resources/rope.md": note("Rope", type="resource", header="kind: book\nyear: 1999"),
        "concepts/bowline.md": note(
            "Bowline", "covered_in:: [[rope]]", header='introduced_by:\n  - "[[knots]]"'
        ),
        "concepts/loop.md": note("Loop"),
    }.items():
        (pack / name).parent.mkdir(parents=True, exist_ok=True)
        (pack / name).write_text(text)
    (pack / "pack.toml").write_text('name = "ml-system-design"\nversion = "1"\n')
    record = {"id": "1706.03762", "title": "On knots", "published": "2017-06", "authors_count": 3}
    (pack / "papers.jsonl").write_text(json.dumps(record) + "\n")
    return folder


def test_the_whole_pack_is_one_bib_file(home: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["cite", "--all", "--bibtex"]) == 0
    out = capsys.readouterr().out

    assert [line for line in out.splitlines() if line[:1] == "@"] == ["@misc{knots,", "@book{rope,"]
    assert "Lovelace, Ada and others" in out
    assert main(["cite", "--all", "--pack", "vault"]) == 1
    assert "no paper or resource" in capsys.readouterr().err


def test_fetched_metadata_complete_what_the_note_says(
    home: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    put(home / "papers.db", paper())

    assert main(["cite", "knots"]) == 0
    out = capsys.readouterr().out
    assert "Lovelace, Ada and Ångström, Zoë and Babbage, Charles}" in out
    assert "doi           = {10.1000/knots}" in out


def test_a_concept_stands_for_its_sources(home: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["cite", "bowline", "knots", "--csl-json"]) == 0
    assert [item["id"] for item in json.loads(capsys.readouterr().out)] == ["rope", "knots"]

    assert main(["cite", "loop"]) == 1
    captured = capsys.readouterr()
    assert (captured.out, "loop" in captured.err) == ("", True)
    assert main(["cite", "loop", "--csl-json"]) == 1
    assert json.loads(capsys.readouterr().out) == []


@pytest.mark.parametrize(
    ("arguments", "say"),
    [
        ([], "name a node, or say --all"),
        (["knots", "--all"], "name a node, or say --all"),
        (["knots", "--pack", "x"], "name a node, or say --all"),
        (["--all", "--pack", "lakes"], "there is no pack 'lakes'"),
        (["knotz"], "Did you mean knots"),
    ],
)
def test_what_cannot_be_cited_is_a_usage_error(
    home: Path, capsys: pytest.CaptureFixture[str], arguments: list[str], say: str
) -> None:
    assert main(["cite", *arguments]) == 2
    assert say in capsys.readouterr().err


def test_a_papers_db_of_another_program_is_told_in_a_sentence(
    home: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (home / "papers.db").write_text("not a database at all, but a text of some length")

    assert main(["cite", "knots"]) == 0
    captured = capsys.readouterr()
    assert "@misc{knots," in captured.out
    assert "papers.db cannot be used" in captured.err
