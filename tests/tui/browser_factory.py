"""`edgewise serve` in a process of its own, and a window as a browser opens it."""

from __future__ import annotations

import asyncio
import json
import os
import re
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from contextlib import AsyncExitStack
from pathlib import Path
from types import TracebackType
from typing import Self

import aiohttp
import pyte

ROOT = Path(__file__).parents[2]
WAIT_S = 30.0
COMMAND = [sys.executable, "-c", "import sys, edgewise; sys.exit(edgewise.main())", "serve"]


class Served:
    """The server; `with` ends it as Ctrl-C does."""

    def __init__(self, home: Path, *options: str) -> None:
        environment = {**os.environ, "EDGEWISE_HOME": str(home)}
        self.process = subprocess.Popen(
            [*COMMAND, "--port", "0", *options],
            cwd=ROOT, env=environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
        )  # fmt: skip
        assert self.process.stdout is not None
        self.address = self.process.stdout.readline().split()[-1]
        self.host = self.address.split("/")[2]
        self.said = ""

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        if self.process.poll() is None:
            self.interrupt()
        self.process.communicate()

    def interrupt(self) -> int:
        """Ctrl-C; the exit code."""
        self.process.send_signal(signal.SIGINT)
        self.said = "".join(self.process.communicate(timeout=WAIT_S))
        return self.process.returncode

    def apps(self) -> list[int]:
        """The processes of the windows that are open (Linux)."""
        own = self.process.pid
        return [int(pid) for pid in Path(f"/proc/{own}/task/{own}/children").read_text().split()]

    def url(self, path: str) -> str:
        return f"http://{self.host}/{path}"


def has_ended(pid: int, within_s: float = WAIT_S) -> bool:
    """Whether a process is gone, or goes soon."""
    end = time.monotonic() + within_s
    while time.monotonic() < end:
        try:
            state = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0]
        except (FileNotFoundError, ProcessLookupError):
            return True
        if state == "Z":
            return True
        time.sleep(0.05)
    return False


class Window:
    """One window: speaks textual-serve's protocol and draws what it is sent."""

    def __init__(self, socket: aiohttp.ClientWebSocketResponse) -> None:
        self.socket = socket
        self.received = b""
        self.screen = pyte.Screen(100, 30)
        self._stream = pyte.ByteStream(self.screen)

    @classmethod
    async def open(cls, stack: AsyncExitStack, served: Served, **headers: str) -> Window:
        client = await stack.enter_async_context(aiohttp.ClientSession())
        asked = {"Origin": f"http://{served.host}", **headers}
        address = served.url("ws?width=100&height=30")
        return cls(await stack.enter_async_context(client.ws_connect(address, headers=asked)))

    async def say(self, *message: object) -> None:
        await self.socket.send_str(json.dumps(message))

    async def press(self, keys: str) -> None:
        await self.say("stdin", keys)

    async def wait(self, seen: Callable[[str], object]) -> str:
        """Wait until the screen satisfies a condition."""
        end = time.monotonic() + WAIT_S
        while not seen(self.text()):
            assert time.monotonic() < end, f"not seen:\n{self.text()}"
            try:
                message = await self.socket.receive(timeout=0.5)
            except TimeoutError:
                continue
            assert message.type is aiohttp.WSMsgType.BINARY, f"{message}:\n{self.text()}"
            self.received += message.data
            self._stream.feed(message.data)
        return self.text()

    async def wait_for(self, pattern: str) -> str:
        return await self.wait(lambda text: re.search(pattern, text))

    async def wait_for_the_end(self) -> None:
        """Wait until the server closes the window."""
        async with asyncio.timeout(WAIT_S):
            while not self.socket.closed:
                message = await self.socket.receive()
                if message.type is aiohttp.WSMsgType.BINARY:
                    self.received += message.data
                    self._stream.feed(message.data)

    def text(self) -> str:
        return "\n".join(self.screen.display)
