"""The index of arXiv: made whole or not at all, and asked by id, title and words."""

from __future__ import annotations

import os
import random
import signal
import sqlite3
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

import sync.arxiv_index_build as build
from sync.arxiv_index import ArxivIndex, lookup_title
from sync.arxiv_index_build import Step, build_index
from sync.errors import ArxivIndexError, SnapshotUnreadable
from sync.snapshot import Snapshot
from tests.sync.dump_factory import entry, lines, save

ROOT = Path(__file__).resolve().parents[2]
NOW_MS = 1_790_000_000_000
PAPERS = [
    entry("0704.0001", "Knots in seven Dimensions"),
    entry("0704.0002", "ROPE: A Theory of Cords, Strings and $\\mathcal{N}=4$ Threads"),
    entry("1706.03762", "Schr\\\"odinger's Cord", people=[["van der Berg", "Jürgen", ""]]),
    entry("cs/0112017", "Knots in seven dimensions", people=[["Loop", "Lee", ""]]),
    entry("0705.0003", "0", people=[["The Knot Collaboration", "", ""]], doi=None),
    entry("0705.0004", "Untying and untangling of cords by patient spiders", abstract="Webs."),
    entry("0705.0005", "Untying and untangling of ropes by impatient beetles"),
]


def make(
    folder: Path, *entries: dict[str, object] | str, long_texts: bool = False, name: str = "d.json"
) -> Path:
    target = folder / "home" / "arxiv-index.db"
    dump = Snapshot(save(folder, lines(*(entries or PAPERS)), name), long_texts=long_texts)
    build_index(dump, target, now_ms=NOW_MS, progress=lambda _: None)
    return target


@pytest.fixture
def index(tmp_path: Path) -> Iterator[ArxivIndex]:
    with ArxivIndex.open(make(tmp_path)) as opened:
        yield opened


def count(path: Path) -> int:
    with ArxivIndex.open(path) as opened:
        return opened.papers


def bases(index: ArxivIndex, title: str) -> list[str]:
    return [match.paper.base for match in lookup_title(index, title)]


def test_a_paper_is_found_by_its_id_with_all_that_is_known(index: ArxivIndex) -> None:
    paper = index.get("0704.0001")
    assert paper is not None
    assert paper.title == "Knots in seven Dimensions"
    assert paper.authors == ("Ada Quill", "Otto Römer Jr.")
    assert (paper.primary_category, paper.categories) == ("math.GT", ("math.GT", "cs.CG"))
    assert (paper.published, paper.updated) == ("2007-04-02T19:18:42Z", "2007-07-24T20:10:27Z")
    assert (paper.version, paper.doi, paper.journal_ref) == (
        2,
        "10.5555/knots",
        "J. Knots 7 (2008)",
    )
    assert (paper.abstract, paper.comment, paper.withdrawn) == ("", "", False)
    assert (paper.origin, paper.fetched_ms) == ("snapshot", NOW_MS)
    assert index.get("0704.9999") is None
    assert index.get("no id") is None


def test_ids_of_both_kinds_are_answered_at_once(index: ArxivIndex) -> None:
    found = index.get_many(["cs/0112017", "1706.03762", "2001.00001"])
    assert set(found) == {"cs/0112017", "1706.03762"}


@pytest.mark.parametrize(
    ("asked", "found"),
    [
        ("KNOTS in Seven dimensions.", ["0704.0001", "cs/0112017"]),
        ("Schrödinger’s cord", ["1706.03762"]),
        ("Schrodinger's Cord", ["1706.03762"]),
        ("0", ["0705.0003"]),
        ("Untying and untagling of cords by patient spiders", ["0705.0004", "0705.0005"]),
        ("A theory of cords, strings and threads", ["0704.0002"]),
        (
            "Untying and untangling of cords by patient spiders: a survey",
            ["0705.0004", "0705.0005"],
        ),
        ("Cooking with gas", []),
        ("", []),
        ("\u202e :: $$ \\", []),
    ],
)
def test_a_printed_title_finds_its_paper(index: ArxivIndex, asked: str, found: list[str]) -> None:
    have = bases(index, asked)
    assert have[:1] == found[:1]
    assert set(have) <= set(found)


def test_an_exact_title_says_so_and_a_near_one_does_not(index: ArxivIndex) -> None:
    assert lookup_title(index, "knots in seven dimensions")[0].is_exact
    (near, *_) = lookup_title(index, "Untying and untangling of cord by patient spiders")
    assert near.paper.base == "0705.0004"
    assert not near.is_exact


