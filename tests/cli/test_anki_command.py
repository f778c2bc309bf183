"""`edgewise anki push` and `pull` against AnkiConnect's protocol on a real headless Anki."""

from __future__ import annotations

import json
import os
import socket
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from anki.collection import Collection

from cards.store import Store
from cli.__main__ import main
from tests.sync.anki_connect_server import AnkiConnectServer, collection, serving
from tests.sync.anki_samples import write_note

ROOT = Path(__file__).resolve().parents[2]
KEY = "a-key-of-mine"
Edgewise = Callable[..., tuple[int, str, str]]


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A home with three notes of its own and no pack."""
    monkeypatch.setattr("cards.places.built_in_packs", lambda: tmp_path / "none")
    monkeypatch.setenv("EDGEWISE_HOME", str(tmp_path / "home"))
    monkeypatch.setenv("EDGEWISE_ANKI_KEY", KEY)
    vault = tmp_path / "home" / "vault"
    vault.mkdir(parents=True)
    for word in ("ledger", "journal", "mirror"):
        write_note(vault, word, "One more pass, & $n < m$ reads.")
    return tmp_path / "home"


@pytest.fixture
def col(tmp_path: Path) -> Iterator[Collection]:
    with collection(tmp_path / "anki") as found:
        yield found


@pytest.fixture
def server(col: Collection) -> Iterator[AnkiConnectServer]:
    with serving(col, key=KEY) as found:
        yield found


@pytest.fixture
def edgewise(home: Path, capsys: pytest.CaptureFixture[str]) -> Edgewise:
    """Runs a command line here: exit code, stdout, stderr."""

    def run(*words: str) -> tuple[int, str, str]:
        code = main(["anki", *words])
        return code, *capsys.readouterr()

    return run


def review(col: Collection, ease: int, deck: str = "Edgewise") -> None:
    col.decks.select(col.decks.id(deck))
    card = col.sched.getCard()
    assert card is not None
    col.sched.answerCard(card, ease)  # type: ignore[arg-type]


def reviews(home: Path) -> int:
    with Store.open(home / "study.db") as store:
        return store.count("SELECT count(*) FROM review")


def test_cards_go_over_and_reviews_come_back_once(
    home: Path, edgewise: Edgewise, server: AnkiConnectServer, col: Collection
) -> None:
    code, out, err = edgewise("push", "--url", server.url)
    assert (code, err) == (0, ""), err
    cards = col.card_count()
    assert cards >= 3 and f"({col.note_count()} new), with {cards} cards" in " ".join(out.split())
    review(col, 3)
    review(col, 1)
    code, out, _ = edgewise("pull", "--url", server.url, "--dry-run")
    assert (code, reviews(home)) == (0, 0) and "2 new reviews" in out
    code, out, _ = edgewise("pull", "--url", server.url, "--yes", "--json")
    found = json.loads(out)
    assert (code, reviews(home)) == (0, 2)
    assert (found["new"], found["written"], found["our_cards"]) == (2, True, cards)
    code, out, _ = edgewise("pull", "--url", server.url, "--yes")
    assert (code, reviews(home)) == (0, 2) and "No review in it is new." in out
    assert sorted(path.name for path in home.iterdir() if path.name.startswith("anki")) == [
        "anki.db"
    ]


def test_a_changed_note_changes_there_and_one_edited_there_is_named(
    home: Path, edgewise: Edgewise, server: AnkiConnectServer, col: Collection
) -> None:
    edgewise("push", "--url", server.url)
    mine = col.get_note(col.find_notes("What does the mirror pay")[0])
    mine["Answer 1"] = "mine"
    col.update_note(mine)
    col.db.execute("update notes set mod = mod + 600 where id = ?", mine.id)
    for word in ("ledger", "mirror"):
        write_note(home / "vault", word, "Two passes.")
    code, out, _ = edgewise("push", "--url", server.url, "--json")
    found = json.loads(out)
    assert (code, found["in_anki_before"], found["in_anki_after"]) == (
        0, col.note_count(), col.note_count(),
    )  # fmt: skip
    assert col.find_notes("What does the ledger pay Two passes")
    assert not col.find_notes("What does the mirror pay Two passes")
    assert (found["other_text"], found["missing"]) == (["The mirror rule"], [])


def test_decks_are_named_as_asked_and_cards_in_others_are_told(
    home: Path, edgewise: Edgewise, server: AnkiConnectServer, col: Collection
) -> None:
    assert edgewise("push", "--url", server.url, "--deck", "Study::Evening")[0] == 0
    assert server.do_deck_names()[1:3] == ["Study", "Study::Evening"]
    card = col.find_cards("What does the mirror pay")[:1]
    col.set_deck(card, col.decks.id("Other"))
    code, out, _ = edgewise("pull", "--url", server.url, "--deck", "Study")
    assert code == 0 and "nothing to bring" in out and "Other (1)" in out
    review(col, 3, "Study")
    code, out, _ = edgewise("pull", "--url", server.url, "--yes", "--deck", "Study")
    assert code == 0 and "Other (1)" in out and "edgewise anki pull --deck 'Other'" in out
    code, _, err = edgewise("pull", "--url", server.url, "--yes")
    assert code == 3 and "no deck 'Edgewise'" in err


def test_what_does_not_arrive_is_exit_code_1(
    home: Path, edgewise: Edgewise, server: AnkiConnectServer
) -> None:
    server.faults = server.faults._replace(does_not_import=True)
    code, out, _ = edgewise("push", "--url", server.url)
    assert code == 1 and "did not arrive" in out


def test_a_home_without_cards_says_how_to_get_some(
    home: Path, edgewise: Edgewise, server: AnkiConnectServer
) -> None:
    for note in (home / "vault").iterdir():
        note.unlink()
    code, _, err = edgewise("push", "--url", server.url)
    assert code == 1 and "edgewise generate" in err and not server.paths


def test_nothing_is_exported_when_anki_says_no(
    home: Path, edgewise: Edgewise, server: AnkiConnectServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("EDGEWISE_ANKI_KEY", "wrong")
    code, out, err = edgewise("push", "--url", server.url)
    assert (code, out) == (3, "") and "does not take the key" in err and "wrong" not in err
    assert [path.name for path in home.iterdir()] == ["vault"]


def test_settings_name_the_address_and_the_key(
    home: Path, edgewise: Edgewise, server: AnkiConnectServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("EDGEWISE_ANKI_KEY")
    settings = f'[anki]\nurl = "{server.url}"\nkey = "{KEY}"\n'
    (home / "settings.toml").write_text(settings, encoding="utf-8")
    assert edgewise("push")[0] == 0
    (home / "settings.toml").write_text('[anki]\nurl = "http://10.9.8.7"\n', encoding="utf-8")
    code, _, err = edgewise("push")
    assert code == 3 and "settings.toml" in err and "other_machine" in err


@pytest.mark.parametrize("way", ["push", "pull"])
def test_no_anki_is_one_sentence_and_exit_code_3(tmp_path: Path, way: str) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
    done = subprocess.run(
        [sys.executable, "-m", "cli", "anki", way, "--url", f"http://127.0.0.1:{port}"],
        cwd=ROOT, env={**os.environ, "EDGEWISE_HOME": str(tmp_path / "home")},
        capture_output=True, text=True, timeout=60,
    )  # fmt: skip
    assert (done.returncode, done.stdout, done.stderr.count("\n")) == (3, "", 1)
    assert "2055492159" in done.stderr and not (tmp_path / "home").exists()


def test_json_asks_no_questions(edgewise: Edgewise, server: AnkiConnectServer) -> None:
    code, _, err = edgewise("pull", "--json", "--url", server.url)
    assert code == 2 and "--yes" in err and not server.calls
