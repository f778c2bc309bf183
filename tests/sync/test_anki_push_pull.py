"""A deck pushed into a running Anki and its reviews pulled out, on a real headless collection."""

from __future__ import annotations

import sqlite3
import time
import zipfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from anki.collection import Collection

from sync.anki_address import anki_address
from sync.anki_connect import AnkiConnect
from sync.anki_pull import Elsewhere, Pulled, pull
from sync.anki_push import Pushed, push
from sync.errors import AnkiRefused
from tests.sync import real_anki_connect
from tests.sync.anki_connect_server import collection, serving
from tests.sync.anki_samples import DAY_S, NOW_S, note, package

KINDS = ["stand-in", "add-on"] if real_anki_connect.SOURCE else ["stand-in"]
LATER_S = NOW_S - DAY_S


@pytest.fixture
def col(tmp_path: Path) -> Iterator[Collection]:
    with collection(tmp_path / "anki") as found:
        yield found


@pytest.fixture(params=KINDS)
def anki(request: pytest.FixtureRequest, col: Collection) -> Iterator[AnkiConnect]:
    """AnkiConnect on the collection: our stand-in and, where it is at hand, the real add-on."""
    if request.param == "add-on":
        with real_anki_connect.add_on(col, key="secret") as url:
            yield connected(url)
    else:
        with serving(col, key="secret") as server:
            yield connected(server.url)


def connected(url: str) -> AnkiConnect:
    anki = AnkiConnect(anki_address(url, "secret", {}))
    anki.greet()
    return anki


def pushed(anki: AnkiConnect, folder: Path, *notes: object) -> Pushed:
    folder.mkdir(exist_ok=True)
    made = package(folder / f"{time.monotonic_ns()}.apkg", notes)  # type: ignore[arg-type]
    return push(anki, made, folder)


def schedule(col: Collection) -> list[tuple[object, ...]]:
    return [tuple(row) for row in col.db.all("select id, type, queue, due, ivl, data from cards")]


def test_a_push_brings_text_progress_and_preset(
    anki: AnkiConnect, col: Collection, tmp_path: Path
) -> None:
    done = pushed(
        anki, tmp_path / "s", note(1, "cafe\u0301 &lt; 𝔠"), note(2, reviewed=True), note(3)
    )
    assert done == Pushed(0, 3, 3, 3, (), ())
    states = [card.memory_state for card in map(col.get_card, col.find_cards("prop:ivl=8"))]
    assert [round(state.stability, 4) for state in states if state] == [8.2956]
    assert col.db.scalar("select count() from revlog") == 1
    assert col.decks.config_dict_for_deck_id(col.decks.id("Edgewise::Concepts"))["fsrsParams6"]


def test_a_second_push_changes_text_and_neither_schedule_nor_schema(
    anki: AnkiConnect, col: Collection, tmp_path: Path
) -> None:
    pushed(anki, tmp_path / "s", note(1), note(2, reviewed=True))
    before, schema = schedule(col), col.db.scalar("select scm from col")
    reworded = note(1, "new words", changed_s=LATER_S)
    done = pushed(anki, tmp_path / "s", reworded, note(2, reviewed=True), note(9))
    assert done == Pushed(2, 3, 3, 3, (), ())
    assert col.find_notes("new words") and schedule(col)[:2] == before
    assert col.db.scalar("select scm from col") == schema


def test_what_was_edited_in_anki_stays_and_is_told(
    anki: AnkiConnect, col: Collection, tmp_path: Path
) -> None:
    pushed(anki, tmp_path / "s", note(1), note(2))
    mine = col.get_note(col.find_notes("Id:b0000000000000001")[0])
    mine["Answer 1"] = "my own words"
    col.update_note(mine)
    done = pushed(
        anki, tmp_path / "s", note(1, "theirs", changed_s=LATER_S), note(2, "x", changed_s=LATER_S)
    )
    assert (done.as_sent, done.other_text, done.missing) == (1, ("Note 1",), ())
    assert col.find_notes("my own words")


