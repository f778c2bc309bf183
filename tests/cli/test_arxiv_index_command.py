"""edgewise arxiv-index, as it is typed, and the line that shows how far it is."""

from __future__ import annotations

import io
import json
from collections.abc import Callable
from pathlib import Path

import pytest

import sync.arxiv_index_build as build
from cli.__main__ import main
from cli.rate_bar import RateBar, bar_line, in_words
from tests.sync.dump_factory import answer, entry, lines, raw_record, save

Run = Callable[..., tuple[int, str, str]]


@pytest.fixture
def edgewise(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> Run:
    monkeypatch.setenv("EDGEWISE_HOME", str(tmp_path / "home"))

    def run(*words: str) -> tuple[int, str, str]:
        code = main(words)
        done = capsys.readouterr()
        return code, done.out, done.err

    return run


def test_a_dump_becomes_an_index_and_is_told_in_one_line(edgewise: Run, tmp_path: Path) -> None:
    dump = save(tmp_path, lines(entry(), entry("0704.0002")), "dump.json.gz")
    code, out, err = edgewise("arxiv-index", str(dump))
    assert (code, err) == (0, "")
    assert out.startswith("Indexed 2 papers in ")
    assert out.count("\n") == 1
    code, out, _ = edgewise("arxiv-index")
    assert code == 0
    assert out.startswith("2 papers without abstracts, indexed on 20")


def test_what_was_left_out_is_told_with_its_line(edgewise: Run, tmp_path: Path) -> None:
    dump = save(tmp_path, lines(entry(), "{}", "{}"))
    code, out, _ = edgewise("arxiv-index", str(dump))
    assert code == 0
    assert "2 entries were no records of arXiv and were left out, the first at line 2." in out


def test_json_has_the_figures(edgewise: Run, tmp_path: Path) -> None:
    dump = save(tmp_path, answer(raw_record(entry())), "oai.xml")
    code, out, _ = edgewise("arxiv-index", str(dump), "--abstracts", "--json")
    told = json.loads(out)
    assert code == 0
    assert (told["papers"], told["skipped"]) == (1, 0)
    assert Path(told["file"]).stat().st_size == told["bytes"]
    assert json.loads(edgewise("arxiv-index", "--json")[1])["abstracts"] is True


def test_without_an_index_it_says_how_to_make_one(edgewise: Run, tmp_path: Path) -> None:
    code, out, _ = edgewise("arxiv-index")
    assert code == 1
    assert "edgewise arxiv-index FILE" in out
    assert not (tmp_path / "home").exists()


@pytest.mark.parametrize("content", [None, b"hello", b"\x1f\x8b broken"])
def test_a_file_that_is_no_dump_ends_in_one_sentence(
    edgewise: Run, tmp_path: Path, content: bytes | None
) -> None:
    path = tmp_path / "dump"
    if content is not None:
        path.write_bytes(content)
    code, out, err = edgewise("arxiv-index", str(path))
    assert (code, out) == (3, "")
    assert err.startswith(f"edgewise: {path} cannot be read as a metadata dump of arXiv")
    assert err.count("\n") == 1


def test_an_interrupt_says_that_the_index_stands(
    edgewise: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    dump = save(tmp_path, lines(entry()))
    assert edgewise("arxiv-index", str(dump))[0] == 0

    def interrupt(*_: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(build, "rows_of", lambda *_, **__: interrupt())
    code, _, err = edgewise("arxiv-index", str(dump))
    assert (code, err) == (130, "edgewise: stopped; the index was left as it was.\n")
    assert edgewise("arxiv-index")[1].startswith("1 papers")


def test_the_line_tells_share_rate_and_remaining_time() -> None:
    line = bar_line("Indexing", 0.25, 1_000_000, "papers", 40.0)
    assert line == "Indexing [#####...............] 25% 1,000,000 papers, 25,000/s, 2 min left"
    assert len(line) < 80
    assert bar_line("Indexing", 0.0, 0, "papers", 1.0) == f"Indexing [{'.' * 20}] 0% 0 papers"
    assert bar_line("Sorting words", 1.0, 5, "papers", 99.0).endswith("100% 5 papers")


@pytest.mark.parametrize(
    ("seconds", "words"), [(0.1, "1 s"), (45, "45 s"), (150, "2 min"), (4800, "1 h 20 min")]
)
def test_a_span_is_said_in_words(seconds: float, words: str) -> None:
    assert in_words(seconds) == words


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


def test_the_bar_is_drawn_at_a_terminal_only_and_not_too_often() -> None:
    seen, unseen = Terminal(), io.StringIO()
    for stream in (seen, unseen):
        bar = RateBar(100.0, stream)
        for now_s in (100.0, 100.01, 100.2):
            bar.show("Indexing", 0.5, 7, "papers", now_s)
        bar.clear()
    assert unseen.getvalue() == ""
    assert seen.getvalue().count("Indexing") == 2
    assert seen.getvalue().endswith("\r\033[K")
