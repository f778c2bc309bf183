"""edgewise fetch as it is typed, in processes of its own, against a real server of the API."""

from __future__ import annotations

import json
import os
import re
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from itertools import pairwise
from pathlib import Path

import pexpect
import pytest

from cli.__main__ import main
from sync.papers_store import PapersStore
from tests.sync.fake_arxiv import FakeArxiv, Faults, Paper, load_papers
from tests.sync.paper_factory import paper, put

ROOT = Path(__file__).resolve().parents[2]
RECORDS = Path(__file__).parents[1] / "sync/arxiv_records.json"
PAPER = '---\ntype: paper\ntitle: "{}"\narxiv: "{}"\nyear: 20{}\nstatus: reviewed\n---\nA paper.\n'
CONCEPT = (
    "---\ntype: concept\ntitle: Attention\nstatus: reviewed\n---\nLooking.\n\n## Links\n"
    "- introduced_by:: [[p0]]\n"
)
Serve = Callable[..., FakeArxiv]
Json = dict[str, list[str]]


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A home with a tiny pack in place of the one that ships: three papers and a concept."""
    folder = tmp_path / "home"
    monkeypatch.setenv("EDGEWISE_HOME", str(folder))
    monkeypatch.setenv("EDGEWISE_ARXIV_URL", "http://127.0.0.1:9/api/query")
    write_pack(folder, ["1706.03762", "1810.04805", "2106.09685"])
    (folder / "packs/ml-system-design/concepts/attention.md").write_text(CONCEPT)
    (folder / "settings.toml").write_text("[arxiv]\ndelay = 0.0\n")
    return folder


def write_pack(home: Path, ids: list[str]) -> None:
    pack = home / "packs/ml-system-design"
    (pack / "papers").mkdir(parents=True)
    (pack / "concepts").mkdir()
    (pack / "pack.toml").write_text('name = "ml-system-design"\nversion = "1"\n')
    for number, arxiv in enumerate(ids):
        text = PAPER.format(f"Paper number {number}", arxiv, arxiv[:2])
        (pack / f"papers/p{number}.md").write_text(text)


@pytest.fixture
def serve(monkeypatch: pytest.MonkeyPatch) -> Iterator[Serve]:
    with ExitStack() as stack:

        def start(papers: list[Paper] | None = None, **faults: object) -> FakeArxiv:
            records = load_papers(RECORDS) if papers is None else papers
            fake = FakeArxiv(records, Faults(**faults))  # type: ignore[arg-type]
            monkeypatch.setenv("EDGEWISE_ARXIV_URL", fake.url)
            return stack.enter_context(fake)

        yield start


def start(*arguments: str, **more: str) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-m", "cli", *arguments],
        cwd=ROOT,
        env={**os.environ, **more},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


def said(capsys: pytest.CaptureFixture[str]) -> tuple[str, str]:
    heard = capsys.readouterr()
    return " ".join(heard.out.split()), heard.err


def test_all_papers_are_fetched_and_a_second_run_asks_nothing(
    home: Path, serve: Serve, capsys: pytest.CaptureFixture[str]
) -> None:
    server = serve()
    assert main(["fetch"]) == 0
    out, err = said(capsys)
    assert out == "3 papers fetched, 0 known before, 0 missing, 0 failed, 0 to do (1 request)."
    assert err == ""
    assert main(["fetch", "--all", "--json"]) == 0
    again = json.loads(capsys.readouterr().out)
    assert (len(again["cached"]), again["requests"], len(server.log)) == (3, 0, 1)
    assert main(["fetch", "--stale", "0"]) == 0
    assert len(server.log) == 2


@pytest.mark.parametrize(
    ("name", "ids"),
    [
        ("p1", "1810.04805"),
        ("attention", "1706.03762"),
        ("https://arxiv.org/abs/2205.14135v2", "2205.14135"),
    ],
)
def test_a_name_is_a_paper_a_node_or_an_id(name: str, ids: str, home: Path, serve: Serve) -> None:
    server = serve()
    assert main(["fetch", name]) == 0
    assert server.log[0]["params"]["id_list"] == ids


def test_a_name_that_is_none_is_a_usage_error(
    home: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["fetch", "no-such-node"]) == 2
    assert "No node is called 'no-such-node'" in said(capsys)[1]
    assert main(["fetch", "p1", "--all"]) == 2


@pytest.mark.parametrize("days", ["-1", "soon", "nan", "inf"])
def test_an_age_that_is_none_is_a_usage_error(days: str, home: Path) -> None:
    with pytest.raises(SystemExit, match="2"):
        main(["fetch", "--stale", days])


def test_a_dry_run_asks_nothing_and_makes_nothing(
    home: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["fetch", "--dry-run"]) == 0
    out, _ = said(capsys)
    assert "Would ask for 3 papers in 1 request" in out
    assert "1706.03762 (p0)" in out
    assert not (home / "papers.db").exists()
    assert main(["fetch", "--dry-run", "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["to_ask"] == [
        "1706.03762", "1810.04805", "2106.09685"
    ]  # fmt: skip


def test_missing_papers_are_named_with_their_notes(
    home: Path, serve: Serve, capsys: pytest.CaptureFixture[str]
) -> None:
    serve([each for each in load_papers(RECORDS) if each.base_id != "1810.04805"])
    assert main(["fetch"]) == 1
    out, _ = said(capsys)
    assert "2 papers fetched, 0 known before, 1 missing" in out
    assert "missing: arXiv has no 1810.04805 (p1)" in out


def test_a_new_version_and_a_withdrawal_are_told_and_flag_cards(
    home: Path, serve: Serve, capsys: pytest.CaptureFixture[str]
) -> None:
    put(home / "papers.db", paper("1706.03762", version=6, fetched_ms=1))
    put(home / "papers.db", paper("1810.04805", version=2, fetched_ms=1))
    records = json.loads(RECORDS.read_text())
    for record in records:
        if record["id"] == "1810.04805":
            record.update(version=3, comment="This paper has been withdrawn by the authors")
    serve([Paper.from_record(record) for record in records])
    assert main(["fetch", "--json"]) == 0
    told = json.loads(capsys.readouterr().out)
    assert told["withdrawn"] == ["1810.04805"]
    first, second = told["news"]
    assert (first["arxiv"], first["old_version"], first["new_version"]) == ("1706.03762", 6, 7)
    assert first["cards_flagged"] >= 1
    assert (second["arxiv"], second["withdrawn"]) == ("1810.04805", 1)
    assert main(["fetch"]) == 0
    assert "withdrawn: 1810.04805 (p1)" in said(capsys)[0]


def test_without_a_network_it_says_so_in_one_sentence_within_ten_seconds(home: Path) -> None:
    before = time.monotonic()
    gone = start("fetch", EDGEWISE_ARXIV_URL="https://no-such-host.invalid/api/query")
    out, err = gone.communicate(timeout=30)
    assert time.monotonic() - before < 10
    assert gone.returncode == 3
    assert "3 to do" in out
    assert err.startswith("edgewise: no-such-host.invalid cannot be reached (")
    assert err.count("\n") == 1


def test_a_network_that_swallows_everything_is_told_within_ten_seconds(home: Path) -> None:
    with socket.socket() as deaf, ExitStack() as stack:
        deaf.bind(("127.0.0.1", 0))
        deaf.listen(0)  # nobody accepts: once its queue is full, connections get no answer
        for _ in range(4):
            caller = stack.enter_context(socket.socket())
            caller.setblocking(False)
            caller.connect_ex(deaf.getsockname())
        before = time.monotonic()
        url = f"http://127.0.0.1:{deaf.getsockname()[1]}/api/query"
        gone = start("fetch", EDGEWISE_ARXIV_URL=url)
        _, err = gone.communicate(timeout=40)
    assert time.monotonic() - before < 10
    assert (gone.returncode, err.count("\n")) == (3, 1)
    assert "127.0.0.1 cannot be reached (no connection in time)" in err


def test_without_a_network_everything_else_works(home: Path) -> None:
    for command in (["show", "p0"], ["search", "attention"], ["papers", "attention"], ["due"]):
        assert main(command) == 0, command


def test_an_address_that_is_none_is_an_environment_error(
    home: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("EDGEWISE_ARXIV_URL", "export.arxiv.org")
    assert main(["fetch"]) == 3
    assert "EDGEWISE_ARXIV_URL is 'export.arxiv.org'" in said(capsys)[1]


def test_a_damaged_database_is_told_and_kept(
    home: Path, serve: Serve, capsys: pytest.CaptureFixture[str]
) -> None:
    serve()
    (home / "papers.db").write_bytes(b"no database " * 500)
    assert main(["fetch"]) == 3
    assert "move it aside and run `edgewise fetch`" in said(capsys)[1]
    assert (home / "papers.db").read_bytes() == b"no database " * 500


def many(tmp_path: Path, count: int) -> tuple[Path, list[Paper]]:
    """A home with so many papers, and the server's records of them."""
    ids = [f"2101.{number:05}" for number in range(1, count + 1)]
    write_pack(tmp_path / "many", ids)
    records = [
        Paper.from_record({"id": arxiv, "title": f"Paper {arxiv}", "authors": ["Ada Lovelace"],
                           "published": "2021-01-04T00:00:00Z", "version": 1,
                           "abstract": "An abstract.", "primary_category": "cs.LG"})
        for arxiv in ids
    ]  # fmt: skip
    return tmp_path / "many", records


