"""`edgewise due`, `where` and `doctor` as processes on real homes."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from cards.counts import Counts
from cards.models import Rating
from cards.places import places
from cards.store import Store
from cards.store_glance import DEFAULTS, glance, home_of, mark_of, seen
from cards.study import Study
from cards.study_day import now_ms
from cli.due import FIELDS, NOTHING, as_line, limited
from tests.cards.memory_factory import add_card

ROOT = Path(__file__).resolve().parents[2]


def edgewise(home: Path, *words: str) -> subprocess.CompletedProcess[str]:
    env = {**os.environ, "EDGEWISE_HOME": str(home)}
    return subprocess.run(
        [sys.executable, "-m", "cli", *words],
        cwd=ROOT, env=env, capture_output=True, text=True, timeout=60,
    )  # fmt: skip


@pytest.fixture
def home(tmp_path: Path) -> Path:
    with Store.open(tmp_path / "home" / "study.db") as store:
        for card_id in range(1, 16):
            add_card(store, card_id)
    return tmp_path / "home"


def test_due_counts_what_a_session_would_show(home: Path) -> None:
    done = edgewise(home, "due", "--json")
    found = json.loads(done.stdout)
    assert (done.returncode, done.stderr) == (0, "")
    assert found["started"] is True and (found["due"], found["new"]) == (0, 10)
    assert edgewise(home, "due").stdout == "0 due, 10 new; about 3 min\n"
    assert json.loads(edgewise(home, "due", "--json", "--limit", "4").stdout)["new"] == 4


def test_due_without_a_database_says_how_to_start_and_makes_nothing(tmp_path: Path) -> None:
    done = edgewise(tmp_path / "home", "due")
    assert done.returncode == 0 and "run `edgewise`" in done.stdout
    found = json.loads(edgewise(tmp_path / "home", "due", "--json").stdout)
    assert found["started"] is False and found["due"] == 0
    assert not (tmp_path / "home").exists()


def test_due_tells_a_bad_settings_file_or_database_in_one_sentence(home: Path) -> None:
    (home / "settings.toml").write_text("[today]\nnew_per_day = -1\n", encoding="utf-8")
    done = edgewise(home, "due", "--json")
    assert done.returncode == 3 and "settings.toml:2" in done.stderr
    (home / "settings.toml").unlink()
    (home / "study.db").write_bytes(b"no database at all" * 50)
    done = edgewise(home, "due")
    assert done.returncode == 3 and "backups" in done.stderr
    assert done.stderr.count("\n") == 1


def test_the_short_way_and_the_long_way_count_the_same(home: Path) -> None:
    where = places({"EDGEWISE_HOME": str(home)})
    where.settings.write_text(
        '[day]\nzone = "Asia/Tokyo"\nrollover_hour = 2\n[today]\nnew_per_day = 3\n'
    )
    assert glance(str(home), now_ms()) is None  # nobody has read these settings yet
    moment = now_ms()
    study = Study.open(where, clock=lambda: moment)
    try:
        for rating in (Rating.AGAIN, Rating.EASY, Rating.GOOD):
            study.current()
            study.grade(rating, 7000)
        study.undo()
        study.current()
        study.bury()
        long = study.counts()
    finally:
        study.close()
    short = glance(str(home), moment)
    assert short is not None and Counts(*short) == long
    assert long.new == 1 and long.learning == 1 and long.done_today == 2
    assert Counts._fields == FIELDS


def test_the_home_of_a_glance_is_the_home_of_the_app(monkeypatch: pytest.MonkeyPatch) -> None:
    for env in ({}, {"XDG_DATA_HOME": "/tmp/data"}, {"EDGEWISE_HOME": "/tmp/home"}):
        monkeypatch.delenv("XDG_DATA_HOME", raising=False)
        for name, value in env.items():
            monkeypatch.setenv(name, value)
        short = home_of(env | {"HOME": os.environ.get("HOME", "/")}, sys.platform)
        if short is not None:
            assert Path(short) == places(env).home
    assert home_of({"EDGEWISE_HOME": "relative"}, "linux") is None


def test_the_defaults_of_a_glance_are_those_of_the_settings(tmp_path: Path) -> None:
    from cards.settings import Settings

    chosen = Settings()
    limits = (chosen.reviews_per_day, chosen.new_per_day, chosen.new_while_behind)
    mark = mark_of(str(tmp_path / "none"))
    assert seen(mark, chosen.rollover_hour, limits, chosen.zone) == DEFAULTS


def test_a_limited_session_takes_steps_then_reviews_then_new_cards() -> None:
    full = (5, 10, 2, 17.0, 0, 0, None, 0, 0)
    assert limited(full, 4)[:3] == (2, 0, 2)
    assert limited(full, 9)[:3] == (5, 2, 2)
    assert limited(full, 99) == full
    assert limited(NOTHING, 5) == NOTHING
    assert as_line(NOTHING, True) == "Nothing is due."


def test_where_prints_every_path_and_makes_none(tmp_path: Path) -> None:
    done = edgewise(tmp_path / "home", "where")
    assert done.returncode == 0 and "(not there yet)" in done.stdout
    found = json.loads(edgewise(tmp_path / "home", "where", "--json").stdout)
    assert found["study_db"] == str(tmp_path / "home" / "study.db")
    assert Path(found["built_in_packs"]).is_dir()
    assert not (tmp_path / "home").exists()
    assert edgewise(Path("relative"), "where").returncode == 3


def test_doctor_finds_what_is_wrong_says_what_to_do_and_repairs_memory(home: Path) -> None:
    assert edgewise(home, "doctor").returncode == 0
    with Store.open(home / "study.db") as store, store.write():
        store.execute("UPDATE memory SET stability = 3.0, state = 2 WHERE card_id = 3")
    done = edgewise(home, "doctor")
    assert done.returncode == 1 and "doctor --rebuild" in done.stdout
    assert edgewise(home, "doctor", "--rebuild").returncode == 0
    assert edgewise(home, "doctor").returncode == 0
    (home / "graph.db").write_bytes(b"this is no database" * 400)
    findings = [json.loads(line) for line in edgewise(home, "doctor", "--json").stdout.splitlines()]
    (bad,) = [one for one in findings if not one["fine"]]
    assert bad["check"] == "graph.db" and "Delete" in bad["remedy"]


def test_the_short_way_loads_next_to_nothing(home: Path) -> None:
    code = (
        "import sys; before = set(sys.modules); from cli.__main__ import main;"
        "main(['due', '--json']);"
        "print(sorted(set(sys.modules) - before))"
    )
    env = {**os.environ, "EDGEWISE_HOME": str(home)}
    done = subprocess.run(
        [sys.executable, "-S", "-c", code], cwd=ROOT, env=env, capture_output=True, text=True
    )
    heavy = (
        "argparse",
        "typing",
        "pathlib",
        "json",
        "dataclasses",
        "cards.store",
        "cards.settings",
        "sync.errors",
        "exercises.errors",
        "kg.errors",
    )
    loaded = done.stdout.splitlines()[1]
    assert not [name for name in heavy if f"'{name}'" in loaded], loaded


def test_where_begins_a_settings_file_once(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    from cli.__main__ import main

    monkeypatch.setenv("EDGEWISE_HOME", str(tmp_path / "home"))
    assert main(["where", "--write-settings"]) == 0
    text = (tmp_path / "home" / "settings.toml").read_text()
    assert "# desired_retention = 0.9" in text
    assert main(["where", "--write-settings"]) == 2
    assert "exists" in capsys.readouterr().err
    assert (tmp_path / "home" / "settings.toml").read_text() == text
