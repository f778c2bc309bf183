"""A folder of exported files: built beside its place, and never at the cost of anybody's files.

Owns the list of what an export wrote (`edgewise-export.json`: each file with the hash of its
bytes), and by it which folder may be written again: one with nothing in it but unchanged files of
that list, hidden files, and what the program that reads the folder keeps there. A new folder
appears at once; in an old one each file is replaced whole. Not here: single files (export_file.py).
"""

from __future__ import annotations

import json
import os
import shutil
import tempfile
from collections.abc import Collection, Iterator
from contextlib import contextmanager
from hashlib import blake2b
from pathlib import Path, PurePosixPath

from kg.atomic_write import replace_file
from kg.errors import WriteRefused
from sync.export_file import failed, ordinary_mode

LIST = "edgewise-export.json"
_HASH_BYTES = 16


class Folder:
    """The folder while it is built. written: names of its files so far, in order."""

    def __init__(self, stage: Path) -> None:
        self._stage = stage
        self.written: dict[str, None] = {}

    def append(self, name: str, data: bytes) -> None:
        """Add bytes to the end of a file of the folder. name: relative, parts by '/'."""
        with self._place(name).open("ab") as stream:
            stream.write(data)

    def has(self, name: str) -> bool:
        """Whether the file has been begun."""
        return name in self.written

    def copy(self, name: str, source: Path) -> None:
        """Put a copy of a file into the folder, once."""
        if name not in self.written:
            shutil.copyfile(source, self._place(name))

    def _place(self, name: str) -> Path:
        if not _is_safe(name):
            raise WriteRefused(f"No file can be called '{name}' in an export.")
        path = self._stage / name
        if name not in self.written:
            path.parent.mkdir(parents=True, exist_ok=True)
            self.written[name] = None
        return path


@contextmanager
def new_folder(target: Path, kind: str, kept: Collection[str] = ()) -> Iterator[Folder]:
    """A folder to fill; it takes its place when the block ends without an error.

    kind: the format, for the list. kept: names that its reader puts there and that stay.

    Raises:
        WriteRefused: the target holds files that no such export wrote, or changed ones.
        ExportFailed: the disk refuses.
    """
    real = target.resolve()
    try:
        before = _written_before(real, target, kind, kept)
        with tempfile.TemporaryDirectory(
            prefix=f".{real.name}.", suffix=".part", dir=real.parent, ignore_cleanup_errors=True
        ) as scratch:
            stage = Path(scratch, "new")
            stage.mkdir()
            folder = Folder(stage)
            yield folder
            now = {name: _hash(stage / name) for name in sorted(folder.written)}
            _settle(stage, real, kind, before, now)
    except OSError as error:
        raise failed(target, error) from error


def _settle(
    stage: Path, real: Path, kind: str, before: dict[str, str], now: dict[str, str]
) -> None:
    if not real.exists():
        (stage / LIST).write_bytes(_listed(kind, now))
        stage.chmod(ordinary_mode(0o777))
        stage.rename(real)
        return
    # Both lists first: after a crash in between, every file is still known as ours.
    replace_file(real / LIST, _listed(kind, before | now, half_done=True))
    for name, hashed in now.items():
        place = real / name
        if not place.is_file() or _hash(place) != hashed:
            place.parent.mkdir(parents=True, exist_ok=True)
            (stage / name).replace(place)
    for name in before.keys() - now.keys():
        _remove(real, name)
    replace_file(real / LIST, _listed(kind, now))


def _remove(real: Path, name: str) -> None:
    path = real / name
    path.unlink(missing_ok=True)
    for folder in path.parents:
        if folder == real or any(folder.iterdir()):
            return
        folder.rmdir()


def _written_before(real: Path, target: Path, kind: str, kept: Collection[str]) -> dict[str, str]:
    """What an earlier export left in the folder: name -> hash. Raises WriteRefused."""
    if not real.exists():
        return {}
    if not real.is_dir():
        raise WriteRefused(f"{target} is a file; name a folder.")
    known, half_done = _read_list(real, target, kind)
    for name in _names(real):
        if name == LIST or name in kept:
            continue
        if name not in known or (real / name).is_symlink():
            raise WriteRefused(
                f"{target} holds '{name}', which no export wrote; choose another folder, or move "
                "it away."
            )
        if not half_done and _hash(real / name) != known[name]:
            raise WriteRefused(
                f"{target / name} was changed since it was exported; move it away, then export "
                "again."
            )
    return known


def _read_list(real: Path, target: Path, kind: str) -> tuple[dict[str, str], bool]:
    path = real / LIST
    if not path.is_file():
        return {}, False
    try:
        found = json.loads(path.read_bytes())
        files, written_as = dict(found["files"]), found["format"]
        is_sound = all(isinstance(name, str) and _is_safe(name) for name in files)
    except (ValueError, KeyError, TypeError):
        is_sound = False
    if not is_sound:
        raise WriteRefused(f"{path} is no list of exported files; choose another folder.")
    if written_as != kind:
        raise WriteRefused(
            f"{target} holds an export as {written_as}; choose another folder for {kind}."
        )
    return files, bool(found.get("half_done"))


def _names(real: Path) -> Iterator[str]:
    """All files by relative name, hidden ones and those in hidden folders left out."""
    for place, folders, files in os.walk(real):
        folders[:] = sorted(name for name in folders if not name.startswith("."))
        linked = [name for name in folders if Path(place, name).is_symlink()]
        for name in sorted([*files, *linked]):
            if not name.startswith("."):
                yield Path(place, name).relative_to(real).as_posix()


def _is_safe(name: str) -> bool:
    """Whether a name stays inside the folder, is no list of files and is not hidden."""
    parts = name.split("/")
    is_odd = "\\" in name or "\0" in name or PurePosixPath(name).is_absolute()
    return not is_odd and name != LIST and not any(part[:1] in ("", ".") for part in parts)


def _listed(kind: str, files: dict[str, str], *, half_done: bool = False) -> bytes:
    found: dict[str, object] = {"format": kind, "version": 1, "files": files}
    if half_done:
        found["half_done"] = True
    return json.dumps(found, ensure_ascii=False, indent=1, sort_keys=True).encode() + b"\n"


def _hash(path: Path) -> str:
    return blake2b(path.read_bytes(), digest_size=_HASH_BYTES).hexdigest()
