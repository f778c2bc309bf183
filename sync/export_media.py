"""Images and sounds that exported cards name: which file, and under which name it travels.

Owns the look-up from a card to its layer's folder, and that what cannot be used becomes its words.
Not here: which files count (kg/media.py), their names made of content (anki_media.py).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path

from cards.models import Card
from kg.compiled import Graph
from kg.media import find, references
from sync.anki_media import media_for
from sync.anki_model import AnkiMedia

Roots = Mapping[str, Path]
Take = Callable[[AnkiMedia], None]


def roots(graph: Graph) -> dict[str, Path]:
    """The folder of each layer, by its name."""
    return {layer.name: Path(layer.root) for layer in graph.layers()}


def taken(found: Roots, card: Card, written: str, take: Take) -> str:
    """The name a file travels under, handed to `take`; '' where there is no usable file."""
    root = found.get(card.layer)
    media = None if root is None else media_for(root, card.path, written)
    if media is None:
        return ""
    take(media)
    return media.name


def beside(found: Roots, card: Card, texts: tuple[str, ...]) -> dict[str, Path]:
    """The files that a card's texts name, by the path as written: to be copied as they are."""
    root = found.get(card.layer)
    named: dict[str, Path] = {}
    for text in texts:
        for written in references(text) if root is not None and "](" in text else ():
            path = find(root, card.path, written) if root is not None else None
            if path is not None:
                named[written] = path
    return named
