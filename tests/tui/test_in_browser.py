"""`edgewise serve`, asked over real sockets: the app in a window, and who gets none."""

from __future__ import annotations

import asyncio
import os
import re
import signal
import socket
import subprocess
import sys
from collections.abc import Awaitable, Callable
from contextlib import AsyncExitStack
from pathlib import Path

import aiohttp
import pytest

from cards.places import Places
from cards.refresh import refresh
from cards.store import Store
from sync.browser_door import MOST_WINDOWS
from tests.kg.vault_factory import note
from tests.sync.paper_factory import ACTIVE, MARKUP, hostile, put
from tests.tui.browser_factory import COMMAND, ROOT, WAIT_S, Served, Window, has_ended
from tests.tui.conftest import NOON_MS

Steps = Callable[[AsyncExitStack], Awaitable[None]]
# textual itself names the shape of the pointer, and ends that with a bell.
POINTER = re.compile(r"\x1b\]22;[a-z-]*\x07")
NEEDS_PROC = pytest.mark.skipif(not Path("/proc/self/task").exists(), reason="needs /proc")


def go(steps: Steps) -> None:
    async def all_of_it() -> None:
        async with AsyncExitStack() as stack:
            await steps(stack)

    asyncio.run(all_of_it())


def run_to_its_end(home: Path, *options: str) -> subprocess.CompletedProcess[str]:
    environment = {**os.environ, "EDGEWISE_HOME": str(home)}
    return subprocess.run(
        [*COMMAND, *options],
        cwd=ROOT, env=environment, capture_output=True, text=True, timeout=WAIT_S, check=False,
    )  # fmt: skip


def answer(address: str, **headers: str) -> tuple[int, str, dict[str, str]]:
    """Status, text and headers of one request."""

    async def ask() -> tuple[int, str, dict[str, str]]:
        async with (
            aiohttp.ClientSession() as client,
            client.get(address, headers=headers, allow_redirects=False) as answered,
        ):
            return answered.status, await answered.text("latin-1"), dict(answered.headers)

    return asyncio.run(ask())


def test_five_cards_are_reviewed_by_keyboard_and_stand_in_the_log(home: Places) -> None:
    with Served(home.home) as served:

        async def steps(stack: AsyncExitStack) -> None:
            window = await Window.open(stack, served)
            await window.say("focus")
            await window.wait_for(r"enter Review")
            await window.press("\r")
            for number, rating in enumerate("31423", 1):
                await window.wait_for(r"show the answer")
                await window.press(" ")
                await window.wait_for(r"1 +Again.* 4 +Easy")
                await window.press(rating)
                await window.wait_for(rf"done {number} ")
            await window.press("q")
            await window.wait_for_the_end()

        go(steps)
        assert served.interrupt() == 0
        assert "Traceback" not in served.said
    with Store.open(home.study_db) as store:
        assert store.query(int, "SELECT rating FROM review ORDER BY utc_ms") == [3, 1, 4, 2, 3]
        assert store.integrity_faults() == []


def test_hostile_metadata_reaches_the_window_as_plain_text(home: Places) -> None:
    home.vault.mkdir()
    header = 'arxiv: "1706.03762"\nyear: 2017\nauthors: [Ada Lovelace]'
    (home.vault / "on-knots.md").write_text(note("On knots", type="paper", header=header))
    put(home.papers_db, hostile())
    with Store.open(home.study_db) as store:
        refresh(home, store, NOON_MS)

    with Served(home.home) as served:

        async def steps(stack: AsyncExitStack) -> None:
            window = await Window.open(stack, served)
            await window.wait_for(r"enter Review")
            await window.press("/")
            await window.wait_for(r"\[all")
            await window.press("on knots")
            await window.wait_for(r"for 'on knots'")
            await window.press("\r")
            shown = await window.wait_for(r"Abstract")
            flat = " ".join(part.rpartition("▕")[2].strip() for part in shown.splitlines())
            assert MARKUP.partition(" [a]")[0] in flat and "√α" in flat
            sent = POINTER.sub("", window.received.decode())
            assert not set(ACTIVE) - {"\x1b"} & set(sent)
            # Of escapes there are only those with a bracket: no title, link or clipboard is set.
            assert set(re.findall(r"\x1b(.)", sent)) == {"["}

        go(steps)


