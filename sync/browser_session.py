"""One window of the browser door: an app of its own, and the words between it and the page.

Owns the app's process (started without a shell, in a session of its own so that a Ctrl-C is the
server's alone, ended with the window) and what of a page's messages is believed. The packets are
textual-serve's. Not here: who may open a window (browser_gate.py), the server (browser_door.py).
"""

from __future__ import annotations

import asyncio
import json
from asyncio.subprocess import PIPE, Process
from collections.abc import Sequence
from contextlib import suppress

from aiohttp import WSMsgType
from aiohttp.web import WebSocketResponse
from textual_serve.app_service import AppService
from textual_serve.download_manager import DownloadManager

from sync.inert_text import clean_text

DRIVER = "tui.web_driver:BrowserDriver"
_READY = b"__GANGLION__\n"
_PRELUDE_LINES = 10
_LAST_WORDS = 4_000
_PATIENCE_S = 3.0
_WIDEST, _TALLEST = 500, 300
_DATA, _META = b"D", b"M"


class BrowserSession(AppService):
    """An app shown in one window; last_words: what it said on its error stream, made inert."""

    def __init__(self, command: Sequence[str], socket: WebSocketResponse) -> None:
        self._socket = socket
        super().__init__(
            " ".join(command),
            write_bytes=socket.send_bytes,
            write_str=socket.send_str,
            close=self._close,
            download_manager=DownloadManager(),
        )
        self._words = tuple(command)
        self.last_words = ""

    def _build_environment(self, width: int = 80, height: int = 24) -> dict[str, str]:
        return {**super()._build_environment(width, height), "TEXTUAL_DRIVER": DRIVER}

    async def _open_app_process(self, width: int = 80, height: int = 24) -> Process:
        self._process = await asyncio.create_subprocess_exec(
            *self._words,
            stdin=PIPE,
            stdout=PIPE,
            stderr=PIPE,
            env=self._build_environment(width, height),
            start_new_session=True,
        )
        self._stdin = self._process.stdin
        return self._process

    async def _close(self) -> None:
        await self._socket.close()

    async def run(self) -> None:
        """Pass on what the app sends until it ends; then close the window.

        An app that could not start has said why on its error stream: the page shows that.
        """
        process = self._process
        assert process is not None and process.stdout is not None and process.stderr is not None
        words = asyncio.create_task(_last_of(process.stderr))
        started = False
        try:
            started = await _is_app(process.stdout)
            while started:
                await self._pass_on(process.stdout)
        except (asyncio.IncompleteReadError, ConnectionError):
            pass
        self.last_words = await words
        if self.last_words and not started:
            await self.on_data(self.last_words.encode())
        await self._close()

    async def _pass_on(self, stream: asyncio.StreamReader) -> None:
        kind = await stream.readexactly(1)
        payload = await stream.readexactly(int.from_bytes(await stream.readexactly(4), "big"))
        if kind == _DATA:
            await self.on_data(payload)
        elif kind == _META:
            await self._wish(json.loads(payload))

    async def on_data(self, payload: bytes) -> None:
        """Send to the window; what a closed one does not take is dropped, so that the app ends."""
        with suppress(ConnectionError, RuntimeError):
            await self._socket.send_bytes(payload)

    async def _wish(self, meta: dict[str, object]) -> None:
        """What the app asks of the page: to open a page of the web, nothing else."""
        address = str(meta.get("url", ""))
        if meta.get("type") == "open_url" and address.startswith(("https://", "http://")):
            await self._tell("open_url", {"url": address, "new_tab": True})

    async def _tell(self, kind: str, what: object) -> None:
        with suppress(ConnectionError, RuntimeError):
            await self._socket.send_json([kind, what])

    async def listen(self) -> None:
        """Hand the window's messages to the app until the window is closed."""
        async for message in self._socket:
            if message.type is WSMsgType.TEXT:
                await self._heard(message.data)

    async def _heard(self, text: str) -> None:
        try:
            kind, *rest = json.loads(text)
        except (ValueError, TypeError, RecursionError):
            return
        said = rest[0] if rest else None
        if kind == "stdin" and isinstance(said, str):
            await self.send_bytes(said.encode("utf-8", "replace"))
        elif kind == "resize" and isinstance(said, dict):
            await self.set_terminal_size(*cells(said.get("width"), said.get("height")))
        elif kind == "ping" and isinstance(said, int | float | str):
            await self._tell("pong", said)
        elif kind in ("blur", "focus"):
            await self.send_meta({"type": kind})

    async def stop(self) -> None:
        """End the app: it is asked, then told, then stopped. Calling twice is fine."""
        task, self._task = self._task, None
        process = self._process
        if task is None or process is None:
            return
        await self.send_meta({"type": "quit"})
        for end in (process.terminate, process.kill):
            try:
                await asyncio.wait_for(process.wait(), _PATIENCE_S)
                break
            except TimeoutError:
                end()
        await process.wait()
        await task


def cells(width: object, height: object) -> tuple[int, int]:
    """A window's size in cells, within reason; 80 by 24 for what is no number."""
    return _within(width, 80, _WIDEST), _within(height, 24, _TALLEST)


def _within(given: object, usual: int, most: int) -> int:
    try:
        number = int(given) if isinstance(given, int | float | str) else usual
    except (ValueError, OverflowError):
        number = usual
    return max(1, min(most, number))


async def _is_app(stream: asyncio.StreamReader) -> bool:
    """Whether the process says that it is an app; False once it has ended without."""
    for _ in range(_PRELUDE_LINES):
        line = await stream.readline()
        if line == _READY:
            return True
        if not line:
            return False
    return False


async def _last_of(stream: asyncio.StreamReader) -> str:
    """The end of what is said on a stream: it may hold strangers' text, so it is made inert."""
    kept = b""
    while said := await stream.read(4_096):
        kept = (kept + said)[-_LAST_WORDS:]
    lines = kept.decode("utf-8", "replace").splitlines()
    return "\r\n".join(clean_text(line) for line in lines)
