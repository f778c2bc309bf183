"""The images and sounds of a card or note: what draws them, and their files.

Owns which of them are drawn (an image, where Pillow is installed) and which can be opened. Loaded
only for a text that names media. Not here: which file is meant (kg/media.py), drawing
(pictures.py), whose turn it is to be opened (turns.py).
"""

from __future__ import annotations

from pathlib import Path

from kg.compiled import Graph
from kg.media import IMAGE_SUFFIXES, find, references
from tui.blocks import Block
from tui.card_text import Picture


def folder_of(graph: Graph, layer: str) -> Path | None:
    """The folder of a layer's notes as of the last compilation; None if it has gone."""
    return next((Path(each.root) for each in graph.layers() if each.name == layer), None)


def drawer(root: Path | None, note_path: str, width: int) -> Picture:
    """What draws the image a note names, as blocks of text; nothing where it cannot.

    width: cells there are.
    """

    def draw(written: str) -> list[Block]:
        path = None if root is None else find(root, note_path, written)
        if path is None or path.suffix.lower() not in IMAGE_SUFFIXES:
            return []
        from tui.pictures import rows_of

        return [Block(row, keep=True) for row in rows_of(path, width)]

    return draw


def files_of(root: Path | None, note_path: str, *texts: str) -> list[Path]:
    """The files that these texts of a note name, each once, in order."""
    if root is None:
        return []
    written = (each for text in texts for each in references(text))
    found = (find(root, note_path, each) for each in written)
    return list(dict.fromkeys(path for path in found if path is not None))
