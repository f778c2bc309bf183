"""Rows 1, 4 and 6: the daily path without a screen, against a bare query and against Anki."""

from __future__ import annotations

import json
import os
import statistics
import subprocess
import sys
import time
from pathlib import Path

from report import Setting, line, median_ratio, note, percentile

BENCH = Path(__file__).resolve().parent
USUAL, UNLIMITED = 200, 9999
EDGEWISE = str(Path(sys.executable).with_name("edgewise"))
# The floor of `due`: a bare interpreter, sqlite3, and the same questions in plain SQL.
QUERY = """
import sqlite3, sys
db = sqlite3.connect(sys.argv[1])
day = int(sys.argv[2])
for sql in (
    "select count(*) from (select 1 from memory where active = 1 and state >= 1 and state = 2"
    " and due_day <= ? limit 200)",
    "select count(*) from (select 1 from memory where active = 1 and state >= 1 and state = 2"
    " and due_day < ? limit 10000)",
    "with recursive run(day) as (select ? - 1 union all select day - 1 from run where exists"
    " (select 1 from review where study_day = run.day - 1)) select count(*) from run",
):
    print(db.execute(sql, (day,)).fetchone())
print(db.execute("select count(*) from (select 1 from memory where active = 1 and state = 0"
                 " limit 10000)").fetchone())
print(db.execute("select state_before, duration_ms from review where rating > 0"
                 " order by utc_ms desc, id desc limit 100").fetchall()[:1])
"""


def run_timed(command: list[str], env: dict[str, str]) -> tuple[float, float]:
    """Wall seconds and peak MiB of a whole process."""
    start = time.perf_counter()
    process = subprocess.Popen(
        command, env={**os.environ, **env}, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE
    )
    _, _, used = os.wait4(process.pid, 0)
    wall = time.perf_counter() - start
    if process.stderr:
        process.stderr.close()
    return wall, used.ru_maxrss / 1024


def due(setting: Setting) -> None:
    """Row 1: `edgewise due --json` as a whole process, against the same query alone."""
    env = {"EDGEWISE_HOME": str(setting.large)}
    limit_reviews(setting.large, USUAL)
    day = str(int(time.time() // 86400))
    bare = [sys.executable, "-c", QUERY, str(setting.large / "study.db"), day]
    ours, peak, pairs = [EDGEWISE, "due", "--json"], 0.0, []
    for turn in range(22):
        a, mib = run_timed(ours, env)
        b, _ = run_timed(bare, env)
        if turn >= 2:
            pairs.append((a, b))
            peak = max(peak, mib)
    line("1", f"due --json at {setting.sizes[1]} cards / bare query", median_ratio(pairs), 1.6)
    line("1", "due --json, peak memory", peak, 25, " MB")
    note("1", f"  ours {statistics.median(a for a, _ in pairs) * 1000:.1f} ms")


def engine(home: Path, answers: int) -> dict[str, list[float]]:
    """Open, first card and answers in a fresh process (see engine.py)."""
    command = [sys.executable, str(BENCH / "engine.py"), str(home), str(answers)]
    done = subprocess.run(command, capture_output=True, text=True, check=True, cwd=BENCH.parent)
    result: dict[str, list[float]] = json.loads(done.stdout.splitlines()[-1])
    return result


def anki(setting: Setting, answers: int, limit: int) -> dict[str, list[float]]:
    """The same of Anki's library; its collection is made at the first call."""
    command = [setting.peers, str(BENCH / "anki_peer.py"), str(setting.folder)]
    size = ["--cards", str(setting.sizes[1]), "--answers", str(answers), "--limit", str(limit)]
    done = subprocess.run([*command, *size], capture_output=True, text=True, check=True)
    got = json.loads(done.stdout.splitlines()[-1])
    return {"open_ms": [got["open_queue_ms"]], "answer_ms": got["answer_ms"]}


def limit_reviews(home: Path, limit: int) -> None:
    """Set the daily limit, and let the app see it once, as any change of settings is seen.

    The usual limit needs no settings file, as in most homes.
    """
    settings = home / "settings.toml"
    settings.unlink(missing_ok=True)
    if limit != USUAL:
        settings.write_text(f"[today]\nreviews_per_day = {limit}\n", encoding="utf-8")
    engine(home, 0)


def grade(setting: Setting) -> None:
    """Row 4: an answer that is durable and the next card, against Anki's."""
    # No daily limit on either side, so that neither runs out of cards.
    anki(setting, 5, UNLIMITED)
    for home in (setting.large, setting.small):
        limit_reviews(home, UNLIMITED)
    ours: list[float] = []
    peer: list[float] = []
    small: list[float] = []
    for _ in range(3):
        ours += engine(setting.large, 150)["answer_ms"][5:]
        peer += anki(setting, 150, UNLIMITED)["answer_ms"][5:]
        small += engine(setting.small, 150)["answer_ms"][5:]
    for share in (50, 95):
        a, b = percentile(ours, share), percentile(peer, share)
        line("4", f"grade and next card / Anki, p{share}", a / b, 1.2)
        note("4", f"  ours {a:.2f} ms, Anki {b:.2f} ms")
    growth = percentile(ours, 50) / percentile(small, 50)
    line("4", f"grade at {setting.sizes[1]} cards / at {setting.sizes[0]}, p50", growth, 1.2)


def open_and_first_card(setting: Setting) -> None:
    """Row 6: open, counts and the first due card in a fresh process, against Anki."""
    for limit in (USUAL, UNLIMITED):
        limit_reviews(setting.large, limit)
        anki(setting, 1, limit)
        pairs = []
        for _ in range(7):
            ours = engine(setting.large, 0)["open_ms"][0]
            pairs.append((ours, anki(setting, 1, limit)["open_ms"][0]))
        what = f"open, counts, first card / Anki, {limit} reviews a day"
        line("6", what, median_ratio(pairs), 0.1)
        ours, peer = (statistics.median(side) for side in zip(*pairs, strict=True))
        note("6", f"  ours {ours:.1f} ms, Anki {peer:.1f} ms")
