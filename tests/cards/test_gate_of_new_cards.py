"""Gating by a real compiled graph: prerequisites first, softly."""

from __future__ import annotations

import sqlite3
from pathlib import Path

from cards.models import Rating
from cards.study import Study
from tests.cards.memory_factory import FakeClock, add_card, finish_day, open_study

SCHEMA = Path(__file__).resolve().parents[2] / "kg" / "compiled.sql"


def write_graph(db: Path, needs: dict[str, list[str]]) -> None:
    """A graph.db with only nodes and `requires` edges."""
    names = sorted(set(needs) | {one for many in needs.values() for one in many})
    ids = {name: number for number, name in enumerate(names, start=1)}
    connection = sqlite3.connect(db)
    connection.executescript(SCHEMA.read_text(encoding="utf-8"))
    connection.execute("INSERT INTO layer VALUES (1, 'pack', '', '', '', 0, 1)")
    connection.execute("INSERT INTO file VALUES (1, 1, 'a.md', 0, 0, x'', 'ok')")
    for name, number in ids.items():
        connection.execute(
            "INSERT INTO node (id, key, stem, pack, type, title, status, definition, q, a, closed,"
            " file, line, stub, shadowed, depth, position, centrality, header, body)"
            " VALUES (?, ?, ?, 'pack', 'concept', ?, 'reviewed', '', '', '', '[]',"
            " 1, 1, 0, 0, 0, ?, 0.0, '{}', '')",
            (number, f"pack/{name}", name, name.title(), number),
        )
    edge = 0
    for subject, objects in needs.items():
        for one in objects:
            edge += 1
            connection.execute(
                "INSERT INTO edge VALUES (?, ?, 'requires', ?, '', '', '', 0, 'reviewed', '', '',"
                " 1, '', '{}', 1, 1, 1)",
                (edge, ids[subject], ids[one]),
            )
    connection.commit()
    connection.close()


def study_with_graph(home: Path, clock: FakeClock) -> Study:
    study = open_study(home, clock)
    write_graph(study.places.graph_db, {"attention": ["softmax"], "softmax": ["exp"]})
    add_card(study.store, 1, node="pack/attention")
    add_card(study.store, 2, node="pack/softmax")
    add_card(study.store, 3, node="pack/other")
    return study


def test_a_card_whose_prerequisite_is_not_solid_comes_last_but_comes(tmp_path: Path) -> None:
    clock = FakeClock()
    study = study_with_graph(tmp_path, clock)
    try:
        why: dict[int, str] = {}
        while (shown := study.current()) is not None:
            why.setdefault(shown.card.id, shown.why)
            clock.forward(ms=1000)
            study.grade(Rating.EASY, 1000)
        assert list(why) == [2, 3, 1]
        assert why[1] == "new, although Softmax is not solid yet"
        assert why[2] == "new on your path after Exp"  # exp has no cards: it counts as met
        assert why[3] == "new on your path"
    finally:
        study.close()


def test_two_days_of_recall_or_a_word_of_the_learner_open_the_gate(tmp_path: Path) -> None:
    clock = FakeClock()
    study = study_with_graph(tmp_path, clock)
    try:
        shown = study.current()
        assert shown is not None and shown.card.id == 2
        study.known()
        study.start()
        first = study.upcoming(5)[0]
        assert (first.card.id, first.why) == (1, "new on your path after Softmax")
        assert study.undo() is not None
        back = study.current()
        assert back is not None and back.card.id == 2
        study.bury()
        clock.forward(days=1)
        study.start()
        assert [one.card.id for one in study.upcoming(5)] == [2, 3, 1]
        study.current()
        study.grade(Rating.GOOD, 1000)
        clock.forward(days=1)
        finish_day_on(study, 2)
        study.start()
        assert study.upcoming(5)[0].card.id == 1
    finally:
        study.close()


def finish_day_on(study: Study, card_id: int) -> None:
    """Answer until the card has been answered once."""
    while (shown := study.current()) is not None:
        if shown.card.id == card_id:
            study.grade(Rating.GOOD, 1000)
            return
        study.bury()


def test_a_leech_names_the_prerequisites_remembered_worst(tmp_path: Path) -> None:
    clock = FakeClock()
    study = study_with_graph(tmp_path, clock)
    try:
        finish_day(study, clock, Rating.EASY)
        leech = None
        for _ in range(8):
            clock.forward(days=400)
            while (shown := study.current()) is not None and shown.card.id != 1:
                study.bury()
            leech = study.grade(Rating.AGAIN, 1000).leech or leech
            clock.forward(minutes=30)
            while study.current() is not None:
                study.grade(Rating.GOOD, 1000)
                clock.forward(minutes=15)
        assert leech is not None and leech.lapses == 8
        assert [weak.title for weak in leech.weakest] == ["Softmax"]
        assert leech.weakest[0].recall is not None
    finally:
        study.close()
