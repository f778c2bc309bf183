"""Which files an import reads, and what it says of those it does not."""

from __future__ import annotations

import errno
import io
import os
from pathlib import Path

import pytest

from kg.documents.decode import MAX_BYTES
from sync.import_files import gather


def test_a_folder_gives_its_documents_in_order_and_counts_the_rest(tmp_path: Path) -> None:
    for name in ("b.md", "a.txt", "sub/c.markdown", "sub/d.png", ".hidden.md", ".git/e.md"):
        path = tmp_path / name
        path.parent.mkdir(exist_ok=True)
        path.write_text(name)
    got = gather([str(tmp_path)])
    assert [Path(name).name for name, _ in got.files] == ["a.txt", "b.md", "c.markdown"]
    assert got.left_out == 1 and got.refused == []


def test_a_loop_of_links_ends_and_each_file_is_read_once(tmp_path: Path) -> None:
    (tmp_path / "sub").mkdir()
    (tmp_path / "sub" / "a.md").write_text("a")
    (tmp_path / "sub" / "loop").symlink_to(tmp_path)
    (tmp_path / "sub" / "again.md").symlink_to(tmp_path / "sub" / "a.md")
    (tmp_path / "turn.md").symlink_to(tmp_path / "turn.md")
    got = gather([str(tmp_path), str(tmp_path / "sub")])
    assert [data for _, data in got.files] == [b"a"]
    assert [str(error) for error in got.refused] == [
        f"{tmp_path}/turn.md: it is a link that leads back to itself; name the file it should mean."
    ]


def test_standard_input_is_a_document(tmp_path: Path) -> None:
    got = gather(["-"], io.BytesIO(b"# A list\n"))
    assert got.files == [("stdin", b"# A list\n")]


def test_what_is_no_plain_file_or_too_large_is_a_sentence(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe.md")
    with (tmp_path / "large.md").open("wb") as stream:
        stream.truncate(200_000_000)
    names = [str(tmp_path / name) for name in ("pipe.md", "large.md", "none.md")]
    got = gather(names)
    assert got.files == []
    pipe, large, none = (error.reason for error in got.refused)
    assert "no plain file" in pipe
    assert large == f"it has 200 MB, at most {MAX_BYTES // 1_000_000} MB are read; split it."
    assert none == "there is no such file; check the name."


def test_too_much_standard_input_is_refused() -> None:
    got = gather(["-"], io.BytesIO(b"a" * (MAX_BYTES + 1)))
    assert got.files == [] and "more than 50 MB" in got.refused[0].reason


def test_a_file_that_may_not_be_read_is_a_sentence(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "closed.md"
    path.write_text("a")
    path.chmod(0)

    def as_for_others(name: object, flags: int) -> int:
        """What the system answers whoever is not root, as whom tests may run."""
        raise PermissionError(errno.EACCES, os.strerror(errno.EACCES), str(name))

    monkeypatch.setattr(os, "open", as_for_others)
    assert "may not be read" in gather([str(path)]).refused[0].reason


def test_a_file_that_changes_while_it_is_read_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "log.md"
    path.write_bytes(b"a\n")
    looked: list[int] = []
    fstat = os.fstat

    def meanwhile(handle: int) -> os.stat_result:
        """The second look at a handle comes after reading; by then another process has written."""
        looked.append(handle)
        if len(looked) % 2 == 0:
            with path.open("ab") as stream:
                stream.write(b"b\n")
        return fstat(handle)

    monkeypatch.setattr("sync.import_files.os.fstat", meanwhile)
    got = gather([str(path)])
    assert got.files == []
    assert "changed while it was read" in got.refused[0].reason
    assert path.read_bytes() == b"a\n" + b"b\n" * 3


def test_a_file_that_rests_after_the_first_try_is_read(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "log.md"
    path.write_bytes(b"a\n")
    looked: list[int] = []
    fstat = os.fstat

    def once(handle: int) -> os.stat_result:
        looked.append(handle)
        if len(looked) == 2:
            path.write_bytes(b"whole\n")
        return fstat(handle)

    monkeypatch.setattr("sync.import_files.os.fstat", once)
    assert gather([str(path)]).files == [(str(path), b"whole\n")]
