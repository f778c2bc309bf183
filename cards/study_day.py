"""Which study day a moment belongs to: local days that begin at the rollover hour, not midnight.

Owns day arithmetic: days since 1970-01-01, moments in UTC ms, zone offsets in minutes east of UTC.
Not here: what happens on a day (queue.py, scheduler.py); reading the clock (study.py).
"""

from __future__ import annotations

import time

MINUTE_MS = 60_000
HOUR_MS = 60 * MINUTE_MS
DAY_MS = 24 * HOUR_MS


def now_ms() -> int:
    """Read the real clock, UTC ms; the default where a clock is asked for."""
    return time.time_ns() // 1_000_000


def study_day(moment_ms: int, offset_min: int, rollover_hour: int) -> int:
    """Number the study day of a moment: 03:59 still belongs to the evening before (rollover 4)."""
    return (moment_ms + offset_min * MINUTE_MS - rollover_hour * HOUR_MS) // DAY_MS


def day_start_ms(day: int, offset_min: int, rollover_hour: int) -> int:
    """Return the moment a study day begins, under the given offset."""
    return day * DAY_MS + rollover_hour * HOUR_MS - offset_min * MINUTE_MS


def offset_at(moment_ms: int, zone: str) -> int:
    """Return the zone's offset at a moment, in minutes east of UTC.

    zone: an IANA name, or '' for the machine's own. Raises KeyError (ZoneInfoNotFoundError) for a
    name that is not known; settings.py has checked it before.
    """
    seconds = moment_ms / 1000
    if not zone:
        return time.localtime(seconds).tm_gmtoff // 60
    from datetime import datetime
    from zoneinfo import ZoneInfo

    shift = datetime.fromtimestamp(seconds, ZoneInfo(zone)).utcoffset()
    return int(shift.total_seconds()) // 60 if shift else 0