@pytest.mark.parametrize(
    ("asked", "first"),
    [
        ("cords spiders", "0705.0004"),
        ("jurgen berg", "1706.03762"),
        ("Jürgen cord", "1706.03762"),
        ("knots loop", "cs/0112017"),
        ("knot collaboration", "0705.0003"),
        ("beetles beelzebub", "0705.0005"),
        ('quill AND "knots" NOT * (', None),
    ],
)
def test_words_of_title_and_authors_find_papers(
    index: ArxivIndex, asked: str, first: str | None
) -> None:
    found = index.search(asked)
    assert (found[0].base if found else None) == first


def test_abstracts_are_kept_and_searched_only_on_request(tmp_path: Path, index: ArxivIndex) -> None:
    assert not index.search("webs")
    index.close()
    with ArxivIndex.open(make(tmp_path, long_texts=True)) as more:
        (paper,) = more.search("webs")
        assert (paper.base, paper.abstract, paper.comment) == ("0705.0004", "Webs.", "12 pages")
        assert more.has_abstracts


def test_the_later_of_two_records_of_a_paper_counts(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("sync.snapshot_portions.PORTION", 1)
    with ArxivIndex.open(make(tmp_path, *PAPERS, entry("0704.0001", "Bows"))) as index:
        assert index.papers == len(PAPERS)
        assert bases(index, "bows") == ["0704.0001"]
        assert bases(index, "Knots in seven dimensions") == ["cs/0112017"]
        assert [paper.base for paper in index.search("bows quill")] == ["0704.0001"]


def test_the_order_of_the_dump_and_the_size_of_portions_make_no_difference(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    many = [entry(f"{1501 + n % 9}.{n:05}", f"Word{n % 7} and thing {n}") for n in range(1, 300)]
    (tmp_path / "a").mkdir()
    (tmp_path / "b").mkdir()
    straight = make(tmp_path / "a", *many)
    random.Random(4).shuffle(many)
    monkeypatch.setattr("sync.snapshot_portions.PORTION", 17)
    mixed = make(tmp_path / "b", *many)
    with ArxivIndex.open(straight) as one, ArxivIndex.open(mixed) as other:
        for asked in ("word3", "thing 12", "word5 thing", "quill"):
            assert one.search(asked, 50) == other.search(asked, 50) != []


def test_a_second_process_reads_the_same_as_one(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "a").mkdir()
    (tmp_path / "b").mkdir()
    alone = make(tmp_path / "a", *PAPERS, long_texts=True)
    monkeypatch.setattr(build, "LARGE", 0)
    beside = make(tmp_path / "b", *PAPERS, long_texts=True)
    assert alone.read_bytes() == beside.read_bytes()


@pytest.mark.parametrize("large", [0, 10**9])
def test_a_dump_that_breaks_off_leaves_the_old_index(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, large: int
) -> None:
    target = make(tmp_path)
    before = target.read_bytes()
    monkeypatch.setattr(build, "LARGE", large)
    cut = save(tmp_path, lines(*PAPERS * 300), "cut.gz")
    cut.write_bytes(cut.read_bytes()[:-100])
    with pytest.raises(SnapshotUnreadable, match="cut short"):
        build_index(Snapshot(cut), target, now_ms=NOW_MS, progress=lambda _: None)
    assert target.read_bytes() == before
    assert [path.name for path in target.parent.iterdir()] == ["arxiv-index.db"]


def test_an_interrupt_leaves_the_old_index_and_no_part(tmp_path: Path) -> None:
    target = make(tmp_path)
    before = target.read_bytes()

    def interrupt(step: Step) -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        build_index(Snapshot(tmp_path / "d.json"), target, now_ms=1, progress=interrupt)
    assert target.read_bytes() == before
    assert [path.name for path in target.parent.iterdir()] == ["arxiv-index.db"]


def test_after_a_kill_the_next_run_clears_what_was_left(tmp_path: Path) -> None:
    target = make(tmp_path)
    for left in (b"SQLite format 3\x00half", b"", sqlite3_file(tmp_path)):
        target.with_name("arxiv-index.db.part").write_bytes(left)
        assert count(make(tmp_path)) == len(PAPERS)
        assert [path.name for path in target.parent.iterdir()] == ["arxiv-index.db"]


def sqlite3_file(folder: Path) -> bytes:
    with sqlite3.connect(folder / "other.db") as db:
        db.execute("CREATE TABLE t (x)")
    db.close()
    return (folder / "other.db").read_bytes()


def test_two_runs_at_once_do_not_spoil_each_other(tmp_path: Path) -> None:
    target = make(tmp_path)
    tried: list[str] = []

    def second_run(step: Step) -> None:
        if not tried:
            with pytest.raises(ArxivIndexError, match="another `edgewise arxiv-index`") as raised:
                build_index(
                    Snapshot(tmp_path / "d.json"), target, now_ms=1, progress=lambda _: None
                )
            tried.append(str(raised.value))

    build_index(Snapshot(tmp_path / "d.json"), target, now_ms=2, progress=second_run)
    assert tried
    with ArxivIndex.open(target) as index:
        assert (index.papers, index.made_ms) == (len(PAPERS), 2)


def test_readers_keep_their_index_while_a_new_one_takes_its_place(tmp_path: Path) -> None:
    with ArxivIndex.open(make(tmp_path)) as old:
        make(tmp_path, entry("0704.0009", "New"))
        assert bases(old, "knots in seven dimensions") == ["0704.0001", "cs/0112017"]
        with ArxivIndex.open(tmp_path / "home" / "arxiv-index.db") as new:
            assert new.papers == 1


def test_without_an_index_nothing_is_found_and_nothing_is_made(tmp_path: Path) -> None:
    path = tmp_path / "home" / "arxiv-index.db"
    with ArxivIndex.open(path) as index:
        assert (index.papers, index.get("0704.0001"), index.search("knots")) == (0, None, [])
        assert lookup_title(index, "Knots in seven dimensions") == []
    assert not path.parent.exists()


@pytest.mark.parametrize("kind", ["text", "other database", "other format"])
def test_a_file_that_is_no_index_of_ours_is_told_with_the_remedy(tmp_path: Path, kind: str) -> None:
    path = make(tmp_path)
    if kind == "text":
        path.write_bytes(b"not a database at all, but long enough to look like one" * 20)
    elif kind == "other database":
        path.write_bytes(sqlite3_file(tmp_path))
    else:
        with sqlite3.connect(path) as db:
            db.execute("PRAGMA user_version = 99")
        db.close()
    with pytest.raises(ArxivIndexError, match="make it again with `edgewise arxiv-index FILE`"):
        ArxivIndex.open(path)


def test_a_home_that_cannot_be_written_is_told(tmp_path: Path) -> None:
    (tmp_path / "home").write_text("a file")
    with pytest.raises(ArxivIndexError, match="cannot be made"):
        make(tmp_path)


def test_killed_at_any_moment_the_old_index_stands(tmp_path: Path) -> None:
    target = make(tmp_path)
    before = target.read_bytes()
    dump = save(
        tmp_path, lines(*(entry(f"1501.{n:05}", f"T{n}") for n in range(1, 60_000))), "b.json"
    )
    code = (
        "import sys\nfrom pathlib import Path\nfrom sync.snapshot import Snapshot\n"
        "from sync.arxiv_index_build import build_index\n"
        "if __name__ == '__main__':\n"
        "    build_index(Snapshot(Path(sys.argv[1])), Path(sys.argv[2]), now_ms=1,"
        " progress=lambda step: print('step', flush=True))\n"
    )
    script = tmp_path / "run.py"
    script.write_text(code)
    for steps in (1, 4):
        child = subprocess.Popen(
            [sys.executable, str(script), str(dump), str(target)],
            env={**os.environ, "PYTHONPATH": str(ROOT)}, stdout=subprocess.PIPE, cwd=tmp_path,
        )  # fmt: skip
        assert child.stdout is not None
        for _ in range(steps):
            child.stdout.readline()
        child.send_signal(signal.SIGKILL)
        child.wait(20)
        child.stdout.close()
        assert target.read_bytes() == before
    assert count(make(tmp_path)) == len(PAPERS)


def test_a_look_up_in_many_titles_is_quick_though_all_share_their_words(tmp_path: Path) -> None:
    many = [
        entry(f"{1501 + n // 4000}.{n % 4000 + 1:05}", f"Theory of common things and stuff {n:x}")
        for n in range(12_000)
    ]
    with ArxivIndex.open(make(tmp_path, *many)) as index:
        start = time.perf_counter()
        (best, *_) = lookup_title(index, "Theory of comon things and stuff 1a2b")
        assert best.paper.title.endswith("1a2b")
        assert lookup_title(index, "Theory of common things and stuff")
        assert time.perf_counter() - start < 1
