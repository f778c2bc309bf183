"""edgewise export and its formats, as they are typed."""

from __future__ import annotations

import csv
import io
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

from cli.__main__ import main
from cli.export import FORMATS
from sync.export_folder import LIST

ROOT = Path(__file__).resolve().parents[2]
DELTA = """---
type: concept
title: River delta
status: reviewed
---
Land that grows where a stream meets still water.

## Links
- contrasts_with:: [[salt-marsh]] — the tide makes one, the stream the other

## Cards
Q: Why does it grow seawards? ![a map](media/map.png)
A: The stream drops its load where it slows. ^seawards

C: A delta has ==a front== and ==a plain==. ^parts
"""
MARSH = """---
type: concept
title: Salt marsh
status: reviewed
---
Grass land that the tide floods twice a day.
"""


@pytest.fixture
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A home with one small pack, and an empty folder to stand in."""
    home = tmp_path / "home"
    monkeypatch.setenv("EDGEWISE_HOME", str(home))
    monkeypatch.setattr("cards.places.built_in_packs", lambda: tmp_path / "none")
    pack = home / "packs" / "water"
    (pack / "media").mkdir(parents=True)
    (pack / "pack.toml").write_text('name = "water"\ntitle = "Water"\nversion = "1"\n')
    (pack / "river-delta.md").write_text(DELTA, encoding="utf-8")
    (pack / "salt-marsh.md").write_text(MARSH, encoding="utf-8")
    (pack / "media" / "map.png").write_bytes(b"picture")
    work = tmp_path / "work"
    work.mkdir()
    monkeypatch.chdir(work)
    return work


def rows(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as stream:
        return list(csv.DictReader(stream))


def help_of(*words: str) -> str:
    done = subprocess.run(
        [sys.executable, "-m", "cli", "export", *words, "--help"],
        cwd=ROOT, capture_output=True, text=True, timeout=60, check=True,
    )  # fmt: skip
    return done.stdout


def test_the_help_lists_every_format_and_loads_none() -> None:
    shown = help_of()
    assert all(name in shown for name, _ in FORMATS)
    assert "Example: edgewise export" in shown
    code = (
        "import sys\nfrom cli.parser import build_parser\nbuild_parser('export')\n"
        "print(sorted(name for name in sys.modules if name.startswith('cli.export_')))"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, timeout=60,
        check=True,
    )  # fmt: skip
    assert done.stdout.strip() == "[]"


@pytest.mark.parametrize("name", [name for name, _ in FORMATS])
def test_each_format_has_a_help_with_an_example(name: str) -> None:
    shown = help_of(name)
    assert f"Example: edgewise export {name}" in " ".join(shown.split())
    for option in ("--node", "--depth", "--type", "--due", "--all"):
        assert option in shown
    assert max(map(len, shown.splitlines())) <= 80


@pytest.mark.parametrize("shell", ["bash", "zsh"])
def test_completion_knows_the_options_of_the_formats(
    shell: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["completion", shell]) == 0
    shown = capsys.readouterr().out
    assert "hashcards" in shown and "--reviews" in shown and "--bom" in shown


def test_csv_writes_a_row_a_card_and_says_how_many(
    here: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["export", "csv"]) == 0
    found = rows(here / "edgewise-cards.csv")
    said = capsys.readouterr().out
    assert said == f"{len(found)} cards written to edgewise-cards.csv.\n"
    assert {row["node"] for row in found} == {"water/river-delta", "water/salt-marsh"}
    assert main(["export", "csv", "-", "--reviews", "log.csv"]) == 0
    shown = capsys.readouterr()
    assert list(csv.DictReader(io.StringIO(shown.out))) == found
    assert "0 reviews to log.csv" in shown.err
    assert rows(here / "log.csv") == []


def test_a_scope_narrows_every_format_alike(here: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["export", "csv", "one.csv", "--node", "salt marsh"]) == 0
    assert {row["node"] for row in rows(here / "one.csv")} == {"water/salt-marsh"}
    assert main(["export", "csv", "near.csv", "--node", "salt marsh", "--depth", "1"]) == 0
    assert {row["node"] for row in rows(here / "near.csv")} == {
        "water/river-delta", "water/salt-marsh",
    }  # fmt: skip
    few = len(rows(here / "one.csv"))
    for name in ("markdown", "hashcards", "mochi"):
        capsys.readouterr()
        assert main(["export", name, f"out-{name}", "--node", "salt-marsh"]) == 0
        assert capsys.readouterr().out.startswith(f"{few} cards written to out-{name}")


def test_each_format_takes_its_media_along(here: Path, capsys: pytest.CaptureFixture[str]) -> None:
    for name in ("markdown", "hashcards", "mochi"):
        assert main(["export", name]) == 0
        assert "with 1 file of media written" in capsys.readouterr().out
    assert (here / "edgewise-markdown" / "water" / "media" / "map.png").read_bytes() == b"picture"
    assert [path.read_bytes() for path in (here / "edgewise-hashcards" / "media").iterdir()] == [
        b"picture"
    ]
    with zipfile.ZipFile(here / "edgewise.mochi") as packed:
        assert len(packed.namelist()) == 2
    deck = (here / "edgewise-hashcards" / "Concepts.md").read_text(encoding="utf-8")
    assert "C: A delta has [a front] and [a plain]." in deck


def test_a_second_export_of_the_same_cards_changes_no_byte(here: Path) -> None:
    seen = []
    for _ in range(2):
        for line in (["csv"], ["markdown"], ["markdown", "all.md"], ["hashcards"], ["mochi"]):
            assert main(["export", *line]) == 0
        seen.append({path: path.read_bytes() for path in here.rglob("*") if path.is_file()})
    assert seen[0] == seen[1]


def test_a_wrong_name_is_met_with_the_nearest_and_exit_2(
    here: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["export", "markdown", "out", "--node", "river-dleta"]) == 2
    assert "Did you mean river-delta?" in capsys.readouterr().err
    with pytest.raises(SystemExit) as stopped:
        main(["export", "csv", "--type", "concpet"])
    assert stopped.value.code == 2
    assert not list(here.iterdir())


@pytest.mark.parametrize("name", ["csv", "markdown", "hashcards", "mochi"])
def test_nothing_to_export_is_said_in_a_sentence_with_exit_1(
    here: Path, capsys: pytest.CaptureFixture[str], name: str
) -> None:
    assert main(["export", name, "--due"]) == 1
    shown = capsys.readouterr().err
    assert shown == "edgewise: there is nothing to export: no card is due.\n"
    assert main(["export", name, "--type", "metric"]) == 1
    assert "no metric has a card" in capsys.readouterr().err
    assert not list(here.iterdir())


@pytest.mark.parametrize(
    "line",
    [
        ["csv", "--depth", "1"],
        ["csv", "--node", "salt-marsh", "--depth", "-1"],
        ["csv", "a.csv", "--reviews", "a.csv"],
        ["hashcards", "-"],
    ],
)
def test_options_that_make_no_sense_are_exit_2(
    here: Path, capsys: pytest.CaptureFixture[str], line: list[str]
) -> None:
    assert main(["export", *line]) == 2
    assert capsys.readouterr().err.startswith("edgewise: ")
    assert not list(here.iterdir())


def test_files_of_somebody_else_are_left_alone(
    here: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (here / "diary.md").write_text("mine")
    for line in (["markdown", "diary.md"], ["csv", "diary.md"], ["mochi", "diary.md"]):
        assert main(["export", *line]) == 2
        assert "left as it is" in capsys.readouterr().err
    assert main(["export", "hashcards", "."]) == 2
    assert "diary.md" in capsys.readouterr().err
    assert [path.name for path in here.iterdir()] == ["diary.md"]
    assert (here / "diary.md").read_text() == "mine"


def test_a_folder_that_is_not_there_is_exit_3(
    here: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["export", "csv", "no/where.csv"]) == 3
    assert "no such file" in capsys.readouterr().err


def test_the_list_of_files_tells_a_folder_from_an_older_export(here: Path) -> None:
    assert main(["export", "hashcards", "cards"]) == 0
    assert main(["export", "hashcards", "cards", "--node", "salt-marsh"]) == 0
    assert sorted(path.name for path in (here / "cards").iterdir()) == ["Concepts.md", LIST]
    assert main(["export", "markdown", "cards"]) == 2
