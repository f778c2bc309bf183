"""edgewise check, new, edit and rename, as they are typed."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from cli.__main__ import main

BROKEN = "---\ntype: concept\ntitle: Oxbow: a lake\n---\nText.\n"
DELTA = """---
type: concept
title: River delta
---
Land that grows where a stream meets still water.
"""
REPOSITORY = Path(__file__).parents[2]


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    folder = tmp_path / "home"
    monkeypatch.setenv("EDGEWISE_HOME", str(folder))
    monkeypatch.delenv("EDITOR", raising=False)
    monkeypatch.delenv("VISUAL", raising=False)
    monkeypatch.chdir(tmp_path)
    return folder


def write(path: Path, text: str) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text)
    return path


def test_check_of_a_folder_prints_faults_in_order_and_fails(
    home: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    write(tmp_path / "notes/concepts/oxbow.md", BROKEN)
    write(tmp_path / "notes/concepts/delta.md", DELTA + "\nLike an [[oxbow]] or a [[pond]].\n")

    code = main(["check", "notes"])

    assert code == 1
    assert capsys.readouterr().out.splitlines() == [
        "notes/concepts/delta.md:7:24 W101 there is no note 'pond'",
        "notes/concepts/oxbow.md:3:13 E037 title: a value with a colon must be quoted; "
        'write title: "Oxbow: a lake"',
        "2 notes: 1 error, 1 warning.",
    ]


def test_warnings_alone_do_not_fail(
    home: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    write(tmp_path / "notes/delta.md", DELTA + "\nLike a [[pond]].\n")

    assert main(["check", "notes", "--format", "json"]) == 0
    assert json.loads(capsys.readouterr().out) == [
        {
            "path": "notes/delta.md",
            "line": 7,
            "column": 8,
            "code": "W101",
            "severity": "warning",
            "message": "there is no note 'pond'",
            "allowed": False,
            "reason": "",
        }
    ]


def test_notes_of_a_folder_may_link_to_the_built_in_pack(home: Path, tmp_path: Path) -> None:
    write(tmp_path / "notes/delta.md", DELTA + "\nLike [[softmax]].\n")

    assert main(["check", "notes"]) == 0


def test_a_pack_is_checked_alone(
    home: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    write(tmp_path / "rivers/pack.toml", 'name = "rivers"\n')
    write(tmp_path / "rivers/delta.md", DELTA + "\nLike [[softmax]].\n\n## Cards\nQ: Why?\nA: So.")

    assert main(["check", str(tmp_path / "rivers")]) == 1
    lines = capsys.readouterr().out.splitlines()
    assert [line.split()[1] for line in lines[:-1]] == ["W101", "E134"]


def test_check_without_a_folder_reads_the_home(
    home: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    write(home / "vault/concepts/oxbow.md", BROKEN)
    write(home / "vault/relations.toml", "[flows]\n")

    assert main(["check"]) == 1
    out = capsys.readouterr().out
    assert f"{(home / 'vault/concepts/oxbow.md').relative_to(Path.cwd())}:3:13 E037" in out
    assert "vault/relations.toml:1:1 E301 flows: inverse is wanted" in out


def test_the_built_in_pack_has_no_error(home: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["check", str(REPOSITORY / "kg/packs/ml-system-design")]) == 0


def test_a_folder_that_is_none_is_a_usage_error(
    home: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["check", "nowhere"]) == 2
    assert "nowhere is not a folder" in capsys.readouterr().err


def test_new_writes_a_draft_that_passes_the_check(
    home: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["new", "concept", "Oxbow:", "a", "lake"]) == 0
    path = Path(capsys.readouterr().out.strip())

    assert path == home / "vault/concepts/oxbow-a-lake.md"
    assert main(["check", str(home / "vault")]) == 0
    assert main(["new", "concept", "Oxbow: a lake"]) == 2
    assert "exists already" in capsys.readouterr().err


def test_new_refuses_the_name_of_a_pack_note(
    home: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["new", "concept", "Softmax"]) == 2
    assert "edgewise edit softmax" in capsys.readouterr().err
    assert not home.exists()


def test_edit_copies_a_pack_note_once_and_then_finds_the_copy(
    home: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["edit", "ml-system-design/softmax"]) == 0
    path = Path(capsys.readouterr().out.strip())
    assert path == home / "vault/concepts/softmax.md"
    path.write_text(path.read_text() + "\nMine.\n")

    assert main(["edit", "softmax"]) == 0
    assert Path(capsys.readouterr().out.strip()) == path
    assert path.read_text().endswith("Mine.\n")


def test_editing_what_is_not_there_names_the_nearest(
    home: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["edit", "sofmax"]) == 2
    assert "Did you mean softmax" in capsys.readouterr().err


def test_a_note_is_found_by_its_title_once_the_graph_is_compiled(
    home: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    from cards.places import layers, places
    from kg.compiler import refresh

    where = places(os.environ)
    home.mkdir()
    refresh(layers(where), where.graph_db)

    assert main(["edit", "Softmax"]) == 0
    assert capsys.readouterr().out.strip().endswith("vault/concepts/softmax.md")


def test_rename_moves_a_note_and_its_links(home: Path, capsys: pytest.CaptureFixture[str]) -> None:
    write(home / "vault/delta.md", DELTA)
    write(home / "vault/mouth.md", DELTA.replace("delta", "mouth") + "\nSee [[delta]].\n")

    assert main(["rename", "delta", "river-delta"]) == 0
    assert capsys.readouterr().out.splitlines() == [
        str(home / "vault/river-delta.md"),
        f"links changed in {home / 'vault/mouth.md'}",
    ]
    assert "id: vault/delta" in (home / "vault/river-delta.md").read_text()


def test_rename_leaves_packs_alone(home: Path, capsys: pytest.CaptureFixture[str]) -> None:
    write(home / "vault/delta.md", DELTA)

    assert main(["rename", "softmax", "soft-max"]) == 2
    assert "packs keep their names" in capsys.readouterr().err
    assert main(["rename", "delta", "softmax"]) == 2
    assert "choose another name" in capsys.readouterr().err


def test_the_editor_opens_at_a_terminal_only_and_new_cards_get_keys(
    home: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    script = write(
        tmp_path / "editor.py",
        "import sys, pathlib\nwith pathlib.Path(sys.argv[1]).open('a') as note:\n"
        "    note.write('Q: Why does it bend?\\nA: So.\\n')\n",
    )
    monkeypatch.setenv("EDITOR", f"{sys.executable} {script}")
    assert main(["new", "concept", "Oxbow"]) == 0
    path = Path(capsys.readouterr().out.strip())
    assert "Q: Why" not in path.read_text()

    monkeypatch.setattr("cli.editor.at_terminal", lambda: True)
    assert main(["edit", "oxbow"]) == 0
    assert path.read_text().endswith("Q: Why does it bend?\nA: So. ^bend\n")

    monkeypatch.setenv("EDITOR", "no-such-editor")
    assert main(["edit", "oxbow"]) == 3
    assert "no-such-editor" in capsys.readouterr().err


def test_check_runs_as_a_command_without_the_screen_library(home: Path, tmp_path: Path) -> None:
    write(tmp_path / "notes/delta.md", DELTA)
    code = (
        "import sys; from cli.__main__ import main; code = main(['check', 'notes']);"
        "print(code, 'textual' in sys.modules, 'networkx' in sys.modules)"
    )
    done = subprocess.run(
        [sys.executable, "-c", code],
        cwd=tmp_path,
        env={**os.environ, "PYTHONPATH": str(REPOSITORY)},
        capture_output=True,
        text=True,
        check=True,
    )

    assert done.stdout.splitlines() == ["1 note: 0 errors, 0 warnings.", "0 False False"]
