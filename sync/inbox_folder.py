"""A folder of proposals in the inbox: it appears whole or not at all, with its documents beside.

Owns how an import is written, what a killed one leaves, and where the bytes of documents are kept,
so that a proposal can be shown in its context. Not here: what is proposed (inbox_documents.py), the
list (inbox.py).
"""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Mapping
from pathlib import Path

from kg.atomic_write import wait_for_disk
from kg.errors import WriteRefused
from kg.links import kebab
from sync.inbox import LIST, Inbox, lines_of
from sync.inbox_documents import Plan
from sync.pending import files_of

SOURCES = ".sources"
_STAGE = ".adding-"
_FORGOTTEN_S = 3600.0


def add_folder(
    inbox: Inbox, made: Plan, name: str, sources: Mapping[str, bytes], now_s: float
) -> Path | None:
    """Put the notes into a new folder of the inbox; None: there was nothing to propose.

    name: what the folder is called after. sources: bytes of the documents by sha256. now_s: Unix
    time, for what an import that was killed left. Raises WriteRefused; then nothing was added.
    """
    if not made.notes:
        inbox.remember(made.origins)
        return None
    try:
        inbox.folder.mkdir(parents=True, exist_ok=True)
        _forget_stages(inbox.folder, now_s)
        stage = Path(tempfile.mkdtemp(prefix=_STAGE, dir=inbox.folder))
        try:
            _fill(stage, made)
            (inbox.folder / SOURCES).mkdir(exist_ok=True)
            _keep_sources(inbox.folder, made, sources)
            target = _free_folder(inbox.folder, kebab(name)[:60].strip("-") or "import")
            stage.chmod(inbox.folder.stat().st_mode & 0o7777)
            stage.rename(target)
        except BaseException:
            shutil.rmtree(stage, ignore_errors=True)
            raise
        inbox.remember(made.origins)
        _drop_sources(inbox.folder)
    except OSError as error:
        reason = (error.strerror or str(error)).lower()
        raise WriteRefused(f"{inbox.folder} cannot be written: {reason}.") from error
    return target


def _fill(stage: Path, made: Plan) -> None:
    """Write the notes, and the list for the case that this ends before the inbox's own has them."""
    paths = [stage / LIST]
    paths[0].write_bytes(lines_of(made.origins))
    for stem, text in made.notes:
        paths.append(stage / f"{stem}.md")
        paths[-1].write_bytes(text.encode("utf-8", "replace"))
    wait_for_disk(paths)


def _keep_sources(folder: Path, made: Plan, sources: Mapping[str, bytes]) -> None:
    text = "".join(text for _, text in made.notes)
    for sha256, data in sources.items():
        path = source_file(folder, sha256)
        if sha256 in text and not path.exists():
            part = path.with_suffix(".part")
            part.write_bytes(data)
            part.replace(path)


def _drop_sources(folder: Path) -> None:
    """Documents go once none of their proposals waits."""
    kept = [path for path in (folder / SOURCES).iterdir() if path.is_file()]
    texts = [path.read_bytes() for path in files_of(folder)] if kept else []
    for path in kept:
        if not any(path.name.encode() in text for text in texts):
            path.unlink(missing_ok=True)


def source_file(folder: Path, sha256: str) -> Path:
    """Where the bytes of a document are kept. folder: the inbox."""
    return folder / SOURCES / sha256[:32]


def _free_folder(inbox: Path, name: str) -> Path:
    place, number = inbox / name, 1
    while place.exists():
        number += 1
        place = inbox / f"{name}-{number}"
    return place


def _forget_stages(folder: Path, now_s: float) -> None:
    for stage in folder.glob(f"{_STAGE}*"):
        if now_s - stage.stat().st_mtime > _FORGOTTEN_S:
            shutil.rmtree(stage, ignore_errors=True)
