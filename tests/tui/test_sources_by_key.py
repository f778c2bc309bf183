"""From a concept at most two keys lead to what introduced or explains it; from a card, one."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from textual.pilot import Pilot

from cards.places import Places, places
from cards.queue import Scope
from cards.refresh import refresh
from cards.store import Store
from cards.study import Study
from kg.compiled import Graph
from kg.sources import READABLE, readings
from tests.kg.vault_factory import note
from tests.tui.conftest import NOON_MS, SETTINGS, Clock
from tests.tui.screen_factory import notice_of, play, title_of
from tui.edgewise import EdgewiseApp
from tui.screens.browse import BrowseScreen
from tui.screens.review import ReviewScreen
from tui.source_walk import SourceWalk
from tui.widgets.row_list import RowList
from tui.widgets.text_view import TextView

BOOK = "covered_in:: [[zz-book#Of knots]]"


@pytest.fixture
def vault(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Places:
    """A home with notes about knots and no pack."""
    empty = tmp_path / "no-packs"
    empty.mkdir()
    monkeypatch.setattr("cards.places.built_in_packs", lambda: empty)
    where = places({"EDGEWISE_HOME": str(tmp_path / "knots")})
    notes = {
        "bowline": note("Bowline", BOOK, "introduced_by:: [[zz-paper]]", "covered_in:: [[gone]]"),
        "clove-hitch": note("Clove hitch", BOOK),
        "anchor": note("Anchor"),
        "zz-book": note("Zz book", type="resource"),
        "zz-paper": note("Zz paper", type="paper"),
    }
    where.vault.mkdir(parents=True)
    where.settings.write_text(SETTINGS)
    for stem, text in notes.items():
        (where.vault / f"{stem}.md").write_text(text)
    with Store.open(where.study_db) as store:
        refresh(where, store, NOON_MS)
    return where


@pytest.fixture
def knots(vault: Places, clock: Clock) -> Iterator[Study]:
    opened = Study.open(vault, clock=clock)
    yield opened
    opened.close()


def here(app: EdgewiseApp) -> str:
    assert isinstance(app.screen, BrowseScreen)
    return app.screen.history.here


def test_one_key_leads_from_a_concept_to_what_introduced_it_the_next_to_what_covers_it(
    knots: Study,
) -> None:
    async def steps(app: EdgewiseApp, pilot: Pilot[None]) -> None:
        app.open_node("vault/bowline")
        await pilot.pause()
        await pilot.press("p")
        assert here(app) == "vault/zz-paper"
        assert "1 of 2 (p for the next): Bowline was introduced by this." in notice_of(app)
        await pilot.press("p")
        assert here(app) == "vault/zz-book"
        assert "§ Of knots" in notice_of(app)
        await pilot.press("p")
        assert here(app) == "vault/bowline" and "Back at Bowline" in notice_of(app)
        await pilot.press("left_square_bracket")
        await pilot.press("left_square_bracket")
        await pilot.press("left_square_bracket")
        assert here(app) == "vault/bowline"

    play(knots, steps, screen="home")


def test_from_the_list_and_from_the_search_box_it_takes_no_more_than_two(knots: Study) -> None:
    async def steps(app: EdgewiseApp, pilot: Pilot[None]) -> None:
        await pilot.press("b")
        rows = app.screen.query_one("#list", RowList)
        while rows.key != "vault/clove-hitch":
            await pilot.press("down")
        await pilot.press("p")
        assert here(app) == "vault/zz-book"
        assert app.screen.query_one(TextView).has_focus
        await pilot.press("left_square_bracket")
        assert here(app) == "vault/clove-hitch"
        await pilot.press("slash", *"bowl")
        await pilot.press("enter", "p")
        assert here(app) == "vault/zz-paper"

    play(knots, steps, screen="home")


def test_a_note_without_a_source_says_so_and_stays(knots: Study) -> None:
    async def steps(app: EdgewiseApp, pilot: Pilot[None]) -> None:
        app.open_node("vault/anchor")
        await pilot.pause()
        await pilot.press("p")
        assert here(app) == "vault/anchor"
        assert "names no paper, chapter or resource" in notice_of(app)

    play(knots, steps, screen="home")


def test_from_the_answer_one_key_leads_to_its_source_and_not_from_the_question(
    knots: Study,
) -> None:
    async def steps(app: EdgewiseApp, pilot: Pilot[None]) -> None:
        await pilot.press("p")
        assert isinstance(app.screen, ReviewScreen)
        assert "see the answer first" in notice_of(app)
        await pilot.press("space", "p")
        await pilot.pause()
        assert here(app) == "vault/zz-book"
        assert "zz-book" in title_of(app)

    play(knots, steps, scope=Scope(node="vault/clove-hitch", depth=0))


def test_every_concept_of_the_pack_that_names_a_source_is_one_key_away_from_it(
    study: Study,
) -> None:
    graph = study.graph()
    named = 0
    for node in graph.nodes(type="concept"):
        if not _names_a_source(graph, node.id):
            continue
        named += 1
        key, words = SourceWalk().next(graph, node.key)
        source = graph.by_key(key)
        assert source is not None and source.type in READABLE, node.key
        assert words
    assert named


def _names_a_source(graph: Graph, node_id: int) -> bool:
    return any(
        edge.relation in {"introduced_by", "covered_in"} and not graph.node(edge.object).stub
        for edge in graph.edges_out(node_id)
    )


def test_readings_are_in_order_each_once_and_never_a_stub(vault: Places) -> None:
    with Graph.open(vault.graph_db) as graph:
        found = readings(graph, graph.find("bowline").id)
        assert [graph.node(edge.object).stem for edge in found] == ["zz-paper", "zz-book"]
