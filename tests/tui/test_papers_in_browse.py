"""Fetched metadata in the app: a paper's note, search, neighbours, its page; all of it inert."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from textual.pilot import Pilot
from textual.widgets import Input

from cards.places import Places, places
from cards.queue import Scope
from cards.refresh import refresh
from cards.store import Store
from cards.study import Study
from tests.kg.vault_factory import note
from tests.sync.paper_factory import ACTIVE, MARKUP, hostile, paper, put
from tests.tui.conftest import NOON_MS, SETTINGS, Clock
from tests.tui.screen_factory import notice_of, notices, play, text_of
from tui.edgewise import EdgewiseApp
from tui.screens.browse import BrowseScreen
from tui.screens.choice import ChoiceDialog
from tui.screens.review import ReviewScreen
from tui.widgets.row_list import RowList
from tui.widgets.text_view import TextView

KNOTS = "vault/on-knots"
PAGE, PDF = "https://arxiv.org/abs/1706.03762", "https://arxiv.org/pdf/1706.03762"
CARD = "Q: What holds a boat?\nA: A bowline. ^holds"


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Places:
    """A home with notes about knots and no pack; nothing fetched yet."""
    empty = tmp_path / "no-packs"
    empty.mkdir()
    monkeypatch.setattr("cards.places.built_in_packs", lambda: empty)
    where = places({"EDGEWISE_HOME": str(tmp_path / "knots")})
    knots = 'arxiv: "1706.03762"\nyear: 2017\nauthors: [Ada Lovelace]'
    blank, known = "introduced_by:: [[blank]]", "covered_in:: [[on-knots]]"
    notes = {
        "bowline": note("Bowline", blank, known, cards=CARD),
        "anchor": note("Anchor"),
        "blank": note("Blank paper", type="paper"),
        "doi-only": note("Doi paper", type="paper", header="doi: 10.1000/knots"),
        "hitch": note("Hitch", "introduced_by:: [[doi-only]]", cards=CARD),
        "on-knots": note("On knots", type="paper", header=knots),
        "loose": note("Loose ends", type="paper", header='arxiv: "2101.00001"\nyear: 2021'),
    }
    where.vault.mkdir(parents=True)
    where.settings.write_text(SETTINGS)
    for stem, text in notes.items():
        (where.vault / f"{stem}.md").write_text(text)
    with Store.open(where.study_db) as store:
        refresh(where, store, NOON_MS)
    return where


@pytest.fixture
def fetched(home: Places) -> Places:
    put(home.papers_db, paper(), paper("2101.00001", title="Loose ends", published="2021-01-01",
                                       authors=("Zoë Ångström",), categories=("cs.LG",),
                                       primary_category="cs.LG", abstract="Frayed."))  # fmt: skip
    return home


@pytest.fixture
def knots(home: Places, clock: Clock) -> Iterator[Study]:
    opened = Study.open(home, clock=clock)
    yield opened
    opened.close()


@pytest.fixture
def opened(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The pages that were opened instead of being shown in a browser."""
    pages: list[str] = []

    def record(app: EdgewiseApp, address: str) -> str:
        pages.append(address)
        return f"Opened {address}"

    monkeypatch.setattr("tui.web.open_page", record)
    return pages


def here(app: EdgewiseApp) -> str:
    assert isinstance(app.screen, BrowseScreen)
    return app.screen.history.here


async def browse(app: EdgewiseApp, pilot: Pilot[None], key: str) -> str:
    app.open_node(key)
    await pilot.pause()
    return text_of(app)


def listed(app: EdgewiseApp) -> list[str]:
    rows = app.screen.query_one("#list", RowList)
    return [row[0] for number in range(rows.count) if (row := rows._row(number)) is not None]


def test_the_note_of_a_paper_shows_what_was_fetched(fetched: Places, knots: Study) -> None:
    async def steps(app: EdgewiseApp, pilot: Pilot[None]) -> None:
        text = await browse(app, pilot, KNOTS)
        assert "Ada Lovelace, Zoë Ångström, Charles Babbage\n" in text
        assert "arXiv 1706.03762 · cs.CL, cs.LG · 2017-06-12, version 7 of 2023-08-02" in text
        assert text.count("1706.03762 ·") == text.count("Ada Lovelace") == 1
        assert "Abstract\nWe tie knots with a bowline transducer" in text
        assert "Comment: 15 pages, 5 figures" in text
        assert f"→ Page on arXiv  {PAGE}" in text
        assert f"→ PDF  {PDF}" in text
        assert text.index("Abstract") < text.index("Covers")
        assert "WITHDRAWN" not in text

    play(knots, steps, screen="home")


def test_without_fetched_papers_the_note_says_what_it_knows_itself(knots: Study) -> None:
    async def steps(app: EdgewiseApp, pilot: Pilot[None]) -> None:
        text = await browse(app, pilot, KNOTS)
        assert "Ada Lovelace\narXiv 1706.03762\n" in text
        assert "Abstract" not in text
        await pilot.press("c")
        assert "`edgewise fetch on-knots` asks arXiv" in notice_of(app)
        assert not notices(app)

    play(knots, steps, screen="home")
    assert not knots.places.papers_db.exists()


