"""The app's driver when it is shown in a browser: textual's own, and it ends with the server.

Owns what happens when the server is gone. Without this an app whose server was killed would sit on
in the background for good. Not here: the server (sync/browser_door.py).
"""

from __future__ import annotations

import os
from contextlib import suppress
from typing import TYPE_CHECKING

from textual.drivers.web_driver import WebDriver
from textual.messages import ExitApp

if TYPE_CHECKING:
    from textual.app import App


class BrowserDriver(WebDriver):
    """WebDriver that leaves when its input ends."""

    def __init__(
        self,
        app: App[None],
        *,
        debug: bool = False,
        mouse: bool = True,
        size: tuple[int, int] | None = None,
    ) -> None:
        super().__init__(app, debug=debug, mouse=mouse, size=size)
        self._write = self._write_while_heard  # type: ignore[assignment]

    def run_input_thread(self) -> None:
        """Take input until there is none; then end the app, unless it has ended it itself."""
        super().run_input_thread()
        if not self.exit_event.is_set():
            self._app.post_message(ExitApp())

    def _write_while_heard(self, data: bytes) -> int:
        with suppress(BrokenPipeError):
            return os.write(self.fileno, data)
        return len(data)
