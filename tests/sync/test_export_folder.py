"""Folders and files of an export: whole or not at all, and never at the cost of other files."""

from __future__ import annotations

import json
import os
from pathlib import Path

import pytest

from kg.errors import WriteRefused
from sync.errors import ExportFailed
from sync.export_file import begins_with, new_file
from sync.export_folder import LIST, new_folder

KIND = "markdown"


def fill(target: Path, files: dict[str, bytes], **kept: frozenset[str]) -> None:
    with new_folder(target, KIND, **kept) as folder:
        for name, data in files.items():
            folder.append(name, data)


def held(target: Path) -> dict[str, bytes]:
    return {
        path.relative_to(target).as_posix(): path.read_bytes()
        for path in target.rglob("*")
        if path.is_file() and path.name != LIST
    }


def test_a_new_folder_appears_whole_with_ordinary_rights(tmp_path: Path) -> None:
    fill(tmp_path / "out", {"a.md": b"1", "b/c.md": b"2"})
    assert held(tmp_path / "out") == {"a.md": b"1", "b/c.md": b"2"}
    plain = tmp_path / "plain"
    plain.mkdir()
    assert (tmp_path / "out").stat().st_mode == plain.stat().st_mode
    assert sorted(path.name for path in tmp_path.iterdir()) == ["out", "plain"]


def test_nothing_is_left_of_an_export_that_breaks_off(tmp_path: Path) -> None:
    fill(tmp_path / "out", {"a.md": b"1"})
    before = sorted(tmp_path.rglob("*"))
    with pytest.raises(KeyboardInterrupt), new_folder(tmp_path / "out", KIND) as folder:
        folder.append("a.md", b"2")
        raise KeyboardInterrupt
    assert sorted(tmp_path.rglob("*")) == before
    assert held(tmp_path / "out") == {"a.md": b"1"}


def test_a_second_export_changes_adds_and_removes(tmp_path: Path) -> None:
    out = tmp_path / "out"
    fill(out, {"a.md": b"1", "old/b.md": b"2", "same.md": b"3"})
    same = (out / "same.md").stat().st_mtime_ns
    fill(out, {"a.md": b"changed", "new/c.md": b"4", "same.md": b"3"})
    assert held(out) == {"a.md": b"changed", "new/c.md": b"4", "same.md": b"3"}
    assert not (out / "old").exists()
    assert (out / "same.md").stat().st_mtime_ns == same


@pytest.mark.parametrize("name", ["mine.txt", "sub/mine.md"])
def test_a_folder_with_other_files_is_refused_and_left_as_it_is(tmp_path: Path, name: str) -> None:
    out = tmp_path / "out"
    fill(out, {"a.md": b"1"})
    (out / name).parent.mkdir(exist_ok=True)
    (out / name).write_bytes(b"mine")
    before = held(out)
    with pytest.raises(WriteRefused, match="which no export wrote"):
        fill(out, {"a.md": b"2"})
    assert held(out) == before


def test_a_folder_that_was_never_exported_to_is_refused(tmp_path: Path) -> None:
    (tmp_path / "notes").mkdir()
    (tmp_path / "notes" / "a.md").write_bytes(b"mine")
    with pytest.raises(WriteRefused, match=r"a\.md"):
        fill(tmp_path / "notes", {"a.md": b"2"})
    assert held(tmp_path / "notes") == {"a.md": b"mine"}


def test_an_exported_file_that_somebody_changed_is_not_lost(tmp_path: Path) -> None:
    out = tmp_path / "out"
    fill(out, {"a.md": b"1"})
    (out / "a.md").write_bytes(b"my own words")
    with pytest.raises(WriteRefused, match="was changed since"):
        fill(out, {"a.md": b"2"})
    assert held(out) == {"a.md": b"my own words"}


def test_an_empty_folder_hidden_files_and_what_the_reader_keeps_are_fine(tmp_path: Path) -> None:
    out = tmp_path / "out"
    (out / ".git").mkdir(parents=True)
    (out / ".git" / "config").write_bytes(b"git")
    (out / "hashcards.db").write_bytes(b"progress")
    for data in (b"1", b"2"):
        fill(out, {"a.md": data}, kept=frozenset({"hashcards.db"}))
    assert held(out) == {
        ".git/config": b"git", "hashcards.db": b"progress", "a.md": b"2",
    }  # fmt: skip


