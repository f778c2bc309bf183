"""Fetches one optional data file from its address: only when the learner asks for it.

Owns the way there: https (http on this machine alone, for tests and mirrors), no address that a
redirect makes worse, never more bytes than the file has. Not here: whether they are the right ones
and where they go (optional_data.py).
"""

from __future__ import annotations

import http.client
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from typing import IO
from urllib.parse import urlsplit

from exercises.errors import DataUnfit
from exercises.optional_data import Wanted, store

_HERE = ("127.0.0.1", "::1", "localhost")
_WAIT_S = 30.0
_PART = 1 << 18
Progress = Callable[[int], object]


def download(one: Wanted, progress: Progress) -> None:
    """Fetch a file into its place. progress: told how many bytes have come.

    Raises DataUnfit where it has no address, the server does not give it, or it is another file.
    """
    url = one.part.url
    if not url:
        raise DataUnfit(f"{one.part.name} has no address; see its source, then use --from.")
    _sound(url)
    opener = urllib.request.build_opener(_Careful())
    request = urllib.request.Request(url, headers={"User-Agent": "edgewise"})
    try:
        with opener.open(request, timeout=_WAIT_S) as answer:
            length = answer.headers.get("Content-Length", "")
            if length.isdecimal() and int(length) != one.part.bytes:
                raise DataUnfit(f"{url} has {int(length):,} bytes, not {one.part.bytes:,}.")
            store(one, _parts(answer, one.part.bytes, progress))
    except (urllib.error.URLError, http.client.HTTPException, OSError) as problem:
        reason = getattr(problem, "reason", None) or problem
        raise DataUnfit(f"{url} could not be fetched ({reason}); try again, or use --from.") from (
            problem
        )


def _parts(answer: IO[bytes], most: int, progress: Progress) -> Iterator[bytes]:
    came = 0
    while came <= most and (part := answer.read(_PART)):
        came += len(part)
        progress(came)
        yield part


def _sound(url: str) -> None:
    """Raises DataUnfit for an address that is not https, unless it is on this machine."""
    parts = urlsplit(url)
    if parts.scheme == "https" or (parts.scheme == "http" and parts.hostname in _HERE):
        return
    raise DataUnfit(f"{url} is no https address; nothing is fetched from it.")


class _Careful(urllib.request.HTTPRedirectHandler):
    """Follows a redirect only to an address that is as sound."""

    def redirect_request(
        self,
        req: urllib.request.Request,
        fp: IO[bytes],
        code: int,
        msg: str,
        headers: http.client.HTTPMessage,
        newurl: str,
    ) -> urllib.request.Request | None:
        """The next request. Raises DataUnfit."""
        _sound(newurl)
        return super().redirect_request(req, fp, code, msg, headers, newurl)
