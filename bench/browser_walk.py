"""Walks through the served app in a real Chromium: python bench/browser_walk.py [--pictures DIR]

`edgewise serve` on a home of its own, Chromium headless over its DevTools protocol. Five cards are
reviewed by keyboard and looked up in the log; hostile metadata is shown; the token is tried. Ends
with 1 if anything is wrong: an error on the console, a request to another host, an escape that
came through. Not a timing; needs `chromium` (or EDGEWISE_CHROMIUM).
"""

from __future__ import annotations

import argparse
import asyncio
import base64
import json
import os
import re
import shutil
import signal
import subprocess
import sys
import tempfile
from collections.abc import AsyncIterator, Callable, Coroutine
from contextlib import asynccontextmanager
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import aiohttp
import pyte

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

from cards.first_run import note_shown  # noqa: E402
from cards.places import places  # noqa: E402
from cards.refresh import refresh  # noqa: E402
from cards.store import Store  # noqa: E402
from cards.study_day import now_ms  # noqa: E402
from tests.sync.paper_factory import ACTIVE, hostile, put  # noqa: E402

WAIT_S = 30.0
SIZE = (1200, 800)
SETTINGS = '[day]\nzone = "UTC"\n\n[today]\nnew_per_day = 30\ngate = false\n'
HOSTILE_NOTE = (
    "---\ntype: paper\ntitle: On knots\nstatus: reviewed\narxiv: '1706.03762'\nyear: 2017\n"
    "authors: [Ada Lovelace]\n---\nAll about knots.\n"
)
KEYS = {
    "Enter": (13, "\r"),
    "Escape": (27, ""),
    "Tab": (9, ""),
    " ": (32, " "),
}
# textual itself names the shape of the pointer, and ends that with a bell.
POINTER = re.compile(r"\x1b\]22;[a-z-]*\x07")


class Trouble(Exception):
    """What the walk found wrong."""


class Tab:
    """One tab of Chromium: what it asks for, logs and is sent, and the terminal that is drawn."""

    def __init__(self, tools: aiohttp.ClientWebSocketResponse) -> None:
        self._tools = tools
        self._number = 0
        self._answers: dict[int, asyncio.Future[dict[str, object]]] = {}
        self.requests: list[str] = []
        self.complaints: list[str] = []
        self.received = b""
        self.screen = pyte.Screen(80, 24)
        self._stream = pyte.ByteStream(self.screen)
        self._reader = asyncio.create_task(self._read())

    async def ask(self, method: str, **values: object) -> dict[str, object]:
        """One command of the protocol; its result."""
        self._number += 1
        answer = self._answers[self._number] = asyncio.get_running_loop().create_future()
        await self._tools.send_json({"id": self._number, "method": method, "params": values})
        return await asyncio.wait_for(answer, WAIT_S)

    async def _read(self) -> None:
        async for message in self._tools:
            told = json.loads(message.data)
            if "id" in told:
                future = self._answers.pop(told["id"])
                if "error" in told:
                    future.set_exception(Trouble(str(told["error"])))
                else:
                    future.set_result(told.get("result", {}))
            else:
                self._event(told["method"], told.get("params", {}))

    def _event(self, method: str, told: dict[str, dict[str, object]]) -> None:
        if method == "Network.requestWillBeSent":
            self.requests.append(str(told["request"]["url"]))
        elif method == "Network.webSocketCreated":
            self.requests.append(str(told["url"]))
            asked = parse_qs(urlsplit(str(told["url"])).query)
            self.screen.resize(int(asked["height"][0]), int(asked["width"][0]))
        elif method == "Network.webSocketFrameSent":
            self._sent(str(told["response"]["payloadData"]))
        elif method == "Network.webSocketFrameReceived" and told["response"]["opcode"] == 2:
            data = base64.b64decode(str(told["response"]["payloadData"]))
            self.received += data
            self._stream.feed(data)
        elif method == "Log.entryAdded" and told["entry"]["level"] in ("error", "warning"):
            self.complaints.append(str(told["entry"]["text"]))
        elif method == "Runtime.exceptionThrown":
            self.complaints.append(json.dumps(told["exceptionDetails"]))
        elif method == "Runtime.consoleAPICalled" and str(told["type"]) in ("error", "warning"):
            self.complaints.append(json.dumps(told["args"]))

    def _sent(self, text: str) -> None:
        if text.startswith('["resize"'):
            size = json.loads(text)[1]
            self.screen.resize(size["height"], size["width"])

    async def open(self, address: str) -> None:
        """Go there, with all that is reported switched on."""
        for domain in ("Network", "Log", "Runtime", "Page"):
            await self.ask(f"{domain}.enable")
        await self.ask("Page.bringToFront")
        await self.ask("Page.navigate", url=address)

    async def press(self, key: str) -> None:
        """One key, as the keyboard sends it."""
        code, text = KEYS.get(key, (ord(key.upper()[0]), key))
        about = {"key": key, "windowsVirtualKeyCode": code}
        await self.ask("Input.dispatchKeyEvent", type="keyDown", text=text, **about)
        await self.ask("Input.dispatchKeyEvent", type="keyUp", **about)

    async def type(self, text: str) -> None:
        """Several keys."""
        for letter in text:
            await self.press(letter)

    def text(self) -> str:
        """What the terminal shows."""
        return "\n".join(self.screen.display)

    async def wait(self, what: str, seen: Callable[[str], object]) -> str:
        """Wait until the terminal shows it. Raises Trouble."""
        for _ in range(int(WAIT_S / 0.05)):
            if seen(self.text()):
                return self.text()
            await asyncio.sleep(0.05)
        raise Trouble(f"{what}: not seen in {WAIT_S} s:\n{self.text()}\n{self.complaints}")

    async def value(self, expression: str) -> object:
        """What a piece of JavaScript is."""
        answer = await self.ask("Runtime.evaluate", expression=expression, returnByValue=True)
        result = answer["result"]
        assert isinstance(result, dict)
        return result.get("value")

    async def picture(self, path: Path) -> None:
        """Save what the tab looks like."""
        await asyncio.sleep(0.5)  # the page fades in
        shot = await self.ask("Page.captureScreenshot", format="png")
        path.write_bytes(base64.b64decode(str(shot["data"])))

    async def close(self) -> None:
        """No more events."""
        self._reader.cancel()
        await self._tools.close()


