"""The inbox screen: one proposal at a time beside its lines, one key an act, u takes it back."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from textual.pilot import Pilot

from cards.study import Study
from sync.confusion import propose
from tests.kg.vault_factory import note
from tests.sync.document_factory import Home, concept, edge, found, paper, without_packs
from tests.tui.conftest import SETTINGS, Clock
from tests.tui.screen_factory import notice_of, play, title_of
from tui.edgewise import EdgewiseApp
from tui.screens.triage import TriageScreen
from tui.widgets.text_view import TextView

DOCUMENT = "# Rivers\n\n- Rivers and their bends\n\n## Meander\n\n- [not a link](x) [b]bold[/b]\n"


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Home:
    without_packs(tmp_path, monkeypatch)
    made = Home(tmp_path)
    made.places.settings.write_text(SETTINGS)
    nodes = [
        paper("bends", "Rivers and their bends", "2101.00001"),
        concept("meander", "Meander", line=5),
        concept("billabong", "Billabong", line=7, sure=0.75),
    ]
    document = found("rivers.md", nodes, [edge("meander", "introduced_by", "bends", "so it says")])
    made.take(document)
    [source] = (made.inbox / ".sources").iterdir()
    source.write_text(DOCUMENT)
    return made


@pytest.fixture
def study(home: Home, clock: Clock) -> Iterator[Study]:
    opened = Study.open(home.places, clock=clock)
    yield opened
    opened.close()


async def opened(app: EdgewiseApp, pilot: Pilot[None]) -> TriageScreen:
    await pilot.press("i")
    await ready(app, pilot)
    assert isinstance(app.screen, TriageScreen)
    return app.screen


async def ready(app: EdgewiseApp, pilot: Pilot[None]) -> None:
    """Until the thread is done and its message was taken."""
    for _ in range(200):
        await pilot.pause(0.01)
        if not app.screen.workers and not getattr(app.screen, "_busy", False):
            return
    raise AssertionError("the inbox was not read in time")


async def press(app: EdgewiseApp, pilot: Pilot[None], *keys: str) -> None:
    for key in keys:
        await pilot.press(key)
        await ready(app, pilot)


def text_of(app: EdgewiseApp) -> str:
    return app.screen.query_one("#text", TextView).plain


def source_of(app: EdgewiseApp) -> str:
    return app.screen.query_one("#source", TextView).plain


def test_the_source_stands_beside_what_it_would_add(study: Study) -> None:
    async def steps(app: EdgewiseApp, pilot: Pilot[None]) -> None:
        await opened(app, pilot)
        assert title_of(app) == "Inbox | 1 of 3"
        assert ">    3 - Rivers and their bends" in source_of(app)
        assert "rivers.md, line 3" in source_of(app)
        assert "New paper" in text_of(app) and "0.95  an item of a list" in text_of(app)
        await press(app, pilot, "n")
        assert "→ was introduced by Rivers and their bends — so it says  (waits" in text_of(app)
        await press(app, pilot, "right")
        assert "You have Oxbow lake (concept): the same name. m merges them." in text_of(app)
        assert "[b]bold[/b]" in source_of(app)
        await press(app, pilot, "n")
        assert "last one" in notice_of(app)
        left, right = app.screen.query_one("#source").region, app.screen.query_one("#text").region
        assert left.right <= right.x and left.width >= 38 and right.width >= 38

    play(study, steps, screen="home")


def test_each_key_is_one_act_and_u_takes_it_back(home: Home, study: Study) -> None:
    before = home.files()

    async def steps(app: EdgewiseApp, pilot: Pilot[None]) -> None:
        screen = await opened(app, pilot)
        await press(app, pilot, "a")
        assert "Accepted as bends. u takes it back." in notice_of(app)
        assert (home.places.vault / "papers" / "bends.md").exists()
        assert title_of(app) == "Inbox | 1 of 2 · 1 judged" and "Meander" in text_of(app)
        await press(app, pilot, "A")
        assert "a draft: it has no first paragraph yet" in notice_of(app)
        await press(app, pilot, "r")
        assert "Rejected Billabong" in notice_of(app)
        assert "Nothing waits in your inbox" in text_of(app)
        await press(app, pilot, "u")
        assert "Took back rejecting 'Billabong'." in notice_of(app)
        assert screen.here is not None and screen.here.stem == "billabong"
        await press(app, pilot, "u", "u", "u")
        assert "nothing to undo" in notice_of(app)
        assert title_of(app).startswith("Inbox | ") and "of 3" in title_of(app)

    play(study, steps, screen="home")
    assert home.files() == before


def test_merging_offers_the_notes_it_may_be(home: Home, study: Study) -> None:
    async def steps(app: EdgewiseApp, pilot: Pilot[None]) -> None:
        await opened(app, pilot)
        await press(app, pilot, "n", "n")
        await pilot.press("m")
        await pilot.pause()
        assert app.screen.query_one(TextView).plain.splitlines()[0].startswith("Oxbow lake")
        await pilot.press("enter")
        await ready(app, pilot)
        assert "Merged with lakes/oxbow" in notice_of(app)

    play(study, steps, screen="home")
    assert set(home.waiting()) == {"bends", "meander"}


def test_filters_leave_the_sure_and_the_doubtful(study: Study) -> None:
    async def steps(app: EdgewiseApp, pilot: Pilot[None]) -> None:
        screen = await opened(app, pilot)
        seen = []
        for _ in range(5):
            await press(app, pilot, "f")
            here = screen.here
            seen.append((title_of(app).split(" | ")[0], here.stem if here else ""))
        assert seen == [
            ("Inbox · 0.9 and above", "bends"),
            ("Inbox · 0.7 to 0.9", "billabong"),
            ("Inbox · below 0.7", "meander"),
            ("Inbox · like a note of yours", "billabong"),
            ("Inbox", "billabong"),
        ]

    play(study, steps, screen="home")


def test_what_reviews_and_decks_propose_is_judged_here_too(home: Home, study: Study) -> None:
    (home.places.vault / "concepts" / "firth.md").write_text(note("Firth"))
    deck = (
        "---\ntype: resource\ntitle: Bread (Anki deck)\nkind: deck\nstatus: proposed\n"
        "x-from: bread.apkg\n---\nCards of a deck.\n\n## Cards\nQ: Which flour?\nA: Rye. ^k\n"
    )
    (home.inbox / "anki-bread.md").write_text(deck)
    home.refresh()
    with home.graph() as graph:
        propose(home.inbox, graph.find("delta"), graph.find("firth"), "2026-03-04")

    async def steps(app: EdgewiseApp, pilot: Pilot[None]) -> None:
        await opened(app, pilot)
        assert title_of(app) == "Inbox | 1 of 5"
        assert "Q: Which flour?" in text_of(app) and "Made from bread.apkg." in source_of(app)
        await press(app, pilot, "A")
        assert "Adds to River delta" in text_of(app) and "→ differs from Firth" in text_of(app)
        assert "Made from review of 2026-03-04." in source_of(app)
        await press(app, pilot, "a")
        assert "Added to delta" in notice_of(app)

    play(study, steps, screen="home")
    assert "status: reviewed" in (home.places.vault / "resources" / "anki-bread.md").read_text()


def test_a_broken_proposal_says_why_and_is_mended_in_the_editor(
    home: Home, study: Study, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    path = home.waiting()["bends"].path
    sound = path.read_text()
    path.write_text(sound.replace("status: proposed", "status: proposed\nyear: soon"))
    (tmp_path / "sound.md").write_text(sound)
    script = tmp_path / "mend"
    script.write_text(f'#!/bin/sh\ncp {tmp_path}/sound.md "$1"\n')
    script.chmod(0o755)
    monkeypatch.setenv("EDITOR", str(script))
    monkeypatch.setattr(EdgewiseApp, "suspend", _no_terminal)

    async def steps(app: EdgewiseApp, pilot: Pilot[None]) -> None:
        await opened(app, pilot)
        assert "year: a year of four digits is wanted" in text_of(app)
        await press(app, pilot, "a")
        assert "Not accepted: line 7: year" in notice_of(app)
        await press(app, pilot, "e")
        assert notice_of(app) == "Saved." and "✗" not in text_of(app)
        await press(app, pilot, "a")
        assert "Accepted as bends" in notice_of(app)

    play(study, steps, screen="home")


class _no_terminal:  # noqa: N801 (stands in for a method)
    def __init__(self, *_: object) -> None:
        pass

    def __enter__(self) -> None:
        pass

    def __exit__(self, *_: object) -> None:
        pass
