"""arXiv's API asked politely, through the `arxiv` package: papers by id, papers by words.

Owns what is asked again and after how long (back-off, Retry-After), and when to give up. Not here:
one exchange (arxiv_transport.py), what an answer must look like (arxiv_answer.py), which ids
(fetch.py).
"""

from __future__ import annotations

import re
import time
from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import NamedTuple, TypeVar

import arxiv
from requests import Response
from requests.exceptions import RequestException

from sync.arxiv_address import Address
from sync.arxiv_answer import Answer, answer_of, fault_of_body, fault_of_record, record_of
from sync.arxiv_transport import Limits, NotReached, PoliteAdapter, Silence
from sync.errors import ArxivRefused, AskedWrong, BrokenAnswer
from sync.pace import Hands, Pace
from sync.paper_meta import PaperMeta

T = TypeVar("T")
TRIES = 4
REACHED_WITHIN_S = 9.0  # so that "no network" is said within ten seconds
LONGEST_WAIT_S = 300.0
BACK_OFF = 10  # delays, for the first time; then twice as long each time
_WRONG_QUESTION = {400, 413, 414}
_BUSY = {429, 500, 502, 503, 504}
_OPERATORS = {"and", "or", "andnot"}


class Rebuff(ArxivRefused):
    """A status other than 200, with the seconds the server asks us to wait (None: it is silent)."""

    def __init__(self, host: str, status: int, wait_s: float | None) -> None:
        self.status = status
        self.wait_s = wait_s
        say = "lets nobody ask for now" if status in _BUSY else "will not answer this"
        cure = (
            "try again later; what was fetched is kept"
            if status in _BUSY
            else "check [arxiv] url in settings.toml"
        )
        super().__init__(f"{host} {say} (status {status}); {cure}.")


class _OneAnswer(Exception):
    """The `arxiv` package wants a next page; every question of ours has one."""


class _CheckedAdapter(PoliteAdapter):
    """The wire, with every answer looked at before the `arxiv` package sees it."""

    page = 1  # how many papers the question is about
    is_answered = False
    now_ms: Callable[[], int]
    host = ""

    def send(self, *args: object, **more: object) -> Response:
        """Raises what the wire raises, Rebuff, AskedWrong, BrokenAnswer."""
        if self.is_answered:
            raise _OneAnswer
        response = super().send(*args, **more)  # type: ignore[arg-type]
        status = response.status_code
        if status in _WRONG_QUESTION:
            raise AskedWrong(f"{self.host} does not take the question (status {status}).")
        if response.is_redirect:
            return response
        if status != 200:
            raise Rebuff(self.host, status, self._wait(response))
        fault = fault_of_body(response.content, self.page)
        if fault:
            raise BrokenAnswer(
                f"The answer of {self.host} is of no use ({fault}); try again later."
            )
        self.is_answered = True
        return response

    def _wait(self, response: Response) -> float | None:
        """Seconds of Retry-After, written as a number or as a date."""
        asked = response.headers.get("Retry-After", "").strip()
        if re.fullmatch(r"\d{1,9}(?:\.\d+)?", asked):
            return float(asked)
        try:
            moment = parsedate_to_datetime(asked)
        except (TypeError, ValueError):
            return None
        if moment.tzinfo is None:
            moment = moment.replace(tzinfo=UTC)
        return max(0.0, moment.timestamp() - self.now_ms() / 1000)


class Door(NamedTuple):
    """How arXiv is asked: where, how fast, by which hands, with what patience."""

    where: Address
    pace: Pace
    hands: Hands
    limits: Limits = Limits()


