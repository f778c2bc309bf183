"""The browser door: a small web server that shows the app to a browser on this machine.

Owns the server's life (address, stop, its windows) and what it serves: one page of ours, the
terminal and the font of textual-serve, the websocket; every file by name, from this machine. Not
here: who may ask (browser_gate.py), a window's app (browser_session.py).
"""

from __future__ import annotations

import asyncio
import errno
import logging
import signal
import socket
from collections.abc import Callable, Sequence
from ipaddress import ip_address
from pathlib import Path
from typing import NamedTuple

import textual_serve
from aiohttp import web
from aiohttp.http_exceptions import HttpProcessingError
from aiohttp.typedefs import Handler, Middleware

from sync.browser_gate import Asked, Gate
from sync.browser_session import BrowserSession, cells
from sync.errors import CannotServe

MOST_WINDOWS = 8
_OURS = Path(__file__).with_name("browser_page")
_THEIRS = Path(str(textual_serve.__file__)).with_name("static")
_FILES = {
    "/": _OURS / "index.html",
    "/page.css": _OURS / "page.css",
    "/page.js": _OURS / "page.js",
    "/icon.svg": _OURS / "icon.svg",
    "/textual.js": _THEIRS / "js" / "textual.js",
    "/xterm.css": _THEIRS / "css" / "xterm.css",
    "/roboto-mono.ttf": _THEIRS / "fonts" / "RobotoMono-VariableFont_wght.ttf",
    "/roboto-mono-italic.ttf": _THEIRS / "fonts" / "RobotoMono-Italic-VariableFont_wght.ttf",
}
# The terminal writes style elements of its own; nothing else comes from the page or elsewhere.
_POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; font-src 'self';"
    " img-src 'self' data:; connect-src 'self' ws://{host} wss://{host}; base-uri 'none';"
    " form-action 'none'; frame-ancestors 'none'"
)
_HEADERS = {
    "Cache-Control": "no-cache",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
}
_LONGEST_MESSAGE = 1 << 18
_HEARTBEAT_S = 15.0
_LEAVE_S = 2.0
_SIGNALS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)


class Place(NamedTuple):
    """Where to listen. port 0: any free one; token: '' if none is wanted; secret: drawn anew."""

    host: str
    port: int
    token: str = ""
    secret: str = ""


class Told(NamedTuple):
    """What the door says. address: once browsers can connect; trouble: last words of an app."""

    address: Callable[[str], None]
    trouble: Callable[[str], None]


def is_local(host: str) -> bool:
    """Whether only this machine can reach what listens on this host.

    Raises CannotServe for a name that nobody knows.
    """
    try:
        found = socket.getaddrinfo(host, None, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError) as error:
        raise CannotServe(f"'{host}' is no address of this machine; leave --host out.") from error
    return all(ip_address(str(each[4][0]).partition("%")[0]).is_loopback for each in found)


def serve(place: Place, command: Sequence[str], told: Told) -> None:
    """Show the app that this command starts until SIGINT, SIGTERM or SIGHUP; then end its windows.

    Raises CannotServe.
    """
    names = () if is_local(place.host) else (place.host, socket.gethostname(), socket.getfqdn())
    gate = Gate(names=names, is_local=not names, token=place.token, secret=place.secret)
    asyncio.run(_Door(gate, tuple(command), told).run(place))


