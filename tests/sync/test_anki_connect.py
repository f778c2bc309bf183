"""AnkiConnect asked over HTTP: who is let in, which key goes where, and one sentence a fault."""

from __future__ import annotations

import http.client
import os
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from itertools import chain, repeat
from pathlib import Path

import pytest

from sync.anki_address import VARIABLE, anki_address
from sync.anki_connect import AnkiConnect
from sync.anki_wire import Waits
from sync.errors import (
    AnkiConnectError,
    AnkiNotRunning,
    AnkiRefused,
    AnkiSilent,
    BadAddress,
    NotAnkiConnect,
)
from tests.sync.anki_connect_server import collection, serving

ROOT = Path(__file__).resolve().parents[2]
DEFAULT = "http://127.0.0.1:8765"
QUICK = Waits(connect_s=2.0, answer_s=0.4, package_s=5.0)


def anki_at(url: str, key: str = "", waits: Waits = QUICK) -> AnkiConnect:
    return AnkiConnect(anki_address(url, key, {}), waits)


def sentence(problem: pytest.ExceptionInfo[Exception]) -> str:
    """The message, which must be one line and say what to do."""
    text = str(problem.value)
    assert "\n" not in text and ";" in text and text.endswith(".")
    return text


@contextmanager
def answering(*chunks: bytes, pause_s: float = 0.0, endless: bytes = b"") -> Iterator[str]:
    """A port that answers every connection with these bytes, whatever it is asked.

    endless: what follows for as long as anyone listens.
    """
    with socket.create_server(("127.0.0.1", 0)) as listener:
        stop = threading.Event()

        def serve() -> None:
            while True:
                try:
                    line, _ = listener.accept()
                except OSError:
                    return
                with line:
                    while not line.recv(65536).endswith(b"}"):
                        pass  # A question left unread would reset the line.
                    for chunk in chain(chunks, repeat(endless) if endless else ()):
                        try:
                            line.sendall(chunk)
                        except OSError:
                            break
                        if stop.wait(pause_s):
                            return

        threading.Thread(target=serve, daemon=True).start()
        yield f"http://127.0.0.1:{listener.getsockname()[1]}"
        stop.set()
        listener.shutdown(socket.SHUT_RDWR)


def head(*lines: str) -> bytes:
    return "\r\n".join(["HTTP/1.1 200 OK", *lines, "", ""]).encode()


# --- the address ---------------------------------------------------------------------------------


def test_the_address_is_this_machine_unless_the_settings_say_otherwise() -> None:
    for text in (DEFAULT, "http://localhost:9000", "http://[::1]:8765", "http://127.1.2.3"):
        assert anki_address(text, "", {}).port in (8765, 9000)
    for text in ("http://192.168.0.7:8765", "http://anki.home", "https://[2001:db8::1]"):
        with pytest.raises(BadAddress, match="another machine") as problem:
            anki_address(text, "secret", {})
        assert "other_machine" in sentence(problem) and "secret" not in sentence(problem)
        assert anki_address(text, "", {}, other_machine=True).host in text


@pytest.mark.parametrize(
    "text",
    [
        "", "127.0.0.1:8765", "ftp://127.0.0.1", "http://", "http://127.0.0.1:0",
        "http://127.0.0.1:99999", "http://127.0.0.1@evil.example", "http://127.0.0.1\\@evil.example",
        "http://me:word@127.0.0.1", "http://127.0.0.1/?x=1", "http://127.0.0.1/#x",
        "http://127.0.0.1/a b", "http://127.0.0.1\r\nX: y", "http://[::1", "file:///etc/passwd",
        "http://127.0.0.1%2f@evil.example", "http://\x1b[31m",
    ],
)  # fmt: skip
def test_what_is_no_address_is_refused_in_one_sentence(text: str) -> None:
    with pytest.raises(BadAddress, match=r"no address of AnkiConnect|another machine") as problem:
        anki_address(DEFAULT, "", {}, given=text or " ")
    assert "--url" in sentence(problem) and "\x1b" not in sentence(problem)


def test_the_key_of_the_environment_wins() -> None:
    assert anki_address(DEFAULT, "settings", {}).key == "settings"
    assert anki_address(DEFAULT, "settings", {VARIABLE: " shell "}).key == "shell"


