"""papers.db: what is kept, that nothing known is replaced by less, and what it says when broken."""

import os
import sqlite3
import subprocess
import sys
from pathlib import Path

import pytest

from kg.paper_metadata import PaperRecord
from sync.errors import PapersDbError
from sync.papers_store import PaperNews, PapersStore, PaperState
from tests.sync.paper_factory import hostile, paper, put

NOW_MS = 1_772_625_600_000


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "home" / "papers.db"


def test_a_missing_file_is_a_store_that_knows_nothing_and_is_not_made(path: Path) -> None:
    with PapersStore.open(path) as store:
        assert (store.get("1706.03762"), store.count(), store.search("knots")) == (None, 0, [])
        assert store.by_author("Ada") == store.by_category("cs") == store.versions("x") == []
        with pytest.raises(PapersDbError, match="edgewise fetch"):
            store.put_batch([paper()], [], NOW_MS)
    assert not path.parent.exists()


def test_a_record_comes_back_as_it_was(path: Path) -> None:
    put(path, paper(), paper("math/0309136"))
    with PapersStore.open(path) as store:
        assert store.get("1706.03762") == paper()
        assert list(store.get_many(["math/0309136", "1706.03762", "0000.0000"])) == [
            "1706.03762",
            "math/0309136",
        ]
        assert store.count() == 2
        assert store.record("1706.03762") == PaperRecord("1706.03762", "On knots", "2017-06-12", 3)


def test_links_and_year_follow_from_the_record() -> None:
    assert paper().abs_url == "https://arxiv.org/abs/1706.03762"
    assert paper("cs/0112017").pdf_url == "https://arxiv.org/pdf/cs/0112017"
    assert paper().year == 2017


def test_papers_are_found_by_words_of_title_author_and_abstract(path: Path) -> None:
    put(path, paper(), paper("2005.14165", title="On gloves", abstract="Knots are not discussed."))
    with PapersStore.open(path) as store:
        assert [meta.base for meta in store.search("knots")] == ["1706.03762", "2005.14165"]
        assert [meta.base for meta in store.search("angstrom slipp")] == ["1706.03762"]
        assert store.search('") OR NEAR(* AND') == store.search("--") == store.search("") == []


def test_papers_are_found_by_author_however_the_name_is_written(path: Path) -> None:
    put(path, paper())
    with PapersStore.open(path) as store:
        for name in ("Ada Lovelace", "lovelace", "A. Lovelace", "Lovelace, Ada", "zoe angstrom"):
            assert [meta.base for meta in store.by_author(name)] == ["1706.03762"], name
        for name in ("Ada Babbage", "Love", "", "%"):
            assert store.by_author(name) == [], name


def test_papers_are_found_by_category_and_year(path: Path) -> None:
    put(path, paper(), paper("1905.00001", categories=("cs.LG",), published="2019-05-01"))
    with PapersStore.open(path) as store:
        newest_first = ["1905.00001", "1706.03762"]
        assert [meta.base for meta in store.by_category("cs.LG")] == newest_first
        assert [meta.base for meta in store.by_category("CS")] == newest_first
        assert [meta.base for meta in store.by_category("cs.LG", 2017)] == ["1706.03762"]
        assert (
            store.by_category("c") == store.by_category("cs.%") == store.by_category("cs._G") == []
        )


def test_what_is_known_is_never_replaced_by_less(path: Path) -> None:
    put(path, paper())
    put(path, paper(version=8, abstract="", authors=(), doi="", published="2017-06"))
    put(path, paper(version=2, title="An older title", abstract="Older."))
    with PapersStore.open(path) as store:
        kept = store.get("1706.03762")
    assert kept == paper(version=8)


def test_versions_are_kept_with_their_dates(path: Path) -> None:
    put(path, paper(version=2, updated="2018-01-01T00:00:00Z"))
    put(path, paper(version=5, updated="2019-01-01T00:00:00Z"))
    with PapersStore.open(path) as store:
        assert store.versions("1706.03762") == [
            (1, "2017-06-12T17:57:34Z"),
            (2, "2018-01-01T00:00:00Z"),
            (5, "2019-01-01T00:00:00Z"),
        ]


def test_a_new_version_and_a_withdrawal_are_news_until_told(path: Path) -> None:
    put(path, paper(version=2))
    put(path, paper(version=3))
    put(path, paper(version=3, withdrawn=True), paper("2005.14165", version=2, withdrawn=True))
    with PapersStore.open(path) as store:
        news = store.untold()
        assert news == [
            PaperNews("1706.03762", 2, 3, False),
            PaperNews("1706.03762", 3, 3, True),
            PaperNews("2005.14165", 2, 2, True),
        ]
        store.mark_told(news[:2])
        assert store.untold() == news[2:]


