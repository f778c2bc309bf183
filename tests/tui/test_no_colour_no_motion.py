"""A real terminal: NO_COLOR lets no colour through, reduced motion lets nothing blink."""

from __future__ import annotations

import re
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import suppress

import pexpect
import pytest

from cards.first_run import note_shown
from cards.places import Places
from cards.store import Store
from tests.tui.test_terminal import ROOT, WAIT_S

SGR = re.compile(rb"\x1b\[([0-9;:]*)m")
STILL_S = 1.3  # a cursor blinks every half second
Start = Callable[..., "pexpect.spawn[bytes]"]


@pytest.fixture
def start(home: Places, monkeypatch: pytest.MonkeyPatch) -> Iterator[Start]:
    opened: list[pexpect.spawn[bytes]] = []
    with Store.open(home.study_db) as store:
        note_shown(store)  # the tour of the first start is not what is walked through here

    def begin(**environment: str) -> pexpect.spawn[bytes]:
        monkeypatch.setenv("EDGEWISE_HOME", str(home.home))
        monkeypatch.setenv("TERM", "xterm-256color")
        monkeypatch.setenv("COLORTERM", "truecolor")
        for name, value in environment.items():
            monkeypatch.setenv(name, value)
        command = [sys.executable, ["-m", "edgewise"]]
        opened.append(pexpect.spawn(*command, dimensions=(24, 80), cwd=str(ROOT)))
        return opened[-1]

    yield begin
    for each in opened:
        each.close(force=True)


def wait_for(app: pexpect.spawn[bytes], words: bytes) -> bytes:
    """All that was sent until these words came, and the rest of that paint."""
    app.expect(re.escape(words), timeout=WAIT_S)
    return bytes(app.before or b"") + bytes(app.after or b"") + sent_in(app, 0.4)


def sent_in(app: pexpect.spawn[bytes], seconds: float) -> bytes:
    found, end = b"", time.monotonic() + seconds
    while time.monotonic() < end:
        with suppress(pexpect.TIMEOUT, pexpect.EOF):
            found += app.read_nonblocking(65536, timeout=0.05)
    return found


def colours(sent: bytes) -> set[bytes]:
    """The codes that set a colour, of text or ground."""
    codes = {code for found in SGR.findall(sent) for code in re.split(rb"[;:]", found)}
    return {code for code in codes if re.fullmatch(rb"3[0-8]|4[0-8]|9[0-7]|10[0-7]", code)}


def walk(app: pexpect.spawn[bytes]) -> bytes:
    """Home, Settings with a line that is typed in, Browse, a note, the palette."""
    sent = wait_for(app, b"Quit")
    for keys, seen in (
        (",", b"probability"),
        ("\r", b"saves"),
        ("\x1b", b"Change"),
        ("\x1b", b"Today"),
    ):
        app.send(keys)
        sent += wait_for(app, seen)
    for keys in ("/", "softmax", "\r", "\x10"):
        app.send(keys)
        sent += sent_in(app, 1.0)
    assert b"softmax" in sent.lower()
    return sent


def test_with_no_color_not_one_colour_is_sent(start: Start) -> None:
    sent = walk(start(NO_COLOR="1"))
    assert SGR.search(sent), "bold and reverse are still sent"
    assert colours(sent) == set()


def test_without_it_colours_are_sent(start: Start) -> None:
    assert b"38" in colours(wait_for(start(), b"Quit"))


@pytest.mark.parametrize("by", ["setting", "environment", "nothing"])
def test_reduced_motion_lets_no_cursor_blink(home: Places, start: Start, by: str) -> None:
    if by == "setting":
        with home.settings.open("a") as file:
            file.write("\n[app]\nreduced_motion = true\n")
    app = start(**({"TEXTUAL_ANIMATIONS": "none"} if by == "environment" else {}))
    wait_for(app, b"Quit")
    app.send("/")
    sent_in(app, 1.0)
    # A slow machine is still painting the first time; a cursor that blinks never lets it be quiet.
    quiet = any(not sent_in(app, STILL_S) for _ in range(3))
    assert quiet is (by != "nothing")
