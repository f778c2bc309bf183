"""Rows 2 and 5: the app on a pseudo-terminal of 80x24, against the smallest Textual card app."""

from __future__ import annotations

import random
import statistics
import sys
import time
from pathlib import Path

from report import Setting, line, median_ratio, note, percentile
from terminal import Terminal

BENCH = Path(__file__).resolve().parent
EDGEWISE = str(Path(sys.executable).with_name("edgewise"))
MINIMAL = [sys.executable, str(BENCH / "minimal_card_app.py")]
SHOWN = "space"  # the footer of a question names the key that reveals it


def first_card_s(home: Path) -> float:
    """Seconds from the start of `edgewise review` until a card is on the screen."""
    with Terminal([EDGEWISE, "review"], {"EDGEWISE_HOME": str(home)}) as terminal:
        return terminal.wait(SHOWN)


def minimal_s() -> float:
    """Seconds until the smallest app shows its card."""
    with Terminal(MINIMAL, {}) as terminal:
        return terminal.wait("READY")


def first_card(setting: Setting) -> None:
    """Row 2: start to first card."""
    first_card_s(setting.large), first_card_s(setting.small), minimal_s()
    rounds = [
        (first_card_s(setting.large), first_card_s(setting.small), minimal_s()) for _ in range(9)
    ]
    pairs = [(small, bare) for _, small, bare in rounds]
    growth = [(large, small) for large, small, _ in rounds]
    line("2", "review: start to first card / minimal Textual app", median_ratio(pairs), 1.2)
    line("2", f"at {setting.sizes[1]} cards / at {setting.sizes[0]}", median_ratio(growth), 1.1)
    note("2", f"  ours {statistics.median(a for a, _ in pairs) * 1000:.0f} ms,"
              f" minimal {statistics.median(b for _, b in pairs) * 1000:.0f} ms")  # fmt: skip


def presses(terminal: Terminal, keys: list[bytes], turns: int) -> list[list[float]]:
    """Milliseconds from each key to the first bytes of its repaint, at irregular moments."""
    pause = random.Random(3)
    times: list[list[float]] = [[] for _ in keys]
    for _ in range(turns):
        for index, key in enumerate(keys):
            terminal.settle(0.03, 0.3)
            time.sleep(0.02 + pause.random() * 0.03)
            times[index].append(terminal.key(key) * 1000)
    return times


def key_to_paint(setting: Setting) -> None:
    """Row 5: flip, grade and next, follow a link."""
    with Terminal(MINIMAL, {}) as terminal:
        terminal.wait("READY")
        terminal.settle(0.4)
        bare = presses(terminal, [b" ", b"3"], 60)[0][5:]
    with Terminal([EDGEWISE, "review"], {"EDGEWISE_HOME": str(setting.large)}) as terminal:
        terminal.wait(SHOWN)
        terminal.settle(0.8)
        flip, grade = presses(terminal, [b" ", b"3"], 60)
    follow = follow_links(setting)
    floor = percentile(bare, 95)
    for what, times, goal in (
        ("flip", flip[5:], 8), ("grade and next", grade[5:], 10), ("follow link", follow, 16),
    ):  # fmt: skip
        ours = percentile(times, 95)
        line("5", f"{what}, p95 / minimal app's flip", ours / floor, 1.5)
        line("5", f"{what}, p95", ours, goal, " ms")


def follow_links(setting: Setting) -> list[float]:
    """Milliseconds from enter on a link to the first bytes of the next node."""
    env = {"EDGEWISE_HOME": str(setting.large)}
    with Terminal([EDGEWISE], env) as terminal:
        terminal.wait("Home|due")
        terminal.settle(0.8)
        terminal.key(b"b")
        terminal.settle(0.8)
        terminal.key(b"\r")
        terminal.settle(0.5)
        return presses(terminal, [b"\r", b"["], 25)[0][3:]
