"""Fetched authors and abstracts are searched, below names and texts; an author's papers listed."""

from __future__ import annotations

import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from kg.compiled import Graph
from sync.paper_choices import authors_of_paper, categories_of_paper
from sync.paper_page import page_of, page_of_node
from sync.paper_search import search_notes
from tests.kg.vault_factory import Notes, note
from tests.sync.paper_factory import ACTIVE, HOSTILE_TEXT, hostile, paper, put

ROOT = Path(__file__).parents[2]


@pytest.fixture
def notes(tmp_path: Path) -> Notes:
    made = Notes(tmp_path)
    papers = {
        "on-knots": 'arxiv: "1706.03762"\nyear: 2017\nauthors: [Ada Lovelace]',
        "old-knots": 'arxiv: "math.GT/0309136"\nyear: 2003',
        "loose-ends": 'arxiv: "2101.00001"\nyear: 2021',
        "unfetched": "year: 2022\nauthors: [Ada Lovelace]",
    }
    for stem, header in papers.items():
        title = stem.replace("-", " ").capitalize()
        made.write(stem, note(title, type="paper", header=header), folder="papers")
    made.write("transducer", note("Transducer"))
    made.write("hitch", note("Hitch", definition="Ties a bowline to a transducer."))
    made.refresh()
    return made


@pytest.fixture
def graph(notes: Notes) -> Iterator[Graph]:
    with Graph.open(notes.db) as opened:
        yield opened


@pytest.fixture
def papers_db(tmp_path: Path) -> Path:
    db = tmp_path / "papers.db"
    put(
        db,
        paper(),
        paper("math/0309136", title="Old knots", published="2003-09-08", updated="2003-09-08",
              version=1, authors=("Zoë Ångström",), primary_category="math.GT",
              categories=("math.GT",), abstract="Invariants of knots."),
        paper("2101.00001", title="Loose ends", published="2021-01-01",
              authors=("Ada B. Lovelace",),
              abstract="Ends that are loose.", primary_category="cs.LG", categories=("cs.LG",)),
        paper("2222.22222", title="Not in the graph", abstract="A bowline transducer elsewhere."),
    )  # fmt: skip
    return db


def stems(graph: Graph, db: Path, query: str, **more: object) -> list[str]:
    found = search_notes(graph, db, query, **more)  # type: ignore[arg-type]
    assert not found.trouble
    return [hit.node.stem for hit in found.hits]


def test_words_of_an_abstract_find_the_paper_below_names_and_texts(
    graph: Graph, papers_db: Path
) -> None:
    assert stems(graph, papers_db, "transducer") == ["transducer", "hitch", "on-knots"]
    assert stems(graph, papers_db, "slippage") == ["on-knots"]
    [hit] = search_notes(graph, papers_db, "slippage").hits
    assert "measure their slippage" in hit.snippet


def test_an_author_who_was_fetched_finds_the_paper_and_is_told(
    graph: Graph, papers_db: Path
) -> None:
    [hit] = search_notes(graph, papers_db, "babbage").hits
    assert hit.node.stem == "on-knots"
    assert hit.snippet.startswith("by Charles Babbage")


def test_words_of_title_author_and_abstract_together_find_it(graph: Graph, papers_db: Path) -> None:
    assert stems(graph, papers_db, "babbage knots")[0] == "on-knots"
    assert stems(graph, papers_db, "lovelace slippage")[0] == "on-knots"


def test_what_is_not_in_the_graph_is_not_found(graph: Graph, papers_db: Path) -> None:
    assert "Not in the graph" not in str(search_notes(graph, papers_db, "elsewhere"))


def test_types_tags_and_the_limit_narrow(graph: Graph, papers_db: Path) -> None:
    assert stems(graph, papers_db, "slippage", type="concept") == []
    assert stems(graph, papers_db, "slippage", type="paper") == ["on-knots"]
    assert stems(graph, papers_db, "slippage", tag="none") == []
    assert len(stems(graph, papers_db, "transducer", limit=2)) == 2
    assert stems(graph, papers_db, "transducer", limit=0) == []


def test_an_authors_papers_are_listed_newest_first_fetched_or_only_noted(
    graph: Graph, papers_db: Path
) -> None:
    asked = "author: Ada Lovelace"
    assert stems(graph, papers_db, asked) == ["unfetched", "loose-ends", "on-knots"]
    assert stems(graph, papers_db, "Author:ångström") == ["on-knots", "old-knots"]
    assert stems(graph, papers_db, "author: nobody") == []
    assert stems(graph, papers_db, "author:") == []
    assert stems(graph, papers_db.with_name("none"), asked) == ["unfetched", "on-knots"]


def test_a_categorys_papers_are_listed_of_one_year_or_of_all(graph: Graph, papers_db: Path) -> None:
    assert stems(graph, papers_db, "category: cs.LG") == ["loose-ends", "on-knots"]
    assert stems(graph, papers_db, "category: cs.lg 2017") == ["on-knots"]
    assert stems(graph, papers_db, "category: math.GT 2003") == ["old-knots"]
    assert stems(graph, papers_db, "category: cs.LG 1999") == []
    assert stems(graph, papers_db, "category:") == []