def test_the_requests_are_three_seconds_apart_by_the_clock_of_the_server(
    tmp_path: Path, serve: Serve
) -> None:
    folder, records = many(tmp_path, 230)
    server = serve(records, fail_first=0)
    run = start("fetch", "--json", EDGEWISE_HOME=str(folder))
    out, err = run.communicate(timeout=60)
    assert (run.returncode, err) == (0, "")
    assert len(json.loads(out)["ok"]) == 230
    times = [entry["time"] for entry in server.log]
    assert len(times) == 3 == -(-230 // 100)
    assert min(later - earlier for earlier, later in pairwise(times)) >= 3.0


@pytest.mark.parametrize("after", [1, 2, 3])
def test_ctrl_c_during_any_request_loses_nothing_and_nothing_is_asked_twice(
    after: int, tmp_path: Path, serve: Serve
) -> None:
    folder, records = many(tmp_path, 330)
    (folder / "settings.toml").write_text("[arxiv]\ndelay = 0.3\n")
    server = serve(records, latency=0.4)
    run = start("fetch", EDGEWISE_HOME=str(folder))
    until = time.monotonic() + 30
    while len(server.log) < after - 1 or not (folder / "papers.db").exists():
        assert time.monotonic() < until and run.poll() is None
        time.sleep(0.01)
    time.sleep(0.2)
    run.send_signal(signal.SIGINT)
    out, err = run.communicate(timeout=30)
    if run.returncode != 0:
        assert run.returncode == 130
        assert "Stopped; what was fetched is kept" in err
        assert "to do" in out
    assert "Traceback" not in err
    rest = start("fetch", "--json", EDGEWISE_HOME=str(folder))
    told = json.loads(rest.communicate(timeout=60)[0])
    assert rest.returncode == 0
    assert len(told["ok"]) + len(told["cached"]) == 330
    asked = [base for entry in server.log for base in entry["params"]["id_list"].split(",")]
    assert len(asked) == len(set(asked)) == 330


def test_a_kill_keeps_every_answer_that_was_complete(tmp_path: Path, serve: Serve) -> None:
    folder, records = many(tmp_path, 330)
    (folder / "settings.toml").write_text("[arxiv]\ndelay = 0.3\n")
    server = serve(records)
    run = start("fetch", EDGEWISE_HOME=str(folder))
    until = time.monotonic() + 30
    while len(server.log) < 2:
        assert time.monotonic() < until
        time.sleep(0.01)
    run.kill()
    run.communicate(timeout=30)
    with PapersStore.open(folder / "papers.db") as store:
        assert store.count() in (100, 200)
    rest = start("fetch", "--json", EDGEWISE_HOME=str(folder))
    told = json.loads(rest.communicate(timeout=60)[0])
    assert len(told["ok"]) + len(told["cached"]) == 330
    assert len(server.log) <= 5


def test_two_at_once_do_not_ask_twice_as_fast(tmp_path: Path, serve: Serve) -> None:
    folder, records = many(tmp_path, 130)
    (folder / "settings.toml").write_text("[arxiv]\ndelay = 1.5\n")
    serve(records)
    assert main_in(folder, "generate") == 0
    both = [start("fetch", EDGEWISE_HOME=str(folder)) for _ in range(2)]
    heard = [run.communicate(timeout=60)[1] for run in both]
    assert sorted(run.returncode for run in both) == [0, 3]
    assert "Another Edgewise is fetching" in "".join(heard)


def main_in(folder: Path, *arguments: str) -> int:
    run = start(*arguments, EDGEWISE_HOME=str(folder))
    run.communicate(timeout=60)
    return run.returncode


def test_a_terminal_shows_papers_done_rate_and_time_left(tmp_path: Path, serve: Serve) -> None:
    folder, records = many(tmp_path, 230)
    (folder / "settings.toml").write_text("[arxiv]\ndelay = 0.2\n")
    serve(records)
    screen = pexpect.spawn(
        sys.executable, ["-m", "cli", "fetch"], cwd=str(ROOT), encoding="utf-8", timeout=30,
        env={**os.environ, "EDGEWISE_HOME": str(folder)}, dimensions=(24, 80),
    )  # fmt: skip
    shown = screen.read()
    screen.close()
    lines = [line for line in shown.split("\r") if "Fetching papers" in line]
    assert re.search(r"\[\.{24}\] 0/230, about \d+ s left$", lines[0])
    assert re.search(r"\[#+\.+\] 100/230, [\d.]+/s, about \d+ s left$", lines[1])
    widest = max((line.replace("\x1b[K", "") for line in lines), key=len)
    assert len(widest) < 80, widest
    assert "230 papers fetched" in shown


def test_a_second_ctrl_c_stops_at_once(home: Path, serve: Serve) -> None:
    serve(hang=20.0, hang_first=0)
    run = start("fetch")
    time.sleep(1.5)
    run.send_signal(signal.SIGINT)
    time.sleep(0.5)
    assert run.poll() is None
    run.send_signal(signal.SIGINT)
    before = time.monotonic()
    _, err = run.communicate(timeout=30)
    assert time.monotonic() - before < 3
    assert run.returncode == 130
    assert "finishing the request under way" in err
    assert "Traceback" not in err
