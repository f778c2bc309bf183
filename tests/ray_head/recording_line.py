"""Stands between a runner and a real Ray head, and keeps what both said, small and without secrets.

What differs from run to run has a name instead: JOB, WORD, HOST, MOMENT. Replayed by
tests/exercises/replayed_head.py.
"""

from __future__ import annotations

import io
import json
import re
import threading
import urllib.error
import urllib.request
import zipfile
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

JOB = re.compile(r"edgewise-[a-z-]+-[0-9a-f]{12}")
# What the runner reads of a job; the rest is of that machine.
KEPT = ("submission_id", "type", "status", "message", "driver_exit_code", "entrypoint")


class RecordingLine:
    """A line to a head. head: its address, as http://HOST:PORT."""

    def __init__(self, head: str) -> None:
        self.exchanges: list[dict[str, object]] = []
        self.tokens: set[str] = set()
        self._word = ""
        line = self

        class Handler(BaseHTTPRequestHandler):
            def _pass_on(self) -> None:
                body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
                code, said = line.ask(head, self.command, self.path, body, dict(self.headers))
                self.send_response(code)
                self.send_header("Content-Length", str(len(said)))
                self.end_headers()
                self.wfile.write(said)

            do_GET = do_PUT = do_POST = _pass_on  # noqa: N815

            def log_message(self, format: str, *args: object) -> None:
                return

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        threading.Thread(target=self._server.serve_forever, daemon=True).start()

    @property
    def address(self) -> str:
        return f"ray://127.0.0.1:{self._server.server_port}"

    def close(self) -> None:
        self._server.shutdown()
        self._server.server_close()

    def ask(
        self, head: str, method: str, path: str, body: bytes, headers: dict[str, str]
    ) -> tuple[int, bytes]:
        if path.startswith("/api/packages/"):
            with zipfile.ZipFile(io.BytesIO(body)) as bundle:
                self._word = bundle.read("word").decode()
        self.tokens.add(headers.get("Authorization", ""))
        request = urllib.request.Request(head + path, body or None, headers, method=method)
        opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
        try:
            with opener.open(request, timeout=60) as answer:
                code, said = answer.status, answer.read()
        except urllib.error.HTTPError as refusal:
            with refusal:
                code, said = refusal.code, refusal.read()
        self._keep(f"{method} {path}", code, said.decode())
        return code, said

    def _keep(self, asked: str, code: int, said: str) -> None:
        row: dict[str, object] = {"asked": JOB.sub("JOB", asked), "code": code}
        row["said"] = self._plain(asked, said)
        last = next((e for e in reversed(self.exchanges) if e["asked"] == row["asked"]), None)
        if last is None or last != row or "/stop" in asked:
            self.exchanges.append(row)

    def _plain(self, asked: str, said: str) -> object:
        """What was said, with names for what differs, and only what is read."""
        said = re.sub(r"\d{4}-\d\d-\d\d \d\d:\d\d:\d\d,\d+", "MOMENT", JOB.sub("JOB", said))
        said = said.replace(self._word, "WORD") if self._word else said
        said = re.sub(r'(\\"host\\": \\")[^\\"]*', r"\1HOST", said)
        said = re.sub(r"[^\s\"']*/python[\d.]*(?= )", "python3", said)
        try:
            found = json.loads(said)
        except ValueError:
            return said
        if "/nodes" in asked:
            rows = [each["raylet"] for each in found["data"]["summary"]]
            has = [
                {n: v for n, v in row["resourcesTotal"].items() if n in ("CPU", "GPU")}
                for row in rows
            ]
            states = [row["state"] for row in rows]
            pairs = zip(states, has, strict=True)
            summary = [{"raylet": {"state": s, "resourcesTotal": h}} for s, h in pairs]
            return {"result": True, "data": {"summary": summary}}
        if "/jobs/JOB" in JOB.sub("JOB", asked) and "submission_id" in found:
            return {name: found.get(name) for name in KEPT}
        if "version" in found:
            return {name: found[name] for name in ("version", "ray_version")}
        return found

    def write(self, path: Path) -> None:
        """Keep the exchanges as a file."""
        rows = ",\n ".join(json.dumps(row, ensure_ascii=False) for row in self.exchanges)
        path.write_text(f"[{rows}]\n", encoding="utf-8")
