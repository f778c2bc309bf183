"""The real add-on AnkiConnect, run without Anki's windows, where its source is at hand.

Its licence keeps it out of this repository: set EDGEWISE_ANKICONNECT to a folder that holds its
`plugin/` (and, beside it, `deps/` with the package jsonschema) and the tests meet it too.
"""

from __future__ import annotations

import importlib
import os
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from types import ModuleType, SimpleNamespace

from anki.buildinfo import version
from anki.collection import Collection

VARIABLE = "EDGEWISE_ANKICONNECT"
SOURCE = os.environ.get(VARIABLE, "")


@contextmanager
def add_on(col: Collection, key: str | None = None) -> Iterator[str]:
    """The add-on at work on the collection; its address."""
    window = SimpleNamespace(
        col=col,
        requireReset=lambda: None,
        maybeReset=lambda: None,
        addonManager=SimpleNamespace(getConfig=lambda _: {"apiKey": key, "webBindPort": 0}),
    )
    added = [str(Path(SOURCE)), str(Path(SOURCE) / "deps")]
    sys.path[:0] = added
    sys.modules |= _anki_windows(window)
    try:
        connect = importlib.import_module("plugin").AnkiConnect()
        connect.server.listen()
        yield from _running(connect, connect.server.sock.getsockname()[1])
        connect.server.close()
    finally:
        del sys.path[: len(added)]
        for name in [name for name in sys.modules if name.split(".")[0] in ("plugin", "aqt")]:
            del sys.modules[name]


def _running(connect: SimpleNamespace, port: int) -> Iterator[str]:
    stop = threading.Event()

    def turn() -> None:
        while not stop.wait(0.002):  # Anki's own timer turns it every 25 ms.
            connect.advance()

    thread = threading.Thread(target=turn)
    thread.start()
    try:
        yield f"http://127.0.0.1:{port}"
    finally:
        stop.set()
        thread.join()


def _anki_windows(window: SimpleNamespace) -> dict[str, ModuleType]:
    """The few names of Anki's windows that the add-on imports."""
    aqt, qt = ModuleType("aqt"), ModuleType("aqt.qt")
    vars(aqt).update(appVersion=version, mw=window, qt=qt)
    vars(qt).update(dict.fromkeys(("Qt", "QTimer", "QMessageBox", "QCheckBox")))
    return {"aqt": aqt, "aqt.qt": qt}
