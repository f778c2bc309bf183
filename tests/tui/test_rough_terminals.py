"""What terminals do to an app: other sizes, stopped and resumed, closed, slow; nothing is lost."""

from __future__ import annotations

import os
import signal
import time
from collections.abc import Callable, Iterator

import psutil
import pytest

from cards.places import Places
from cards.store import Store
from tests.tui.pty_walker import Walker

WAIT_S = 15.0


@pytest.fixture
def start(home: Places) -> Iterator[Callable[..., Walker]]:
    opened: list[Walker] = []

    def one(columns: int = 80, rows: int = 24, *arguments: str) -> Walker:
        opened.append(Walker(home.home, columns, rows, arguments=arguments))
        return opened[-1]

    yield one
    for each in opened:
        each.close()


def ratings(home: Places) -> list[int]:
    with Store.open(home.study_db) as store:
        return store.query(int, "SELECT rating FROM review ORDER BY utc_ms, id")


def answer(app: Walker, key: str, done: int) -> None:
    app.wait_for("show the answer")
    app.press("space")
    app.wait_for("Easy")
    app.press(key)
    app.wait_for(f"done {done} ")


def until(what: Callable[[], bool], told: str) -> None:
    end = time.monotonic() + WAIT_S
    while not what():
        assert time.monotonic() < end, told
        time.sleep(0.02)


def test_the_window_changes_its_size_in_mid_review_and_nothing_is_lost(
    home: Places, start: Callable[..., Walker]
) -> None:
    app = start(80, 24, "review")
    app.wait_for("show the answer")
    words = [word for word in app.screen.display[1].split() if len(word) > 3][:3]
    app.press("space")
    for columns, rows in ((250, 70), (40, 12), (20, 5), (80, 24)):
        shown = app.resize(columns, rows)
        assert "Traceback" not in shown and app.alive
    shown = app.wait_for("Easy")
    assert all(word in shown for word in words)
    app.press("3")
    app.wait_for("done 1 ")
    assert ratings(home) == [3]


def test_ctrl_z_stops_it_and_fg_brings_the_card_back(
    home: Places, start: Callable[..., Walker]
) -> None:
    app = start(80, 24, "review")
    answer(app, "3", 1)
    app.press("space")
    app.wait_for("Easy")
    shown = app.settle()
    process = psutil.Process(app.child.pid)
    app.child.send("\x1a")
    until(lambda: process.status() == psutil.STATUS_STOPPED, "it was not stopped")
    app.settle()
    assert b"\x1b[?1049l" in app.raw[-2000:], "the shell's own screen did not come back"
    app.screen.reset()
    os.kill(app.child.pid, signal.SIGCONT)
    app.wait_for("Easy")
    assert app.settle().split() == shown.split()
    app.press("4")
    app.wait_for("done 2 ")
    assert ratings(home) == [3, 4]


def test_a_terminal_closed_in_mid_review_keeps_every_answer_and_leaves_nothing_running(
    home: Places, start: Callable[..., Walker]
) -> None:
    app = start(80, 24, "review")
    answer(app, "3", 1)
    answer(app, "1", 2)
    app.press("space")
    process = psutil.Process(app.child.pid)
    app.child.ptyproc.fileobj.close()
    until(lambda: process.status() == psutil.STATUS_ZOMBIE, "the app outlived its terminal")
    process.wait()
    app.child.ptyproc.closed = app.child.ptyproc.terminated = app.child.closed = True
    assert ratings(home) == [3, 1]
    with Store.open(home.study_db) as store:
        assert store.integrity_faults() == []


def test_keys_typed_ahead_over_a_slow_line_are_all_answered(
    home: Places, start: Callable[..., Walker]
) -> None:
    app = start(80, 24, "review")
    app.wait_for("show the answer")
    # Nothing is read meanwhile, as on a line with seconds of delay; a key held down does not grade.
    for rating in "3142":
        app.child.send(" ")
        time.sleep(0.4)
        app.child.send(rating)
        time.sleep(0.4)
    app.wait_for("done 4 ")
    assert ratings(home) == [3, 1, 4, 2]
