"""study.db as a file: formats, backups, and everything that can be wrong with it."""

from __future__ import annotations

import os
import shutil
import sqlite3
import subprocess
import sys
from pathlib import Path

import pytest

from cards import migrate
from cards.errors import (
    CardsError,
    DatabaseCorrupt,
    DatabaseMissing,
    DatabaseNewer,
    DiskFull,
    HomeNotWritable,
)
from cards.models import Rating
from cards.new_id import new_id
from cards.store import Store
from tests.cards.memory_factory import FakeClock, open_study

ROOT = Path(__file__).resolve().parents[2]


def make_database(path: Path) -> bytes:
    Store.open(path).close()
    return path.read_bytes()


def test_a_new_database_is_durable_strict_and_in_the_newest_format(tmp_path: Path) -> None:
    with Store.open(tmp_path / "home" / "study.db") as store:
        assert store.query(str, "PRAGMA journal_mode") == ["wal"]
        assert store.count("PRAGMA synchronous") == 2
        assert store.count("PRAGMA foreign_keys") == 1
        assert store.count("PRAGMA user_version") == len(migrate.scripts())
        assert store.integrity_faults() == []
        strict = "SELECT count(*) FROM pragma_table_list WHERE schema = 'main' AND strict = 0"
        assert store.count(f"{strict} AND name NOT LIKE 'sqlite_%'") == 0
    assert not (tmp_path / "home" / "backups").exists()


def test_the_queue_reads_its_covering_index(tmp_path: Path) -> None:
    from cards.tally import DUE, NEW

    with Store.open(tmp_path / "study.db") as store:
        for where, index in ((DUE, "memory_due"), (NEW, "memory_new")):
            sql = f"EXPLAIN QUERY PLAN SELECT card_id FROM memory WHERE {where} LIMIT 5"
            plan = store.query(lambda *row: str(row[3]), sql, {"day": 1})
            assert any(f"COVERING INDEX {index}" in line for line in plan), plan


def test_a_database_of_an_older_format_is_backed_up_before_it_is_changed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "study.db"
    with Store.open(path) as store:
        store.set_meta("device", "mine")
    later = tmp_path / "9999_later.sql"
    later.write_text("CREATE TABLE later (a TEXT) STRICT;\n", "utf-8")
    newer = [*migrate.scripts(), later]
    monkeypatch.setattr(migrate, "scripts", lambda: newer)
    with Store.open(path) as store:
        assert store.device() == "mine"
        assert store.count("PRAGMA user_version") == len(newer)
    (backup,) = (tmp_path / "backups").iterdir()
    copy = sqlite3.connect(backup)
    try:
        assert migrate.format_of(copy) == len(newer) - 1
        assert copy.execute("SELECT value FROM meta").fetchall() == [("mine",)]
    finally:
        copy.close()


def test_a_migration_that_fails_leaves_the_database_as_it_was(tmp_path: Path) -> None:
    path = tmp_path / "study.db"
    make_database(path)
    broken = tmp_path / "9999_broken.sql"
    broken.write_text("CREATE TABLE half (a) ;\nCREATE TABLE meta (b);\n", encoding="utf-8")
    db = sqlite3.connect(path, isolation_level=None)
    try:
        with pytest.raises(sqlite3.OperationalError, match="already exists"):
            migrate.migrate(db, path, tmp_path / "backups", [*migrate.scripts(), broken])
        assert migrate.format_of(db) == len(migrate.scripts())
        assert db.execute("SELECT 1 FROM sqlite_master WHERE name = 'half'").fetchall() == []
    finally:
        db.close()


def test_numbered_migrations_have_no_gap() -> None:
    numbers = [int(path.name[:4]) for path in migrate.scripts()]
    assert numbers == list(range(1, len(numbers) + 1))


def test_a_database_of_a_newer_edgewise_is_refused_and_not_touched(tmp_path: Path) -> None:
    path = tmp_path / "study.db"
    make_database(path)
    db = sqlite3.connect(path)
    db.execute("PRAGMA user_version = 99")
    db.close()
    before = path.read_bytes()
    with pytest.raises(DatabaseNewer, match="upgrade Edgewise"):
        Store.open(path)
    assert path.read_bytes() == before
    assert sorted(tmp_path.iterdir()) == [path]