def test_a_withdrawn_paper_says_so_first(home: Places, knots: Study) -> None:
    put(home.papers_db, paper(withdrawn=True))

    async def steps(app: EdgewiseApp, pilot: Pilot[None]) -> None:
        text = await browse(app, pilot, KNOTS)
        assert text.splitlines()[1] == "WITHDRAWN on arXiv: do not rely on it"

    play(knots, steps, screen="home")


def test_what_is_fetched_while_the_app_is_open_is_shown_next_time(
    home: Places, knots: Study
) -> None:
    async def steps(app: EdgewiseApp, pilot: Pilot[None]) -> None:
        assert "Abstract" not in await browse(app, pilot, KNOTS)
        put(home.papers_db, paper())
        assert "Abstract" in await browse(app, pilot, KNOTS)

    play(knots, steps, screen="home")


def test_abstracts_and_authors_are_found_while_typing(fetched: Places, knots: Study) -> None:
    async def steps(app: EdgewiseApp, pilot: Pilot[None]) -> None:
        await pilot.press("slash", *"slippage")
        assert listed(app) == [KNOTS]
        await pilot.press("escape", "slash", *"bowline")
        assert listed(app) == ["vault/bowline", "vault/hitch", KNOTS]
        await pilot.press("escape", "slash", *"babb")
        assert listed(app) == [KNOTS]

    play(knots, steps, screen="home")


def test_a_key_lists_the_papers_of_an_author_and_back_leads_to_the_paper(
    fetched: Places, knots: Study
) -> None:
    async def steps(app: EdgewiseApp, pilot: Pilot[None]) -> None:
        await browse(app, pilot, "vault/loose")
        await browse(app, pilot, KNOTS)
        await pilot.press("a")
        await pilot.pause()
        assert isinstance(app.screen, ChoiceDialog)
        assert "→ Ada Lovelace  only this one" in text_of(app)
        assert "→ Zoë Ångström  2 papers" in text_of(app)
        await pilot.press("down", "enter")
        await pilot.pause()
        assert app.screen.query_one("#search", Input).value == "author: Zoë Ångström"
        assert listed(app) == ["vault/loose", KNOTS]
        assert here(app) == "vault/loose"
        assert "2 notes for 'author: Zoë Ångström'" in notice_of(app)
        await pilot.press("left_square_bracket")
        assert here(app) == KNOTS
        await pilot.press("escape")
        assert app.screen.query_one("#search", Input).value == ""

    play(knots, steps, screen="home")


def test_a_key_lists_the_papers_of_a_category_and_year(fetched: Places, knots: Study) -> None:
    async def steps(app: EdgewiseApp, pilot: Pilot[None]) -> None:
        await browse(app, pilot, KNOTS)
        await pilot.press("c")
        await pilot.pause()
        assert text_of(app).splitlines()[0] == "→ cs.CL in 2017  only this one"
        await pilot.press("down", "down", "down", "enter")
        await pilot.pause()
        assert app.screen.query_one("#search", Input).value == "category: cs.LG"
        assert listed(app) == ["vault/loose", KNOTS]

    play(knots, steps, screen="home")


def test_the_choice_can_be_left(fetched: Places, knots: Study) -> None:
    async def steps(app: EdgewiseApp, pilot: Pilot[None]) -> None:
        await browse(app, pilot, KNOTS)
        await pilot.press("a")
        await pilot.pause()
        await pilot.press("escape")
        await pilot.pause()
        assert here(app) == KNOTS
        assert app.screen.query_one("#search", Input).value == ""

    play(knots, steps, screen="home")


def test_lines_of_the_metadata_lead_on(fetched: Places, knots: Study, opened: list[str]) -> None:
    async def steps(app: EdgewiseApp, pilot: Pilot[None]) -> None:
        await browse(app, pilot, KNOTS)
        text = app.screen.query_one(TextView)
        links = [block.link for block in text.blocks if block.link]
        assert links[:2] == [f"page:{PAGE}", f"page:{PDF}"]
        for link in links[:3]:
            text.post_message(TextView.Followed(text, link))
            await pilot.pause()
        assert isinstance(app.screen, ChoiceDialog)

    play(knots, steps, screen="home")
    assert opened == [PAGE, PDF]


def test_a_note_that_is_no_paper_says_how_to_come_to_one(knots: Study) -> None:
    async def steps(app: EdgewiseApp, pilot: Pilot[None]) -> None:
        await browse(app, pilot, "vault/bowline")
        for key in "ac":
            await pilot.press(key)
            assert "no paper: p leads to one" in notice_of(app)
        await browse(app, pilot, "vault/blank")
        await pilot.press("a")
        assert "No author is known" in notice_of(app)

    play(knots, steps, screen="home")