@pytest.mark.parametrize(
    "query", ["", '"', "a OR", "author: \"", "author: *", "category: ' OR 1=1 --", "\0", "\ud800",
              "author: \ud800", "category: 2017", "NEAR(a b)", "title:x", ":", "author"],
)  # fmt: skip
def test_no_question_is_an_error(graph: Graph, papers_db: Path, query: str) -> None:
    assert not search_notes(graph, papers_db, query).trouble


def test_without_fetched_papers_it_is_the_search_of_notes(graph: Graph, tmp_path: Path) -> None:
    nowhere = tmp_path / "none.db"
    assert stems(graph, nowhere, "transducer") == ["transducer", "hitch"]
    assert not nowhere.exists()


def test_a_damaged_file_is_told_and_the_notes_still_answer(graph: Graph, tmp_path: Path) -> None:
    damaged = tmp_path / "papers.db"
    damaged.write_bytes(b"no database at all" * 500)
    found = search_notes(graph, damaged, "transducer")
    assert [hit.node.stem for hit in found.hits] == ["transducer", "hitch"]
    assert str(damaged) in found.trouble
    assert search_notes(graph, damaged, "author: Ada Lovelace").hits


def test_the_authors_to_choose_from_come_with_their_papers(graph: Graph, papers_db: Path) -> None:
    node = graph.find("on-knots")
    page = page_of_node(graph, node, papers_db)
    assert page is not None
    choices = authors_of_paper(graph, node, page, papers_db)
    assert [(each.words, each.papers) for each in choices] == [
        ("Ada Lovelace", 2), ("Zoë Ångström", 2), ("Charles Babbage", 1),
    ]  # fmt: skip
    assert stems(graph, papers_db, choices[1].question) == ["on-knots", "old-knots"]
    noted = authors_of_paper(graph, graph.find("unfetched"), None, papers_db)
    assert [each.words for each in noted] == ["Ada Lovelace"]


def test_the_categories_to_choose_from_begin_with_the_primary_in_its_year(
    graph: Graph, papers_db: Path
) -> None:
    page = page_of_node(graph, graph.find("on-knots"), papers_db)
    assert page is not None
    choices = categories_of_paper(graph, page, papers_db)
    assert [(each.words, each.papers) for each in choices] == [
        ("cs.CL in 2017", 1), ("cs.CL in any year", 1),
        ("cs.LG in 2017", 1), ("cs.LG in any year", 2),
    ]  # fmt: skip
    for each in choices:
        assert len(stems(graph, papers_db, each.question)) == each.papers


def test_a_page_tells_versions_and_withdrawal_and_only_of_papers(
    graph: Graph, papers_db: Path
) -> None:
    page = page_of_node(graph, graph.find("on-knots"), papers_db)
    assert page is not None
    assert page.dates == "2017-06-12, version 7 of 2023-08-02"
    assert page.abs_url == "https://arxiv.org/abs/1706.03762"
    assert not page.mark
    old = page_of_node(graph, graph.find("old-knots"), papers_db)
    assert old is not None and old.dates == "2003-09-08"
    assert page_of_node(graph, graph.find("hitch"), papers_db) is None
    assert page_of_node(graph, graph.find("unfetched"), papers_db) is None
    assert "WITHDRAWN" in page_of(paper(withdrawn=True)).mark


def test_every_text_of_a_page_is_inert_whatever_was_stored() -> None:
    assert all(sign in HOSTILE_TEXT for sign in ACTIVE)
    told = str(page_of(hostile())._asdict())
    assert not set(ACTIVE) & set(told)
    assert "owned" not in told
    long = page_of(paper(abstract="a" * 10**6, title="b" * 10**5, authors=("c",) * 10**5))
    assert len(str(long)) < 60_000


def test_a_snippet_is_short_and_inert(graph: Graph, tmp_path: Path) -> None:
    put(tmp_path / "h.db", hostile())
    hits = search_notes(graph, tmp_path / "h.db", "alert").hits
    assert [hit.node.stem for hit in hits] == ["on-knots"]
    assert not set(ACTIVE) & set(hits[0].snippet)
    assert len(hits[0].snippet) < 300


def test_reading_what_was_fetched_loads_no_heavy_library() -> None:
    code = "import sys, sync.paper_search, sync.paper_choices; print(*sys.modules)"
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True
    )
    heavy = {"arxiv", "requests", "lxml", "pydantic", "networkx", "textual", "dataclasses"}
    assert not heavy & set(done.stdout.split())


@pytest.mark.parametrize("sign", ["\x1b]", "\x90", "\x9d", "\x1b[", "\x9b", "$\\sqrt{", "[["])
def test_a_text_made_to_take_long_does_not(sign: str) -> None:
    begun = time.process_time()
    page_of(paper(abstract=sign * 100_000, comment=sign * 100_000))
    assert time.process_time() - begun < 2
