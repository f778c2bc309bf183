"""Takes the notes that the pictures show out of the pack: python docs/take_screen_notes.py

Owns docs/screens/notes.zip: what lies nearest to a few notes, as it stood on one day, so that a
picture changes with the app and not with every note that is written. Run it when the pictures
should show newer notes, then docs/make_screenshots.py. Not here: the home and the pictures
(screen_home.py, make_screenshots.py).
"""

from __future__ import annotations

import re
import sys
import tempfile
import zipfile
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from kg.compiled import Graph

ROOT = Path(__file__).resolve().parents[1]
PACK = ROOT / "kg" / "packs" / "ml-system-design"
NOTES = ROOT / "docs" / "screens" / "notes.zip"
STARTS = ("design-an-llm-serving-platform", "self-attention", "caching", "cache-hit-rate")
STEPS = ("model-development", "evaluation", "overall-system-design", "ml-system-design-framework")
MANY = 240
_FEW = 5  # a note with a link or two is no neighbour yet
# All problems lean on the same few notes: with one of them comes the next.
_FILES = (
    "SELECT node.id, file.path FROM node JOIN file ON file.id = node.file"
    " WHERE file.path LIKE '%.md' AND file.path NOT LIKE 'exercises/%'"
    " AND (file.path NOT LIKE 'problems/%' OR node.stem = ?)"
)
LINK = re.compile(r"\[\[([^\]|#]+)(#[^\]|]*)?(?:\|([^\]]*))?\]\]")
IN_A_LIST = re.compile(r"\s*- ")
EMPTY_LIST = re.compile(r"^\w+:\n(?!\s+- )", re.M)
NO_DAY = (1980, 1, 1, 0, 0, 0)


def main() -> int:
    """Write the notes; returns the exit code."""
    sys.path.insert(0, str(ROOT))
    paths = _nearest()
    stems = {path.stem for path in paths}
    with zipfile.ZipFile(NOTES, "w", zipfile.ZIP_DEFLATED) as pack:
        for path in [PACK / "pack.toml", *sorted(paths)]:
            text = path.read_text(encoding="utf-8")
            if path.suffix == ".md":
                text = _cut(text, stems)
            entry = zipfile.ZipInfo(path.relative_to(PACK).as_posix(), NO_DAY)
            entry.compress_type = zipfile.ZIP_DEFLATED
            pack.writestr(entry, text)
    return 0


def _nearest() -> list[Path]:
    """The files of the notes that the fewest links part from the first ones."""
    from cards.places import places
    from cards.refresh import refresh
    from cards.store import Store
    from kg.compiled import Graph

    with tempfile.TemporaryDirectory() as folder:
        where = places({"EDGEWISE_HOME": folder})
        with Store.open(where.study_db) as store:
            refresh(where, store, 0)
        with Graph.open(where.graph_db) as graph:
            return [PACK / path for path in _walk(graph)]


def _walk(graph: Graph) -> list[str]:
    """The first notes, all they build on and link to; then the note most of whose links are in."""
    near: dict[int, set[int]] = {}
    for subject, thing in graph.connection.execute("SELECT subject, object FROM edge"):
        near.setdefault(subject, set()).add(thing)
        near.setdefault(thing, set()).add(subject)
    files = dict(graph.connection.execute(_FILES, STARTS[:1]))
    first = [graph.find(stem).id for stem in (*STARTS, *STEPS)]
    taken = {*first, *(each for one in first for each in graph.all_prerequisites(one))}
    taken |= {far for one in first[: len(STARTS)] for far in near[one]}
    taken &= files.keys()
    while len(taken) < MANY:
        rest = sorted({far for one in taken for far in near.get(one, ())} & files.keys() - taken)
        taken.add(max(rest, key=lambda one: len(near[one] & taken) / (len(near[one]) + _FEW)))
    return [files[each] for each in sorted(taken)]


def _cut(text: str, stems: set[str]) -> str:
    """The note without its links to notes that are not taken."""
    lines = []
    for line in text.splitlines():
        away = [m for m in LINK.finditer(line) if m[1].strip() not in stems]
        if not away:
            lines.append(line)
        elif not IN_A_LIST.match(line):
            lines.append(LINK.sub(lambda m: m[0] if m[1].strip() in stems else m[3] or m[1], line))
    return EMPTY_LIST.sub("", "\n".join(lines) + "\n")


if __name__ == "__main__":
    sys.exit(main())