def test_o_opens_the_page_of_a_paper_or_of_the_first_source_that_has_one(
    knots: Study, opened: list[str]
) -> None:
    async def steps(app: EdgewiseApp, pilot: Pilot[None]) -> None:
        for key in (KNOTS, "vault/bowline", "vault/hitch", "vault/blank"):
            await browse(app, pilot, key)
            await pilot.press("o")
        assert "name no page on the web" in notice_of(app)

    play(knots, steps, screen="home")
    assert opened == [PAGE, PAGE, "https://doi.org/10.1000/knots"]


@pytest.mark.parametrize(
    ("node", "page"),
    [("bowline", PAGE), ("hitch", "https://doi.org/10.1000/knots")],
)
def test_from_an_answer_one_key_opens_its_paper_and_not_from_the_question(
    knots: Study, opened: list[str], node: str, page: str
) -> None:
    async def steps(app: EdgewiseApp, pilot: Pilot[None]) -> None:
        await pilot.press("o")
        assert "see the answer first" in notice_of(app)
        assert not opened
        await pilot.press("space", "o")
        assert opened == [page]
        assert notice_of(app) == f"Opened {page}"
        assert isinstance(app.screen, ReviewScreen)

    play(knots, steps, scope=Scope(node=f"vault/{node}", depth=0))


def test_only_pages_of_the_web_are_opened(knots: Study) -> None:
    from tui.web import open_page

    async def steps(app: EdgewiseApp, pilot: Pilot[None]) -> None:
        assert open_page(app, "file:///etc/passwd") == "Not a page of the web: file:///etc/passwd"

    play(knots, steps, screen="home")


def test_hostile_metadata_is_shown_as_plain_text(home: Places, knots: Study) -> None:
    put(home.papers_db, hostile(), paper("2101.00001", authors=hostile().authors))

    async def steps(app: EdgewiseApp, pilot: Pilot[None]) -> None:
        text = await browse(app, pilot, KNOTS)
        _is_harmless(app)
        # Authors, abstract, comment, journal, DOI, each as it was written.
        assert text.count(MARKUP) == 5
        assert "√α" in text
        assert not {"http://evil", "vault/hitch"} & {b.link for b in _text(app).blocks}
        for key in "ac":
            await pilot.press(key)
            await pilot.pause()
            assert isinstance(app.screen, ChoiceDialog)
            _is_harmless(app)
            assert "[bold]x[/bold]" in text_of(app)
            await pilot.press("end", "enter")
            await pilot.pause()
            _is_harmless(app)
            await pilot.press("escape", "left_square_bracket")
            await pilot.pause()
            assert here(app) == KNOTS
        assert app.is_running and not notices(app)

    play(knots, steps, screen="home")


def _text(app: EdgewiseApp) -> TextView:
    return app.screen.query_one(TextView)


def _is_harmless(app: EdgewiseApp) -> None:
    """Neither in the text nor in what is painted is a character that does something."""
    assert not set(ACTIVE) & set(text_of(app))
    for widget in app.screen.walk_children():
        for y in range(widget.size.height):
            painted = widget.render_line(y)
            assert not set(ACTIVE) & set(painted.text)
            assert not any(segment.style and segment.style.link for segment in painted)


def test_a_damaged_papers_db_is_told_once_and_the_notes_are_shown(
    home: Places, knots: Study
) -> None:
    home.papers_db.write_bytes(b"no database at all" * 500)

    async def steps(app: EdgewiseApp, pilot: Pilot[None]) -> None:
        assert "Ada Lovelace" in await browse(app, pilot, KNOTS)
        await pilot.press("slash", *"bowl")
        assert listed(app)[0] == "vault/bowline"
        assert len(notices(app)) == 1
        assert "papers.db cannot be used" in notices(app)[0]
        await pilot.press("enter", "escape")
        _text(app).focus()
        await browse(app, pilot, KNOTS)
        await pilot.press("a")
        await pilot.pause()
        assert "Ada Lovelace" in text_of(app)

    play(knots, steps, screen="home")


def test_the_first_card_is_asked_without_opening_fetched_papers(
    fetched: Places, knots: Study, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_: object, **__: object) -> None:
        raise AssertionError("papers.db was opened")

    monkeypatch.setattr("sync.papers_store.PapersStore.open", refuse)

    async def steps(app: EdgewiseApp, pilot: Pilot[None]) -> None:
        await pilot.press("r")
        await pilot.pause()
        assert isinstance(app.screen, ReviewScreen)
        await pilot.press("space", "3")
        await browse(app, pilot, "vault/bowline")

    play(knots, steps, screen="home")


def test_the_palette_finds_papers_by_fetched_words(fetched: Places, knots: Study) -> None:
    from tui.palette import CommandsAndNotes

    async def steps(app: EdgewiseApp, pilot: Pilot[None]) -> None:
        palette = CommandsAndNotes(app.screen)
        palette._post_init()
        for words in ("Charles Babbage", "slippage", "author: babbage"):
            assert "Note: On knots" in [str(hit.prompt) async for hit in palette.search(words)]
        fetched.papers_db.write_bytes(b"no database" * 100)
        assert "Note: Bowline" in [str(hit.prompt) async for hit in palette.search("bowline")]

    play(knots, steps, screen="home")
