"""Metadata dumps as they come: every format, every packing, and what is wrong with some."""

from __future__ import annotations

import tracemalloc
import zipfile
from pathlib import Path

import pytest

from sync.errors import SnapshotUnreadable
from sync.snapshot import Snapshot
from sync.snapshot_record import DAY, MONTH, SECOND, Record
from tests.sync.dump_factory import (
    FIRST,
    answer,
    deleted_record,
    entry,
    lines,
    plain_record,
    raw_record,
    save,
)


def read(path: Path) -> list[Record]:
    return list(Snapshot(path))


def refusal(path: Path) -> str:
    with pytest.raises(SnapshotUnreadable) as raised:
        read(path)
    return str(raised.value)


def test_a_line_of_the_snapshot_gives_every_field_clean_and_on_one_line(tmp_path: Path) -> None:
    (record,) = read(save(tmp_path, lines(entry())))
    assert record.title == "Knots in seven Dimensions"
    assert record.authors == "Ada Quill\nOtto Römer Jr."
    assert record.categories == "math.GT cs.CG"
    assert (record.published, record.published_exact) == (1175541522, SECOND)
    assert (record.updated, record.version) == (1185307827, 2)
    assert (record.doi, record.journal_ref) == ("10.5555/knots", "J. Knots 7 (2008)")
    assert (record.comment, record.abstract) == ("12 pages", "We tie a knot. Then we untie it.")
    assert not record.withdrawn


@pytest.mark.parametrize("name", ["dump.json", "no-name", "dump.gz", "dump.zip", "lies.xml"])
def test_a_packing_is_told_by_its_bytes_not_by_its_name(tmp_path: Path, name: str) -> None:
    assert len(read(save(tmp_path, lines(entry(), entry("0704.0002")), name))) == 2


def test_the_three_formats_give_the_same_record(tmp_path: Path) -> None:
    one = entry(people=(["Quill", "Ada", ""], ["Römer", "Otto", ""]))
    one["authors"] = 'Ada Quill (Knot House, (second floor)), Otto R\\"omer'
    (json_record,) = read(save(tmp_path, lines(one)))
    (raw,) = read(save(tmp_path, answer(raw_record(one)), "raw.xml"))
    (plain,) = read(save(tmp_path, answer(plain_record(one, "2007-04-02", "2007-07-24")), "p.xml"))
    assert raw == json_record
    by_day = plain._replace(
        published=json_record.published, updated=json_record.updated,
        published_exact=SECOND, updated_exact=SECOND, version=2,
    )  # fmt: skip
    assert by_day == json_record
    assert (plain.published, plain.published_exact) == (1175472000, DAY)


def test_a_created_date_after_the_month_of_the_id_is_not_taken_for_the_first(
    tmp_path: Path,
) -> None:
    (record,) = read(save(tmp_path, answer(plain_record(entry(), "2026-08-30")), "p.xml"))
    assert (record.published, record.published_exact) == (1175385600, MONTH)
    assert (record.updated, record.updated_exact) == (1788048000, DAY)


def test_answers_one_after_the_other_in_one_file_are_all_read(tmp_path: Path) -> None:
    many = [
        answer(raw_record(entry(f"0704.{n:04}")), deleted_record("0704.9")) for n in range(1, 200)
    ]
    found = read(save(tmp_path, b"".join(many), "harvest.xml.gz"))
    assert len(found) == 199


def test_a_bundle_of_answers_is_read_member_by_member(tmp_path: Path) -> None:
    path = tmp_path / "bundle.zip"
    with zipfile.ZipFile(path, "w") as bundle:
        for number in range(1, 4):
            bundle.writestr(f"{number}.xml", answer(raw_record(entry(f"0704.000{number}"))))
        bundle.writestr("empty.json", b"")
    assert len(read(path)) == 3


def test_what_is_no_record_is_counted_and_named_by_its_line(tmp_path: Path) -> None:
    bad = [
        "{broken",
        "[]",
        '{"id": "0704.0001"}',
        '{"id": "9999.1", "title": "x"}',
        "7" * 5_000_000,
    ]
    snapshot = Snapshot(save(tmp_path, lines(entry(), "", *bad, entry("0704.0002"))))
    assert len(list(snapshot)) == 2
    assert (snapshot.skipped, snapshot.first_skipped) == (5, "line 3")


def test_fields_of_the_wrong_kind_cost_the_field_not_the_paper(tmp_path: Path) -> None:
    odd = entry(
        versions="v1", authors_parsed=[None, ["A", 7]], abstract=None, doi=["x"], comments={}
    )  # fmt: skip
    odd["authors_parsed"] = odd.pop("authors-parsed")
    (record,) = read(save(tmp_path, lines(odd)))
    assert record.authors == "Ada Quill\nOtto Römer\nJr."
    assert (record.doi, record.abstract, record.published_exact) == ("", "", MONTH)


def test_texts_of_strangers_come_in_inert(tmp_path: Path) -> None:
    (record,) = read(
        save(
            tmp_path,
            lines(entry(title="A\x1b[31mB\x07 \u202ec\x00", people=[["X\x1b]0;t\x07", "Y", ""]])),
        )
    )
    assert record.title == "AB c"
    assert record.authors == "Y X"


