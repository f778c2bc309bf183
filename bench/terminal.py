"""A program on its own pseudo-terminal: start it, wait for text, send keys, time what comes back.

Times are taken where a person would take them: from just before the start to the arrival of the
bytes that hold the awaited text, and from the write of a key to the first bytes of its repaint.
"""

from __future__ import annotations

import os
import re
import select
import time
from types import TracebackType

import pexpect

ESCAPES = re.compile(
    rb"\x1b(?:\[[0-?]*[ -/]*[@-~]|\][^\x07\x1b]*(?:\x07|\x1b\\)|[()][0-9A-Za-z]|[=>78cDEHM])"
)


class Terminal:
    """One program on a pseudo-terminal of 80x24 unless told otherwise; ends with the block."""

    def __init__(
        self, argv: list[str], env: dict[str, str], rows: int = 24, columns: int = 80
    ) -> None:
        full = {**os.environ, "TERM": "xterm-256color", "LANG": "C.UTF-8", **env}
        self.started = time.perf_counter()
        self.child = pexpect.spawn(argv[0], argv[1:], env=full, dimensions=(rows, columns))
        self.raw = b""

    def __enter__(self) -> Terminal:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.child.close(force=True)

    def read(self, wait_s: float) -> bool:
        """Read once if something comes within wait_s seconds."""
        if not select.select([self.child.fileno()], [], [], max(0.0, wait_s))[0]:
            return False
        try:
            self.raw += os.read(self.child.fileno(), 65536)
        except OSError:
            return False
        return True

    def text(self, start: int = 0) -> str:
        """The output since `start` (bytes), without escape sequences."""
        return ESCAPES.sub(b"", self.raw[start:]).decode("utf-8", "replace")

    def wait(self, pattern: str, timeout_s: float = 30.0, start: int = 0) -> float:
        """Seconds from the start of the program until the pattern shows."""
        end = time.perf_counter() + timeout_s
        expression = re.compile(pattern)
        while not expression.search(self.text(start)):
            left = end - time.perf_counter()
            if left <= 0 or (not self.read(left) and not self.child.isalive()):
                raise TimeoutError(f"{pattern!r} not seen in {self.text(start)[-800:]!r}")
        return time.perf_counter() - self.started

    def settle(self, quiet_s: float = 0.05, limit_s: float = 3.0) -> None:
        """Read until nothing has come for quiet_s seconds."""
        end = time.perf_counter() + limit_s
        while time.perf_counter() < end and self.read(quiet_s):
            pass

    def key(self, keys: bytes, timeout_s: float = 5.0) -> float:
        """Seconds from writing the keys to the first bytes of the repaint."""
        written = time.perf_counter()
        os.write(self.child.fileno(), keys)
        if not self.read(timeout_s):
            raise TimeoutError(f"no repaint after {keys!r}; screen: {self.text()[-800:]!r}")
        return time.perf_counter() - written

    def peak_mib(self) -> float:
        """Peak resident memory of the program so far (Linux)."""
        with open(f"/proc/{self.child.pid}/status", encoding="ascii") as status:
            line = next(line for line in status if line.startswith("VmHWM"))
        return int(line.split()[1]) / 1024