class ArxivApi:
    """One client for one run. Every method is one question, and as many requests as it takes."""

    def __init__(self, door: Door) -> None:
        self._door = door
        self._adapter = _CheckedAdapter(door.where, door.pace, door.limits)
        self._adapter.host, self._adapter.now_ms = door.where.host, door.hands.now_ms
        self._was_reached = False

    @property
    def requests(self) -> int:
        """How many requests left so far."""
        return self._adapter.requests

    def close(self) -> None:
        """Give the connection back."""
        self._adapter.close()

    def by_ids(self, bases: Sequence[str]) -> Answer:
        """The latest version of these papers (ids without version, at most 100).

        Raises ArxivUnreachable, ArxivRefused (AskedWrong, BrokenAnswer), FetchStopped.
        """
        search = arxiv.Search(id_list=list(bases), max_results=None)
        results = self._patiently(lambda: self._once(search, len(bases)))
        return answer_of(results, bases, self._door.hands.now_ms())

    def search(self, words: str, limit: int = 20) -> list[PaperMeta]:
        """Papers that hold all the words, best first; no words: none. Raises as by_ids does."""
        terms = [word for word in re.findall(r"[^\W_]+", words) if word.lower() not in _OPERATORS]
        if not terms:
            return []
        query = " AND ".join(f"all:{term}" for term in terms[:20])
        search = arxiv.Search(query=query, max_results=limit)
        results = self._patiently(lambda: self._once(search, limit))
        now_ms = self._door.hands.now_ms()
        metas = (record_of(result, now_ms) for result in results)
        return [meta for meta in metas if meta is not None and not fault_of_record(meta)]

    def _once(self, search: arxiv.Search, page: int) -> list[arxiv.Result]:
        client = arxiv.Client(page_size=page, delay_seconds=0, num_retries=0)
        client.query_url_format = self._door.where.url.replace("{", "%7B") + "?{}"
        session = client._session
        session.max_redirects = 3
        session.mount("https://", self._adapter)
        session.mount("http://", self._adapter)
        self._adapter.page, self._adapter.is_answered = page, False
        found: list[arxiv.Result] = []
        try:
            for result in client.results(search):
                found.append(result)
        except _OneAnswer:
            pass
        except (arxiv.ArxivError, RequestException, ValueError) as problem:
            host = self._door.where.host
            raise BrokenAnswer(
                f"The answer of {host} cannot be read; try again later."
            ) from problem
        return found

    def _patiently(self, ask: Callable[[], T]) -> T:
        """Ask until there is an answer, or until it makes no sense to ask on."""
        self._refuse_long_wait(self._door.pace.left_s())
        again_until = time.monotonic() + REACHED_WITHIN_S - self._longest_try_s()
        for tried in range(1, TRIES + 1):
            try:
                answer = ask()
            except NotReached:
                is_late = not self._was_reached and time.monotonic() > again_until
                if tried == TRIES or is_late:
                    raise
            except (Silence, BrokenAnswer):
                if tried == TRIES:
                    raise
            except Rebuff as problem:
                if problem.status not in _BUSY:
                    raise
                self._hold(problem, tried)
                if tried == TRIES:
                    raise
            else:
                self._was_reached = True
                return answer
        raise AssertionError("unreachable: the last try returns or raises")

    def _longest_try_s(self) -> float:
        """How long one more try may last where nobody is there: the delay, a name, a connection."""
        return self._door.pace.delay_s + 2 * self._door.limits.connect_s

    def _hold(self, problem: Rebuff, tried: int) -> None:
        own = self._door.pace.delay_s * BACK_OFF * 2 ** (tried - 1)
        wait = min(own, LONGEST_WAIT_S) if problem.wait_s is None else problem.wait_s
        self._door.pace.hold(wait, "arXiv asks to wait")
        self._refuse_long_wait(wait)

    def _refuse_long_wait(self, wait_s: float) -> None:
        if wait_s <= LONGEST_WAIT_S:
            return
        now = self._door.hands.now_ms() / 1000
        until = datetime.fromtimestamp(now + wait_s).astimezone()
        raise ArxivRefused(
            f"{self._door.where.host} asks to wait {wait_s / 60:.0f} minutes; run this again after "
            f"{until:%H:%M}. What was fetched is kept."
        )
