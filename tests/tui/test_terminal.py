"""The app in a real terminal of 80x24: what a learner did is exactly what the log holds."""

from __future__ import annotations

import os
import re
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path

import pexpect
import pyte
import pytest

from cards.places import Places
from cards.settings import load
from cards.store import Store
from cards.study_day import now_ms
from tests.cards.log_replay import replay_exactly

ROOT = Path(__file__).parents[2]
WAIT_S = 20.0


class Terminal:
    """A program on a pseudo-terminal and what a person would see of it."""

    def __init__(self, arguments: list[str], environment: dict[str, str]) -> None:
        self.screen = pyte.Screen(80, 24)
        self._stream = pyte.ByteStream(self.screen)
        self.child = pexpect.spawn(
            sys.executable,
            ["-m", "edgewise", *arguments],
            dimensions=(24, 80),
            cwd=str(ROOT),
            env={**os.environ, "TERM": "xterm-256color", **environment},  # type: ignore[arg-type]
        )

    def read(self) -> str:
        """What is on the screen now."""
        with suppress(pexpect.TIMEOUT, pexpect.EOF):
            self._stream.feed(self.child.read_nonblocking(65536, timeout=0.02))
        return "\n".join(self.screen.display)

    def wait(self, seen: Callable[[str], object]) -> str:
        """Wait until the screen satisfies a condition."""
        end = time.monotonic() + WAIT_S
        while time.monotonic() < end:
            shown = self.read()
            if seen(shown):
                return shown
        raise AssertionError(f"not seen in {WAIT_S} s:\n{shown}")

    def wait_for(self, pattern: str) -> str:
        return self.wait(lambda shown: re.search(pattern, shown))

    def press(self, keys: str) -> None:
        self.child.send(keys)

    def end(self) -> int:
        self.child.expect(pexpect.EOF, timeout=WAIT_S)
        self.child.close()
        return int(self.child.exitstatus or 0)


@pytest.fixture
def terminal(home: Places) -> Iterator[Callable[..., Terminal]]:
    opened: list[Terminal] = []

    def start(*arguments: str, **environment: str) -> Terminal:
        opened.append(Terminal(list(arguments), {"EDGEWISE_HOME": str(home.home), **environment}))
        return opened[-1]

    yield start
    for each in opened:
        each.child.close(force=True)


def log_of(home: Places) -> list[tuple[str, int, str]]:
    """The log as (id, rating, id that it voids), in order of time."""
    with Store.open(home.study_db) as store:
        return store.query(
            lambda *row: (str(row[0]), int(row[1]), str(row[2] or "")),
            "SELECT id, rating, voids FROM review ORDER BY utc_ms, id",
        )


def test_twenty_cards_with_all_four_ratings_two_undone_are_exactly_in_the_log(
    home: Places, terminal: Callable[..., Terminal]
) -> None:
    before = now_ms()
    settings = home.settings.read_text().replace("fuzz = false", "fuzz = true")
    home.settings.write_text(settings)
    app = terminal("review")
    app.wait_for(r"show the answer")
    ratings = [1 + number % 4 for number in range(20)]
    for number, rating in enumerate(ratings, start=1):
        app.press(" ")
        app.wait_for(r"1 +Again.* 4 +Easy")
        app.press(str(rating))
        app.wait_for(rf"done {number} ")
    for left in (19, 18):
        app.press("u")
        app.wait_for(rf"done {left} ")
    app.press("q")
    assert app.end() == 0

    rows = log_of(home)
    assert [rating for _, rating, voids in rows if not voids] == ratings
    answered = [row for row in rows if not row[2]]
    assert [voids for _, _, voids in rows if voids] == [answered[19][0], answered[18][0]]
    with Store.open(home.study_db) as store:
        moments = store.query(int, "SELECT utc_ms FROM review")
        assert before <= min(moments) and max(moments) <= now_ms()
        assert replay_exactly(store, load(home.settings)) == 18
        assert store.integrity_faults() == []


def test_without_colour_and_by_keyboard_alone_every_screen_can_be_read(
    terminal: Callable[..., Terminal],
) -> None:
    app = terminal(NO_COLOR="1")
    app.wait_for(r"enter Review")
    app.press("/")
    for letter in "softmax":
        app.press(letter)
    app.wait_for(r"notes? for 'softmax'")
    app.press("\r")
    app.wait_for(r"Softmax +concept")
    app.press("?")
    app.wait_for(r"Back to the note before")
    app.press("\x1b")
    app.wait_for(r"Softmax +concept")
    app.press("q")
    assert app.end() == 0


def test_an_editor_changes_the_note_and_the_app_comes_back(
    home: Places, terminal: Callable[..., Terminal], tmp_path: Path
) -> None:
    editor = tmp_path / "editor.sh"
    editor.write_text('#!/bin/sh\nfor last; do :; done\necho "A line of mine." >> "$last"\n')
    editor.chmod(0o755)
    app = terminal("review", EDITOR=str(editor))
    app.wait_for(r"show the answer")
    app.press("e")
    app.wait_for(r"Saved your copy")
    app.press("q")
    assert app.end() == 0
    [copy] = home.vault.rglob("*.md")
    assert copy.read_text().endswith("A line of mine.\n")


def test_a_node_nobody_knows_is_said_before_anything_is_drawn(
    terminal: Callable[..., Terminal],
) -> None:
    app = terminal("review", "--node", "self-atention")
    shown = app.wait_for(r"Did you mean")
    assert "self-attention" in shown
    assert app.end() == 2