def test_a_withdrawn_paper_is_told_by_comment_or_abstract(tmp_path: Path) -> None:
    found = read(
        save(
            tmp_path,
            lines(
                entry(comments="This paper has been withdrawn by the author"),
                entry("0704.0002", abstract=" This article has been withdrawn.\n", comments=None),
                entry("0704.0003", comments="Replaces an erroneous version"),
            ),
        )
    )
    assert [record.withdrawn for record in found] == [True, True, False]


BOMB = '<!DOCTYPE x [<!ENTITY a "haha"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">]>'
FILE = '<!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/passwd">]>'


@pytest.mark.parametrize("prolog", [BOMB, FILE])
def test_a_document_type_is_refused_before_it_declares_anything(
    tmp_path: Path, prolog: str
) -> None:
    one = raw_record(entry()).replace("We tie", "&b;")
    sentence = refusal(save(tmp_path, answer(one, prolog=prolog), "bomb.xml"))
    assert "document type" in sentence


@pytest.mark.parametrize(
    ("data", "name", "reason"),
    [
        (b"", "dump.json", "no paper of arXiv"),
        (b"hello\n", "dump.json", "neither JSON lines nor XML"),
        (b'{"id": 1}\n' * 2000, "dump.json", "its first 1000 lines"),
        (answer(raw_record(entry()))[:-30], "cut.xml", "ends in the middle"),
        (
            answer(raw_record(entry())).replace(b"</title>", b"</titel>"),
            "bad.xml",
            "mismatched tag",
        ),
        (answer(raw_record(entry(abstract="x" * 1_100_000))), "long.xml", "longer than a million"),
        (b"PK\x03\x04 no zip at all", "dump.json", "damaged or cut short"),
    ],
    ids=["empty", "text", "other-json", "cut", "malformed", "one-long-text", "no-zip"],
)
def test_a_file_that_is_no_dump_is_refused_with_its_reason(
    tmp_path: Path, data: bytes, name: str, reason: str
) -> None:
    assert reason in refusal(save(tmp_path, data, name))


def test_a_packed_file_that_was_cut_short_is_refused(tmp_path: Path) -> None:
    path = save(tmp_path, lines(*(entry(f"0704.{n:04}") for n in range(1, 900))), "dump.gz")
    path.write_bytes(path.read_bytes()[:-200])
    assert "damaged or cut short" in refusal(path)


def test_a_missing_file_and_a_folder_are_refused_in_one_sentence(tmp_path: Path) -> None:
    with pytest.raises(SnapshotUnreadable, match="no such file"):
        Snapshot(tmp_path / "nowhere")
    assert "directory" in refusal(tmp_path)


def test_a_line_without_end_is_passed_over_in_bounded_memory(tmp_path: Path) -> None:
    path = save(tmp_path, lines(entry()) + b"[" * 60_000_000, "bomb.gz")
    tracemalloc.start()
    snapshot = Snapshot(path)
    assert len(list(snapshot)) == 1
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert snapshot.skipped == 1
    assert peak < 20_000_000


def test_the_position_runs_to_the_size_of_the_file(tmp_path: Path) -> None:
    snapshot = Snapshot(
        save(tmp_path, lines(*(entry(f"0704.{n:04}") for n in range(1, 50))), "d.gz")
    )
    seen = [snapshot.position() for _ in snapshot]
    assert seen[-1] == snapshot.size
    assert seen == sorted(seen)


def test_the_date_of_the_first_version_is_kept_though_later_ones_are_broken(tmp_path: Path) -> None:
    (record,) = read(save(tmp_path, lines(entry(dates=(FIRST, "no date")))))
    assert (record.published, record.updated, record.version) == (1175541522, 1175541522, 2)


@pytest.mark.parametrize(
    ("people", "authors"),
    [
        ([["Quill", "Ada"]], "Ada Quill"),
        ([["Quill"]], "Quill"),
        ([["Quill", "", ""], ["Römer", "Otto", "Jr.", "Knot House"]], "Quill\nOtto Römer Jr."),
        ([["Quill", None, ""]], "Ada Quill\nOtto Römer\nJr."),
        ([7], "Ada Quill\nOtto Römer\nJr."),
    ],
)
def test_names_in_parts_of_any_number_are_read(
    tmp_path: Path, people: list[list[str]], authors: str
) -> None:
    (record,) = read(save(tmp_path, lines(entry() | {"authors_parsed": people})))
    assert record.authors == authors


@pytest.mark.parametrize(
    ("date", "exact"),
    [
        (FIRST, SECOND),
        ("2 Apr 2007 19:18:42 +0000", SECOND),
        ("Mon, 2 Apr 2007 25:18:42 GMT", MONTH),
        ("Mon, 31 Apr 2007 19:18:42 GMT", MONTH),
        ("Mon, 2 Foo 2007 19:18:42 GMT", MONTH),
        ("Mon, 2 Apr 2007 19:18:42", MONTH),
        (f"{' ' * 60}{FIRST}", MONTH),
    ],
)
def test_a_date_is_read_or_the_month_of_the_id_counts(
    tmp_path: Path, date: str, exact: int
) -> None:
    (record,) = read(save(tmp_path, lines(entry(dates=[date]))))
    assert record.published_exact == exact
