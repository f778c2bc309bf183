"""Changes of several files as one act: done whole, or not at all, and undone as they were.

Owns the record of acts (`inbox/.acts/`, a file each): what every file held before, written before
the first change, so that an act which was cut short is taken back by the next one. An undo never
overwrites what was changed since. Not here: which files change (accept.py).
"""

from __future__ import annotations

import base64
import json
import os
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from hashlib import sha256
from pathlib import Path
from typing import NamedTuple

from kg.atomic_write import clear_left, create_file, write_all
from kg.errors import WriteRefused

ACTS = ".acts"
KEPT = 200
_DOING, _DONE = ".doing", ".json"

Progress = Callable[[int, int], None]


class Change(NamedTuple):
    """What a file held and will hold; None: there is no such file.

    added: of a list that others add to as well, only what this act adds.
    """

    path: Path
    before: bytes | None
    after: bytes | None
    added: bytes = b""


class Files:
    """Files as they will be: writes are only kept here until the act is done."""

    def __init__(self) -> None:
        self._before: dict[Path, bytes | None] = {}
        self._now: dict[Path, bytes | None] = {}
        self._added: dict[Path, bytes] = {}

    def add(self, path: Path, lines: bytes) -> None:
        """Lines at the end of a list that others may add to meanwhile."""
        self._added[path] = self._added.get(path, b"") + lines

    def read(self, path: Path) -> bytes | None:
        """The bytes of a file as it will be; None: there is none. Raises WriteRefused."""
        if path not in self._now:
            try:
                self._now[path] = path.read_bytes()
            except FileNotFoundError:
                self._now[path] = None
            except OSError as error:
                reason = (error.strerror or str(error)).lower()
                raise WriteRefused(f"{path} cannot be read: {reason}.") from error
            self._before[path] = self._now[path]
        return self._now[path]

    def write(self, path: Path, data: bytes | None) -> None:
        """From now on the file holds this; None: it is gone."""
        self.read(path)
        self._now[path] = data

    def changes(self) -> list[Change]:
        """All that is different, in the order in which it was first looked at."""
        changed = [
            Change(path, self._before[path], data)
            for path, data in self._now.items()
            if data != self._before[path]
        ]
        return [*changed, *(Change(path, None, None, new) for path, new in self._added.items())]


class Acts:
    """The acts on a vault. folder: where their records lie; root: what their paths begin at."""

    def __init__(self, folder: Path, root: Path) -> None:
        self._folder = folder / ACTS
        self._root = root

    def perform(self, told: str, files: Files, progress: Progress | None = None) -> None:
        """Do all changes. told: what it is, for the undo. Raises WriteRefused; then none is."""
        changes = files.changes()
        if not changes:
            return
        with self._alone():
            self._recover()
            record = self._folder / f"{self._next():08d}{_DOING}"
            create_file(record, _record(told, changes, self._root))
            try:
                _apply(changes, _mark(record), progress)
            except BaseException:
                self._take_back(record)
                raise
            record.rename(record.with_suffix(_DONE))
            self._forget()
        _drop_empty(changes, self._folder.parent)

    def undo(self) -> str:
        """Take the last act back and say what it was; '': there is none.

        Raises WriteRefused where one of its files was changed since; then nothing is.
        """
        with self._alone():
            self._recover()
            last = max(self._folder.glob(f"*{_DONE}"), default=None)
            if last is None:
                return ""
            told, changes = _read(last, self._root)
            for change, after in changes:
                now = "" if change.added else _hash(_bytes(change.path))
                if not change.added and now not in (after, _hash(change.before)):
                    raise WriteRefused(
                        f"{change.path} was changed since; an undo would lose that. Move it aside"
                        " first, or leave it all as it is."
                    )
            doing = last.with_suffix(_DOING)
            last.rename(doing)
            self._take_back(doing)
        _drop_empty([change for change, _ in changes], self._folder.parent)
        return told

    def last(self) -> str:
        """What an undo would take back, ''."""
        last = max(self._folder.glob(f"*{_DONE}"), default=None)
        return "" if last is None else _read(last, self._root)[0]

    def _take_back(self, record: Path) -> None:
        """Put every file back that still holds what the act wrote."""
        _, changes = _read(record, self._root)
        back: list[tuple[Path, bytes | None]] = []
        for change, after in reversed(changes):
            if change.added:
                back += _without(change)
            elif _hash(_bytes(change.path)) == after:
                back.append((change.path, change.before))
        clear_left({change.path.parent for change, _ in changes}, _mark(record))
        write_all(back, _mark(record))
        record.unlink(missing_ok=True)

    def _recover(self) -> None:
        """An act that was cut short is taken back."""
        for record in sorted(self._folder.glob(f"*{_DOING}"), reverse=True):
            self._take_back(record)

    def recover(self) -> None:
        """Take back what a killed process left half done. Raises WriteRefused."""
        if any(self._folder.glob(f"*{_DOING}")):
            with self._alone():
                self._recover()

    def _next(self) -> int:
        last = max(self._folder.glob(f"*{_DONE}"), default=None)
        return 1 if last is None else int(last.stem) + 1

    def _forget(self) -> None:
        for record in sorted(self._folder.glob(f"*{_DONE}"))[:-KEPT]:
            record.unlink(missing_ok=True)

    @contextmanager
    def _alone(self) -> Iterator[None]:
        """Wait until no other process acts on this inbox."""
        try:
            self._folder.mkdir(parents=True, exist_ok=True)
            handle = os.open(self._folder / ".lock", os.O_RDWR | os.O_CREAT, 0o644)
        except OSError as error:
            reason = (error.strerror or str(error)).lower()
            raise WriteRefused(f"{self._folder} cannot be written: {reason}.") from error
        try:
            if sys.platform != "win32":
                import fcntl

                fcntl.flock(handle, fcntl.LOCK_EX)
            yield
        finally:
            os.close(handle)