def test_a_withdrawn_paper_keeps_its_abstract(path: Path) -> None:
    put(path, paper(version=2))
    notice = "This paper has been withdrawn by the authors."
    put(path, paper(version=3, withdrawn=True, abstract=notice))
    with PapersStore.open(path) as store:
        kept = store.get("1706.03762")
    assert kept is not None
    assert (kept.withdrawn, kept.abstract) == (True, paper().abstract)


def test_an_id_is_missing_after_two_answers_without_it(path: Path) -> None:
    with PapersStore.open(path, create=True) as store:
        store.put_batch([], ["2301.00001"], NOW_MS)
        assert store.states(["2301.00001"])["2301.00001"] == PaperState("asked", 1, "", NOW_MS)
        store.put_batch([], ["2301.00001"], NOW_MS + 1)
        assert store.states(["2301.00001"])["2301.00001"].state == "missing"
        store.put_batch([paper("2301.00001")], [], NOW_MS + 2)
        assert store.states(["2301.00001"]) == {}


def test_a_paper_that_arxiv_no_longer_has_keeps_its_record(path: Path) -> None:
    put(path, paper())
    with PapersStore.open(path) as store:
        store.put_batch([], ["1706.03762"], NOW_MS)
        store.put_batch([], ["1706.03762"], NOW_MS)
        assert store.get("1706.03762") == paper()


def test_hostile_texts_are_stored_inert_and_of_a_sane_length(path: Path) -> None:
    put(path, hostile()._replace(abstract="long " * 50_000, authors=("x" * 900,) * 6_100))
    with PapersStore.open(path) as store:
        kept = store.get("1706.03762")
    assert kept is not None
    texts = (kept.title, kept.abstract, kept.comment, kept.doi, *kept.authors, *kept.categories)
    assert not any(
        ord(letter) < 32 or "\x7f" <= letter < "\xa0" for text in texts for letter in text
    )
    assert len(kept.abstract) <= 20_000
    assert len(kept.authors) <= 6_000
    assert max(map(len, kept.authors)) <= 200


def test_a_batch_that_fails_half_way_leaves_nothing_of_itself(path: Path) -> None:
    put(path, paper())
    with PapersStore.open(path) as store:
        with pytest.raises(PapersDbError):
            store.put_batch(
                [paper("2005.14165"), paper("2301.00001", published=None)], ["x"], NOW_MS
            )
        assert (store.count(), store.states(["x"])) == (1, {})
        assert [meta.base for meta in store.search("knots")] == ["1706.03762"]


@pytest.mark.parametrize(
    "content", [b"not a database at all" * 300, b"SQLite format 3\x00" + b"x" * 99]
)
def test_a_damaged_file_is_told_in_one_sentence_and_left_as_it_was(
    path: Path, content: bytes
) -> None:
    path.parent.mkdir()
    path.write_bytes(content)
    with pytest.raises(PapersDbError, match=r"papers.db cannot be used .*fetch"):
        PapersStore.open(path, create=True)
    assert path.read_bytes() == content


def test_a_database_of_another_program_or_a_newer_edgewise_is_refused(path: Path) -> None:
    path.parent.mkdir()
    with sqlite3.connect(path) as other:
        other.execute("CREATE TABLE theirs (x)")
    other.close()
    with pytest.raises(PapersDbError, match="another program"):
        PapersStore.open(path, create=True)
    path.unlink()
    put(path, paper())
    with sqlite3.connect(path) as newer:
        newer.execute("PRAGMA user_version = 99")
    newer.close()
    with pytest.raises(PapersDbError, match="newer Edgewise"):
        PapersStore.open(path)


def test_two_processes_may_open_a_new_file_at_once(path: Path) -> None:
    code = (
        "import sys; from pathlib import Path; from sync.papers_store import PapersStore\n"
        "for _ in range(20): PapersStore.open(Path(sys.argv[1]), create=True).close()"
    )
    command = [sys.executable, "-c", code, str(path)]
    both = [subprocess.Popen(command, env={**os.environ, "PYTHONPATH": "."}) for _ in range(2)]
    assert [process.wait(60) for process in both] == [0, 0]


def test_reading_is_light(path: Path) -> None:
    put(path, paper())
    code = (
        "import sys; from pathlib import Path; from sync.papers_store import PapersStore\n"
        "with PapersStore.open(Path(sys.argv[1])) as store: store.get('1706.03762')\n"
        "print(*(name.partition('.')[0] for name in sys.modules))"
    )
    done = subprocess.run(
        [sys.executable, "-c", code, str(path)],
        capture_output=True, text=True, check=True, env={**os.environ, "PYTHONPATH": "."},
    )  # fmt: skip
    assert not set(done.stdout.split()) & {"arxiv", "requests", "lxml", "pydantic", "email", "http"}
