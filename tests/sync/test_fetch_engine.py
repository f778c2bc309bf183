"""Fetching against the stand-in: each of its faults ends in the right data or in one sentence."""

from __future__ import annotations

from pathlib import Path

import pytest

from cards.places import Places
from sync.arxiv_door import Open
from sync.errors import ArxivRefused, ArxivUnreachable, BrokenAnswer, FetchBusy, FetchStopped
from sync.fetch import BATCH, DAY_MS, Report, batches, fetch, plan
from sync.pace import Pace
from sync.papers_store import PapersStore
from tests.sync.conftest import NOW_MS, OpenDoor, Serve, World
from tests.sync.fake_arxiv import FakeArxiv, Paper
from tests.sync.paper_factory import paper, put

UNKNOWN = "2301.99999"


def ids_of(papers: list[Paper]) -> list[str]:
    return sorted(paper.base_id for paper in papers)


def fetched(opened: Open, world: World, ids: list[str], stale: float = 30.0) -> Report:
    return fetch(opened.store, opened.api, plan(opened.store, ids, world.ms, stale), world.now_ms)


def dump(where: Places) -> list[object]:
    """Everything in the store that is about papers."""
    with PapersStore.open(where.papers_db) as store:
        rows = store._rows("SELECT * FROM paper ORDER BY base")
        return [list(row[1:]) for row in rows]  # without the row number


def asked(server: FakeArxiv, status: int = 200) -> list[list[str]]:
    """The ids of each request that was answered with this status."""
    found = [entry for entry in server.log if entry["status"] == status and not entry["fault"]]
    return [entry["params"]["id_list"].split(",") for entry in found]


