"""The wire to arXiv: one connection, paced, with an end to every wait and to every size.

Owns time limits, the most bytes of an answer, which redirects are followed, and the words for a
line that is dead. Not here: what is asked and asked again (arxiv_client.py), what an answer must
look like (arxiv_answer.py).
"""

from __future__ import annotations

import socket
import threading
import time
from collections.abc import Mapping
from typing import NamedTuple
from urllib.parse import urljoin, urlsplit

from requests import PreparedRequest, Response
from requests.adapters import HTTPAdapter
from requests.exceptions import (
    ConnectionError as LineError,
)
from requests.exceptions import (
    ConnectTimeout,
    ProxyError,
    ReadTimeout,
    RequestException,
    SSLError,
)
from requests.utils import select_proxy
from urllib3.exceptions import NewConnectionError

from sync.arxiv_address import Address
from sync.errors import ArxivRefused, ArxivUnreachable, BrokenAnswer
from sync.pace import Pace

MOST_BYTES = 50_000_000
_CHUNK = 65_536


class Limits(NamedTuple):
    """Ends of waits, in seconds: for a name and a connection, for the next byte, for it all."""

    connect_s: float = 2.8
    read_s: float = 60.0
    whole_s: float = 120.0


class _Origin(NamedTuple):
    scheme: str
    host: str
    port: int


class NotReached(ArxivUnreachable):
    """No connection was made, so nobody heard the question."""


class Silence(ArxivUnreachable):
    """The connection was made, and then nothing came for too long."""


class PoliteAdapter(HTTPAdapter):
    """What a session sends requests through. One connection; each answer is read whole here."""

    def __init__(self, where: Address, pace: Pace, limits: Limits) -> None:
        super().__init__(pool_connections=1, pool_maxsize=1, max_retries=0)
        self._where = where
        self._pace = pace
        self._limits = limits
        self.requests = 0

    def send(
        self,
        request: PreparedRequest,
        stream: bool = False,
        timeout: object = None,
        verify: bool | str = True,
        cert: object = None,
        proxies: Mapping[str, str] | None = None,
    ) -> Response:
        """Send one request in its turn. Raises ArxivUnreachable, ArxivRefused, FetchStopped."""
        url = request.url or ""
        request.headers["User-Agent"] = self._where.agent
        self._pace.before_request()
        try:
            wait_s = self._reachable_within(url, dict(proxies or {}))
            self.requests += 1
            response = super().send(
                request, True, (wait_s, self._limits.read_s), verify, None, proxies
            )
            self._refuse_other_hosts(response, url)
            # The session's callers read `content`; it must come from here, with the limits kept.
            response._content = self._whole_body(response)
            return response
        except RequestException as problem:
            raise self._in_words(problem) from problem
        finally:
            self._pace.after_request()

    def _whole_body(self, response: Response) -> bytes:
        announced = response.headers.get("Content-Length", "")
        if announced.isdecimal() and int(announced) > MOST_BYTES:
            response.close()
            raise self._too_large()
        until, body = time.monotonic() + self._limits.whole_s, bytearray()
        for chunk in response.iter_content(_CHUNK):
            body += chunk
            if len(body) > MOST_BYTES:
                response.close()
                raise self._too_large()
            if time.monotonic() > until:
                response.close()
                raise ArxivUnreachable(
                    f"{self._where.host} took more than {self._limits.whole_s:.0f} s for one "
                    "answer; try again later."
                )
        return bytes(body)

    def _too_large(self) -> ArxivRefused:
        return ArxivRefused(
            f"{self._where.host} sends an answer of more than {MOST_BYTES // 10**6} MB, which none "
            "of arXiv's is; it was not read. Check [arxiv] url in settings.toml."
        )

    def _refuse_other_hosts(self, response: Response, url: str) -> None:
        target = response.headers.get("Location", "") if response.is_redirect else ""
        if not target:
            return
        old, new = _origin(url), _origin(target, url)
        is_upgrade = (old.scheme, new.scheme, new.port) == ("http", "https", 443)
        if old != new and not (is_upgrade and old.host == new.host):
            response.close()
            raise ArxivRefused(
                f"{self._where.host} sends us on to {new.host}, which was not followed; "
                "check [arxiv] url in settings.toml."
            )

    def _reachable_within(self, url: str, proxies: dict[str, str]) -> float:
        """Seconds to allow for each address of the host, so that all of them fit in the limit.

        Looking up a name has no time limit of its own; here it has. Raises NotReached.
        """
        first = _origin(select_proxy(url, proxies) or url)
        found: list[int | OSError] = []

        def look_up() -> None:
            try:
                there = socket.getaddrinfo(first.host, first.port, type=socket.SOCK_STREAM)
                found.append(len(there))
            except OSError as problem:
                found.append(problem)

        search = threading.Thread(target=look_up, daemon=True)
        search.start()
        search.join(self._limits.connect_s)
        if not found or isinstance(found[0], OSError):
            raise self._not_reached("its name is not known here")
        return max(0.5, self._limits.connect_s / max(1, found[0]))

    def _not_reached(self, why: str) -> NotReached:
        return NotReached(
            f"{self._where.host} cannot be reached ({why}); connect to the network and run this "
            "again. What was fetched before is kept, and everything else works without."
        )

    def _in_words(self, problem: RequestException) -> Exception:
        host = self._where.host
        if isinstance(problem, SSLError):
            return ArxivRefused(
                f"{host} cannot prove who it is (its certificate does not hold); "
                "check the network, the date of this machine and [arxiv] url."
            )
        if isinstance(problem, ProxyError):
            return self._not_reached("the proxy does not let us through")
        if isinstance(problem, ConnectTimeout):
            return self._not_reached("no connection in time")
        if isinstance(problem, ReadTimeout) or "timed out" in str(problem).lower():
            return Silence(
                f"{host} did not answer within {self._limits.read_s:.0f} s; try again later."
            )
        cause = getattr(problem.args[0], "reason", None) if problem.args else None
        if isinstance(problem, LineError) and isinstance(cause, NewConnectionError):
            return self._not_reached("the connection was refused")
        return BrokenAnswer(f"The answer of {host} broke off; try again later.")


def _origin(url: str, base: str = "") -> _Origin:
    """Who a link (as it stands on the page `base`) belongs to; no host where it is no link."""
    try:
        parts = urlsplit(urljoin(base, url))
        port = parts.port or (443 if parts.scheme == "https" else 80)
    except ValueError:
        return _Origin("", "another place", 0)
    return _Origin(parts.scheme, parts.hostname or "another place", port)