# --- who is let in -------------------------------------------------------------------------------


def test_the_key_goes_only_to_an_anki_that_asks_for_one(tmp_path: Path) -> None:
    with collection(tmp_path) as col, serving(col) as server:
        anki = anki_at(server.url, "secret")
        anki.greet()
        assert anki.deck_names() == ["Default"]
        assert [key for _, key in server.calls] == [None] * len(server.calls)
    with collection(tmp_path / "two") as col, serving(col, key="secret") as server:
        anki = anki_at(server.url, "secret")
        anki.greet()
        assert anki.deck_names() == ["Default"]
        assert server.calls[-1] == ("deckNames", "secret")
        assert ("requestPermission", None) in server.calls
        assert server.origins == [None] * len(server.origins)


def test_a_wrong_key_and_a_missing_one_are_told_apart() -> None:
    with serving(key="secret") as server:
        with pytest.raises(AnkiRefused, match="asks for a key") as problem:
            anki_at(server.url).greet()
        assert VARIABLE in sentence(problem)
        with pytest.raises(AnkiRefused, match="does not take the key that is set") as problem:
            anki_at(server.url, "guess").greet()
        assert "guess" not in sentence(problem)


def test_an_add_on_from_before_permissions_is_asked_all_the_same() -> None:
    for key in (None, "secret"):
        with serving(key=key, does_not_know=("requestPermission",)) as server:
            anki_at(server.url, "secret").greet()


@pytest.mark.parametrize(
    ("faults", "words"),
    [
        ({"permission": "denied"}, "refused permission"),
        ({"forbidden": True}, "does not let this machine in"),
        ({"api_version": 5}, "speaks version 5"),
        (
            {"api_version": 4, "frameless": True, "does_not_know": ("requestPermission",)},
            "speaks version 4",
        ),
        ({"no_profile": True}, "no profile is open"),
        ({"does_not_know": ("deckNames",)}, "does not know 'deckNames'"),
    ],
)
def test_a_no_of_anki_is_one_sentence_with_the_remedy(
    faults: dict[str, object], words: str
) -> None:
    with serving(**faults) as server, pytest.raises(AnkiRefused, match=words) as problem:
        anki = anki_at(server.url)
        anki.greet()
        anki.deck_names()
    assert sentence(problem)


# --- what is not AnkiConnect ---------------------------------------------------------------------


def test_no_anki_at_all_says_what_to_start() -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
    with pytest.raises(AnkiNotRunning, match="2055492159") as problem:
        anki_at(f"http://127.0.0.1:{port}").greet()
    assert "edgewise export anki" in sentence(problem)


def test_silence_ends_in_time() -> None:
    with serving(silent_s=0.7) as server, pytest.raises(AnkiSilent, match=r"within 0 s|windows"):
        anki_at(server.url).greet()


@pytest.mark.parametrize(
    "start", [b"", b"HTTP/1.1 200 OK\r\n", head("Content-Length: 99"), head()], ids=len
)
def test_a_drip_of_bytes_does_not_hold_it_up(start: bytes) -> None:
    began = time.monotonic()
    with answering(start, *[b"H"] * 40, pause_s=0.1) as url, pytest.raises(AnkiSilent):
        anki_at(url).greet()
    assert time.monotonic() - began < 2


HUGE = b"[" + b"0," * 32_768


@pytest.mark.parametrize(
    ("chunks", "words"),
    [
        ([head("Content-Length: 200000000"), *[HUGE] * 40], "more than 64 MB"),
        ([head("Content-Length: " + "9" * 400)], "more than 64 MB"),
        ([head(), b"AnkiConnect v.6"], "no JSON"),
        ([head(), b"<html>router</html>"], "no JSON"),
        ([head(), b"[" * 200_000], "no JSON"),
        ([head(), b"\xff\xfe\x00"], "no JSON"),
        ([head(), b""], "no JSON"),
        ([head(), b'{"result": 6}'], "its answer to"),
        ([head(), b'["result", "error"]'], "its answer to"),
        ([head("Content-Encoding: gzip"), b"\x1f\x8b"], "packs its answer"),
        ([head("Content-Length: 90"), b'{"result"'], "cut short"),
        ([b"SSH-2.0-OpenSSH_9.6\r\n"], "no HTTP"),
        ([b""], "no HTTP"),
        ([b"HTTP/1.1 404 Not Found\r\n\r\n"], "status 404"),
        ([b"HTTP/1.1 500 Oops\r\n\r\n"], "status 500"),
        ([b"HTTP/1.1 302 Found\r\nLocation: http://evil.example/\r\n\r\n"], "not followed"),
        ([b"HTTP/1.1 307 Again\r\nLocation: http://127.0.0.1:1/\r\n\r\n"], "not followed"),
    ],
)
def test_another_service_on_the_port_is_told_in_one_sentence(
    chunks: list[bytes], words: str
) -> None:
    with answering(*chunks) as url, pytest.raises(NotAnkiConnect, match=words) as problem:
        anki_at(url, waits=Waits(2.0, 10.0, 10.0)).greet()
    assert "[anki] url" in sentence(problem)


