"""The few calls of Ray's Jobs API that a run needs, with the standard library alone.

Owns the token (it goes into one header, to one host, and into no text) and the words for what may
go wrong on the way. Not here: the life of a job (ray_runner.py).
"""

from __future__ import annotations

import http.client
import json
import urllib.error
import urllib.request
from typing import NamedTuple
from urllib.parse import urlsplit

from exercises.errors import RunnerFailed

PORT = 8265
TOKEN = "EDGEWISE_RAY_TOKEN"
SCHEMES = {"ray": "http", "http": "http", "https": "https"}
_PATIENCE_S, _UPLOAD_S = 15.0, 120.0
_WIDEST = 200
Json = dict[str, object]


class LineLost(RunnerFailed):
    """The head did not answer, or not as a head does; it may answer the next time."""


class Room(NamedTuple):
    """What a cluster has in all; None where it does not say."""

    cpus: float | None = None
    gpus: float | None = None

    def words(self) -> str:
        """As the end of a sentence."""
        if self.cpus is None or self.gpus is None:
            return "the cluster does not say what it has"
        return f"the cluster has {count(self.cpus, 'CPU')} and {count(self.gpus, 'GPU')}"


def count(number: float, what: str) -> str:
    """`no GPU`, `1 GPU`, `2 GPUs`."""
    return f"{number:g} {what}{'' if number == 1 else 's'}" if number else f"no {what}"


class _NoWayOn(urllib.request.HTTPRedirectHandler):
    """Redirects are refused: they would carry the token to wherever they point."""

    def redirect_request(self, *_: object) -> None:
        """Never."""


class RayHead:
    """One head. where: as the learner wrote it. Raises RunnerFailed where that is no address."""

    def __init__(self, where: str, token: str = "") -> None:
        self.where = where
        self._root = root_of(where)
        self._token = token.strip()
        if not self._token.isascii() or not self._token.isprintable() or " " in self._token:
            raise RunnerFailed(f"The token in {TOKEN} (or `ray_token`) is none: it has odd signs.")
        self._opener = urllib.request.build_opener(urllib.request.ProxyHandler({}), _NoWayOn())

    def version(self) -> str:
        """Ray's version; shows that it is a head, and that the token holds."""
        return str(self._json("GET", "/api/version").get("ray_version", ""))

    def upload(self, name: str, packed: bytes) -> str:
        """Send a zip; returns what a job calls it."""
        self._ask("PUT", f"/api/packages/gcs/{name}", packed, _UPLOAD_S)
        return f"gcs://{name}"

    def submit(self, asked: Json) -> None:
        """Hand in a job."""
        self._json("POST", "/api/jobs/", asked)

    def job(self, name: str) -> Json:
        """What is known of a job: status, message, driver_exit_code."""
        return self._json("GET", f"/api/jobs/{name}")

    def log(self, name: str) -> str:
        """All of its log."""
        return str(self._json("GET", f"/api/jobs/{name}/logs").get("logs") or "")

    def stop(self, name: str) -> None:
        """Have it stopped."""
        self._json("POST", f"/api/jobs/{name}/stop", {})

    def room(self) -> Room:
        """What the cluster has."""
        try:
            data = self._json("GET", "/nodes?view=summary")["data"]
            nodes = [node["raylet"] for node in data["summary"]]  # type: ignore[index]
            alive = [node["resourcesTotal"] for node in nodes if node["state"] == "ALIVE"]
            if not alive:
                return Room()  # a head that has only just begun
            return Room(*(sum(float(each.get(k, 0)) for each in alive) for k in ("CPU", "GPU")))
        except (RunnerFailed, LookupError, TypeError, ValueError):
            return Room()

    def _json(self, method: str, path: str, body: Json | None = None) -> Json:
        packed = None if body is None else json.dumps(body).encode()
        said = self._ask(method, path, packed, _PATIENCE_S)
        try:
            found = json.loads(said)
        except ValueError:
            found = None
        if not isinstance(found, dict):
            raise RunnerFailed(f"{self.where} answers, but not as a Ray head does.")
        return found

    def _ask(self, method: str, path: str, body: bytes | None, patience_s: float) -> bytes:
        request = urllib.request.Request(self._root + path, body, method=method)
        if body is not None:
            request.add_header("Content-Type", "application/json")
        if self._token:
            request.add_unredirected_header("Authorization", f"Bearer {self._token}")
        try:
            with self._opener.open(request, timeout=patience_s) as answer:
                said: bytes = answer.read()
                return said
        except urllib.error.HTTPError as refusal:
            with refusal:
                raise self._refused(refusal) from None
        except (OSError, http.client.HTTPException) as problem:
            inner = getattr(problem, "reason", None) or problem
            why = getattr(inner, "strerror", None) or str(inner) or type(inner).__name__
            raise LineLost(f"{self.where} does not answer ({why.lower()})") from None

    def _refused(self, refusal: urllib.error.HTTPError) -> RunnerFailed:
        if refusal.code in (401, 403):
            what = "refuses the token" if self._token else "wants a token"
            return RunnerFailed(
                f"{self.where} {what}; set {TOKEN}, or `ray_token` under [exercises]."
            )
        try:
            lines = refusal.read().decode("utf-8", "replace").strip().splitlines()
        except (OSError, http.client.HTTPException):
            lines = []
        said = lines[-1][:_WIDEST] if lines else refusal.reason
        if self._token:
            said = said.replace(self._token, "...")
        kind = LineLost if refusal.code >= 500 else RunnerFailed
        return kind(f"{self.where} answers {refusal.code} ({said})")


def root_of(where: str) -> str:
    """The address in HTTP's words, without a slash at its end. Raises RunnerFailed."""
    try:
        parts = urlsplit(where)
        port = parts.port
    except ValueError:
        parts, port = urlsplit(""), None
    if parts.scheme not in SCHEMES or not parts.hostname or "@" in parts.netloc:
        raise RunnerFailed(
            "That is no address of a Ray head; it looks like ray://HOST:8265, without a password."
        )
    host = f"[{parts.hostname}]" if ":" in parts.hostname else parts.hostname
    default = PORT if parts.scheme == "ray" else None
    end = f":{port or default}" if port or default else ""
    return f"{SCHEMES[parts.scheme]}://{host}{end}{parts.path.rstrip('/')}"
