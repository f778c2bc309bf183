"""The same history in Edgewise and in the real Anki: the same statistics."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from cards.places import places
from cards.stats_evidence import Evidence
from cards.stats_list import compute
from cards.study import Study
from cards.study_day import DAY_MS
from sync.anki_export import Wish, export
from tests.sync.anki_learner import now_ms, study_for_days, write_settings
from tests.sync.anki_vault import make_cards, source_of, write_vault

GRAPHS = Path(__file__).with_name("anki_graphs.py")
ZONE = "Asia/Tokyo"  # no summer time: Anki tells all hours by the offset of now
DAYS = 90
EPOCH = date(1970, 1, 1)
ROLLOVER = 4
Told = dict[str, Any]


@pytest.fixture(scope="module")
def both(tmp_path_factory: pytest.TempPathFactory) -> tuple[Told, Told]:
    """(ours, Anki's) of one learner's ninety days."""
    folder = tmp_path_factory.mktemp("statistics")
    home, file = folder / "home", folder / "deck.apkg"
    write_settings(home, ZONE, 6, "reviews_per_day = 9999\ngate = false\n")
    write_vault(home)
    where = places({"EDGEWISE_HOME": str(home)})
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("cards.places.built_in_packs", lambda: folder / "none")
        make_cards(where, now_ms() - (DAYS + 1) * DAY_MS)
        study = study_for_days(where, ZONE, DAYS, last=5)
        try:
            study.mark("suspend", _any_card(study))
            export(source_of(study), file, Wish())
            return _ours(study), _theirs(file)
        finally:
            study.close()


def _any_card(study: Study) -> int:
    return study.store.count("SELECT card_id FROM memory WHERE state = 2 AND active = 1 LIMIT 1")


def _ours(study: Study) -> Told:
    evidence = Evidence(study.store, study.settings, study.now(), days=None)
    names = ("retention", "due", "buttons", "hours", "reviews", "memory")
    return {**{name: compute(name, evidence).data for name in names}, "today": study.now().day}


def _theirs(file: Path) -> Told:
    done = subprocess.run(
        [sys.executable, str(GRAPHS), str(file), str(ROLLOVER)],
        capture_output=True, text=True, env={**os.environ, "TZ": ZONE}, timeout=300,
    )  # fmt: skip
    assert done.stdout, done.stderr
    found: Told = json.loads(done.stdout)
    return found


@pytest.mark.parametrize(
    ("period", "name"),
    [("day", "today"), ("week", "week"), ("month", "month"), ("year", "year"), ("all", "all_time")],
)
def test_true_retention_is_anki_s(both: tuple[Told, Told], period: str, name: str) -> None:
    ours, theirs = both
    found = ours["retention"]["periods"][period]
    four = [found[sort][end] for sort in ("young", "mature") for end in ("passed", "failed")]
    assert four == theirs["retention"][name]


def test_the_history_has_what_is_compared(both: tuple[Told, Told]) -> None:
    _, theirs = both
    assert min(theirs["retention"]["all_time"]) > 0
    assert min(map(sum, theirs["buttons"].values())) > 20


def test_what_comes_due_is_anki_s_day_by_day(both: tuple[Told, Told]) -> None:
    ours, theirs = both
    ahead: dict[int, int] = {}
    for day, count in theirs["due"].items():
        place = max(0, int(day))
        ahead[place] = ahead.get(place, 0) + count
    found = {
        (date.fromisoformat(each["day"]) - EPOCH).days - ours["today"]: each["due"]
        for each in ours["due"]["by_day"]
    }
    assert found == {0: 0, **ahead}
    assert len(found) > 20
    assert int(ours["due"]["daily_load"]) == theirs["daily_load"]


def test_buttons_and_hours_are_anki_s(both: tuple[Told, Told]) -> None:
    ours, theirs = both
    buttons = {name: list(four.values()) for name, four in ours["buttons"].items()}
    assert buttons == theirs["buttons"]
    hours = [[each["answers"], each["passed"]] for each in ours["hours"]["by_hour"]]
    assert hours == theirs["hours"]


def test_reviews_of_each_day_are_anki_s(both: tuple[Told, Told]) -> None:
    ours, theirs = both
    found = {
        str((date.fromisoformat(each["day"]) - EPOCH).days - ours["today"]): [
            each["learning"], each["relearning"], each["young"], each["mature"],
        ]
        for each in ours["reviews"]["by_day"]
    }  # fmt: skip
    assert found == theirs["reviews"]