@asynccontextmanager
async def served(home: Path, *options: str) -> AsyncIterator[str]:
    """`edgewise serve` on any free port; its address. Ctrl-C has to end it well."""
    command = [sys.executable, "-c", "import sys, edgewise; sys.exit(edgewise.main())", "serve"]
    process = await asyncio.create_subprocess_exec(
        *command, "--port", "0", *options,
        env={**os.environ, "EDGEWISE_HOME": str(home)}, cwd=ROOT, stdout=subprocess.PIPE,
    )  # fmt: skip
    assert process.stdout is not None
    try:
        yield (await process.stdout.readline()).decode().split()[-1]
    finally:
        process.send_signal(signal.SIGINT)
        await asyncio.wait_for(process.wait(), WAIT_S)
    if process.returncode != 0:
        raise Trouble(f"serve ended with {process.returncode}")


@asynccontextmanager
async def chromium(folder: Path) -> AsyncIterator[Callable[[], object]]:
    """A headless Chromium of its own; gives what opens a tab in it."""
    program = os.environ.get("EDGEWISE_CHROMIUM") or shutil.which("chromium")
    if program is None:
        raise Trouble("there is no chromium here")
    profile = folder / "chromium"
    process = await asyncio.create_subprocess_exec(
        program, "--headless=new", "--no-sandbox", "--no-first-run", "--remote-debugging-port=0",
        "--disable-background-networking", "--disable-component-update", "--disable-sync",
        "--enable-unsafe-swiftshader", f"--window-size={SIZE[0]},{SIZE[1]}",
        f"--user-data-dir={profile}", "about:blank",
        stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
    )  # fmt: skip
    try:
        async with aiohttp.ClientSession() as client:
            yield lambda: _tab(client, profile)
    finally:
        process.terminate()
        await process.wait()


async def _tab(client: aiohttp.ClientSession, profile: Path) -> Tab:
    ready = profile / "DevToolsActivePort"
    for _ in range(int(WAIT_S / 0.1)):
        if ready.exists() and ready.read_text().count("\n"):
            break
        await asyncio.sleep(0.1)
    port = ready.read_text().split()[0]
    async with client.put(f"http://127.0.0.1:{port}/json/new?about:blank") as answer:
        about = await answer.json()
    return Tab(await client.ws_connect(about["webSocketDebuggerUrl"], max_msg_size=0))


def made_home(folder: Path) -> Path:
    """A home with the shipped pack and one hostile paper."""
    home = folder / "home"
    where = places({"EDGEWISE_HOME": str(home)})
    where.vault.mkdir(parents=True)
    where.settings.write_text(SETTINGS)
    (where.vault / "on-knots.md").write_text(HOSTILE_NOTE)
    put(where.papers_db, hostile())
    with Store.open(where.study_db) as store:
        refresh(where, store, now_ms())
        note_shown(store)  # the walk begins on Home, not with the tour
    return home


def log_of(home: Path) -> list[int]:
    """The ratings in the log."""
    with Store.open(places({"EDGEWISE_HOME": str(home)}).study_db) as store:
        return store.query(int, "SELECT rating FROM review ORDER BY utc_ms, id")


def demand(holds: object, what: str) -> None:
    """Say that a step is as it should be. Raises Trouble if not."""
    if not holds:
        raise Trouble(what)
    print(f"ok  {what}")


