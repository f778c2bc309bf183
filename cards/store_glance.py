"""One quick look into study.db for `edgewise due`: open, count, close.

Owns the short way that loads almost nothing. Whatever is out of the ordinary (no database, another
format, settings the app has not seen yet, an error) it leaves to the long way by answering None.
Not here: the counting (tally.py), the long way (store.py, counts.py).
"""

# pathlib alone takes longer to load than all the rest of this.
# ruff: noqa: PTH111, PTH116, PTH117, PTH118, PTH120, PTH208

from __future__ import annotations

import os
import sqlite3

from cards.study_day import day_start_ms, offset_at, study_day
from cards.tally import figures

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from cards.tally import Value

Figures = tuple[int, int, int, float, int, int, int | None, int, int, int]
SEEN = "settings_seen"
NO_FILE = "-"
DEFAULTS = f"{NO_FILE} 4 200 10 1 "


def home_of(env: Mapping[str, str], platform: str) -> str | None:
    """Name the home folder without asking `platformdirs`; None: ask it.

    env: the process environment. platform: sys.platform.
    """
    if named := env.get("EDGEWISE_HOME", "").strip():
        return named if os.path.isabs(named) else None
    if platform == "linux":
        data = env.get("XDG_DATA_HOME", "").strip()
        return os.path.join(data or os.path.expanduser("~/.local/share"), "edgewise")
    if platform == "darwin" and not env.get("XDG_DATA_HOME", "").strip():
        return os.path.expanduser("~/Library/Application Support/edgewise")
    return None


def glance(home: str, now_ms: int) -> Figures | None:
    """Count what is due under the settings the app saw last; None: take the long way.

    now_ms: UTC ms. The fields are those of `counts.Counts`.
    """
    path = os.path.join(home, "study.db")
    if not _is_ours(path):
        return None
    try:
        db = sqlite3.connect(path, timeout=15.0, isolation_level=None)
        try:
            return _count(_Asker(db), os.path.join(home, "settings.toml"), now_ms)
        finally:
            db.close()
    except sqlite3.Error:
        return None


def mark_of(settings_path: str) -> str:
    """Return what tells one version of the settings file from another; NO_FILE: there is none."""
    try:
        found = os.stat(settings_path)
    except OSError:
        return NO_FILE
    return f"{found.st_size}:{found.st_mtime_ns}"


def seen(mark: str, rollover_hour: int, limits: tuple[int, int, bool], zone: str) -> str:
    """Write what a glance needs of the settings, for the database's meta table (key SEEN)."""
    reviews, new, while_behind = limits
    return f"{mark} {rollover_hour} {reviews} {new} {int(while_behind)} {zone}"


def _count(ask: _Asker, settings_path: str, now_ms: int) -> Figures | None:
    noted = DEFAULTS
    for row in ask("SELECT value FROM meta WHERE key = :key", {"key": SEEN}):
        noted = str(row[0])
    mark, rollover, reviews, new, while_behind, zone = noted.split(" ", 5)
    if mark != mark_of(settings_path):
        return None
    offset = offset_at(now_ms, zone)
    day = study_day(now_ms, offset, int(rollover))
    start = day_start_ms(day, offset, int(rollover))
    limits = (int(reviews), int(new), while_behind == "1")
    return figures(ask, now_ms, day, start, limits)


class _Asker:
    """Asks one connection; the shape `tally.Ask` wants."""

    def __init__(self, db: sqlite3.Connection) -> None:
        self._db = db

    def __call__(self, sql: str, values: Mapping[str, Value]) -> Iterator[tuple[Value, ...]]:
        return iter(self._db.execute(sql, values))


def _is_ours(path: str) -> bool:
    """Tell from the file's first bytes whether it is a database of the newest format, in WAL."""
    folder = os.path.join(os.path.dirname(__file__), "migrations")
    newest = sum(name.endswith(".sql") for name in os.listdir(folder))
    try:
        with open(path, "rb") as file:
            head = file.read(100)
    except OSError:
        return False
    return (
        head.startswith(b"SQLite format 3\x00")
        and head[18:19] == b"\x02"
        and int.from_bytes(head[60:64], "big") == newest
    )
