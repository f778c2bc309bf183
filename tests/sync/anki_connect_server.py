"""AnkiConnect as the tests meet it: its protocol over HTTP, on a real headless Anki collection.

Written after the add-on's behaviour (one thread, one question a connection, the key and origin
checks, its words for errors). Import and export go through the very classes of the `anki` package
that the add-on uses. `Faults` makes it misbehave.
"""

from __future__ import annotations

import json
import re
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from typing import Any, NamedTuple

from anki.collection import Collection
from anki.errors import NotFoundError
from anki.exporting import AnkiPackageExporter
from anki.importing import AnkiPackageImporter

REVIEW_COLUMNS = ("id", "usn", "ease", "ivl", "lastIvl", "factor", "time", "type")


class Faults(NamedTuple):
    """Ways to misbehave. raw: bytes to answer with instead of anything sensible."""

    api_version: int = 6
    frameless: bool = False
    does_not_know: tuple[str, ...] = ()
    permission: str = "granted"
    no_profile: bool = False
    forbidden: bool = False
    silent_s: float = 0.0
    import_says: object = True
    does_not_import: bool = False
    export_elsewhere: bool = False
    raw: bytes = b""
    answer: Callable[[str], object] | None = None


class AnkiConnectServer:
    """The add-on on one collection. calls: (action, key) of every question it got."""

    def __init__(self, col: Collection | None, key: str | None, faults: Faults) -> None:
        self.col = col
        self.key = key
        self.faults = faults
        self.calls: list[tuple[str, object]] = []
        self.paths: list[str] = []
        self.origins: list[str | None] = []
        self._server = HTTPServer(("127.0.0.1", 0), _handler_for(self))
        self.url = f"http://127.0.0.1:{self._server.server_port}"
        self._thread = threading.Thread(target=self._server.serve_forever, args=(0.02,))
        self._thread.start()

    def stop(self) -> None:
        self._server.shutdown()
        self._thread.join()
        self._server.server_close()

    def collection(self) -> Collection:
        if self.col is None or self.faults.no_profile:
            raise RuntimeError("collection is not available")
        return self.col

    def reply(self, question: dict[str, Any]) -> object:
        """What the add-on's handler answers to one question."""
        action, version = question.get("action", ""), question.get("version", 4)
        self.calls.append((action, question.get("key")))
        try:
            if question.get("key") != self.key and action != "requestPermission":
                raise RuntimeError("valid api key must be provided")
            result = self._method(action)(**question.get("params", {}))
        except Exception as problem:  # noqa: BLE001 (as the add-on does)
            return {"result": None, "error": str(problem)}
        is_old = version <= 4 or self.faults.frameless
        return result if is_old else {"result": result, "error": None}

    def _method(self, action: str) -> Callable[..., object]:
        name = re.sub("[A-Z]", lambda capital: f"_{capital[0].lower()}", action)
        method: Callable[..., object] | None = getattr(self, f"do_{name}", None)
        if method is None or action in self.faults.does_not_know:
            raise RuntimeError("unsupported action")
        return method

    def do_version(self) -> int:
        return self.faults.api_version

    def do_request_permission(self) -> dict[str, object]:
        if self.faults.permission != "granted":
            return {"permission": self.faults.permission}
        return {
            "permission": "granted",
            "requireApikey": bool(self.key),
            "version": self.faults.api_version,
        }

    def do_deck_names(self) -> list[str]:
        return [deck.name for deck in self.collection().decks.all_names_and_ids()]

    def do_find_notes(self, query: str | None = None) -> list[int]:
        return [] if query is None else list(map(int, self.collection().find_notes(query)))

    def do_find_cards(self, query: str | None = None) -> list[int]:
        return [] if query is None else list(map(int, self.collection().find_cards(query)))

    def do_notes_info(self, notes: list[int]) -> list[dict[str, object]]:
        return [self._note(number) for number in notes]

    def _note(self, number: int) -> dict[str, object]:
        col = self.collection()
        try:
            note = col.get_note(number)  # type: ignore[arg-type]
        except NotFoundError:
            return {}
        kind = note.note_type()
        assert kind is not None
        return {
            "noteId": note.id,
            "tags": note.tags,
            "fields": {
                field["name"]: {"value": note.fields[field["ord"]], "order": field["ord"]}
                for field in kind["flds"]
            },
            "modelName": kind["name"],
            "cards": list(note.card_ids()),
        }

    def do_get_decks(self, cards: list[int]) -> dict[str, list[int]]:
        col, held = self.collection(), dict[str, list[int]]()
        for card in cards:
            deck = col.decks.get(col.db.scalar("select did from cards where id = ?", card))
            held.setdefault(deck["name"], []).append(card)
        return held

    def do_get_reviews_of_cards(self, cards: list[int]) -> dict[int, list[dict[str, int]]]:
        question = f"select {', '.join(REVIEW_COLUMNS)} from revlog where cid = ?"
        return {
            card: [
                dict(zip(REVIEW_COLUMNS, row, strict=True))
                for row in self.collection().db.all(question, card)
            ]
            for card in cards
        }

    def do_import_package(self, path: str) -> object:
        self.paths.append(path)
        if self.faults.import_says is True and not self.faults.does_not_import:
            AnkiPackageImporter(self.collection(), path).run()
        return self.faults.import_says

    def do_export_package(self, deck: str, path: str, **options: bool) -> bool:
        self.paths.append(path)
        found = self.collection().decks.by_name(deck)
        if found is None:
            return False
        exporter = AnkiPackageExporter(self.collection())
        exporter.did = found["id"]
        exporter.includeSched = options.get("includeSched", False)
        exporter.exportInto(f"{path}.elsewhere" if self.faults.export_elsewhere else path)
        return True


def _handler_for(server: AnkiConnectServer) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_POST(self) -> None:
            asked = self.rfile.read(int(self.headers.get("Content-Length", "0")))
            server.origins.append(self.headers.get("Origin"))
            self.close_connection = True  # AnkiConnect does so without saying it
            time.sleep(server.faults.silent_s)
            if server.faults.raw:
                self.wfile.write(server.faults.raw)
                return
            status = 403 if server.faults.forbidden else 200
            self._send(status, b"" if status == 403 else self._answer(asked))

        def _answer(self, asked: bytes) -> bytes:
            if not asked:
                return b"AnkiConnect v.6"
            question = json.loads(asked)
            if server.faults.answer is not None:
                return json.dumps(server.faults.answer(question["action"])).encode()
            return json.dumps(server.reply(question)).encode()

        def _send(self, status: int, body: bytes) -> None:
            self.send_response_only(status)
            self.send_header("Content-Type", "text/json")
            self.send_header("Access-Control-Allow-Origin", "http://localhost")
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_: object) -> None:
            """Say nothing."""

    return Handler


@contextmanager
def serving(
    col: Collection | None = None, key: str | None = None, **faults: object
) -> Iterator[AnkiConnectServer]:
    """A server that is there while the block runs."""
    server = AnkiConnectServer(col, key, Faults(**faults))  # type: ignore[arg-type]
    try:
        yield server
    finally:
        server.stop()


@contextmanager
def collection(folder: Path) -> Iterator[Collection]:
    """A fresh headless collection in a folder."""
    folder.mkdir(parents=True, exist_ok=True)
    col = Collection(str(folder / "collection.anki2"))
    try:
        yield col
    finally:
        col.close()
