"""Layers of notes: the packs and, above them, the learner's vault.

Owns what a layer is and which of its files are nodes: notes, and the exercise.toml of each folder
in exercises/. A file that cannot be read is listed with the reason, never raised. Not here: where
the layers lie (cards/places.py), reading a note.
"""

from __future__ import annotations

import os
import stat
from collections.abc import Iterator
from operator import itemgetter
from pathlib import Path
from typing import NamedTuple

from kg.errors import KgError
from kg.names import EXERCISE_FILE, is_exercise, stem_of

VAULT = "vault"
PACK_FILE = "pack.toml"
EXERCISES = "exercises"
NOT_NOTES = frozenset({"inbox", EXERCISES, "media"})
# A pack is also a repository: these files of its top folder are about it, not part of the map.
REPOSITORY_FILES = frozenset({"readme.md", "changelog.md", "license.md", "contributing.md"})
_PATH = itemgetter(1)  # of a NoteFile; without a call of Python for each of thousands


class Layer(NamedTuple):
    """A folder of notes. Higher rank lies over lower; the vault has the highest."""

    name: str
    root: Path
    rank: int
    title: str = ""
    version: str = ""
    available: bool = True


class NoteFile(NamedTuple):
    """One note or exercise.toml of a layer, or a place that could not be read (problem says why).

    path: posix, relative to the layer's root. location: of the file itself, as text, since a
    start looks at thousands. size in bytes, mtime_ns in ns since 1970.
    """

    layer: str
    path: str
    location: str
    size: int
    mtime_ns: int
    readable: bool
    problem: str = ""

    @property
    def absolute(self) -> Path:
        """The file itself."""
        return Path(self.location)

    @property
    def stem(self) -> str:
        """The file name without .md, or an exercise's folder: the node's short name."""
        return stem_of(self.path)

    @property
    def is_exercise(self) -> bool:
        """Whether it is the header of an exercise."""
        return is_exercise(self.path)


def vault_layer(root: Path, rank: int) -> Layer:
    """The learner's own layer; available only if its folder is there."""
    return Layer(VAULT, root, rank, "Your notes", "", root.is_dir())


def read_pack(root: Path, rank: int = 0) -> Layer:
    """The layer that a folder with pack.toml is.

    Raises:
        KgError: pack.toml is missing, is not TOML, or lacks a name.
    """
    import tomllib

    from kg.links import STEM

    file = root / PACK_FILE
    try:
        table = tomllib.loads(file.read_text(encoding="utf-8"))
    except FileNotFoundError as error:
        raise KgError(
            f"{root} is not a pack: it has no {PACK_FILE} (name, title, version)."
        ) from error
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise KgError(f"{file} cannot be read: {error}. Repair it, or remove the pack.") from error
    texts = {key: table.get(key, "") for key in ("name", "title", "version")}
    for key, value in texts.items():
        if not isinstance(value, str):
            raise KgError(f'{file}: {key} must be text in quotes, like {key} = "...".')
    name = texts["name"]
    if not STEM.match(name) or name == VAULT:
        raise KgError(
            f"{file}: name must be in kebab case and not '{VAULT}', like name = \"my-field\"."
        )
    return Layer(name, root, rank, texts["title"] or name, texts["version"])


def note_files(layer: Layer) -> Iterator[NoteFile]:
    """All notes and exercises of a layer in order of path, with the places that cannot be read.

    A folder that is missing yields nothing; hidden files and folders, inbox/, media/ and what
    else lies in exercises/ are not notes. Linked folders are followed once.
    """
    if not layer.root.is_dir():
        return
    yield from sorted(_walk(layer), key=_PATH)


def _walk(layer: Layer) -> Iterator[NoteFile]:
    seen: set[tuple[int, int]] = set()
    waiting: list[tuple[str, str]] = [(str(layer.root), "")]
    while waiting:
        folder, prefix = waiting.pop()
        try:
            facts = os.stat(folder)  # noqa: PTH116 (a path as text, for speed)
            with os.scandir(folder) as listing:
                entries = list(listing)
        except OSError as error:
            yield _bad(layer.name, folder, prefix.rstrip("/"), _reason(error))
            continue
        identity = (facts.st_dev, facts.st_ino)
        if identity in seen:
            problem = "a link leads back to a folder above it"
            yield _bad(layer.name, folder, prefix.rstrip("/"), problem)
            continue
        seen.add(identity)
        folders: list[str] = []
        for entry in entries:
            if entry.name == EXERCISES and not prefix:
                yield from _exercises(layer.name, entry)
                continue
            found = _entry(layer.name, entry, prefix)
            if found is True:
                folders.append(entry.name)
            elif found:
                yield found
        # In order of name, so that of several links to one folder the same one counts everywhere.
        waiting += [(f"{folder}/{name}", f"{prefix}{name}/") for name in sorted(folders)]


def _entry(layer: str, entry: os.DirEntry[str], prefix: str) -> NoteFile | bool:
    """The note file an entry is, True for a folder to walk, False for what is not ours."""
    name, path = entry.name, entry.path
    if name[0] == "." or (not prefix and name.lower() in REPOSITORY_FILES):
        return False
    is_markdown = name[-3:] == ".md" or name[-3:].lower() == ".md"
    try:
        facts = entry.stat()
    except OSError as error:
        return _bad(layer, path, prefix + name, _reason(error)) if is_markdown else False
    mode = facts.st_mode
    if is_markdown and stat.S_ISREG(mode):
        return NoteFile(layer, prefix + name, path, facts.st_size, facts.st_mtime_ns, True)
    if stat.S_ISDIR(mode):
        if is_markdown:
            return _bad(layer, path, prefix + name, "it is a folder, not a file")
        return name not in NOT_NOTES
    return _bad(layer, path, prefix + name, "it is not a plain file") if is_markdown else False


def _exercises(layer: str, folder: os.DirEntry[str]) -> Iterator[NoteFile]:
    """The exercise.toml of each folder in exercises/; a folder without one (data/) is none."""
    try:
        with os.scandir(folder.path) as listing:
            entries = [entry for entry in listing if entry.name[0] != "."]
    except NotADirectoryError:
        return
    except OSError as error:
        yield _bad(layer, folder.path, EXERCISES, _reason(error))
        return
    for entry in entries:
        path = f"{EXERCISES}/{entry.name}/{EXERCISE_FILE}"
        location = f"{entry.path}/{EXERCISE_FILE}"
        try:
            facts = os.stat(location)  # noqa: PTH116 (a path as text, for speed)
        except (FileNotFoundError, NotADirectoryError):
            continue
        except OSError as error:
            yield _bad(layer, location, path, _reason(error))
            continue
        if stat.S_ISREG(facts.st_mode):
            yield NoteFile(layer, path, location, facts.st_size, facts.st_mtime_ns, True)
        else:
            yield _bad(layer, location, path, "it is not a plain file")


def _bad(layer: str, location: str, path: str, problem: str) -> NoteFile:
    return NoteFile(layer, path or ".", location, 0, 0, False, problem)


def _reason(error: OSError) -> str:
    import errno

    if error.errno == errno.ELOOP:
        return "a link leads back to itself"
    if error.errno == errno.ENOENT:
        return "it is a link to a file that is not there"
    return (error.strerror or str(error)).lower()
