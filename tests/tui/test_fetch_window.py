"""Papers fetched in the app: agreed to first, a bar, stopped at will, taken up again, told."""

from __future__ import annotations

import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from textual.pilot import Pilot

from cards.places import Places, places
from cards.refresh import refresh
from cards.store import Store
from cards.study import Study
from sync.papers_store import PapersStore
from tests.kg.vault_factory import note
from tests.sync.fake_arxiv import FakeArxiv, Faults, load_papers
from tests.tui.conftest import NOON_MS, SETTINGS, Clock
from tests.tui.screen_factory import play, text_of
from tui.edgewise import EdgewiseApp
from tui.screens.fetch import AGREE, READ, RUN, FetchDialog

RECORDS = Path(__file__).parents[1] / "sync" / "arxiv_records.json"
KNOWN, UNKNOWN = "1706.03762", "2101.99999"


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Places:
    """A home with a few papers, one of which arXiv does not have."""
    (tmp_path / "none").mkdir()
    monkeypatch.setattr("cards.places.built_in_packs", lambda: tmp_path / "none")
    where = places({"EDGEWISE_HOME": str(tmp_path / "home")})
    where.vault.mkdir(parents=True)
    where.settings.write_text(SETTINGS + "\n[arxiv]\ndelay = 0.05\n")
    for stem, base in {"known": KNOWN, "unknown": UNKNOWN}.items():
        header = f'arxiv: "{base}"\nyear: 2021'
        text = note(stem.title(), type="paper", header=header)
        (where.vault / f"{stem}.md").write_text(text)
    with Store.open(where.study_db) as store:
        refresh(where, store, NOON_MS)
    return where


@pytest.fixture
def study(home: Places, clock: Clock) -> Iterator[Study]:
    # The pace reads the clock, so it must go on.
    started = time.monotonic()
    opened = Study.open(home, clock=lambda: NOON_MS + int(1000 * (time.monotonic() - started)))
    yield opened
    opened.close()


async def step(app: EdgewiseApp, pilot: Pilot[None], wanted: str) -> str:
    """The text of the window, once it has come to a step."""
    for _ in range(300):
        await pilot.pause(0.03)
        if isinstance(app.screen, FetchDialog) and app.screen.step == wanted:
            return text_of(app)
    raise AssertionError(text_of(app))


def test_nothing_is_asked_before_enter_then_papers_come_and_what_is_missing_is_named(
    study: Study, monkeypatch: pytest.MonkeyPatch
) -> None:
    with FakeArxiv(load_papers(RECORDS)) as fake:
        monkeypatch.setenv("EDGEWISE_ARXIV_URL", fake.url)

        async def steps(app: EdgewiseApp, pilot: Pilot[None]) -> None:
            await pilot.press("F")
            text = await step(app, pilot, AGREE)
            assert "2 papers without authors" in text and "takes 1 request" in text
            assert len(fake.log) == 0
            await pilot.press("enter")
            text = await step(app, pilot, READ)
            assert "1 paper fetched" in text and "1 missing" in text
            assert f"{UNKNOWN} (unknown)" in text
            await pilot.press("escape", "F")
            text = await step(app, pilot, READ)
            assert "Nothing is left to ask." in text

        play(study, steps, screen="home")
        assert len(fake.log) > 0
    with PapersStore.open(study.places.papers_db) as store:
        assert KNOWN in store.get_many([KNOWN])


def test_esc_stops_and_what_is_left_can_be_asked_again(
    study: Study, monkeypatch: pytest.MonkeyPatch
) -> None:
    study.settings = study.settings._replace(arxiv_delay_s=30.0)
    with FakeArxiv(load_papers(RECORDS)) as fake:
        monkeypatch.setenv("EDGEWISE_ARXIV_URL", fake.url)

        async def steps(app: EdgewiseApp, pilot: Pilot[None]) -> None:
            await pilot.press("F")
            await step(app, pilot, AGREE)
            await pilot.press("enter")
            for _ in range(200):
                await pilot.pause(0.03)
                if "1 of 2 papers" in text_of(app):
                    break
            assert isinstance(app.screen, FetchDialog) and app.screen.step == RUN
            began = time.monotonic()
            await pilot.press("escape")
            text = await step(app, pilot, READ)
            assert time.monotonic() - began < 10
            assert "1 paper fetched" in text and "1 still to do" in text and "Stopped" in text

        play(study, steps, screen="home")
        assert len(fake.log) == 1


def test_without_a_network_a_sentence_says_so(
    study: Study, monkeypatch: pytest.MonkeyPatch
) -> None:
    with FakeArxiv(load_papers(RECORDS), Faults(fail_first=1, fail_status=403)) as fake:
        monkeypatch.setenv("EDGEWISE_ARXIV_URL", fake.url)

        async def steps(app: EdgewiseApp, pilot: Pilot[None]) -> None:
            await pilot.press("F")
            await step(app, pilot, AGREE)
            await pilot.press("enter")
            text = await step(app, pilot, READ)
            assert "will not answer this (status 403)" in text and "2 still to do" in text

        play(study, steps, screen="home")
    monkeypatch.setenv("EDGEWISE_ARXIV_URL", "no address")

    async def unreachable(app: EdgewiseApp, pilot: Pilot[None]) -> None:
        await pilot.press("F")
        text = await step(app, pilot, READ)
        assert "which is no address of an API" in text.replace("\n", " ")

    play(study, unreachable, screen="home")
