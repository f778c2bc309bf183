"""What leaves for Anki, imported by the real Anki in the learner's zone, against study.db.

EDGEWISE_ANKI_NEW=60 makes the long form of the whole pack: every card answered.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from datetime import datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from cards.models import Rating
from cards.places import places
from cards.study import Study
from cards.study_day import DAY_MS
from sync.anki_export import Wish, days_of, export
from tests.cards.memory_factory import FakeClock
from tests.sync.anki_learner import expected, now_ms, study_for_days, write_settings
from tests.sync.anki_vault import export_all, make_cards, make_home, source_of, write_plant

HERE = Path(__file__).parent
NEW = os.environ.get("EDGEWISE_ANKI_NEW", "4")
DAYS = 60
# S to four decimals, D to three: what Anki keeps of them.
CLOSE = {"s": 5.1e-5, "d": 5.1e-4}
RECOMPUTED = 1e-5
Told = dict[str, Any]


def beside(*packages: Path, zone: str = "UTC") -> list[Told]:
    """What Anki tells after each of these imports into one collection."""
    found: list[Told] = run_beside("anki_beside.py", *packages, zone=zone)
    return found


def accepted(*arguments: str | Path, zone: str = "UTC") -> bool:
    verdict: Told = run_beside("anki_accept.py", *arguments, zone=zone)
    assert verdict["errors"] == []
    return True


def run_beside(script: str, *arguments: str | Path, zone: str) -> Any:  # noqa: ANN401
    """A script of this folder in a process of its own, in a zone; its JSON."""
    done = subprocess.run(
        [sys.executable, str(HERE / script), *map(str, arguments)],
        capture_output=True, text=True, env={**os.environ, "TZ": zone}, timeout=300,
    )  # fmt: skip
    assert done.stdout, done.stderr
    return json.loads(done.stdout)


def differences(ours: dict[str, Told], theirs: dict[str, Told]) -> list[str]:
    """What Anki holds otherwise than study.db says; cards that only one side has."""
    found = [f"{name}: only here" for name in ours.keys() - theirs.keys()]
    found += [f"{name}: only there" for name in theirs.keys() - ours.keys()]
    for name in ours.keys() & theirs.keys():
        for field, value in ours[name].items():
            there = theirs[name].get(field)
            close = field in CLOSE and abs(there - value) <= CLOSE[field]
            if not close and there != value:
                found.append(f"{name} {field}: {value} here, {there} there")
    return found


def recomputed(ours: dict[str, Told], theirs: dict[str, Told]) -> dict[str, float]:
    """Relative difference of S and D, the worse, to what Anki computes from the log, by card."""
    return {
        name: max(
            abs(theirs[name]["anew"][0] / card["s"] - 1),
            abs(theirs[name]["anew"][1] / card["d"] - 1),
        )
        for name, card in ours.items()
        if "s" in card
    }


def test_the_whole_pack_arrives_after_sixty_days_as_it_stands_here(tmp_path: Path) -> None:
    zone, home, file = "America/Los_Angeles", tmp_path / "home", tmp_path / "pack.apkg"
    write_settings(home, zone, int(NEW), "reviews_per_day = 9999\ngate = false\n")
    where = places({"EDGEWISE_HOME": str(home)})
    make_cards(where, now_ms() - (DAYS + 1) * DAY_MS)
    study = study_for_days(where, zone, DAYS, last=7)
    done = export(source_of(study), file, Wish())
    ours = expected(study.store, study.now().day)
    learnt = sum("s" in card for card in ours.values())
    theirs = beside(file, zone=zone)[0]["cards"]
    assert differences(ours, theirs) == []
    assert done.packed.reviews == sum(len(card["reviews"]) for card in ours.values()) > 900
    assert learnt > 200
    assert max(recomputed(ours, theirs).values()) < RECOMPUTED
    assert done.otherwise == 0
    assert accepted(
        file, "--strict", "--expect-cards", str(len(ours)),
        "--expect-revlog", str(done.packed.reviews), "--expect-fsrs", str(learnt),
        "--max-render", "400", zone=zone,
    )  # fmt: skip
    study.close()


@pytest.mark.parametrize(
    ("zone", "hour"),
    [
        ("Pacific/Kiritimati", 20),
        ("America/Los_Angeles", 20),
        ("Asia/Kolkata", 20),
        ("Europe/Berlin", 2),  # after midnight, and the study day goes on
    ],
)
def test_in_every_zone_each_card_arrives_on_its_day(
    zone: str, hour: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    where = make_home(tmp_path / "home", monkeypatch, zone, new_per_day=3)
    make_cards(where, now_ms() - 41 * DAY_MS)
    study = study_for_days(where, zone, 40, hour=hour, last=12)
    ours = expected(study.store, study.now().day)
    file = tmp_path / "zone.apkg"
    done = export(source_of(study), file, Wish())
    study.close()
    theirs = beside(file, zone=zone)[0]["cards"]
    assert differences(ours, theirs) == []
    assert max(recomputed(ours, theirs).values()) < RECOMPUTED
    assert done.otherwise == 0
    assert sum(card["type"] in (1, 3) for card in ours.values()) > 0


def test_a_study_day_before_the_change_of_the_clocks_is_counted_from_under_its_own_offset(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    where = make_home(tmp_path / "home", monkeypatch, "Europe/Berlin")
    clock = FakeClock(local_ms(2026, 3, 20, 12))
    make_cards(where, clock.now_ms)
    with Study.open(where, clock=clock).store as store:
        source = Study.open(where, clock=clock)
        source.start()
        assert days_of(store, source.settings, source.now()).offset_min == 60
        answer(source, 1)
        clock.now_ms = local_ms(2026, 7, 1, 12)
        days = days_of(store, source.settings, source.now())
        source.close()
    first = datetime(2026, 3, 20).toordinal() - datetime(1970, 1, 1).toordinal()
    assert days == (first, 60, 4)


def test_the_hour_in_which_anki_counts_days_otherwise_is_told_card_by_card(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Anki counts 24-hour periods back from the day's start under the offset of today."""
    zone = "Europe/Berlin"
    where = make_home(tmp_path / "home", monkeypatch, zone)
    clock = FakeClock(local_ms(2025, 12, 1, 3, 30))
    make_cards(where, clock.now_ms)
    study = Study.open(where, clock=clock)
    # A winter's night, the next winter's noon; a summer's early morning, the next summer's noon.
    for moment in (
        (2025, 12, 1, 3, 30), (2025, 12, 4, 12), (2026, 6, 1, 4, 30), (2026, 6, 4, 12),
    ):  # fmt: skip
        clock.now_ms = local_ms(*moment)
        study.start()
        answer(study, 6)
    clock.now_ms = now_ms()
    study.drop_graph()
    ours = expected(study.store, study.now().day)
    file = tmp_path / "hour.apkg"
    done = export(source_of(study), file, Wish())
    study.close()
    theirs = beside(file, zone=zone)[0]["cards"]
    # What came along is right all the same.
    assert differences(ours, theirs) == []
    off = [name for name, worst in recomputed(ours, theirs).items() if worst > RECOMPUTED]
    assert 0 < len(off) <= done.otherwise <= 12


