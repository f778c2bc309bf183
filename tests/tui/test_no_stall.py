"""No key holds the event loop for 50 ms: a watchdog over every screen of a large home."""

from __future__ import annotations

import asyncio
import json
import os
import shutil
import subprocess
import sys
import time
from pathlib import Path

import pytest

from tests.tui.conftest import NOON_MS, SETTINGS
from tests.tui.stall_watch import LIMIT_S, watching
from tui import commands

ROOT = Path(__file__).parents[2]
TRIES = 3
CARDS = os.environ.get("EDGEWISE_STALL_CARDS", "")
IN_SUITE = 5  # of the ways below; all of them, with a named number of cards, in `make walk`
# From Home: the keys, and what they are about.
WAYS: tuple[tuple[str, tuple[str, ...]], ...] = (
    ("review: question, answer, grade", ("r", "space", "3", "space", "1", "u")),
    ("info of a card", ("r", "space", "i", "escape")),
    ("browse: list, note, links, back", ("b", "down", "pagedown", "enter", "j", "enter", "[")),
    ("search as one types", ("slash", "a", "t", "t", "e", "n", "enter")),
    ("types of notes", ("b", "t", "t", "T")),
    ("help", ("question_mark", "pagedown", "end")),
    ("palette", ("ctrl+p", "s", "e", "l", "f", "escape")),
    ("exercises", ("w", "down", "enter", "tab", "n")),
    ("export", ("x", "down", "escape")),
    ("cards: query, act, undo", ("c", "slash", *"is", "colon", *"due", "enter", "a", "s", "u")),
    ("statistics", ("s", *["right"] * 8, "y", "a")),
    ("filters", ("b", "f", "w", "e", "a", "k", "enter")),
    ("picture", ("b", "v", "left", "enter", "d")),
    ("path", ("p", "a", "t", "enter", "b", "enter")),
    ("fetch", ("F", "escape")),
    ("inbox", ("i", "down", "escape")),
    ("settings", ("comma", "down", "pagedown", "escape")),
)  # fmt: skip


@pytest.fixture(scope="module")
def large_home(compiled_home: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    home = tmp_path_factory.mktemp("large") / "home"
    shutil.copytree(compiled_home, home)
    (home / "settings.toml").write_text(SETTINGS)
    subprocess.run(
        [sys.executable, str(ROOT / "bench" / "make_home.py"), str(home),
         "--cards", CARDS or "10000", "--now-ms", str(NOON_MS)],
        check=True, capture_output=True,
    )  # fmt: skip
    return home


def stalls_on_the_way(home: Path, keys: tuple[str, ...]) -> list[tuple[str, float, str]]:
    """What held the loop, as (key, seconds, where), in a process that opened nothing before."""
    command = [sys.executable, str(ROOT / "tests" / "tui" / "stall_run.py"), str(home)]
    done = subprocess.run(
        [*command, str(NOON_MS), *keys], check=False, capture_output=True, text=True, timeout=120
    )
    assert done.returncode == 0, done.stderr
    return [
        (str(key), float(seconds), str(where)) for key, seconds, where in json.loads(done.stdout)
    ]


_WATCHED = WAYS if CARDS else WAYS[:IN_SUITE]


@pytest.mark.parametrize(("what", "keys"), _WATCHED, ids=[way[0].split(":")[0] for way in _WATCHED])
def test_no_key_holds_the_loop(what: str, keys: tuple[str, ...], large_home: Path) -> None:
    found = stalls_on_the_way(large_home, keys)
    for _ in range(TRIES - 1):
        # A stall of the app comes back each time, one of a busy machine does not.
        if found:
            again = {key for key, *_ in stalls_on_the_way(large_home, keys)}
            found = [stall for stall in found if stall[0] in again]
    told = "\n".join(f"{key}: {seconds * 1000:.0f} ms\n{where}" for key, seconds, where in found)
    assert not found, f"{what}: over {LIMIT_S * 1000:.0f} ms after a key:\n{told}"


def test_the_watchdog_sees_a_stall() -> None:
    async def busy() -> None:
        await asyncio.sleep(0)
        end = time.thread_time() + 0.4
        while time.thread_time() < end:
            pass

    with watching() as stalls:
        asyncio.run(busy())
    assert len(stalls) == 1 and stalls[0].seconds > LIMIT_S
    assert "busy" in stalls[0].where


def test_every_screen_that_home_opens_is_watched() -> None:
    pressed = {key for _, keys in WAYS for key in keys[:1]}
    opens = {
        command.id: set(command.key.split(",")) for command in commands.of("home")
        if command.word and command.id not in ("home.more",)
    }  # fmt: skip
    assert [name for name, keys in opens.items() if not keys & pressed] == []