def test_the_page_needs_nothing_but_this_server(home: Places) -> None:
    with Served(home.home) as served:
        status, page, headers = answer(served.address)
        assert status == 200 and "<title>Edgewise</title>" in page
        policy = headers["Content-Security-Policy"]
        assert "default-src 'none'" in policy and "script-src 'self';" in policy
        style = answer(served.url("page.css"))[1]
        wanted = re.findall(r'(?:src|href)="([^"]+)"', page) + re.findall(r'url\("(.+?)"\)', style)
        assert len(wanted) == 7
        for path in wanted:
            assert re.fullmatch(r"/[a-z.-]+", path)
            assert answer(served.url(path[1:]))[0] == 200
        assert not re.search(r"https?://", page + style + answer(served.url("page.js"))[1])
        assert answer(served.url("static/"))[0] == answer(served.url("../server.py"))[0] == 404


@pytest.mark.parametrize(
    "headers",
    [
        {"Host": "evil.example"},
        {"Origin": "http://evil.example"},
        {"Origin": "http://localhost:1"},
        {"Origin": "null"},
    ],
)
def test_other_pages_get_neither_page_nor_window(home: Places, headers: dict[str, str]) -> None:
    with Served(home.home) as served:

        async def steps(stack: AsyncExitStack) -> None:
            with pytest.raises(aiohttp.WSServerHandshakeError) as refused:
                await Window.open(stack, served, **headers)
            assert refused.value.status == 403

        go(steps)
        assert answer(served.address, **headers)[0] == 403
        assert served.apps() == [] if Path("/proc/self/task").exists() else True


def test_with_a_token_every_request_carries_it(home: Places) -> None:
    with Served(home.home, "--host", "localhost", "--token") as served:
        token = served.address.partition("?token=")[2]
        assert len(token) >= 32
        for path in ("", "ws", "page.js", "textual.js", "xterm.css", "nothing", "?token=wrong"):
            status, text, headers = answer(served.url(path))
            assert status == 403 and text and "Set-Cookie" not in headers
        status, _, headers = answer(served.address)
        cookie = headers["Set-Cookie"]
        assert status == 200 and token not in cookie
        assert "HttpOnly" in cookie and "SameSite=Strict" in cookie
        name = cookie.partition(";")[0]
        assert answer(served.url("textual.js"), Cookie=name)[0] == 200

        async def steps(stack: AsyncExitStack) -> None:
            with pytest.raises(aiohttp.WSServerHandshakeError):
                await Window.open(stack, served)
            window = await Window.open(stack, served, Cookie=name)
            await window.wait_for(r"enter Review")

        go(steps)


@pytest.mark.parametrize(
    ("options", "code", "sentence"),
    [
        (["--host", "0.0.0.0"], 2, "add --token"),
        (["--host", "::"], 2, "add --token"),
        (["--host", "no.such.name.invalid"], 3, "no address of this machine"),
        (["--host", "192.0.2.1", "--token"], 3, "cannot be used"),
        (["--token", "short"], 2, "12 letters or more"),
        (["--port", "70000"], 2, "no port 70000"),
    ],
)
def test_what_cannot_be_served_is_said_in_one_sentence(
    tmp_path: Path, options: list[str], code: int, sentence: str
) -> None:
    done = run_to_its_end(tmp_path / "home", *options)
    assert done.returncode == code
    assert sentence in done.stderr and len(done.stderr.splitlines()) == 1


def test_a_port_in_use_is_said_in_one_sentence(tmp_path: Path) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        done = run_to_its_end(tmp_path / "home", "--port", str(taken.getsockname()[1]))
    assert done.returncode == 3
    assert "another program listens there; take another with --port" in done.stderr
    assert len(done.stderr.splitlines()) == 1


@NEEDS_PROC
@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP])
def test_the_end_of_the_server_is_the_end_of_its_windows(
    home: Places, number: signal.Signals
) -> None:
    with Served(home.home) as served:

        async def steps(stack: AsyncExitStack) -> None:
            window = await Window.open(stack, served)
            await window.wait_for(r"enter Review")
            [app] = served.apps()
            served.process.send_signal(number)
            await window.wait_for_the_end()
            assert has_ended(app)

        go(steps)
        said = "".join(served.process.communicate(timeout=WAIT_S))
        assert served.process.returncode == 0 and "Traceback" not in said


