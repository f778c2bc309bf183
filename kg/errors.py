"""Every error the map can raise.

KgError
├── NoteFault          one fault of one note: file, line, column, code, what and what to do
├── UnknownNode        a name that no node has, with the nearest names
├── AmbiguousNode      a short name that several packs share
├── GraphCacheError    graph.db cannot be read or written
├── WriteRefused       a note that must not be written (it exists, its name is no valid stem, ...)
└── DocumentRefused    a file that is no document of text: binary, PDF, web page, too large

Each message says what happened, where, and what to do. Not here: how a front end shows it.
"""

from __future__ import annotations


class KgError(Exception):
    """Root of the room's errors; the text is one sentence with the remedy."""


class UnknownNode(KgError):
    """No node has this name.

    name: what was asked for. suggestions: nearest stems or titles, best first (may be empty).
    """

    def __init__(self, name: str, suggestions: list[str]) -> None:
        self.name = name
        self.suggestions = suggestions
        hint = (
            f" Did you mean {', '.join(suggestions)}?" if suggestions else " Try `edgewise search`."
        )
        super().__init__(f"No node is called '{name}'.{hint}")


class AmbiguousNode(KgError):
    """Several packs have a node of this short name; full names (pack/stem) tell them apart."""

    def __init__(self, name: str, full_names: list[str]) -> None:
        self.name = name
        self.full_names = full_names
        super().__init__(f"'{name}' is ambiguous: write one of {', '.join(full_names)}.")


class GraphCacheError(KgError):
    """graph.db cannot be used; it is only a cache, so the remedy is to delete it."""


class WriteRefused(KgError):
    """A note was not written; nothing on disk changed."""


class DocumentRefused(KgError):
    """A file cannot be read as a study document; nothing was proposed from it.

    file: its name as given. reason: what is wrong and what to do, to stand behind the name.
    """

    def __init__(self, file: str, reason: str) -> None:
        self.file = file
        self.reason = reason
        super().__init__(f"{file}: {reason}")