async def review_five(tab: Tab, home: Path) -> None:
    """Five cards with the keys a learner uses."""
    await tab.wait("Home", lambda text: "Review" in text and "enter" in text)
    await tab.press("Enter")
    for done in range(1, 6):
        await tab.wait("the question", lambda text: "show the answer" in text)
        await tab.press(" ")
        await tab.wait("the answer", lambda text: "Again" in text and "Easy" in text)
        await tab.press(str(1 + done % 4))
        await tab.wait("the next card", lambda text, n=done: f"done {n} " in text)
    demand(log_of(home) == [2, 3, 4, 1, 2], "five cards reviewed by keyboard stand in the log")


async def look_at_hostile(tab: Tab) -> None:
    """The hostile paper in Browse: every byte that the page was sent is inert."""
    await tab.press("Escape")
    await tab.wait("Home", lambda text: "Review" in text and "Today" in text)
    await tab.press("/")
    await tab.wait("Browse", lambda text: "[all" in text)
    await tab.type("on knots")
    await tab.wait("the hit", lambda text: "'on knots'" in text)
    await tab.press("Enter")
    shown = await tab.wait("the paper", lambda text: "Abstract" in text)
    demand("<script>alert(1)</script>" in shown and "[bold]x" in shown, "markup stands as text")
    sent = POINTER.sub("", tab.received.decode())
    demand(not set(ACTIVE.replace("\x1b", "")) & set(sent), "no control or turning character came")
    demand("\x1b]" not in sent and "\x1b[31mred" not in sent, "no escape of a stranger came")
    demand(await tab.value("document.title") == "Edgewise", "the title is still Edgewise")


async def walk(folder: Path, pictures: Path) -> None:
    """All of it. Raises Trouble."""
    home = made_home(folder)
    async with chromium(folder) as new_tab:
        async with served(home) as address:
            tab = await new_tab()
            await tab.open(address)
            await review_five(tab, home)
            await tab.press(" ")
            await tab.picture(pictures / "browser-review.png")
            await look_at_hostile(tab)
            await tab.picture(pictures / "browser-hostile.png")
            demand(tab.screen.columns > 80, f"{tab.screen.columns}x{tab.screen.lines} cells")
            background = await tab.value("getComputedStyle(document.body).backgroundColor")
            demand(background == "rgb(18, 18, 18)", "the background is dark")
            await tab.press("q")
            await ended(tab)
            await tab.picture(pictures / "browser-ended.png")
            stays_here(tab, address)
            await tab.close()
        await with_token(home, new_tab, folder)


async def ended(tab: Tab) -> None:
    """After q the page says so and offers to open again."""
    for _ in range(100):
        if await tab.value("document.body.classList.contains('-closed')"):
            focused = await tab.value("document.activeElement.id")
            demand(focused == "again", "q ends the app; Open again has the focus")
            return
        await asyncio.sleep(0.1)
    raise Trouble("the page was not told that the app has ended")


def stays_here(tab: Tab, address: str) -> None:
    """No request to another host, no complaint."""
    host = urlsplit(address).netloc
    away = [each for each in tab.requests if urlsplit(each).netloc != host]
    demand(tab.requests and not away, f"{len(tab.requests)} requests, none to another host {away}")
    demand(not tab.complaints, f"nothing on the console {tab.complaints}")


async def with_token(home: Path, new_tab: Callable[[], object], folder: Path) -> None:
    """With a token: the page works, forgets the token in its address, and nothing works without."""
    async with served(home, "--token") as address:
        tab = await new_tab()
        await tab.open(address)
        await tab.wait("Home with a token", lambda text: "Review" in text)
        demand(await tab.value("location.search") == "", "the token has left the address")
        demand(await tab.value("document.cookie") == "", "the page cannot read the cookie")
        stays_here(tab, address)
        plain = address.partition("?")[0]
        async with aiohttp.ClientSession() as client:
            for path in ("", "ws", "page.js", "textual.js", "roboto-mono.ttf", "nothing"):
                async with client.get(f"{plain}{path}") as answer:
                    demand(answer.status == 403, f"/{path} without the token is refused")
        await tab.close()


def main(walk: Callable[[Path, Path], Coroutine[None, None, None]], about: str | None) -> int:
    """Walk; 1 if anything is wrong. walk: is given a scratch folder and that of the pictures."""
    parser = argparse.ArgumentParser(description=about)
    parser.add_argument("--pictures", type=Path, help="keep pictures of the page in this folder")
    args = parser.parse_args()
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as folder:
        pictures = args.pictures or Path(folder)
        pictures.mkdir(parents=True, exist_ok=True)
        try:
            asyncio.run(walk(Path(folder), pictures))
        except Trouble as trouble:
            print(f"WRONG  {trouble}", file=sys.stderr)
            return 1
    return 0


if __name__ == "__main__":
    sys.exit(main(walk, __doc__))