def test_edited_notes_and_only_these_are_updated_and_no_schedule_moves(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    where = make_home(tmp_path / "home", monkeypatch, new_per_day=3)
    make_cards(where, now_ms() - 31 * DAY_MS)
    study = study_for_days(where, "UTC", 30)
    first, second = tmp_path / "first.apkg", tmp_path / "second.apkg"
    export_all(study, first)
    more = "\nQ: What is new in bed 12?\nA: A fence. ^fence\n"
    write_plant(where.vault, "birch", 12, more)
    text = (where.vault / "cedar.md").read_text(encoding="utf-8")
    (where.vault / "cedar.md").write_text(text.replace("13 cm", "31 cm"), encoding="utf-8")
    garden = where.vault / "garden.md"
    garden.write_text(garden.read_text(encoding="utf-8").replace("order", "rows"), encoding="utf-8")
    answer_all(study)
    export_all(study, second)
    study.close()
    before, after = beside(first, second)
    # The fact of cedar, the definition of garden; the note in bed 12 is a new one.
    assert after["import"] == {"new": 1, "updated": 2, "duplicate": 79, "conflicting": 0}
    reworded = [guid for guid, note in before["notes"].items() if after["notes"][guid] != note]
    assert len(reworded) == 2
    assert {name: after["cards"][name] for name in before["cards"]} == before["cards"]
    assert before["full_sync"] == after["full_sync"]
    assert accepted(first, "--strict", "--reimport", second)


def test_a_renamed_node_changes_the_notes_that_show_its_title(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Their cards say what they said; only the ledger knows that the notes do not."""
    where = make_home(tmp_path / "home", monkeypatch)
    make_cards(where, now_ms() - DAY_MS)
    study = Study.open(where)
    files = [tmp_path / f"{number}.apkg" for number in range(3)]
    export_all(study, files[0])
    garden = where.vault / "garden.md"
    garden.write_text(
        garden.read_text(encoding="utf-8").replace("Garden", "Yard"), encoding="utf-8"
    )
    export_all(study, files[1])
    export_all(study, files[2])
    study.close()
    found = beside(*files)
    assert found[1]["import"] == {"new": 0, "updated": 81, "duplicate": 0, "conflicting": 0}
    assert found[2]["import"] == {"new": 0, "updated": 0, "duplicate": 81, "conflicting": 0}
    paths = {note["fields"][-5] for note in found[2]["notes"].values()} - {""}
    assert all(path.startswith("Yard › ") for path in paths)


def test_a_retired_card_is_told_tagged_and_kept_where_anki_knows_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    where = make_home(tmp_path / "home", monkeypatch, new_per_day=3)
    make_cards(where, now_ms() - 21 * DAY_MS)
    study = study_for_days(where, "UTC", 20)
    first, second, third = (tmp_path / f"{n}.apkg" for n in ("one", "two", "three"))
    export_all(study, first)
    amber = where.vault / "amber.md"
    text = amber.read_text(encoding="utf-8")
    amber.write_text(text.replace("- height:: 11 cm\n", ""), encoding="utf-8")
    done = export_all(study, second)
    assert [told.question for told in done.retired] == ["What is the height of amber?"]
    assert done.packed.cards == 122
    before, after = beside(first, second)
    assert after["import"]["updated"] == 1
    tagged = [n for n in after["notes"].values() if "edgewise::retired" in n["tags"]]
    assert [note["fields"][3] for note in tagged] == ["What is the height of amber?"]
    assert before["cards"] == after["cards"]
    # A home that has lost its ledger, like a second machine, does not know of it.
    where.anki_db.unlink()
    done = export_all(study, third)
    study.close()
    assert (done.retired, done.packed.cards) == ((), 121)
    fresh = beside(second)[0]
    name = next(guid for guid, note in fresh["notes"].items() if note in tagged)
    assert fresh["cards"][f"{name}/0"]["queue"] == -1


def test_a_second_machine_without_the_ledger_updates_nothing_that_says_the_same(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    made = now_ms() - DAY_MS
    files = []
    for machine in ("desk", "lap"):
        where = make_home(tmp_path / machine, monkeypatch)
        make_cards(where, made)
        study = Study.open(where)
        files.append(tmp_path / f"{machine}.apkg")
        export_all(study, files[-1])
        study.close()
    found = beside(*files)
    assert found[1]["import"] == {"new": 0, "updated": 0, "duplicate": 81, "conflicting": 0}


def test_a_narrow_export_after_a_whole_one_empties_no_card(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from sync.export_scope import ExportScope

    where = make_home(tmp_path / "home", monkeypatch, new_per_day=2)
    make_cards(where, now_ms() - 11 * DAY_MS)
    study = study_for_days(where, "UTC", 10)
    whole, due, near = (tmp_path / f"{n}.apkg" for n in ("whole", "due", "near"))
    export_all(study, whole)
    narrow = export_all(study, due, Wish(ExportScope(due=True)))
    around = export_all(study, near, Wish(ExportScope(node="amber", depth=1)))
    study.close()
    assert 0 < narrow.packed.notes < 81
    assert around.packed.notes == 5  # of amber four, of the garden one
    before, *after = beside(whole, due, near)
    assert [each["import"]["updated"] for each in after] == [0, 0]
    assert after[1]["notes"] == before["notes"]


def test_without_history_every_card_is_new_and_what_is_put_away_stays_so(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    where = make_home(tmp_path / "home", monkeypatch, new_per_day=5)
    make_cards(where, now_ms() - 6 * DAY_MS)
    study = study_for_days(where, "UTC", 5)
    learnt = study.store.query(int, "SELECT card_id FROM memory WHERE reps > 0 ORDER BY card_id")
    for kind, card in zip(("suspend", "known", "flag"), learnt, strict=False):
        study.mark(kind, card)
    file, plain = tmp_path / "all.apkg", tmp_path / "plain.apkg"
    export_all(study, file)
    done = export_all(study, plain, Wish(history=False))
    ours = expected(study.store, study.now().day)
    study.close()
    assert differences(ours, beside(file)[0]["cards"]) == []
    bare = beside(plain)[0]["cards"]
    assert done.packed.reviews == 0
    assert {card["type"] for card in bare.values()} == {0}
    assert sum(card["queue"] == -1 for card in bare.values()) == 2
    assert sum(card["flag"] == 1 for card in bare.values()) == 1


def local_ms(year: int, month: int, day: int, hour: int, minute: int = 0) -> int:
    moment = datetime(year, month, day, hour, minute, tzinfo=ZoneInfo("Europe/Berlin"))
    return int(moment.timestamp() * 1000)


def answer(study: Study, cards: int) -> None:
    for _ in range(cards):
        if study.current() is None:
            return
        study.preview()
        study.grade(Rating.EASY, 3_000)


def answer_all(study: Study) -> None:
    """A day's answers that Anki shall not hear of by importing again."""
    study.start()
    answer(study, 30)
