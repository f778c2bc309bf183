"""A running Anki, asked through its add-on AnkiConnect (version 6 of its interface).

Owns the few questions Edgewise asks, what each answer must look like, and the words for a no. The
key goes only where AnkiConnect says that it wants one. Not here: the bytes (anki_wire.py), what is
pushed and pulled (anki_push.py, anki_pull.py).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from difflib import get_close_matches
from pathlib import Path
from typing import NamedTuple

from sync.anki_address import VARIABLE, AnkiAddress
from sync.anki_wire import Waits, post
from sync.errors import AnkiRefused, NotAnkiConnect
from sync.inert_text import clean_text

API_VERSION = 6
NOTES_AT_ONCE = 200  # An old AnkiConnect reads a question at 40 kB a second.
_NO_KEY = "valid api key must be provided"
_NOT_KNOWN = "unsupported action"
_NO_PROFILE = "collection is not available"


class FoundNote(NamedTuple):
    """A note as Anki has it. fields: HTML, in the order of the note type."""

    id: int
    fields: tuple[str, ...]


class AnkiConnect:
    """The add-on at one address. Every method raises AnkiConnectError."""

    def __init__(self, at: AnkiAddress, waits: Waits = Waits()) -> None:  # noqa: B008 (frozen)
        self._at = at
        self._waits = waits
        self._key = ""

    @property
    def shown(self) -> str:
        """The address, for a sentence."""
        return self._at.shown

    def greet(self) -> None:
        """Make sure that it is AnkiConnect, lets us in, takes the key and is new enough."""
        said = self._ask("requestPermission", spared=(_NOT_KNOWN, _NO_KEY))
        if isinstance(said, dict) and said.get("permission", "granted") != "granted":
            raise AnkiRefused(
                "Anki refused permission; answer Yes in its window, or take this machine off "
                "ignoreOriginList under Tools > Add-ons > AnkiConnect > Config, and try again."
            )
        version = self._version()
        if not isinstance(version, int) or version < API_VERSION:
            raise AnkiRefused(
                f"This AnkiConnect speaks version {clean_text(str(version), 20)} of its interface, "
                f"and Edgewise needs {API_VERSION}; update it in Anki under Tools > Add-ons."
            )

    def _version(self) -> object:
        """Ask for the version, and find out whether the key is wanted: with none, all are wrong."""
        if self._at.key:
            version = self._ask("version", spared=(_NO_KEY,))
            if version is not None:
                return version
            self._key = self._at.key
        return self._ask("version")

    def deck_names(self) -> list[str]:
        """The names of all decks, parts by '::'."""
        names = self._ask("deckNames")
        if not isinstance(names, list):
            raise self._odd("deckNames")
        return [name for name in names if isinstance(name, str)]

    def find_notes(self, query: str) -> list[int]:
        """The numbers of the notes that a search of Anki's browser finds."""
        return self._numbers("findNotes", query)

    def find_cards(self, query: str) -> list[int]:
        """The numbers of the cards that a search of Anki's browser finds."""
        return self._numbers("findCards", query)

    def notes(self, ids: Sequence[int]) -> Iterator[FoundNote]:
        """Notes with their fields, some at a time; deleted ones are left out."""
        for start in range(0, len(ids), NOTES_AT_ONCE):
            some = list(ids[start : start + NOTES_AT_ONCE])
            found = self._ask("notesInfo", {"notes": some}, self._waits.package_s)
            if not isinstance(found, list):
                raise self._odd("notesInfo")
            yield from filter(None, map(_note, found))

    def cards_by_deck(self, ids: Sequence[int]) -> dict[str, int]:
        """How many of these cards each deck holds."""
        held = self._ask("getDecks", {"cards": list(ids)}, self._waits.package_s)
        if not isinstance(held, dict):
            raise self._odd("getDecks")
        return {name: len(cards) for name, cards in held.items() if isinstance(cards, list)}

    def import_package(self, path: Path) -> None:
        """Let Anki import a file of this machine, learning progress and presets included."""
        done = self._ask("importPackage", {"path": str(path)}, self._waits.package_s)
        if done is not True:
            raise AnkiRefused(
                f"Anki did not import the deck; run `edgewise export anki` and import the file by "
                f"hand in Anki (File > Import). It may not be allowed to read {path.parent}."
            )

    def export_package(self, deck: str, path: Path) -> None:
        """Let Anki write a deck and those below it to a file, with learning progress."""
        asked: dict[str, object] = {"deck": deck, "path": str(path), "includeSched": True}
        done = self._ask("exportPackage", asked, self._waits.package_s)
        if done is not True:
            raise AnkiRefused(self._no_deck(deck))
        if not path.is_file():
            raise AnkiRefused(
                f"Anki wrote its file where Edgewise cannot see it (is it in a sandbox, or on "
                f"another machine?); export the deck {deck} by hand in Anki, with scheduling "
                "information, and run `edgewise import-anki FILE`."
            )

    def _no_deck(self, deck: str) -> str:
        names = [clean_text(name, 60) for name in self.deck_names()]
        near = get_close_matches(deck, names, n=1) or sorted(names)[:8]
        shown = clean_text(deck, 60)
        return f"Anki has no deck '{shown}'; name one of its decks with --deck: {', '.join(near)}."

    def _numbers(self, action: str, query: str) -> list[int]:
        found = self._ask(action, {"query": query})
        if not isinstance(found, list):
            raise self._odd(action)
        return [number for number in found if isinstance(number, int)]

    def _ask(
        self,
        action: str,
        params: dict[str, object] | None = None,
        wait_s: float = 0.0,
        spared: tuple[str, ...] = (),
    ) -> object:
        """One question. spared: complaints of AnkiConnect that count as the answer None."""
        question: dict[str, object] = {"action": action, "version": API_VERSION}
        if params:
            question["params"] = params
        if self._key:
            question["key"] = self._key
        wait_s = wait_s or self._waits.answer_s
        answer = post(self._at, question, self._waits.connect_s, wait_s)
        if isinstance(answer, int) and action == "version":
            return answer  # Versions up to 4 answer without the frame.
        if not isinstance(answer, dict) or not {"result", "error"} <= answer.keys():
            raise self._odd(action)
        if answer["error"] is None:
            return answer["result"]
        said = clean_text(str(answer["error"]), 200)
        if said in spared:
            return None
        raise self._no(action, said)

    def _odd(self, action: str) -> NotAnkiConnect:
        return NotAnkiConnect(
            f"What answers at {self.shown} is not AnkiConnect (its answer to {action} is none); "
            "set [anki] url in settings.toml to the address in AnkiConnect's own settings."
        )

    def _no(self, action: str, said: str) -> AnkiRefused:
        if said == _NO_KEY:
            state = "does not take the key that is set" if self._at.key else "asks for a key"
            return AnkiRefused(
                f"AnkiConnect {state}; write its apiKey (Tools > Add-ons > AnkiConnect > Config) "
                f"to [anki] key in settings.toml, or to {VARIABLE}."
            )
        if said == _NO_PROFILE:
            return AnkiRefused("Anki runs, but no profile is open; open yours and try again.")
        if said == _NOT_KNOWN:
            return AnkiRefused(
                f"This AnkiConnect does not know '{action}'; update it in Anki, Tools > Add-ons."
            )
        return AnkiRefused(
            f"Anki could not do it ({action}: {said.rstrip('.')}); see what it shows, or use a "
            "file: `edgewise export anki` and `edgewise import-anki`."
        )


def _note(found: object) -> FoundNote | None:
    """A note of `notesInfo`; None: deleted meanwhile, or not a note."""
    if not isinstance(found, dict) or not isinstance(found.get("fields"), dict):
        return None
    fields = [
        (field["order"], field["value"])
        for field in found["fields"].values()
        if isinstance(field, dict)
        and isinstance(field.get("order"), int)
        and isinstance(field.get("value"), str)
    ]
    number = found.get("noteId")
    if not isinstance(number, int):
        return None
    return FoundNote(number, tuple(value for _, value in sorted(fields)))