@pytest.mark.parametrize("damage", ["text", "short", "middle", "truncated"])
def test_a_damaged_database_is_refused_and_not_touched(tmp_path: Path, damage: str) -> None:
    path = tmp_path / "study.db"
    good = make_database(path)
    bad = {
        "text": b"these are not the bytes of a database\n" * 200,
        "short": good[:60],
        "middle": good[:100] + b"\xff" * 4096 + good[4196:],
        "truncated": good[: len(good) // 3],
    }[damage]
    path.write_bytes(bad)
    with pytest.raises(DatabaseCorrupt, match="backups"), Store.open(path) as store:
        store.device()
        store.set_meta("a", "b")
    assert path.read_bytes() == bad


def test_a_database_of_another_program_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "study.db"
    other = sqlite3.connect(path)
    other.execute("CREATE TABLE recipes (name)")
    other.commit()
    other.close()
    with pytest.raises(DatabaseCorrupt, match="another program"):
        Store.open(path)
    other = sqlite3.connect(path)
    assert other.execute("SELECT name FROM sqlite_master").fetchall() == [("recipes",)]
    other.close()


def test_without_create_no_file_and_no_folder_is_made(tmp_path: Path) -> None:
    with pytest.raises(DatabaseMissing, match="start `edgewise`"):
        Store.open(tmp_path / "home" / "study.db", create=False)
    assert list(tmp_path.iterdir()) == []


def test_a_home_that_cannot_be_made_says_what_to_do(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("not a folder", encoding="utf-8")
    with pytest.raises(HomeNotWritable, match="EDGEWISE_HOME"):
        Store.open(tmp_path / "file" / "home" / "study.db")


def test_a_home_without_write_permission_says_what_to_do(tmp_path: Path) -> None:
    # Root may write into any folder of a disk, but not into the kernel's own.
    home = Path("/proc") if os.geteuid() == 0 else tmp_path / "home"
    home.mkdir(mode=0o500, exist_ok=True)
    with pytest.raises(HomeNotWritable, match="EDGEWISE_HOME"):
        Store.open(home / "study.db")
    assert not (home / "study.db").exists()


def test_a_full_database_takes_the_answer_back_whole(tmp_path: Path) -> None:
    study = open_study(tmp_path, FakeClock(), cards=3)
    try:
        shown = study.current()
        assert shown is not None
        pages = study.store.count("PRAGMA page_count")
        study.store.db.execute(f"PRAGMA max_page_count = {pages}")
        study.session = study._recorder.session = "x" * 200_000
        with pytest.raises(DiskFull, match="free some space"):
            study.grade(Rating.GOOD, 1000)
        assert study.store.count("SELECT count(*) FROM review") == 0
        assert study.current() == shown
        study._recorder.session = "short"
        study.store.db.execute(f"PRAGMA max_page_count = {pages + 1000}")
        study.grade(Rating.GOOD, 1000)
        assert study.store.count("SELECT count(*) FROM review") == 1
    finally:
        study.close()


FULL_DISK = """
import resource, signal, sys
from pathlib import Path
from cards.errors import DiskFull
from cards.store import Store
store = Store.open(Path(sys.argv[1]))
store.set_meta("before", "kept")
signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
resource.setrlimit(resource.RLIMIT_FSIZE, (300_000, 300_000))
try:
    for number in range(1000):
        store.set_meta(f"key {number}", "x" * 5000)
except DiskFull as problem:
    print(problem)
store.close()
"""


def test_a_full_disk_is_told_in_one_sentence_and_nothing_before_it_is_lost(tmp_path: Path) -> None:
    path = tmp_path / "study.db"
    done = subprocess.run(
        [sys.executable, "-c", FULL_DISK, str(path)],
        cwd=ROOT, capture_output=True, text=True, timeout=60,
    )  # fmt: skip
    assert "is full, so this was not saved" in done.stdout, done.stderr
    with Store.open(path) as store:
        assert store.meta("before") == "kept"
        assert store.integrity_faults() == []


def test_a_backup_is_a_whole_checked_copy(tmp_path: Path) -> None:
    path = tmp_path / "study.db"
    with Store.open(path) as store:
        store.set_meta("a", "b")
        copy = store.back_up(tmp_path / "backups" / "now.db")
    shutil.move(copy, path)
    with Store.open(path) as store:
        assert store.meta("a") == "b"
    assert list((tmp_path / "backups").iterdir()) == []


def test_every_error_of_the_room_is_one_tree() -> None:
    for kind in (DatabaseCorrupt, DatabaseNewer, DiskFull, HomeNotWritable, DatabaseMissing):
        assert issubclass(kind, CardsError)


def test_an_id_of_the_log_is_a_uuid_of_version_seven_and_sorts_by_time() -> None:
    import uuid

    made = [new_id(ms, os.urandom(10)) for ms in (0, 1, 1_772_442_000_000, 1_772_442_000_001)]
    assert made == sorted(made)
    for text in made:
        assert (uuid.UUID(text).version, uuid.UUID(text).variant) == (7, uuid.RFC_4122)
    assert uuid.UUID(made[2]).int >> 80 == 1_772_442_000_000
