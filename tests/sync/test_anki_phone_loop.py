"""The phone loop of docs/anki.md with the real sync server: desktop, server, phone, and back.

The server is `python -m anki.syncserver` on 127.0.0.1; desktop and phone are two headless Anki
collections that know each other only through it.
"""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

import pytest
from anki.collection import (
    Collection,
    DeckIdLimit,
    ExportAnkiPackageOptions,
    ImportAnkiPackageOptions,
    ImportAnkiPackageRequest,
)
from anki.sync_pb2 import SyncAuth, SyncCollectionResponse

from cards.store import Store
from cli.__main__ import main
from tests.sync.anki_connect_server import collection
from tests.sync.anki_samples import DAY_S, NOW_S, note, package, write_note

REVIEWS = "select id, ease, ivl, lastIvl, factor, time, type from revlog order by id"
CARDS = "select id, type, queue, due, ivl, reps, lapses, data from cards order by id"
NOTES = "select guid, flds, tags from notes order by guid"


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        return int(taken.getsockname()[1])


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The sync server as docs/anki.md starts it; its address."""
    port, base = free_port(), tmp_path_factory.mktemp("server")
    env = {
        **os.environ,
        "SYNC_USER1": "me:word",
        "SYNC_HOST": "127.0.0.1",
        "SYNC_PORT": str(port),
        "SYNC_BASE": str(base),
    }
    with (base / "log").open("wb") as log:
        process = subprocess.Popen(
            [sys.executable, "-m", "anki.syncserver"], env=env, stdout=log, stderr=log
        )
        try:
            _wait_for(f"http://127.0.0.1:{port}/health", base / "log")
            yield f"http://127.0.0.1:{port}/"
        finally:
            process.terminate()
            process.wait(10)


def _wait_for(address: str, log: Path) -> None:
    for _ in range(200):
        try:
            with urllib.request.urlopen(address, timeout=1):
                return
        except (urllib.error.URLError, OSError):
            time.sleep(0.02)
    raise AssertionError(log.read_text())


class Device:
    """One Anki that knows the server: sync() is its button."""

    def __init__(self, col: Collection, server: str) -> None:
        self.col = col
        self.full_syncs = 0
        self._auth: SyncAuth = col.sync_login("me", "word", server)

    def sync(self, *, upload: bool | None = None) -> None:
        """As the windows do it: a normal sync, or where needed a whole way up or down.

        upload: the answer to the question which of two collections to keep.
        """
        said = self.col.sync_collection(self._auth, sync_media=True)
        if said.required in (SyncCollectionResponse.NO_CHANGES, SyncCollectionResponse.NORMAL_SYNC):
            return
        if said.required != SyncCollectionResponse.FULL_SYNC:
            upload = said.required == SyncCollectionResponse.FULL_UPLOAD
        assert upload is not None
        self.full_syncs += 1
        self.col.close_for_full_sync()
        self.col.full_upload_or_download(
            auth=self._auth, server_usn=said.server_media_usn, upload=upload
        )
        self.col.reopen(after_full_sync=True)

    def import_deck(self, path: Path) -> None:
        """With the two boxes ticked that docs/anki.md names."""
        options = ImportAnkiPackageOptions(with_scheduling=True, with_deck_configs=True)
        request = ImportAnkiPackageRequest(package_path=str(path), options=options)
        self.col.import_anki_package(request)

    def review(self, count: int, ease: int = 3) -> None:
        self.col.decks.select(self.col.decks.id("Edgewise"))
        for _ in range(count):
            card = self.col.sched.getCard()
            assert card is not None
            self.col.sched.answerCard(card, ease)  # type: ignore[arg-type]

    def export_deck(self, path: Path) -> Path:
        """With 'Include scheduling information' ticked."""
        limit = DeckIdLimit(self.col.decks.id("Edgewise"))
        self.col.export_anki_package(
            out_path=str(path), options=ExportAnkiPackageOptions(with_scheduling=True), limit=limit
        )
        return path


@contextmanager
def devices(folder: Path, server: str) -> Iterator[tuple[Device, Device]]:
    """A desktop and a phone, both logged in, both empty."""
    with ExitStack() as stack:
        cols = [stack.enter_context(collection(folder / name)) for name in ("desktop", "phone")]
        yield Device(cols[0], server), Device(cols[1], server)


def test_reviews_on_the_phone_arrive_on_the_desktop_with_their_state(
    server: str, tmp_path: Path
) -> None:
    deck = package(tmp_path / "edgewise.apkg", [note(n, reviewed=n > 5) for n in range(1, 11)])
    with devices(tmp_path, server) as (desktop, phone):
        desktop.import_deck(deck)
        desktop.col.set_config("fsrs", True)
        desktop.sync()
        phone.sync()
        assert phone.col.db.all(NOTES) == desktop.col.db.all(NOTES)
        assert phone.col.get_config("fsrs") is True
        phone.review(4)
        phone.review(1, ease=1)
        phone.sync()
        desktop.sync()
        assert desktop.col.db.all(REVIEWS) == phone.col.db.all(REVIEWS)
        assert desktop.col.db.all(CARDS) == phone.col.db.all(CARDS)
        assert desktop.col.db.scalar("select count() from revlog") == 5 + 5
        back = desktop.export_deck(tmp_path / "back.apkg")
    assert back.stat().st_size > 1000


def test_a_new_text_reaches_the_phone_by_a_normal_sync_and_keeps_its_reviews(
    server: str, tmp_path: Path
) -> None:
    old = package(tmp_path / "old.apkg", [note(n) for n in range(1, 6)])
    reworded = [note(n, f"new words {n}", changed_s=NOW_S - DAY_S) for n in range(1, 7)]
    new = package(tmp_path / "new.apkg", reworded)
    with devices(tmp_path, server) as (desktop, phone):
        desktop.import_deck(old)
        desktop.col.mod_schema(check=False)  # The server has another test's collection.
        desktop.sync(upload=True)
        phone.sync(upload=False)
        phone.review(3)
        desktop.import_deck(new)
        desktop.sync()
        phone.sync()
        desktop.sync()
        assert phone.full_syncs == 1 and desktop.full_syncs == 1
        assert len(phone.col.find_notes("new words")) == 6
        assert phone.col.db.scalar("select count() from revlog") == 3
        assert desktop.col.db.all(CARDS) == phone.col.db.all(CARDS)


def test_the_whole_loop_of_the_page_brings_the_phones_reviews_into_the_log(
    server: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    home = tmp_path / "home"
    monkeypatch.setattr("cards.places.built_in_packs", lambda: tmp_path / "none")
    monkeypatch.setenv("EDGEWISE_HOME", str(home))
    (home / "vault").mkdir(parents=True)
    for word in ("ledger", "journal", "mirror", "window"):
        write_note(home / "vault", word, f"One pass a {word}.")
    assert main(["export", "anki", str(tmp_path / "edgewise.apkg")]) == 0
    with devices(tmp_path, server) as (desktop, phone):
        desktop.import_deck(tmp_path / "edgewise.apkg")
        desktop.col.set_config("fsrs", True)
        desktop.col.mod_schema(check=False)
        desktop.sync(upload=True)
        phone.sync(upload=False)
        phone.review(3)
        phone.review(2, ease=1)
        there = [row[:2] for row in phone.col.db.all(REVIEWS)]
        phone.sync()
        desktop.sync()
        back = desktop.export_deck(tmp_path / "back.apkg")
    for _ in range(2):
        assert main(["import-anki", str(back), "--yes"]) == 0
    with Store.open(home / "study.db") as store:
        rows = store.query(lambda *row: row, "SELECT utc_ms, rating FROM review ORDER BY utc_ms")
    assert rows == [tuple(row) for row in there] and len(rows) == 5
