"""Row 15: the metadata of all of arXiv (a made-up snapshot of 3 million records) as an index.

Not among the rows that `make bench` runs by itself: it takes ten minutes and 6 GB of disk. An
existing snapshot is used when EDGEWISE_BENCH_SNAPSHOT names one.
"""

from __future__ import annotations

import json
import os
import random
import resource
import sqlite3
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from itertools import chain, islice
from pathlib import Path
from xml.etree import ElementTree

from report import Setting, line, note, percentile

from sync.arxiv_index import ArxivIndex, lookup_title
from sync.id_number import base_of

BENCH = Path(__file__).resolve().parent
MB = 1_000_000
ASKED = 1_000
PORTION = 10_000
OAI_SHARE = 10
RAW = "{http://arxiv.org/OAI/arXivRaw/}"
ALPHABET = "abcdefghijklmnopqrstuvwxyz"


def snapshot_of(setting: Setting) -> Path:
    """The snapshot that is named, or one made for this run."""
    named = os.environ.get("EDGEWISE_BENCH_SNAPSHOT")
    return Path(named) if named else made(setting.folder / "snapshot.json", setting.papers)


def made(path: Path, records: int, *form: str) -> Path:
    """A dump with so many records."""
    make = [sys.executable, str(BENCH / "make_snapshot.py"), str(path)]
    subprocess.run([*make, "--records", str(records), "--seed", "1", *form], check=True)
    return path


def plain_insert(dump: Path, target: Path) -> float:
    """Seconds to decode each line and insert the same columns as they are: the floor."""
    with dump.open("rb") as stream:
        return insert_all(map(columns, stream), target)


def plain_insert_of_xml(dump: Path, target: Path) -> float:
    """The same of OAI-PMH answers, which the standard library's parser of XML reads one by one."""
    return insert_all(chain.from_iterable(map(columns_of_answer, answers(dump))), target)


def insert_all(rows: Iterator[tuple[object, ...]], target: Path) -> float:
    """Seconds to insert what comes."""
    start = time.perf_counter()
    db = sqlite3.connect(target, isolation_level=None)
    db.executescript("PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF;")
    db.execute(
        "CREATE TABLE paper (id TEXT PRIMARY KEY, title, authors, categories, first, last,"
        " versions, doi, journal)"
    )
    while portion := list(islice(rows, PORTION)):
        db.execute("BEGIN")
        db.executemany("INSERT INTO paper VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)", portion)
        db.execute("COMMIT")
    db.close()
    return time.perf_counter() - start


def columns(text: bytes) -> tuple[object, ...]:
    """What a plain reader takes of a line."""
    fields = json.loads(text)
    versions = fields["versions"]
    return (
        fields["id"], fields["title"], fields["authors"], fields["categories"],
        versions[0]["created"], versions[-1]["created"], len(versions), fields["doi"],
        fields["journal-ref"],
    )  # fmt: skip


def answers(dump: Path) -> Iterator[bytes]:
    """The documents of a file of OAI-PMH answers, each without its declaration."""
    document: list[bytes] = []
    with dump.open("rb") as stream:
        for text in stream:
            if not text.startswith(b"<?xml"):
                document.append(text)
            if text.endswith(b"</OAI-PMH>\n"):
                yield b"".join(document)
                document.clear()


def columns_of_answer(answer: bytes) -> Iterator[tuple[object, ...]]:
    """What a plain reader takes of the records of an answer."""
    for raw in ElementTree.fromstring(answer).iter(f"{RAW}arXivRaw"):
        text = {each.tag.removeprefix(RAW): each.text for each in raw}
        dates = [date.text for date in raw.iter(f"{RAW}date")]
        yield (
            text["id"], text["title"], text["authors"], text["categories"], dates[0], dates[-1],
            len(dates), text.get("doi"), text.get("journal-ref"),
        )  # fmt: skip


def resident(pid: int) -> int:
    """Bytes in memory of a process and its children; 0 where the system does not tell."""
    try:
        status = Path(f"/proc/{pid}/status").read_text()
        children = Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
    except OSError:
        return 0
    own = next((int(row.split()[1]) for row in status.splitlines() if "VmRSS" in row), 0)
    return own * 1024 + sum(resident(int(child)) for child in children)


def cpu_s(who: int) -> float:
    """Processor seconds so far, of this process (RUSAGE_SELF) or of its children that ended."""
    used = resource.getrusage(who)
    return used.ru_utime + used.ru_stime


