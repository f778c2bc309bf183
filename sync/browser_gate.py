"""Who may ask the browser door: decided for every request, before anything else looks at it.

Owns the rules. The Host must be a name of this machine (a page that rebinds its own name to this
address has another one), the Origin must be that Host (other pages may not open our websocket), and
where a token is wanted it comes as `?token=` once, then as a cookie. Pure. Not here: the server
(browser_door.py).
"""

from __future__ import annotations

import hmac
import re
from collections.abc import Collection
from ipaddress import IPv4Address, IPv6Address, ip_address
from typing import NamedTuple

_HOST = re.compile(r"(\[[0-9A-Fa-f:.]+\]|[A-Za-z0-9._-]+)(?::\d{1,5})?")
_TOKEN = re.compile(r"[A-Za-z0-9._~-]{12,200}")
_OWN_SITES = frozenset({"", "same-origin", "none"})
NOT_OUR_NAME = (
    "This is not the address that `edgewise serve` printed. Open that one; for another name, start "
    "it with --host."
)
NOT_OUR_PAGE = "Only Edgewise's own page may ask this."
NO_TOKEN = "Open the address that `edgewise serve` printed, with its token."


class Asked(NamedTuple):
    """What a request says of itself. '' stands for a header that is not there.

    hosts: every Host header; site: Sec-Fetch-Site; token: of the address; cookie: the value kept;
    is_page, is_websocket: what is asked for.
    """

    hosts: tuple[str, ...]
    origin: str = ""
    site: str = ""
    token: str = ""
    cookie: str = ""
    is_page: bool = False
    is_websocket: bool = False


class Gate:
    """The rules of one running door.

    names: host names besides `localhost`; is_local: whether only this machine can connect, so that
    of addresses only its loopback ones are right; token: '' if none is wanted; secret: what the
    cookie holds, drawn anew for each run so that the token itself is kept nowhere.
    """

    def __init__(
        self, *, names: Collection[str], is_local: bool, token: str = "", secret: str = ""
    ) -> None:
        self._names = {"localhost", *(name.casefold() for name in names)}
        self._is_local = is_local
        self._token = token
        self.secret = secret

    def refusal(self, asked: Asked) -> str:
        """Why this may not be answered, as one sentence; '' if it may."""
        if len(asked.hosts) != 1 or not self._is_ours(asked.hosts[0]):
            return NOT_OUR_NAME
        if not self._is_own_page(asked):
            return NOT_OUR_PAGE
        return "" if self.has_token(asked) else NO_TOKEN

    def has_token(self, asked: Asked) -> bool:
        """Whether the request carries what was agreed, or nothing was."""
        if not self._token:
            return True
        return _same(asked.cookie, self.secret) or _same(asked.token, self._token)

    def _is_ours(self, host: str) -> bool:
        found = _HOST.fullmatch(host)
        if found is None:
            return False
        address = _address(found[1].strip("[]"))
        if address is None:
            return found[1].casefold() in self._names
        return not self._is_local or address.is_loopback

    def _is_own_page(self, asked: Asked) -> bool:
        if asked.origin:
            scheme, _, rest = asked.origin.partition("://")
            if scheme not in ("http", "https") or rest.casefold() != asked.hosts[0].casefold():
                return False
        elif asked.is_websocket:
            return False  # every browser says from where it opens one
        # Another page may lead here, but it may not take scripts, fonts or a terminal from here.
        return asked.is_page or asked.site in _OWN_SITES


def is_token(text: str) -> bool:
    """Whether a text can be a token: at least 12 letters, digits or . _ ~ -, as in addresses."""
    return _TOKEN.fullmatch(text) is not None


def _same(given: str, kept: str) -> bool:
    return bool(kept) and hmac.compare_digest(given.encode("utf-8", "surrogatepass"), kept.encode())


def _address(text: str) -> IPv4Address | IPv6Address | None:
    try:
        return ip_address(text)
    except ValueError:
        return None
