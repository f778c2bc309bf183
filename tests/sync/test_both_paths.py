"""A paper is the same record whether arXiv's API told it or the metadata dump."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import datetime
from email.utils import format_datetime
from pathlib import Path

import arxiv
import pytest

from sync.arxiv_answer import record_of
from sync.arxiv_index import ArxivIndex
from sync.arxiv_index_build import build_index
from sync.paper_meta import PaperMeta
from sync.snapshot import Snapshot
from tests.sync.dump_factory import lines, save
from tests.sync.fake_arxiv import FakeArxiv, load_papers

RECORDS = Path(__file__).with_name("arxiv_records.json")
NOW_MS = 1_790_000_000_000
Paper = Mapping[str, object]


def exact_papers() -> list[dict[str, object]]:
    """The records whose dates are known to the second."""
    papers = json.loads(RECORDS.read_text(encoding="utf-8"))
    return [
        paper for paper in papers if len(paper["published"] or "") == len("2007-04-02T19:18:42Z")
    ]


def mail_date(moment: object) -> str:
    return format_datetime(datetime.fromisoformat(str(moment)), usegmt=True)


def line_of(paper: Paper) -> dict[str, object]:
    """The record as the dump has it: folded lines, names split, every version with its date."""
    dates = [paper["published"]] * (int(str(paper.get("version") or 1)) - 1)
    dates.append(paper.get("updated") or paper["published"])
    authors = paper["authors"]
    assert isinstance(authors, list)
    return {
        "id": paper["id"],
        "authors": ", ".join(authors),
        "title": str(paper["title"]).replace(" ", "\n  ", 1),
        "comments": paper.get("comment"),
        "journal-ref": paper.get("journal_ref"),
        "doi": paper.get("doi"),
        "categories": " ".join(paper["categories"]),  # type: ignore[arg-type]
        "abstract": f"  {paper.get('abstract') or ''}\n",
        "versions": [
            {"version": f"v{n}", "created": mail_date(date)} for n, date in enumerate(dates, 1)
        ],
        "authors_parsed": [[*reversed(name.rpartition(" ")[::2]), ""] for name in authors],
    }


@pytest.fixture
def told_by_api() -> dict[str, PaperMeta]:
    with FakeArxiv(load_papers(RECORDS)) as fake:
        client = arxiv.Client(page_size=100, delay_seconds=0, num_retries=0)
        client.query_url_format = fake.url + "?{}"
        search = arxiv.Search(id_list=[str(p["id"]) for p in exact_papers()], max_results=None)
        found = [record_of(result, NOW_MS) for result in client.results(search)]
        client._session.close()
    return {meta.base: meta for meta in found if meta is not None}


def test_the_dump_and_the_api_give_the_same_record(
    told_by_api: dict[str, PaperMeta], tmp_path: Path
) -> None:
    papers = exact_papers()
    assert len(papers) >= 10
    dump = save(tmp_path, lines(*map(line_of, papers)))
    index = tmp_path / "arxiv-index.db"
    build_index(Snapshot(dump), index, now_ms=NOW_MS, progress=lambda _: None)
    with ArxivIndex.open(index) as opened:
        told_by_dump = opened.get_many(told_by_api)
    assert len(told_by_api) == len(papers)
    for base, meta in told_by_api.items():
        assert told_by_dump[base]._replace(origin="api") == meta
