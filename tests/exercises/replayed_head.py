"""A head that says what a real one said (ray_recorded/, kept by tests/ray_head), on loopback.

A recording goes on only as far as the next thing that must be asked of it: a job is not stopped
before somebody stops it.
"""

from __future__ import annotations

import io
import json
import re
import threading
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

JOB = re.compile(r"edgewise-[a-z-]+-[0-9a-f]{12}")
RECORDED = Path(__file__).parent / "ray_recorded"


class ReplayedHead:
    """One recording. asked: all that was asked, in order, with its body and headers."""

    def __init__(self, rows: list[dict[str, object]]) -> None:
        self.rows = rows
        self.asked: list[tuple[str, bytes, dict[str, str]]] = []
        # What is answered instead of the recording, once each: a code, or 0 to hang up.
        self.trouble: dict[str, list[int]] = {}
        self.address = ""
        self._done: set[int] = set()
        self._last: dict[str, int] = {}
        self._names = {"WORD": "", "JOB": ""}

    def asks(self, what: str) -> list[dict[str, object]]:
        """The bodies of what was asked of one place."""
        return [json.loads(body) for asked, body, _ in self.asked if asked == what]

    def answer(self, asked: str, body: bytes, headers: dict[str, str]) -> tuple[int, bytes]:
        self.asked.append((JOB.sub("JOB", asked), body, headers))
        if found := JOB.search(asked):
            self._names["JOB"] = found[0]
        if asked.startswith("PUT"):
            with zipfile.ZipFile(io.BytesIO(body)) as bundle:
                self._names["WORD"] = bundle.read("word").decode()
        asked = JOB.sub("JOB", asked)
        if self.trouble.get(asked):
            return self.trouble[asked].pop(0), b"Traceback:\nValueError: no agent"
        row = self.rows[self._next(asked)]
        said = row["said"]
        text = said if isinstance(said, str) else json.dumps(said)
        for name, value in self._names.items():
            text = text.replace(name, value)
        return int(str(row["code"])), text.encode()

    def _next(self, asked: str) -> int:
        """Which answer comes now: the next of its kind before what nobody asked for yet."""
        last = self._last.get(asked, -1)
        waits = [n for n, row in enumerate(self.rows) if n not in self._done and self._acts(row)]
        gate = waits[0] if waits else len(self.rows)
        fit = [n for n, row in enumerate(self.rows) if row["asked"] == asked and last < n <= gate]
        chosen = fit[0] if fit else last
        assert chosen >= 0, f"{asked} was not recorded"
        self._last[asked] = chosen
        self._done.add(chosen)
        return chosen

    def _acts(self, row: dict[str, object]) -> bool:
        return not str(row["asked"]).startswith("GET")


@contextmanager
def replayed(name: str) -> Iterator[ReplayedHead]:
    """A head that replays one recording."""
    head = ReplayedHead(json.loads((RECORDED / f"{name}.json").read_text(encoding="utf-8")))

    class Handler(BaseHTTPRequestHandler):
        def _answer(self) -> None:
            body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
            asked = f"{self.command} {self.path}"
            code, said = head.answer(asked, body, dict(self.headers))
            if not code:
                self.close_connection = True
                return
            self.send_response(code)
            if code == 302:
                self.send_header("Location", f"{head.address}/elsewhere".replace("ray:", "http:"))
            self.send_header("Content-Length", str(len(said)))
            self.end_headers()
            self.wfile.write(said)

        do_GET = do_PUT = do_POST = _answer  # noqa: N815

        def log_message(self, format: str, *args: object) -> None:
            return

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        head.address = f"ray://127.0.0.1:{server.server_port}"
        thread = threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True)
        thread.start()
        try:
            yield head
        finally:
            server.shutdown()
            thread.join()
