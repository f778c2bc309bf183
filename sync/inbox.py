"""The vault's inbox: writes proposed notes with their media, and remembers what was proposed.

Owns the list of what was proposed (`inbox/.proposed.jsonl`, a line each; it travels with the
vault), so that nothing is proposed twice, whatever became of it; and that a write which fails
leaves nothing. Not here: what is proposed (anki_notes.py, hashcards_in.py), accepting it.
"""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterable, Sequence
from pathlib import Path

from kg.atomic_write import create_file, replace_file
from kg.errors import WriteRefused
from kg.media import FOLDER
from sync.proposed import Origin, ProposedNote

LIST = ".proposed.jsonl"
_MOST_BYTES = 200_000_000


class Inbox:
    """The folder of proposals. Nothing is created before something is written."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._known: set[Origin] | None = None

    def known(self) -> set[Origin]:
        """All that was proposed before; a line that cannot be read counts as none."""
        if self._known is None:
            self._known = set(self.entries())
        return self._known

    def entries(self) -> list[Origin]:
        """The list in its order, with what an import that was cut short did not come to add."""
        paths = (self.folder / LIST, *self._beside())
        return [entry for path in paths for entry in _read(path)]

    def _beside(self) -> list[Path]:
        """Lists of whole folders of proposals that are not part of this one yet."""
        found = sorted(self.folder.glob(f"*/{LIST}")) if self.folder.is_dir() else []
        return [path for path in found if not path.parent.name.startswith(".")]

    def remember(self, origins: Iterable[Origin]) -> None:
        """Add to the list what is not on it yet. Raises WriteRefused."""
        beside = self._beside()
        self._remember([*origins, *(entry for path in beside for entry in _read(path))])
        for path in beside:
            path.unlink(missing_ok=True)

    def is_free(self, stem: str, text: str) -> bool:
        """Whether a note may get this name: none has it, or it is the same note."""
        path = self.folder / f"{stem}.md"
        try:
            return not path.exists() or path.read_bytes() == text.encode("utf-8", "replace")
        except OSError:
            return False

    def add(self, notes: Sequence[ProposedNote], media: Path, origins: Iterable[Origin]) -> None:
        """Write notes, the files that lie in the folder `media`, and what was proposed.

        Raises WriteRefused; then no note was added.
        """
        written: list[Path] = []
        try:
            for file in sorted(media.iterdir()) if media.is_dir() else ():
                self._add_file(file, written)
            for note in notes:
                path = self.folder / f"{note.stem}.md"
                if not path.exists():
                    create_file(path, note.text.encode("utf-8", "replace"))
                    written.append(path)
            self._remember(origins)
        except (WriteRefused, OSError, KeyboardInterrupt) as error:
            for path in written:
                path.unlink(missing_ok=True)
            if isinstance(error, OSError):
                reason = (error.strerror or str(error)).lower()
                raise WriteRefused(f"{self.folder} cannot be written: {reason}.") from error
            raise

    def _add_file(self, file: Path, written: list[Path]) -> None:
        """A media file; its name is made of its content, so one that is there is the same."""
        target = self.folder / FOLDER / file.name
        if target.exists():
            return
        target.parent.mkdir(parents=True, exist_ok=True)
        written.append(target)
        shutil.copyfile(file, target)

    def _remember(self, origins: Iterable[Origin]) -> None:
        path = self.folder / LIST
        news = sorted(set(origins) - set(_read(path)))
        if not news:
            return
        before = path.read_bytes() if path.exists() else b""
        if before and not before.endswith(b"\n"):
            before += b"\n"
        path.parent.mkdir(parents=True, exist_ok=True)
        replace_file(path, before + lines_of(news))
        self.known().update(news)


def lines_of(origins: Iterable[Origin]) -> bytes:
    """Origins as lines of the list."""
    told = (json.dumps(origin._asdict(), ensure_ascii=True) for origin in origins)
    return "".join(f"{line}\n" for line in told).encode()


def _read(path: Path) -> Iterable[Origin]:
    try:
        if path.stat().st_size > _MOST_BYTES:
            raise WriteRefused(f"{path} is too large to be ours; move it aside.")
        lines = path.read_text(encoding="utf-8", errors="replace").splitlines()
    except FileNotFoundError:
        return
    except OSError as error:
        reason = (error.strerror or str(error)).lower()
        raise WriteRefused(f"{path} cannot be read: {reason}; move it aside.") from error
    for line in lines:
        try:
            entry = json.loads(line)
            yield Origin(str(entry["kind"]), str(entry["id"]), str(entry["hash"]))
        except (ValueError, KeyError, TypeError, RecursionError):
            continue