def test_an_export_of_another_format_is_refused(tmp_path: Path) -> None:
    fill(tmp_path / "out", {"a.md": b"1"})
    with (
        pytest.raises(WriteRefused, match="holds an export as markdown"),
        new_folder(tmp_path / "out", "hashcards"),
    ):
        pass


@pytest.mark.parametrize(
    "text", ["[]", "{", '{"format": "markdown", "files": {"../../x": "0"}}', '{"files": 3}', "null"]
)
def test_a_list_of_files_that_is_not_ours_removes_nothing(tmp_path: Path, text: str) -> None:
    (tmp_path / "x").write_bytes(b"outside")
    out = tmp_path / "out" / "in"
    out.mkdir(parents=True)
    (out / LIST).write_text(text)
    with pytest.raises(WriteRefused):
        fill(out, {"a.md": b"1"})
    assert (tmp_path / "x").read_bytes() == b"outside"


def test_a_crash_between_two_files_is_mended_by_the_next_export(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    out = tmp_path / "out"
    fill(out, {"a.md": b"1", "b.md": b"1", "gone.md": b"1"})
    real, calls = Path.replace, []

    def crash(self: Path, target: Path) -> Path:
        calls.append(target)
        if Path(target).name == "b.md":
            raise KeyboardInterrupt
        return real(self, target)

    monkeypatch.setattr(Path, "replace", crash)
    with pytest.raises(KeyboardInterrupt):
        fill(out, {"a.md": b"2", "b.md": b"2", "new.md": b"2"})
    monkeypatch.undo()
    assert calls and held(out)["a.md"] == b"2" and held(out)["b.md"] == b"1"
    fill(out, {"a.md": b"3", "b.md": b"3"})
    assert held(out) == {"a.md": b"3", "b.md": b"3"}
    assert "half_done" not in json.loads((out / LIST).read_text())


@pytest.mark.parametrize("name", ["../x.md", "/x.md", "a/../../x", ".hidden", "a//b", LIST, "a\\b"])
def test_a_name_that_leads_out_is_refused(tmp_path: Path, name: str) -> None:
    with pytest.raises(WriteRefused), new_folder(tmp_path / "out", KIND) as folder:
        folder.append(name, b"1")
    assert not (tmp_path / "out").exists()


def test_a_link_among_our_files_is_not_followed(tmp_path: Path) -> None:
    out = tmp_path / "out"
    fill(out, {"a.md": b"1"})
    (out / "a.md").unlink()
    (tmp_path / "precious").write_bytes(b"1")
    (out / "a.md").symlink_to(tmp_path / "precious")
    with pytest.raises(WriteRefused):
        fill(out, {"a.md": b"2"})
    assert (tmp_path / "precious").read_bytes() == b"1"


def never(path: Path) -> bool:
    return begins_with(path, b"ours")


def test_a_file_appears_whole_and_replaces_only_its_like(tmp_path: Path) -> None:
    path = tmp_path / "out.csv"
    for data in (b"ours 1", b"ours 2"):
        with new_file(path, never) as stream:
            stream.write(data)
            assert not path.exists() or path.read_bytes() != data
    assert path.read_bytes() == b"ours 2"
    path.write_bytes(b"a letter")
    with pytest.raises(WriteRefused, match="left as it is"), new_file(path, never):
        pass
    assert path.read_bytes() == b"a letter"


def test_a_file_that_breaks_off_leaves_the_old_one_and_no_scrap(tmp_path: Path) -> None:
    path = tmp_path / "out.csv"
    path.write_bytes(b"ours")
    with pytest.raises(KeyboardInterrupt), new_file(path, never) as stream:
        stream.write(b"half")
        raise KeyboardInterrupt
    assert path.read_bytes() == b"ours"
    assert list(tmp_path.iterdir()) == [path]


def test_a_folder_that_is_not_there_is_said_in_a_sentence(tmp_path: Path) -> None:
    with pytest.raises(ExportFailed, match="no such file"), new_file(tmp_path / "no" / "x", never):
        pass
    with pytest.raises(WriteRefused, match="is a folder"), new_file(tmp_path, never):
        pass


@pytest.mark.skipif(os.name != "posix", reason="needs a device file")
def test_a_device_is_written_to_and_not_replaced() -> None:
    with new_file(Path("/dev/null"), never) as stream:
        stream.write(b"x")
    assert Path("/dev/null").is_char_device()
