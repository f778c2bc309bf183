"""Papers against the metadata a pack ships: titles, years, and the file itself."""

from __future__ import annotations

from pathlib import Path

import pytest

from kg.check import PlacedNote
from kg.lint_papers import folded_title
from kg.paper_metadata import FirstOf, PaperRecord
from kg.papers_file import PapersFile, read_papers
from tests.kg.lint_factory import found, note

RECORD = PaperRecord("1911.00001", "On the Rise of Sourdough: A Study", "2019-11-03")
PAPERS = {RECORD.arxiv: RECORD}


def paper(
    title: str = RECORD.title, header: str = "year: 2019", arxiv: str = RECORD.arxiv
) -> PlacedNote:
    return note("rise", kind="paper", title=title, header=f'arxiv: "{arxiv}"\n{header}')


def codes(*notes: PlacedNote) -> list[str]:
    return [f.code for f in found(*notes, papers=PAPERS) if f.code.startswith("W32")]


def test_a_title_that_disagrees_is_told_with_the_right_one() -> None:
    (fault,) = [f for f in found(paper("The Rise of Sourdough"), papers=PAPERS) if f.code == "W320"]
    assert (fault.line, fault.column) == (3, 9)
    assert '"On the Rise of Sourdough: A Study"' in fault.message


@pytest.mark.parametrize("short", ["On the Rise of Sourdough", "Sourdough", "A Study"])
def test_a_title_cut_short_is_another_title(short: str) -> None:
    assert codes(paper(short)) == ["W320"]


@pytest.mark.parametrize(
    "same",
    ["on the rise of sour-dough - a study", "On the Rise of {Sourdough}: A \\emph{Study}"],
)
def test_case_punctuation_and_latex_are_no_difference(same: str) -> None:
    assert codes(paper(same.replace("\\", "\\\\"))) == []


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Pre-Training", "Pretraining"),
        ("Fréchet", "Frechet"),
        ('Schr\\"{o}dinger', "Schrödinger"),
        ("$\\beta$-Yeast", "β-yeast"),
        ("$\\mathcal{O}(n)$ Loaves", "O(n) loaves"),
        ("Wide & Deep", "Wide  &  Deep"),
    ],
)
def test_two_spellings_fold_to_one(one: str, other: str) -> None:
    assert folded_title(one) == folded_title(other)


def test_titles_of_other_words_or_numbers_stay_apart() -> None:
    assert folded_title("Loaf 2") != folded_title("Loaf 3")
    assert folded_title("Wide and Deep") != folded_title("Wide & Deep")


def test_the_year_is_that_of_the_first_version_or_of_the_venue_that_names_it() -> None:
    assert codes(paper(header="year: 2020")) == ["W321"]
    assert codes(paper(header="year: 2020\nvenue: Bread 2020")) == []
    assert codes(paper(header="year: 2020\nvenue: Bread")) == ["W321"]
    assert codes(paper(header="tags: [x]")) == []


def test_a_year_that_the_arxiv_id_refutes_is_told_once() -> None:
    placed = paper(header="year: 2011")
    assert [fault.code for fault in placed.note.faults] == ["W042"]
    assert codes(placed) == []
    printed = paper(header="year: 2011\nvenue: Journal of Bread 4 (2011)")
    assert printed.note.faults == ()


@pytest.mark.parametrize("year", [2018, 2019, 2022])
def test_without_metadata_a_year_near_the_id_may_be_the_year_of_print(year: int) -> None:
    assert paper(header=f"year: {year}").note.faults == ()


def test_a_paper_without_a_record_is_not_judged() -> None:
    assert codes(paper("Any title", header="year: 2020", arxiv="2001.00001")) == []


def test_a_file_of_papers_is_read_and_bad_lines_are_told(tmp_path: Path) -> None:
    good = '{"id": "1911.00001", "title": "On  Bread", "published": "2019-11", "authors": ["A"]}'
    bad = [
        "[1]",
        '{"id": "1", "title": "x"}',
        '{"id": 1, "title": "x", "published": "2019-01"}',
        "{",
    ]
    (tmp_path / "papers.jsonl").write_text("\n".join([good, "", *bad]) + "\n")

    papers, faults = read_papers(tmp_path)

    assert papers.record("1911.00001") == PaperRecord("1911.00001", "On Bread", "2019-11")
    assert papers.record("1") is None
    assert [(f.path, f.line, f.code) for f in faults] == [
        ("papers.jsonl", line, "E302") for line in (3, 4, 5, 6)
    ]


def test_a_pack_without_the_file_knows_no_paper(tmp_path: Path) -> None:
    papers, faults = read_papers(tmp_path)
    assert (papers.record("1911.00001"), faults) == (None, [])


def test_a_file_that_is_not_text_is_one_fault(tmp_path: Path) -> None:
    (tmp_path / "papers.jsonl").write_bytes(b"\xff\xfe{")
    assert [fault.message for fault in read_papers(tmp_path)[1]] == ["not UTF-8: save it as UTF-8"]


def test_of_several_places_the_first_that_knows_is_believed() -> None:
    other = RECORD._replace(title="Other")
    both = FirstOf([PapersFile({}), PapersFile(PAPERS), PapersFile({RECORD.arxiv: other})])
    assert both.record(RECORD.arxiv) == RECORD
    assert both.record("x") is None
