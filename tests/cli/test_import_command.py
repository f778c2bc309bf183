"""edgewise import, accept and reject as processes: from a document to notes, and back again."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
DOCUMENT = """# Reading on rivers

## Papers
- [On the bends of zigzag rivers](https://arxiv.org/abs/2101.00031) - long, but worth it
- [A zigzag theory of floods](https://arxiv.org/abs/2102.00017)

## Books
- [The zigzag river book](https://example.org/zigzag) by A. Writer
"""


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("river") / "home"


@pytest.fixture(scope="module")
def document(home: Path) -> Path:
    path = home.parent / "rivers.md"
    path.write_text(DOCUMENT)
    return path


def edgewise(home: Path, *words: str, given: bytes = b"") -> subprocess.CompletedProcess[str]:
    done = subprocess.run(
        [sys.executable, "-m", "cli", *words],
        cwd=ROOT,
        env={**os.environ, "EDGEWISE_HOME": str(home)},
        capture_output=True,
        input=given,
        timeout=120,
        check=False,
    )
    out, err = done.stdout.decode(), done.stderr.decode()
    assert "Traceback" not in err, err
    return subprocess.CompletedProcess(done.args, done.returncode, out, err)


FIELDS = {
    "nodes": {"type", "title", "titles", "url", "arxiv", "lines", "quote", "also", "confidence",
              "ref", "ids", "aliases", "notes", "status", "same_as", "rule"},
    "edges": {"source", "relation", "target", "reason", "lines", "quote", "confidence", "rule",
              "qualifiers"},
    "headings": {"line", "level", "title", "parent"},
    "tables": {"lines", "columns", "rows", "caption"},
    "citations": {"number", "line", "section"},
    "repairs": {"line", "before", "after"},
    "problems": {"line", "col", "code", "message"},
}  # fmt: skip


OTHER = b"# Other\n\n- [A paper](https://arxiv.org/abs/2101.00001)\n"


def test_a_dry_run_prints_one_object_a_document_and_writes_nothing(
    tmp_path: Path, document: Path
) -> None:
    done = edgewise(
        tmp_path / "home", "import", str(document), "-", "--dry-run", "--json", given=OTHER
    )
    assert done.returncode == 0, done.stderr
    first, second = map(json.loads, done.stdout.splitlines())
    assert (first["file"], second["file"]) == (str(document), "stdin")
    assert set(first) == {"file", "sha256", *FIELDS}
    for each in (first, second):
        for name, fields in FIELDS.items():
            assert all(set(row) == fields for row in each[name]), name
    node = next(node for node in first["nodes"] if node["arxiv"] == "2101.00031")
    assert node["title"] == "On the bends of zigzag rivers" and node["type"] == "paper"
    assert node["quote"] in DOCUMENT and node["lines"] == [4, 4]
    assert not (tmp_path / "home").exists()


def test_from_a_document_to_notes_and_back(home: Path, document: Path) -> None:
    done = edgewise(home, "import", str(document))
    assert done.returncode == 0, done.stderr
    assert "Nothing makes cards yet" in done.stdout
    assert max(map(len, done.stdout.replace(str(home), "").splitlines())) <= 80
    waiting = json.loads(edgewise(home, "accept", "--json").stdout)["waiting"]
    names = {one["proposal"] for one in waiting}
    assert "on-the-bends-of-zigzag-rivers" in names
    assert "Nothing found" in edgewise(home, "search", "zigzag").stdout
    rejected = edgewise(home, "reject", "a-zigzag-theory-of-floods")
    assert rejected.returncode == 0 and "accept --undo" in rejected.stdout
    rehearsed = edgewise(home, "accept", "--all-above", "0.9", "--dry-run")
    assert "Would accept on-the-bends-of-zigzag-rivers" in rehearsed.stdout
    done = edgewise(home, "accept", "--all-above", "0.9", "--json")
    told = json.loads(done.stdout)
    assert told["written"] and "on-the-bends-of-zigzag-rivers" in [
        each["node"] for each in told["accepted"]
    ]
    assert "On the bends" in edgewise(home, "show", "on-the-bends-of-zigzag-rivers").stdout
    assert edgewise(home, "check").returncode == 0
    again = edgewise(home, "import", str(document))
    assert "Nothing new to propose" in again.stdout
    assert edgewise(home, "accept", "--undo").stdout.startswith("Took back accepting")
    assert not (home / "vault" / "papers" / "on-the-bends-of-zigzag-rivers.md").exists()
    assert edgewise(home, "accept", "--undo").stdout.startswith("Took back rejecting")
    back = json.loads(edgewise(home, "accept", "--json").stdout)["waiting"]
    assert {one["proposal"] for one in back} == names


def test_another_vault_takes_the_proposals(home: Path, tmp_path: Path, document: Path) -> None:
    (tmp_path / "vault").mkdir()
    done = edgewise(home, "import", str(document), "--into", str(tmp_path / "vault"))
    assert done.returncode == 0, done.stderr
    assert list((tmp_path / "vault" / "inbox" / "rivers").glob("*.md"))
    assert edgewise(home, "import", str(document), "--into", str(tmp_path / "no")).returncode == 2


@pytest.mark.parametrize(
    ("name", "data", "said"),
    [
        ("a.pdf", b"%PDF-1.7 x", "PDF is not read"),
        ("a.html", b"<!DOCTYPE html><p>x", "web pages are not read"),
        ("a.md", b"\x00\x01\x02" * 400, "binary"),
        ("a.md", "日本".encode("utf-16-be")[:3] + b"\xff" * 9, "not"),
        ("none.md", None, "no such file"),
    ],
)
def test_what_is_no_document_is_one_sentence(
    tmp_path: Path, name: str, data: bytes | None, said: str
) -> None:
    if data is not None:
        (tmp_path / name).write_bytes(data)
    done = edgewise(tmp_path / "home", "import", str(tmp_path / name))
    assert done.returncode == 2 and done.stdout == ""
    assert said in done.stderr and len(done.stderr.strip().splitlines()) == 1
    assert not (tmp_path / "home").exists()


def test_one_bad_file_does_not_hide_the_others(home: Path, document: Path, tmp_path: Path) -> None:
    (tmp_path / "bad.txt").write_bytes(b"\x00" * 500)
    done = edgewise(home, "import", str(document), str(tmp_path), "--dry-run")
    assert done.returncode == 1
    assert "rivers.md:" in done.stdout and "bad.txt: " in done.stderr


@pytest.mark.parametrize(
    "words",
    [
        ("accept", "no-such-proposal"),
        ("reject", "no-such-proposal"),
        ("accept", "--all-above", "7"),
        ("accept", "--undo", "x"),
        ("accept", "--merge", "self-attention"),
        ("reject",),
    ],
)
def test_a_wrong_call_is_told_and_changes_nothing(home: Path, words: tuple[str, ...]) -> None:
    done = edgewise(home, *words)
    assert done.returncode == 2 and done.stdout == "" and done.stderr