def test_everything_comes_in_one_request_a_batch(
    arxiv_server: Serve, door: OpenDoor, world: World, arxiv_records: list[Paper],
    monkeypatch: pytest.MonkeyPatch,
) -> None:  # fmt: skip
    monkeypatch.setattr("sync.fetch.BATCH", 7)
    server, ids = arxiv_server(), ids_of(arxiv_records)
    with door(server.url) as opened:
        report = fetched(opened, world, ids)
        assert sorted(report.ok) == ids
        assert opened.store.count() == len(ids)
    assert (report.missing, report.failed, report.to_do, report.stopped) == ([], {}, [], None)
    assert report.requests == len(server.log) == -(-len(ids) // 7)
    assert sorted(base for batch in asked(server) for base in batch) == ids
    assert len({entry["connection"] for entry in server.log}) == 1
    assert {entry["user_agent"] for entry in server.log} == {"edgewise/0.1.0"}
    assert all(seconds >= 3.0 for seconds in world.slept[1:])


def test_the_record_is_as_the_server_has_it(
    arxiv_server: Serve, door: OpenDoor, world: World
) -> None:
    with door(arxiv_server().url) as opened:
        fetched(opened, world, ["1706.03762", "quant-ph/0201082", "2104.12255"])
        attention = opened.store.get("1706.03762")
        old, naught = opened.store.get("quant-ph/0201082"), opened.store.get("2104.12255")
        assert opened.store.versions("1706.03762") == [
            (1, "2017-06-12T17:57:34Z"), (7, "2023-08-02T00:41:18Z")
        ]  # fmt: skip
    assert attention is not None and old is not None and naught is not None
    assert (attention.title, attention.version) == ("Attention Is All You Need", 7)
    assert attention.authors[:2] == ("Ashish Vaswani", "Noam Shazeer")
    assert (attention.primary_category, attention.categories) == ("cs.CL", ("cs.CL", "cs.LG"))
    assert (attention.origin, attention.withdrawn) == ("api", False)
    assert old.abs_url == "https://arxiv.org/abs/quant-ph/0201082"
    assert naught.title == "0"


def test_what_is_known_is_not_asked_again_until_it_is_old(
    arxiv_server: Serve, door: OpenDoor, world: World
) -> None:
    server = arxiv_server()
    with door(server.url) as opened:
        fetched(opened, world, ["1706.03762"])
        assert fetched(opened, world, ["1706.03762"]).cached == ["1706.03762"]
        assert len(server.log) == 1
        world.ms += 31 * DAY_MS
        assert fetched(opened, world, ["1706.03762"], stale=40).ok == []
        assert fetched(opened, world, ["1706.03762"]).ok == ["1706.03762"]
        assert fetched(opened, world, ["1706.03762"], stale=0).ok == ["1706.03762"]
    assert len(server.log) == 3


def test_an_unknown_id_is_missing_after_it_was_asked_twice(
    arxiv_server: Serve, door: OpenDoor, world: World
) -> None:
    server = arxiv_server()
    with door(server.url) as opened:
        report = fetched(opened, world, ["1706.03762", UNKNOWN])
        assert (report.ok, report.missing) == (["1706.03762"], [UNKNOWN])
        assert asked(server) == [["1706.03762", UNKNOWN], [UNKNOWN]]
        again = fetched(opened, world, ["1706.03762", UNKNOWN])
        assert (again.requests, again.missing) == (0, [UNKNOWN])


def test_one_refused_id_costs_only_itself(
    arxiv_server: Serve, door: OpenDoor, world: World, arxiv_records: list[Paper]
) -> None:
    ids = [*ids_of(arxiv_records)[:40], "not-an-id"]
    with door(arxiv_server().url) as opened:
        report = fetched(opened, world, ids)
        assert opened.store.count() == 40
        assert opened.store.states(["not-an-id"])["not-an-id"].state == "failed"
    assert (sorted(report.ok), list(report.failed)) == (sorted(ids[:40]), ["not-an-id"])
    assert report.stopped is None
    assert report.requests <= 14


@pytest.mark.parametrize(
    "faults",
    [
        {"fail_first": 2},
        {"fail_first": 3, "fail_status": 500},
        {"empty_first_page": 2},
        {"truncate": 900, "truncate_first": 2},
        {"short_body": 2},
        {"hang": 1.0, "hang_first": 1},
    ],
    ids=lambda faults: next(iter(faults)),
)
def test_a_fault_that_passes_leaves_no_trace_in_the_data(
    faults: dict[str, float], arxiv_server: Serve, door: OpenDoor, world: World, where: Places,
    arxiv_records: list[Paper],
) -> None:  # fmt: skip
    ids = ids_of(arxiv_records)
    with door(arxiv_server(**faults).url) as opened:
        report = fetched(opened, world, ids)
    assert (sorted(report.ok), report.missing, report.stopped) == (ids, [], None)
    shaken = dump(where)
    where.papers_db.unlink()
    world.ms = NOW_MS
    with door(arxiv_server().url) as opened:
        fetched(opened, world, ids)
    calm = dump(where)
    moment = -2  # fetched_ms differs: the shaken run took longer
    assert [row[:moment] for row in shaken] == [row[:moment] for row in calm]  # type: ignore[index]


@pytest.mark.parametrize(
    ("faults", "kind", "words"),
    [
        ({"fail_first": 99}, ArxivRefused, "status 503"),
        ({"fail_first": 99, "fail_status": 403}, ArxivRefused, "will not answer this"),
        ({"empty_first_page": 99}, BrokenAnswer, "it holds 0 of 1 papers"),
        ({"truncate": 900}, BrokenAnswer, "cut short or damaged"),
        ({"short_body": 99}, BrokenAnswer, "broke off"),
        ({"hang": 1.0, "hang_first": 0}, ArxivUnreachable, "did not answer within"),
    ],
)
def test_a_fault_that_stays_ends_in_a_sentence_and_keeps_what_is_there(
    faults: dict[str, float], kind: type[Exception], words: str,
    arxiv_server: Serve, door: OpenDoor, world: World, where: Places,
) -> None:  # fmt: skip
    put(where.papers_db, paper(version=1))
    before = dump(where)
    with door(arxiv_server(**faults).url) as opened:
        report = fetched(opened, world, ["1706.03762", "1810.04805"], stale=0)
    assert isinstance(report.stopped, kind)
    assert words in str(report.stopped)
    assert sorted([*report.to_do, *report.failed]) == ["1706.03762", "1810.04805"]
    assert dump(where) == before


def test_busy_answers_are_waited_out_twice_as_long_each_time(
    arxiv_server: Serve, door: OpenDoor, world: World
) -> None:
    with door(arxiv_server(fail_first=3).url) as opened:
        assert fetched(opened, world, ["1706.03762"]).ok == ["1706.03762"]
    assert [round(seconds) for seconds in world.slept] == [0, 30, 60, 120]
    assert [reason for _, reason in world.told] == ["arXiv asks to wait"] * 3


def test_retry_after_is_obeyed(arxiv_server: Serve, door: OpenDoor, world: World) -> None:
    server = arxiv_server(rate_limit=1000.0, retry_after=77)
    with door(server.url) as opened:
        fetched(opened, world, ["1706.03762"])
        report = fetched(opened, world, ["1810.04805"])
    assert isinstance(report.stopped, ArxivRefused)
    assert [round(seconds) for seconds in world.slept] == [0, 3, 77, 77, 77]


def test_a_wait_of_hours_is_not_waited_for_but_remembered(
    arxiv_server: Serve, door: OpenDoor, world: World
) -> None:
    server = arxiv_server(rate_limit=1000.0, retry_after=7200)
    with door(server.url) as opened:
        fetched(opened, world, ["1706.03762"])
        assert "wait 120 minutes" in str(fetched(opened, world, ["1810.04805"]).stopped)
    requests = len(server.log)
    with door(server.url) as opened:
        world.ms += 3_600_000
        assert "wait 60 minutes" in str(fetched(opened, world, ["1810.04805"]).stopped)
    assert len(server.log) == requests


def test_a_new_run_keeps_to_the_pace_of_the_last_one(
    arxiv_server: Serve, door: OpenDoor, world: World
) -> None:
    server = arxiv_server()
    with door(server.url) as opened:
        fetched(opened, world, ["1706.03762"])
    with door(server.url) as opened:
        world.ms += 1_000
        fetched(opened, world, ["1810.04805"])
    assert [round(seconds, 1) for seconds in world.slept] == [0.0, 2.0]


def test_the_delay_counts_from_the_end_of_an_answer_and_also_if_there_is_none(
    where: Places, world: World
) -> None:
    with PapersStore.open(where.papers_db, create=True) as store:
        pace = Pace(store, 3.0, world.hands)
        pace.before_request()
        assert 3.0 <= pace.left_s() <= 3.1  # a process that is killed here leaves this behind
        world.ms += 5_000
        pace.after_request()
        assert 3.0 <= pace.left_s() <= 3.1


def test_a_clock_set_back_does_not_hold_the_next_run_up(
    arxiv_server: Serve, door: OpenDoor, world: World
) -> None:
    server = arxiv_server()
    with door(server.url) as opened:
        fetched(opened, world, ["1706.03762"])
        world.ms -= 10 * DAY_MS
        fetched(opened, world, ["1810.04805"])
    assert max(world.slept) <= 3.1


def test_arxiv_itself_is_never_asked_faster_than_it_allows() -> None:
    from sync.arxiv_address import address

    assert address("https://export.arxiv.org/api/query", 0, "", {}).delay_s == 3.0
    assert address("https://mirror.example/api", 0.5, "", {}).delay_s == 0.5


def test_two_runs_cannot_ask_at_once(arxiv_server: Serve, door: OpenDoor) -> None:
    url = arxiv_server().url
    with door(url), pytest.raises(FetchBusy), door(url):
        raise AssertionError("the second was let in")
    with door(url):
        pass


@pytest.mark.parametrize("after", range(9))
def test_stopped_after_any_request_the_next_run_asks_no_id_twice(
    after: int, arxiv_server: Serve, door: OpenDoor, world: World, where: Places,
    arxiv_records: list[Paper], monkeypatch: pytest.MonkeyPatch,
) -> None:  # fmt: skip
    monkeypatch.setattr("sync.fetch.BATCH", 7)
    server, ids = arxiv_server(), ids_of(arxiv_records)
    world.stop_after = after
    with door(server.url) as opened:
        report = fetched(opened, world, ids)
        assert isinstance(report.stopped, FetchStopped)
        assert len(report.ok) == opened.store.count() == min(after * 7, 60)
        assert sorted(report.ok + report.to_do) == ids
    world.stop_after = None
    with door(server.url) as opened:
        assert fetched(opened, world, ids).stopped is None
    assert sorted(base for batch in asked(server) for base in batch) == ids
    interrupted = dump(where)
    where.papers_db.unlink()
    with door(server.url) as opened:
        fetched(opened, world, ids)
    assert [row[:-2] for row in interrupted] == [row[:-2] for row in dump(where)]  # type: ignore[index]


def test_progress_counts_papers(
    arxiv_server: Serve, door: OpenDoor, world: World, arxiv_records: list[Paper]
) -> None:
    seen: list[tuple[int, int]] = []
    with door(arxiv_server().url) as opened:
        todo = plan(opened.store, [*ids_of(arxiv_records), UNKNOWN], world.ms)
        fetch(opened.store, opened.api, todo, world.now_ms, lambda *at: seen.append(at))
    assert seen == [(0, 61), (60, 61), (61, 61)]


def test_a_search_finds_papers_by_words(arxiv_server: Serve, door: OpenDoor) -> None:
    server = arxiv_server()
    with door(server.url) as opened:
        assert opened.api.search("Attention need", 3)[0].base == "1706.03762"
        assert opened.api.search(") OR (", 3) == []
    assert server.log[0]["params"]["max_results"] == "3"


def test_batches_hold_a_hundred() -> None:
    assert [len(batch) for batch in batches([str(n) for n in range(250)])] == [BATCH, BATCH, 50]


def test_the_lock_file_stands_beside_the_database(
    arxiv_server: Serve, door: OpenDoor, where: Places
) -> None:
    with door(arxiv_server().url):
        assert {path.name for path in Path(where.home).iterdir()} >= {"papers.db", "papers.lock"}