def test_an_answer_without_end_is_cut_where_it_is_too_large() -> None:
    began = time.monotonic()
    with answering(head(), endless=HUGE) as url, pytest.raises(NotAnkiConnect, match="64 MB"):
        anki_at(url, waits=Waits(2.0, 20.0, 20.0)).greet()
    assert time.monotonic() - began < 15


ASKED: list[tuple[str, Callable[[AnkiConnect], object]]] = [
    ("version", lambda anki: anki.greet()),
    ("deckNames", lambda anki: anki.deck_names()),
    ("findNotes", lambda anki: anki.find_notes("x")),
    ("findCards", lambda anki: anki.find_cards("x")),
    ("notesInfo", lambda anki: list(anki.notes([1]))),
    ("getDecks", lambda anki: anki.cards_by_deck([1])),
    ("importPackage", lambda anki: anki.import_package(Path("/nowhere/a.apkg"))),
]


@pytest.mark.parametrize("result", [None, 17, "text", {"a": {"b": 1}}, [[1], {"fields": 3}]])
@pytest.mark.parametrize(("action", "ask"), ASKED, ids=[action for action, _ in ASKED])
def test_odd_answers_are_refused_or_left_out_and_never_a_traceback(
    action: str, ask: Callable[[AnkiConnect], object], result: object
) -> None:
    def answer(asked: str) -> object:
        return {"result": result if asked == action else 6, "error": None}

    with serving(answer=answer) as server:
        try:
            ask(anki_at(server.url))
        except AnkiConnectError as problem:
            assert str(problem).endswith(".")


def test_what_anki_says_of_an_error_is_shown_without_its_escapes() -> None:
    def answer(asked: str) -> object:
        return {"result": None, "error": "\x1b[31mno such\nfile\u202e" + "x" * 900}

    with serving(answer=answer) as server, pytest.raises(AnkiRefused) as problem:
        anki_at(server.url).import_package(Path("/nowhere/a.apkg"))
    assert "no such file" in sentence(problem) and len(sentence(problem)) < 500
    assert "\x1b" not in str(problem.value) and "\u202e" not in str(problem.value)


def test_no_proxy_of_the_environment_is_asked() -> None:
    """In a process of its own, because a proxy is read from the environment at import."""
    with serving() as server, answering(head(), b"{}") as proxy:
        env = {**os.environ, "http_proxy": proxy, "HTTP_PROXY": proxy, "all_proxy": proxy}
        code = (
            "from sync.anki_address import anki_address; from sync.anki_connect import AnkiConnect;"
            f"AnkiConnect(anki_address({server.url!r}, '', {{}})).greet(); print('greeted')"
        )
        done = subprocess.run(
            [sys.executable, "-c", code],
            cwd=ROOT, env=env, capture_output=True, text=True, timeout=30,
        )  # fmt: skip
        assert (done.stdout, server.calls[-1][0]) == ("greeted\n", "version"), done.stderr


def test_a_connection_is_given_back_after_each_question() -> None:
    closed: list[http.client.HTTPConnection] = []
    with serving() as server, pytest.MonkeyPatch.context() as patch:
        plain = http.client.HTTPConnection.close
        patch.setattr(
            http.client.HTTPConnection,
            "close",
            lambda line: (closed.append(line), plain(line))[1],
        )
        anki_at(server.url).greet()
    assert len(set(map(id, closed))) == 2 and threading.active_count() < 4
