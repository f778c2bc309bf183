"""Row 14: a vault of 10,000 notes: cold read, check and cards; warm start; one note changed."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from pathlib import Path

import yaml
from report import Setting, line, note

from cards.places import Places, places
from cards.refresh import refresh
from cards.store import Store

BENCH = Path(__file__).resolve().parent
NOW_MS = 1_790_000_000_000


def headers(files: list[Path]) -> float:
    """Seconds to read each file and compose its YAML header with marks: the floor."""
    start = time.perf_counter()
    for path in files:
        text = path.read_text(encoding="utf-8")
        end = text.index("\n---\n", 4)
        yaml.compose(text[4 : end + 1], Loader=yaml.CSafeLoader)
    return time.perf_counter() - start


def stats(folder: Path) -> float:
    """Seconds to walk the folder and stat every file: the floor of a warm start."""
    start = time.perf_counter()
    waiting = [str(folder)]
    while waiting:
        with os.scandir(waiting.pop()) as entries:
            for entry in entries:
                if entry.is_dir():
                    waiting.append(entry.path)
                else:
                    entry.stat()
    return time.perf_counter() - start


def timed_refresh(where: Places) -> float:
    """Seconds of one refresh: notice what is stale, compile it, make its cards."""
    with Store.open(where.study_db) as store:
        start = time.perf_counter()
        refresh(where, store, NOW_MS)
        return time.perf_counter() - start


def ten_thousand_notes(setting: Setting) -> None:
    """Cold, warm and after one change, each beside its floor."""
    home = setting.folder / "notes"
    where = places({"EDGEWISE_HOME": str(home)})
    count = str(setting.notes)
    make = [sys.executable, str(BENCH / "make_vault.py"), str(where.vault), "--notes", count]
    subprocess.run([*make, "--seed", "1"], check=True)
    files = sorted(where.vault.rglob("*.md"))
    headers(files[:200])
    floor = headers(files)
    cold = timed_refresh(where)
    line("14", f"{len(files)} notes cold: read, check, cards / header parse", cold / floor, 6)
    note("14", f"  ours {cold:.2f} s, header parse {floor:.2f} s")
    pairs = [(timed_refresh(where), stats(where.vault)) for _ in range(7)]
    warm = min(ours for ours, _ in pairs)
    line("14", "warm start / stat of all files", min(a / b for a, b in pairs), 3)
    note("14", f"  ours {warm * 1000:.1f} ms")
    changed = []
    for turn in range(5):
        path = files[len(files) // 2 + turn]
        text = path.read_text(encoding="utf-8")
        path.write_text(text + f"\nA later thought {turn}.\n", encoding="utf-8")
        changed.append(timed_refresh(where) * 1000)
    line("14", "one note changed", sorted(changed)[len(changed) // 2], 100, " ms")