def indexed(dump: Path, home: Path) -> tuple[dict[str, object], float, int]:
    """Run the command; its own figures, seconds of the whole process, peak bytes in memory."""
    start_command = "import sys, edgewise; sys.exit(edgewise.main())"
    command = [sys.executable, "-c", start_command, "arxiv-index", str(dump), "--json"]
    env = {**os.environ, "EDGEWISE_HOME": str(home)}
    start = time.perf_counter()
    process = subprocess.Popen(command, env=env, cwd=BENCH.parent, stdout=subprocess.PIPE)
    peak = 0
    ended = threading.Event()

    def watch() -> None:
        nonlocal peak
        while not ended.wait(0.05):
            peak = max(peak, resident(process.pid))

    watcher = threading.Thread(target=watch)
    watcher.start()
    told = process.communicate()[0]
    took = time.perf_counter() - start
    ended.set()
    watcher.join()
    if process.returncode:
        raise SystemExit("arxiv-index failed")
    return json.loads(told), took, peak


def mistyped(draw: random.Random, title: str) -> str:
    """The title with one letter wrong."""
    at = draw.randrange(len(title))
    return title[:at] + draw.choice(ALPHABET) + title[at + 1 :]


def questions(path: Path) -> list[tuple[str, list[str]]]:
    """Kinds of look-up, each with what is asked; papers drawn from all of the index."""
    draw = random.Random(7)
    with sqlite3.connect(path) as db:
        ids = [row[0] for row in db.execute("SELECT id FROM paper")]
        rows = [
            db.execute("SELECT title, authors FROM paper WHERE id = ?", (number,)).fetchone()
            for number in draw.sample(ids, min(ASKED, len(ids)))
        ]
    db.close()
    titles = [title for title, _ in rows]
    return [
        ("title as printed", [title.upper() for title in titles]),
        ("title, a letter wrong", [mistyped(draw, title) for title in titles]),
        ("title, a word lost", [" ".join(title.split()[1:]) for title in titles]),
        ("three words", [" ".join(draw.choices(title.split(), k=3)) for title in titles]),
        ("an author and a word", [
            f"{authors.split(chr(10))[0]} {draw.choice(title.split())}" for title, authors in rows
        ]),
    ]  # fmt: skip


def p95(ask: Callable[[str], object], asked: list[str]) -> float:
    """95th percentile of one question, in milliseconds."""
    taken = []
    for text in asked:
        start = time.perf_counter()
        ask(text)
        taken.append((time.perf_counter() - start) * 1000)
    return percentile(taken, 95)


def all_of_arxiv(setting: Setting) -> None:
    """Throughput, memory, size of the index, look-ups."""
    dump = snapshot_of(setting)
    home = setting.folder / "papers-home"
    before = cpu_s(resource.RUSAGE_CHILDREN), cpu_s(resource.RUSAGE_SELF)
    told, took, peak = indexed(dump, home)
    floor = plain_insert(dump, setting.folder / "plain.db")
    ours = cpu_s(resource.RUSAGE_CHILDREN) - before[0]
    theirs = cpu_s(resource.RUSAGE_SELF) - before[1]
    (setting.folder / "plain.db").unlink()
    papers, path = int(str(told["papers"])), Path(str(told["file"]))
    line("15", f"{papers:,} records / decode and insert the same", took / floor, 1.3)
    note("15", f"  ours {took:.0f} s, {papers / took:,.0f} records a second (goal >= 20,000)")
    note("15", f"  plain insert {floor:.0f} s; dump {dump.stat().st_size / MB:,.0f} MB")
    note("15", f"  processor seconds: ours {ours:.0f} in two processes, plain {theirs:.0f} in one")
    line("15", "peak memory, both processes", peak / MB, 500, " MB")
    note("15", f"  index {path.stat().st_size / MB:,.0f} MB")
    with ArxivIndex.open(path) as index:
        for kind, asked in questions(path):
            ask = index.search if kind.endswith(("words", "word")) else lookups(index)
            line("15", f"look-up p95: {kind}", p95(ask, asked), 20, " ms")
        assert index.get(base_of(20_070_400_001)) is not None
    answers_of_oai(setting)


def answers_of_oai(setting: Setting) -> None:
    """The same from OAI-PMH answers, a tenth as many: time a record and memory do not grow."""
    dump = made(setting.folder / "answers.xml", setting.papers // OAI_SHARE, "--oai")
    told, took, peak = indexed(dump, setting.folder / "oai-home")
    floor = plain_insert_of_xml(dump, setting.folder / "plain-oai.db")
    papers = int(str(told["papers"]))
    line("15", f"{papers:,} records of OAI-PMH / ElementTree and insert", took / floor, 1.3)
    note("15", f"  ours {took:.1f} s, {papers / took:,.0f} records a second; plain {floor:.1f} s")
    line("15", "peak memory, both processes", peak / MB, 500, " MB")


def lookups(index: ArxivIndex) -> Callable[[str], object]:
    """lookup_title of this index."""
    return lambda text: lookup_title(index, text)
