"""The app on a pseudo-terminal of any size, as a person's eyes and fingers have it.

What is compared is every cell with its colours, so that a moved cursor counts as a change. Test
equipment of test_walk.py.
"""

from __future__ import annotations

import os
import sys
import time
from contextlib import suppress
from pathlib import Path

import pexpect
import pyte

ROOT = Path(__file__).parents[2]
WAIT_S = 20.0
QUIET_S = 0.12
# An app waits so long for what may follow an esc; a key sent sooner would become alt and that key.
ESC_S = 0.25
KEYS = {
    "enter": "\r", "space": " ", "escape": "\x1b", "tab": "\t", "slash": "/", "comma": ",",
    "question_mark": "?", "left_square_bracket": "[", "right_square_bracket": "]",
    "full_stop": ".", "minus": "-", "plus": "+", "backspace": "\x7f", "delete": "\x1b[3~",
    "up": "\x1b[A", "down": "\x1b[B", "right": "\x1b[C", "left": "\x1b[D",
    "home": "\x1b[H", "end": "\x1b[F", "pageup": "\x1b[5~", "pagedown": "\x1b[6~",
    "f1": "\x1bOP", "f5": "\x1b[15~", "alt+left": "\x1b[1;3D", "alt+right": "\x1b[1;3C",
    "shift+up": "\x1b[1;2A", "shift+down": "\x1b[1;2B", "shift+tab": "\x1b[Z",
    "asterisk": "*", "equals_sign": "=", "less_than_sign": "<", "greater_than_sign": ">",
    "exclamation_mark": "!", "colon": ":", "semicolon": ";",
}  # fmt: skip


def bytes_of(key: str) -> str:
    """What a terminal sends for Textual's name of a key."""
    if key in KEYS:
        return KEYS[key]
    if key.startswith("ctrl+") and len(key) == 6:
        return chr(ord(key[-1]) - 96)
    if len(key) == 1:
        return key
    raise KeyError(f"no terminal sends {key!r} here; add it to KEYS")


class Walker:
    """One running app. columns x rows; colour: else NO_COLOR is set."""

    def __init__(
        self,
        home: Path,
        columns: int,
        rows: int,
        *,
        colour: bool = True,
        arguments: tuple[str, ...] = (),
    ) -> None:
        self.screen = pyte.Screen(columns, rows)
        self._stream = pyte.ByteStream(self.screen)
        self.raw = b""
        env = {
            **os.environ, "TERM": "xterm-256color", "EDGEWISE_HOME": str(home), "EDITOR": "true",
            "BROWSER": "true", "LANG": "C.UTF-8",
        }  # fmt: skip
        # Of the shell that runs the tests, and stronger than the size of this terminal.
        env = {name: value for name, value in env.items() if name not in ("COLUMNS", "LINES")}
        if not colour:
            env["NO_COLOR"] = "1"
        self.child = pexpect.spawn(
            sys.executable, ["-m", "edgewise", *arguments], dimensions=(rows, columns),
            cwd=str(ROOT), env=env,  # type: ignore[arg-type]
        )  # fmt: skip

    @property
    def alive(self) -> bool:
        return bool(self.child.isalive())

    def text(self) -> str:
        """What is on the screen now, without reading more."""
        return "\n".join(self.screen.display)

    def cells(self) -> tuple[object, ...]:
        """Every cell with its looks."""
        buffer = self.screen.buffer
        return tuple(
            tuple(buffer[row][column] for column in range(self.screen.columns))
            for row in range(self.screen.lines)
        )

    def read(self, timeout_s: float = 0.02) -> bool:
        """Take in what has come; False: nothing had."""
        with suppress(pexpect.TIMEOUT, pexpect.EOF):
            data = self.child.read_nonblocking(65536, timeout=timeout_s)
            self.raw += data
            self._stream.feed(data)
            return True
        return False

    def settle(self, most_s: float = 3.0) -> str:
        """Read until nothing has come for a moment."""
        end = time.monotonic() + most_s
        quiet = time.monotonic()
        while time.monotonic() < end and time.monotonic() - quiet < QUIET_S:
            if self.read():
                quiet = time.monotonic()
        return self.text()

    def press(self, *keys: str) -> str:
        """Press keys one after the other, letting each take effect."""
        for key in keys:
            self.child.send(bytes_of(key))
            if key == "escape":
                time.sleep(ESC_S)
            self.settle()
        return self.text()

    def type(self, words: str) -> str:
        """Type letters."""
        for letter in words:
            self.child.send(letter)
            self.settle(0.3)
        return self.settle()

    def wait_for(self, words: str) -> str:
        """Wait until the words stand on the screen."""
        end = time.monotonic() + WAIT_S
        while words not in self.text():
            self.read()
            if time.monotonic() > end or (not self.alive and not self.read()):
                raise AssertionError(f"{words!r} not seen in {WAIT_S} s:\n{self.text()}")
        return self.text()

    def changes(self, before: tuple[object, ...], most_s: float = 3.0) -> bool:
        """Whether any cell becomes different from `before`, or the app ends."""
        end = time.monotonic() + most_s
        while time.monotonic() < end:
            self.read()
            if self.cells() != before or not self.alive:
                return True
        return False

    def resize(self, columns: int, rows: int) -> str:
        """Another size of the window."""
        self.screen.resize(rows, columns)
        self.child.setwinsize(rows, columns)
        return self.settle()

    def close(self) -> None:
        """End it, whatever it does."""
        self.child.close(force=True)
