"""Where a running Anki is asked, and with which key.

Owns the checks of the address (settings.toml, or the command line, which wins), the rule that it
is this machine unless the settings say otherwise, and where the key comes from. Not here: asking
(anki_connect.py).
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from ipaddress import ip_address
from typing import NamedTuple
from urllib.parse import urlsplit

from sync.errors import BadAddress
from sync.inert_text import clean_text

VARIABLE = "EDGEWISE_ANKI_KEY"
DEFAULT_PORT = 8765
_HOST_NAME = re.compile(r"[a-z0-9]([a-z0-9.-]*[a-z0-9])?")
_PATH = re.compile(r"(/[A-Za-z0-9._~-]*)*")


class AnkiAddress(NamedTuple):
    """Where and how to ask. key: AnkiConnect's, '' for none; never part of any message."""

    scheme: str
    host: str
    port: int
    path: str
    key: str

    @property
    def shown(self) -> str:
        """The address as a person would write it."""
        host = f"[{self.host}]" if ":" in self.host else self.host
        return f"{host}:{self.port}"


def anki_address(
    url: str, key: str, env: Mapping[str, str], *, given: str = "", other_machine: bool = False
) -> AnkiAddress:
    """The address in force. url, key, other_machine: as in settings.toml; given: --url, or ''.

    Raises BadAddress, which says where it was set.
    """
    where = "--url" if given else "[anki] url in settings.toml"
    chosen = (given or url).strip()
    parts = _parts(chosen)
    if parts is None:
        raise BadAddress(
            f"{where} is '{clean_text(chosen, 80)}', which is no address of AnkiConnect; "
            f"write one such as http://127.0.0.1:{DEFAULT_PORT}."
        )
    if not _is_this_machine(parts.host) and not other_machine:
        raise BadAddress(
            f"{where} names another machine ({parts.host}), where your cards and the key would "
            "be sent; if you mean it, set other_machine = true under [anki] in settings.toml."
        )
    return parts._replace(key=env.get(VARIABLE, "").strip() or key.strip())


def _parts(text: str) -> AnkiAddress | None:
    """The address taken apart; None: it is none, or holds what must not be in one."""
    try:
        parts = urlsplit(text)
        host, port = (parts.hostname or "").lower(), parts.port
    except ValueError:
        return None
    odd = parts.username is not None or parts.password is not None or parts.query or parts.fragment
    if parts.scheme not in ("http", "https") or odd or port == 0:
        return None
    if not (_is_number(host) or _HOST_NAME.fullmatch(host)) or not _PATH.fullmatch(parts.path):
        return None
    usual = 443 if parts.scheme == "https" else DEFAULT_PORT
    return AnkiAddress(parts.scheme, host, port or usual, parts.path or "/", "")


def _is_number(host: str) -> bool:
    try:
        ip_address(host)
    except ValueError:
        return False
    return True


def _is_this_machine(host: str) -> bool:
    return ip_address(host).is_loopback if _is_number(host) else host == "localhost"
