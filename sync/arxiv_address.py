"""Where arXiv is asked, and how one says who asks.

Owns the checks of the address (settings.toml, or EDGEWISE_ARXIV_URL, which wins), the least delay
towards arXiv's own machines, and the name in the User-Agent. Not here: asking.
"""

from __future__ import annotations

from collections.abc import Mapping
from importlib.metadata import PackageNotFoundError, version
from typing import NamedTuple
from urllib.parse import urlsplit

from sync.errors import BadAddress
from sync.inert_text import clean_text

VARIABLE = "EDGEWISE_ARXIV_URL"
API_PATH = "/api/query"
LEAST_DELAY_S = 3.0  # arXiv's terms of use; a mirror of one's own may be asked faster


class Address(NamedTuple):
    """Where and how to ask. delay_s: between two requests, in seconds."""

    url: str
    host: str
    delay_s: float
    agent: str


def address(url: str, delay_s: float, contact: str, env: Mapping[str, str]) -> Address:
    """The address in force. Raises BadAddress, which says where it was set."""
    named = env.get(VARIABLE, "").strip()
    where = VARIABLE if named else "[arxiv] url in settings.toml"
    chosen = named or url.strip()
    try:
        parts = urlsplit(chosen)
        host, _ = parts.hostname or "", parts.port
    except ValueError:
        parts, host = urlsplit(""), ""
    if parts.scheme not in ("http", "https") or not host or parts.query or parts.fragment:
        raise BadAddress(
            f"{where} is '{chosen}', which is no address of an API; "
            "write one such as https://export.arxiv.org/api/query."
        )
    if parts.path in ("", "/"):
        parts = parts._replace(path=API_PATH)
    is_arxiv = host == "arxiv.org" or host.endswith(".arxiv.org")
    least = LEAST_DELAY_S if is_arxiv else 0.0
    return Address(parts.geturl(), host, max(delay_s, least), _agent(contact))


def _agent(contact: str) -> str:
    try:
        own = version("edgewise")
    except PackageNotFoundError:
        own = "0"
    reach = clean_text(contact).encode("ascii", "ignore").decode()
    return f"edgewise/{own} ({reach})" if reach else f"edgewise/{own}"