@NEEDS_PROC
def test_a_window_that_is_closed_or_whose_server_is_killed_leaves_no_app_behind(
    home: Places,
) -> None:
    with Served(home.home) as served:

        async def steps(stack: AsyncExitStack) -> None:
            window = await Window.open(stack, served)
            await window.wait_for(r"enter Review")
            [app] = served.apps()
            await window.socket.close()
            assert has_ended(app)
            window = await Window.open(stack, served)
            await window.wait_for(r"enter Review")
            [app] = served.apps()
            served.process.kill()
            assert has_ended(app)

        go(steps)


def test_messages_that_no_page_sends_do_no_harm(home: Places) -> None:
    with Served(home.home) as served:

        async def steps(stack: AsyncExitStack) -> None:
            window = await Window.open(stack, served)
            await window.wait_for(r"enter Review")
            for text in ("", "[]", "{}", "7", "null", '"x"', "[" * 5_000, '["stdin", 7]',
                         '["resize", {"width": "x", "height": -9}]', '["resize", 3]',
                         '["ping", []]', '["quit"]', '["stdin"]'):  # fmt: skip
                await window.socket.send_str(text)
            await window.socket.send_bytes(b"\x00D")
            await window.say("resize", {"width": 100, "height": 30})
            await window.press("?")
            await window.wait_for(r"Start today's reviews")

        go(steps)


def test_an_app_that_cannot_start_says_why_in_the_window(tmp_path: Path) -> None:
    home = tmp_path / "home"
    home.mkdir()
    (home / "settings.toml").write_text("[day\n")
    with Served(home) as served:

        async def steps(stack: AsyncExitStack) -> None:
            window = await Window.open(stack, served)
            await window.wait_for_the_end()
            assert "settings.toml" in window.text().replace("\n", "")

        go(steps)
        served.interrupt()
        assert "settings.toml" in served.said


def test_what_is_no_request_is_answered_and_not_worth_a_word(tmp_path: Path) -> None:
    with Served(tmp_path / "home") as served:
        name, _, port = served.host.partition(":")
        for sent in (b"\x00\x01\r\n\r\n", b"GET / HTTP/1.1\r\n\r\n",
                     b"GET / HTTP/1.1\r\nHost: localhost\r\nHost: evil\r\n\r\n"):  # fmt: skip
            with socket.create_connection((name, int(port)), timeout=WAIT_S) as connection:
                connection.sendall(sent)
                assert b" 400 " in connection.recv(100)
        assert answer(served.address)[0] == 200
        assert served.interrupt() == 0
        assert "Ended" in served.said
        assert "Traceback" not in served.said and "Error" not in served.said


def test_only_so_many_windows_are_open_at_once() -> None:
    # Windows that show nothing: the limit is the server's, the app does not matter.
    code = (
        "import sys; from sync.browser_door import Place, Told, serve;"
        "serve(Place('127.0.0.1', 0), [sys.executable, '-c', 'import time; time.sleep(60)'],"
        " Told(lambda address: print('at', address, flush=True), print))"
    )
    process = subprocess.Popen([sys.executable, "-c", code], cwd=ROOT, stdout=subprocess.PIPE)
    assert process.stdout is not None
    host = process.stdout.readline().decode().split()[-1].split("/")[2]

    async def steps(stack: AsyncExitStack) -> None:
        client = await stack.enter_async_context(aiohttp.ClientSession())
        asked = {"Origin": f"http://{host}"}
        for _ in range(MOST_WINDOWS):
            await stack.enter_async_context(client.ws_connect(f"http://{host}/ws", headers=asked))
        with pytest.raises(aiohttp.WSServerHandshakeError) as refused:
            await client.ws_connect(f"http://{host}/ws", headers=asked)
        assert refused.value.status == 503
        process.send_signal(signal.SIGINT)

    go(steps)
    assert process.wait(WAIT_S) == 0
    process.stdout.close()