def test_a_note_type_changed_in_anki_is_told_as_other_text(
    anki: AnkiConnect, col: Collection, tmp_path: Path
) -> None:
    pushed(anki, tmp_path / "s", note(1))
    kind = col.models.by_name("Edgewise")
    assert kind is not None
    col.models.add_field(kind, col.models.new_field("Mine"))
    col.models.update_dict(kind)
    done = pushed(anki, tmp_path / "s", note(1, "theirs", changed_s=LATER_S), note(2))
    assert (done.as_sent, done.other_text, done.missing) == (1, ("Note 1",), ())


def test_notes_that_do_not_arrive_are_named(tmp_path: Path, col: Collection) -> None:
    with serving(col, key="secret", answer=None) as server:
        anki = connected(server.url)
        pushed(anki, tmp_path / "s", note(1))
        server.faults = server.faults._replace(does_not_import=True)
        done = pushed(anki, tmp_path / "s", note(1), note(2))
    assert done == Pushed(1, 1, 1, 1, (), ("Note 2",))


def test_a_package_that_anki_cannot_read_is_one_sentence(tmp_path: Path, anki: AnkiConnect) -> None:
    with pytest.raises(AnkiRefused, match="importPackage") as problem:
        anki.import_package(tmp_path / "nothing.apkg")
    assert str(problem.value).count("\n") == 0


def test_an_import_that_anki_says_no_to_is_one_sentence(tmp_path: Path, col: Collection) -> None:
    with (
        serving(col, key="secret", import_says=False) as server,
        pytest.raises(AnkiRefused, match="did not import the deck"),
    ):
        pushed(connected(server.url), tmp_path / "s", note(1))


def test_a_pull_brings_every_review_of_the_deck(
    anki: AnkiConnect, col: Collection, tmp_path: Path
) -> None:
    pushed(anki, tmp_path / "s", note(1), note(2, reviewed=True), note(3, deck="Edgewise::Papers"))
    for _ in range(2):
        card = col.sched.getCard() or _next_of_edgewise(col)
        col.sched.answerCard(card, 3)
    file = tmp_path / "pulled.apkg"
    assert pull(anki, "Edgewise", file) == Pulled(0, ())
    there = sorted(col.db.all("select id, ease, ivl, lastIvl, factor, time, type from revlog"))
    with zipfile.ZipFile(file) as archive:
        archive.extract("collection.anki21", tmp_path)
    with sqlite3.connect(tmp_path / "collection.anki21") as db:
        found = db.execute(
            "select id, ease, ivl, lastIvl, factor, time, type from revlog order by id"
        ).fetchall()
    db.close()
    assert [tuple(row) for row in there] == found and len(found) == 3


def _next_of_edgewise(col: Collection):  # type: ignore[no-untyped-def]
    col.decks.select(col.decks.id("Edgewise"))
    card = col.sched.getCard()
    assert card is not None
    return card


def test_a_pull_tells_of_cards_in_other_decks(
    anki: AnkiConnect, col: Collection, tmp_path: Path
) -> None:
    pushed(anki, tmp_path / "s", note(1), note(2), note(3))
    cards = col.find_cards('"note:Edgewise"')
    col.set_deck(cards[:1], col.decks.id("Prep*_"))
    col.set_deck(cards[1:], col.decks.id("Prep x y"))
    one, two = Elsewhere("Prep*_", 1), Elsewhere("Prep x y", 2)
    assert pull(anki, one.deck, tmp_path / "a.apkg") == Pulled(1, (two,))
    assert pull(anki, two.deck, tmp_path / "b.apkg") == Pulled(2, (one,))
    assert pull(anki, "Default", tmp_path / "c.apkg") == Pulled(0, (two, one))


def test_a_deck_that_is_not_there_is_told_with_those_that_are(
    anki: AnkiConnect, tmp_path: Path
) -> None:
    with pytest.raises(AnkiRefused, match=r"no deck 'Edgewize'.*--deck: Default"):
        pull(anki, "Edgewize", tmp_path / "a.apkg")


def test_a_file_that_lands_out_of_sight_is_told(tmp_path: Path, col: Collection) -> None:
    with (
        serving(col, key="secret", export_elsewhere=True) as server,
        pytest.raises(AnkiRefused, match="sandbox") as problem,
    ):
        pull(connected(server.url), "Default", tmp_path / "a.apkg")
    assert "edgewise import-anki FILE" in str(problem.value)
