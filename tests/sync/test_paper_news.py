"""A new version or a withdrawal flags the cards that cite the paper, each once."""

from __future__ import annotations

from pathlib import Path

import pytest

from cards.places import Places, places
from cards.refresh import refresh
from cards.settings import Settings
from cards.store import Store
from sync.paper_news import flag_cards
from sync.papers_store import PaperNews, PapersStore
from tests.kg.vault_factory import note
from tests.sync.paper_factory import paper, put

NOW_MS = 1_772_625_600_000
LINK = "introduced_by:: [[knot-paper]]"


@pytest.fixture
def home(tmp_path: Path) -> Places:
    """Two concepts, one of which a paper introduced, and their cards."""
    where = places({"EDGEWISE_HOME": str(tmp_path / "home")})
    pack = where.packs / "ml-system-design"
    (pack / "concepts").mkdir(parents=True)
    (pack / "pack.toml").write_text('name = "ml-system-design"\n')
    (pack / "concepts/knot.md").write_text(note("Knot", LINK))
    (pack / "concepts/glove.md").write_text(note("Glove"))
    (pack / "concepts/knot-paper.md").write_text(
        note("On knots", type="paper", header='arxiv: "1706.03762"\nyear: 2017')
    )
    with Store.open(where.study_db) as store:
        refresh(where, store, NOW_MS)
    return where


def flags(where: Places) -> list[tuple[str, str]]:
    """The subject of each flag event's card, with the note."""
    with Store.open(where.study_db) as store:
        return store.query(
            lambda node, text: (node, text),
            "SELECT card.node, json_extract(payload, '$.note') FROM event JOIN card"
            " ON card.id = json_extract(payload, '$.card') WHERE type = 'flag' ORDER BY card.node",
        )


def tell(where: Places) -> dict[PaperNews, int]:
    with PapersStore.open(where.papers_db) as papers:
        return flag_cards(papers, where, Settings(), NOW_MS)


def test_a_first_fetch_flags_nothing(home: Places) -> None:
    put(home.papers_db, paper(version=2))
    assert tell(home) == {}
    assert flags(home) == []


def test_a_new_version_flags_the_cards_that_cite_the_paper_and_no_others(home: Places) -> None:
    put(home.papers_db, paper(version=2))
    put(home.papers_db, paper(version=3))
    told = tell(home)
    assert told[PaperNews("1706.03762", 2, 3, False)] == len(flags(home)) > 0
    nodes = {node for node, _ in flags(home)}
    assert "ml-system-design/knot" in nodes
    assert "ml-system-design/glove" not in nodes
    assert all("v3 after v2" in text for _, text in flags(home))


def test_the_same_news_flags_a_card_once_also_after_a_crash(home: Places) -> None:
    put(home.papers_db, paper(version=2))
    put(home.papers_db, paper(version=3))
    tell(home)
    first = flags(home)
    assert tell(home) == {}
    with PapersStore.open(home.papers_db) as papers:  # as if it died before the news were told
        papers._db.execute("UPDATE news SET told = 0")  # type: ignore[union-attr]
    assert list(tell(home).values()) == [0]
    assert flags(home) == first


def test_a_further_version_flags_again(home: Places) -> None:
    for version in (2, 3, 4):
        put(home.papers_db, paper(version=version))
        tell(home)
    texts = {text for _, text in flags(home)}
    assert {text.partition(",")[2].partition(":")[0].strip() for text in texts} == {
        "v3 after v2",
        "v4 after v3",
    }


def test_a_withdrawal_flags_too(home: Places) -> None:
    put(home.papers_db, paper(version=2))
    put(home.papers_db, paper(version=3, withdrawn=True))
    tell(home)
    assert {text.partition(":")[0] for _, text in flags(home)} == {
        "arXiv 1706.03762 is withdrawn as of v3"
    }


def test_a_home_without_cards_has_none_to_flag(tmp_path: Path) -> None:
    where = places({"EDGEWISE_HOME": str(tmp_path / "other")})
    put(where.papers_db, paper(version=2))
    put(where.papers_db, paper(version=3))
    assert list(tell(where).values()) == [0]
    assert not where.study_db.exists()
