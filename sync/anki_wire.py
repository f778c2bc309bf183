"""The wire to AnkiConnect: one question, one answer, with an end to every wait and to every size.

Owns that nothing goes through a proxy and no redirect is followed (`http.client` does neither, nor
does it unpack an answer), the time limits, the most bytes, and the words for each way it can fail.
Not here: what is asked and what an answer means (anki_connect.py).
"""

from __future__ import annotations

import contextlib
import http.client
import json
import socket
import ssl
import threading
from typing import NamedTuple

from sync.anki_address import AnkiAddress
from sync.errors import AnkiNotRunning, AnkiRefused, AnkiSilent, NotAnkiConnect

MOST_BYTES = 64_000_000
_CHUNK = 65_536


class Waits(NamedTuple):
    """Ends of waits, in seconds: for a connection, for a small answer, for a package's way."""

    connect_s: float = 3.0
    answer_s: float = 30.0
    package_s: float = 600.0


def post(at: AnkiAddress, question: dict[str, object], connect_s: float, whole_s: float) -> object:
    """Send a question; the answer as JSON, whatever it is.

    Raises AnkiNotRunning, AnkiSilent, NotAnkiConnect, AnkiRefused (status 403).
    """
    body = json.dumps(question).encode()
    with contextlib.closing(_Line(at, connect_s)) as line, _Patience(line, whole_s) as patience:
        try:
            whole = line.ask(body)
            if patience.over:
                raise TimeoutError
        except (OSError, http.client.HTTPException) as problem:
            if patience.over or isinstance(problem, TimeoutError):
                raise AnkiSilent(
                    f"Anki at {at.shown} gave no answer within {whole_s:g} s; look whether one "
                    "of its windows waits for you, and try again."
                ) from problem
            raise _stranger(at, "its answer is cut short, or no HTTP") from problem
    return _read_json(at, whole)


class _Patience:
    """Cuts a line when its time is over: a slow drip of bytes resets every other time limit."""

    def __init__(self, line: _Line, seconds: float) -> None:
        self.over = False
        self._line = line
        self._timer = threading.Timer(seconds, self._end)
        self._timer.daemon = True
        line.limit(seconds)

    def _end(self) -> None:
        self.over = True
        self._line.cut()

    def __enter__(self) -> _Patience:
        self._timer.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._timer.cancel()


class _Line:
    """One connection for one question; AnkiConnect closes it after each answer."""

    def __init__(self, at: AnkiAddress, connect_s: float) -> None:
        self._at = at
        kind = http.client.HTTPSConnection if at.scheme == "https" else http.client.HTTPConnection
        self._line = kind(at.host, at.port, timeout=connect_s)
        try:
            self._line.connect()
        except ssl.SSLError as problem:
            raise _stranger(at, "it cannot prove who it is") from problem
        except OSError as problem:
            raise AnkiNotRunning(
                f"No Anki answers at {at.shown}; start Anki there, with the add-on AnkiConnect "
                "(number 2055492159), or use `edgewise export anki` and import the file by hand."
            ) from problem
        self._sock = self._line.sock  # http.client lets go of it before the answer is read

    def limit(self, seconds: float) -> None:
        """Wait no longer than this for the next byte."""
        self._sock.settimeout(seconds)

    def ask(self, body: bytes) -> bytes:
        """Send the question and read the whole answer."""
        headers = {"Content-Type": "application/json", "Connection": "close"}
        self._line.request("POST", self._at.path, body, headers)
        with self._line.getresponse() as answer:
            _look_at_status(self._at, answer)
            return _read_whole(self._at, answer)

    def cut(self) -> None:
        """End both directions at once, from another thread."""
        with contextlib.suppress(OSError):  # It may be closed already.
            self._sock.shutdown(socket.SHUT_RDWR)

    def close(self) -> None:
        """Give the connection back."""
        self._line.close()


def _look_at_status(at: AnkiAddress, answer: http.client.HTTPResponse) -> None:
    if answer.status == 403:
        raise AnkiRefused(
            "AnkiConnect does not let this machine in; in Anki, Tools > Add-ons > AnkiConnect > "
            'Config, add "http://localhost" to webCorsOriginList, and restart Anki.'
        )
    if 300 <= answer.status < 400:
        raise _stranger(at, "it sends us on to another address, which was not followed")
    if answer.status != 200:
        raise _stranger(at, f"it answers with status {answer.status}")
    if answer.headers.get("Content-Encoding", "identity") != "identity":
        raise _stranger(at, "it packs its answer")


def _read_whole(at: AnkiAddress, answer: http.client.HTTPResponse) -> bytes:
    announced = answer.headers.get("Content-Length", "")
    body = bytearray()
    if announced.isdecimal() and len(announced) < 19 and int(announced) <= MOST_BYTES:
        body += answer.read(int(announced))
        if len(body) < int(announced):
            raise http.client.IncompleteRead(bytes(body))
        return bytes(body)
    while not announced and (chunk := answer.read(_CHUNK)):
        body += chunk
        if len(body) > MOST_BYTES:
            break
    if announced or len(body) > MOST_BYTES:
        raise _stranger(at, f"it sends more than {MOST_BYTES // 10**6} MB, which was not read")
    return bytes(body)


def _read_json(at: AnkiAddress, body: bytes) -> object:
    try:
        found: object = json.loads(body)
    except (ValueError, RecursionError):
        raise _stranger(at, "its answer is no JSON") from None
    return found


def _stranger(at: AnkiAddress, why: str) -> NotAnkiConnect:
    return NotAnkiConnect(
        f"What answers at {at.shown} is not AnkiConnect ({why}); set [anki] url in settings.toml "
        "to the address in AnkiConnect's own settings."
    )
