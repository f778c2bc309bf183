"""The stand-in for arXiv's API, started with any faults, and the door opened onto it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, ExitStack
from pathlib import Path

import pytest

from cards.places import Places, places
from cards.settings import Settings
from sync.arxiv_door import Open, opened
from sync.arxiv_transport import Limits
from sync.pace import Hands
from tests.sync.fake_arxiv import FakeArxiv, Faults, Paper, load_papers

RECORDS = Path(__file__).with_name("arxiv_records.json")
NOW_MS = 1_772_625_600_000
QUICK = Limits(connect_s=2.0, read_s=0.4, whole_s=3.0)
Serve = Callable[..., FakeArxiv]
OpenDoor = Callable[..., AbstractContextManager[Open]]


class World:
    """A clock that waits by moving on, and what was told of waits."""

    def __init__(self) -> None:
        self.ms = NOW_MS
        self.slept: list[float] = []
        self.told: list[tuple[float, str]] = []
        self.stop_after: int | None = None

    def now_ms(self) -> int:
        return self.ms

    def sleep(self, seconds: float) -> bool:
        self.slept.append(seconds)
        self.ms += round(seconds * 1000)
        return self.stop_after is not None and len(self.slept) > self.stop_after

    def hear(self, seconds: float, reason: str) -> None:
        self.told.append((seconds, reason))

    @property
    def hands(self) -> Hands:
        return Hands(self.now_ms, self.sleep, self.hear)


@pytest.fixture
def world() -> World:
    return World()


@pytest.fixture
def arxiv_records() -> list[Paper]:
    return list(load_papers(RECORDS))


@pytest.fixture
def arxiv_server(arxiv_records: list[Paper]) -> Iterator[Serve]:
    """Starts stand-ins: arxiv_server(fail_first=2), arxiv_server(papers=[...])."""
    with ExitStack() as stack:

        def serve(papers: list[Paper] | None = None, **faults: object) -> FakeArxiv:
            records = arxiv_records if papers is None else papers
            return stack.enter_context(FakeArxiv(records, Faults(**faults)))  # type: ignore[arg-type]

        yield serve


@pytest.fixture
def where(tmp_path: Path) -> Places:
    return places({"EDGEWISE_HOME": str(tmp_path / "home")})


@pytest.fixture
def door(where: Places, world: World) -> OpenDoor:
    """Opens the door onto an address, with waits that take no time: door(server.url)."""

    def open_door(url: str, delay_s: float = 3.0) -> AbstractContextManager[Open]:
        settings = Settings(arxiv_delay_s=delay_s)
        return opened(where, settings, {"EDGEWISE_ARXIV_URL": url}, world.hands, QUICK)

    return open_door