def _mark(record: Path) -> str:
    return f"act-{record.stem}-"


def _record(told: str, changes: list[Change], root: Path) -> bytes:
    rows = [
        {
            "path": os.path.relpath(change.path, root),
            "before": _encoded(change.before),
            "after": _hash(change.after),
            **({"added": _encoded(change.added)} if change.added else {}),
        }
        for change in changes
    ]
    return json.dumps({"told": told, "changes": rows}).encode()


def _read(record: Path, root: Path) -> tuple[str, list[tuple[Change, str]]]:
    """What an act is, and its changes with the hash of what each file held after it."""
    try:
        told = json.loads(record.read_bytes())
        changes = [
            (
                Change(
                    root / row["path"], _decoded(row["before"]), None,
                    _decoded(row.get("added")) or b"",
                ),
                str(row["after"]),
            )
            for row in told["changes"]
        ]  # fmt: skip
        return str(told["told"]), changes
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise WriteRefused(f"{record} cannot be read: move it aside.") from error


def _encoded(data: bytes | None) -> str | None:
    return None if data is None else base64.b64encode(data).decode()


def _decoded(text: str | None) -> bytes | None:
    return None if text is None else base64.b64decode(text)


def _hash(data: bytes | None) -> str:
    return "" if data is None else sha256(data).hexdigest()


def _bytes(path: Path) -> bytes | None:
    try:
        return path.read_bytes()
    except FileNotFoundError:
        return None
    except OSError as error:
        reason = (error.strerror or str(error)).lower()
        raise WriteRefused(f"{path} cannot be read: {reason}.") from error


def _apply(changes: Sequence[Change], mark: str, progress: Progress | None) -> None:
    news: list[tuple[Path, bytes | None]] = []
    for change in changes:
        if change.added:
            before = _bytes(change.path) or b""
            gap = b"\n" if before and not before.endswith(b"\n") else b""
            news.append((change.path, before + gap + change.added))
            continue
        if _bytes(change.path) != change.before:
            raise WriteRefused(f"{change.path} was changed meanwhile; nothing was done. Try again.")
        news.append((change.path, change.after))
    write_all(news, mark, progress)


def _without(change: Change) -> list[tuple[Path, bytes | None]]:
    """The list without what the act added; each line is looked for from the end."""
    held = _bytes(change.path)
    lines = (held or b"").split(b"\n")
    for line in reversed(change.added.rstrip(b"\n").split(b"\n")):
        if line in lines:
            del lines[len(lines) - 1 - lines[::-1].index(line)]
    return [] if held is None else [(change.path, b"\n".join(lines))]


def _drop_empty(changes: list[Change], inbox: Path) -> None:
    """Folders of proposals that have none left go."""
    for folder in {change.path.parent for change in changes if change.path.parent != inbox}:
        if folder.parent == inbox:
            with suppress(OSError):
                folder.rmdir()