class _Door:
    """The running server with its windows."""

    def __init__(self, gate: Gate, command: tuple[str, ...], told: Told) -> None:
        self._gate = gate
        self._command = command
        self._told = told
        self._windows: dict[BrowserSession, web.WebSocketResponse] = {}
        self._stopped = asyncio.Event()

    async def run(self, place: Place) -> None:
        """Listen until a signal. Raises CannotServe."""
        loop = asyncio.get_running_loop()
        for number in _SIGNALS:
            loop.add_signal_handler(number, self._stopped.set)
        runner = web.AppRunner(
            self._app(), access_log=None, logger=_log(self._told), shutdown_timeout=_LEAVE_S
        )
        await runner.setup()
        try:
            await _listen(runner, place)
            self._told.address(_address(place, int(runner.addresses[0][1])))
            await self._stopped.wait()
        finally:
            await asyncio.gather(*(_end(*each) for each in self._windows.items()))
            await runner.cleanup()

    def _app(self) -> web.Application:
        app = web.Application(middlewares=[self._guard()])
        for path in _FILES:
            app.router.add_get(path, self._file)
        app.router.add_get("/ws", self._window)
        app.on_response_prepare.append(_harden)
        return app

    def _guard(self) -> Middleware:
        @web.middleware
        async def guard(request: web.Request, handler: Handler) -> web.StreamResponse:
            asked = _asked(request)
            refusal = self._gate.refusal(asked)
            if refusal:
                return web.Response(status=403, text=f"{refusal}\n")
            answer = await handler(request)
            if asked.token and asked.is_page:
                answer.set_cookie(
                    _cookie(request), self._gate.secret, httponly=True, samesite="Strict", path="/"
                )
            return answer

        return guard

    async def _file(self, request: web.Request) -> web.StreamResponse:
        return web.FileResponse(_FILES[request.path])

    async def _window(self, request: web.Request) -> web.StreamResponse:
        """A window: its app lives as long as the websocket, and the other way round."""
        if len(self._windows) >= MOST_WINDOWS or self._stopped.is_set():
            return web.Response(status=503, text=f"{MOST_WINDOWS} windows are open; close one.\n")
        window = web.WebSocketResponse(heartbeat=_HEARTBEAT_S, max_msg_size=_LONGEST_MESSAGE)
        session = BrowserSession(self._command, window)
        self._windows[session] = window
        try:
            await window.prepare(request)
            await session.start(*cells(request.query.get("width"), request.query.get("height")))
            await session.listen()
        finally:
            await session.stop()
            self._windows.pop(session, None)
            if session.last_words:
                self._told.trouble(session.last_words.replace("\r\n", "\n"))
        return window


async def _end(session: BrowserSession, window: web.WebSocketResponse) -> None:
    await session.stop()
    await window.close(code=1001)


class _Faults(logging.Handler):
    """Tells what went wrong here; that somebody sent what is no request is not worth a word."""

    def __init__(self, told: Told) -> None:
        super().__init__(logging.ERROR)
        self._told = told

    def emit(self, record: logging.LogRecord) -> None:
        """Tell one fault."""
        error = record.exc_info[1] if record.exc_info else None
        if not isinstance(error, HttpProcessingError):
            self._told.trouble(self.format(record))


def _log(told: Told) -> logging.Logger:
    log = logging.Logger("edgewise.browser")
    log.addHandler(_Faults(told))
    return log


async def _harden(request: web.Request, response: web.StreamResponse) -> None:
    response.headers.update(_HEADERS)
    response.headers["Content-Security-Policy"] = _POLICY.format(host=request.host)


async def _listen(runner: web.AppRunner, place: Place) -> None:
    try:
        await web.TCPSite(runner, place.host, place.port).start()
    except OSError as error:
        why = error.strerror or str(error)
        if place.port and place.port < 1024:
            why = "it is kept for the system, or in use"
        elif error.errno == errno.EADDRINUSE:
            why = "another program listens there"
        raise CannotServe(
            f"port {place.port} of {place.host} cannot be used: {why}; "
            "take another with --port, or --port 0 for any free one."
        ) from error


def _asked(request: web.Request) -> Asked:
    headers = request.headers
    return Asked(
        hosts=tuple(headers.getall("Host", [])),
        origin=headers.get("Origin", ""),
        site=headers.get("Sec-Fetch-Site", ""),
        token=request.query.get("token", ""),
        cookie=request.cookies.get(_cookie(request), ""),
        is_page=request.path == "/",
        is_websocket=request.path == "/ws",
    )


def _cookie(request: web.Request) -> str:
    """The cookie's name: browsers send cookies to every port, so it holds this one's."""
    transport = request.transport
    return f"edgewise-{transport.get_extra_info('sockname')[1] if transport else 0}"


def _address(place: Place, port: int) -> str:
    """What to open: a name that the gate lets in, with the token."""
    host = socket.gethostname() if place.host in ("0.0.0.0", "::") else place.host
    shown = f"[{host}]" if ":" in host else host
    return f"http://{shown}:{port}/" + (f"?token={place.token}" if place.token else "")
