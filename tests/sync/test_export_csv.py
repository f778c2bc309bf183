"""The CSV export, read back by the standard library's reader."""

from __future__ import annotations

import csv
import io
from pathlib import Path

import pytest

from cards.store import Store
from sync.export_csv import COLUMNS, REVIEW_COLUMNS, as_it_was, harmless, is_ours, write_csv
from tests.sync.export_factory import (
    NOON_MS,
    WILD,
    add,
    make_store,
    quiet,
    remember,
    wild_store,
)


def written(store: Store, *, log: bool = False, mark: bool = False) -> tuple[bytes, bytes]:
    cards, reviews = io.BytesIO(), io.BytesIO()
    write_csv(store, None, cards, reviews if log else None, quiet, mark=mark)
    return cards.getvalue(), reviews.getvalue()


def rows(data: bytes) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(data.decode("utf-8"), newline="")))


def test_ids_and_texts_come_back_as_they_were(tmp_path: Path) -> None:
    with wild_store(tmp_path) as store:
        found = rows(written(store)[0])
    assert [row["id"] for row in found] == [f"c{2**62 + n}" for n in range(len(WILD))]
    assert tuple(as_it_was(row["question"]) for row in found) == WILD
    assert tuple(as_it_was(row["answer"]) for row in found) == WILD[::-1]
    assert found[0]["group"] == f"g{2**62 + 1_000_000}"
    assert found[0]["tags"] == "a b"


def test_no_cell_begins_like_a_formula_or_reads_as_a_number_too_long(tmp_path: Path) -> None:
    with wild_store(tmp_path) as store:
        tables = written(store, log=True)
    cells = [cell for table in tables for row in rows(table) for cell in row.values()]
    assert not [cell for cell in cells if cell[:1] in set("=+-@\t\r\n＝＋－＠")]
    assert not [cell for cell in cells if cell.isdecimal() and len(cell) > 15]


@pytest.mark.parametrize("text", [*WILD, "'", "''", "\r", "＝1", "a=1", "'a", ""])
def test_making_a_cell_harmless_can_be_undone(text: str) -> None:
    assert as_it_was(harmless(text)) == text


def test_lines_end_and_quotes_double_as_rfc_4180_says(tmp_path: Path) -> None:
    with make_store(tmp_path) as store:
        add(store, 1, 'say "a", then\nb')
        data = written(store)[0]
    assert data.endswith(b"\r\n") and data.count(b"\r\n") == 2
    assert b'"say ""a"", then\nb"' in data


def test_memory_stands_in_its_columns(tmp_path: Path) -> None:
    with make_store(tmp_path) as store:
        add(store, 1, "Known?")
        add(store, 2, "New?")
        remember(store, 1)
        known, new = rows(written(store)[0])
    assert (known["state"], known["due"], known["stability"]) == ("review", "2026-03-18", "12.3457")
    assert (known["reviews"], known["lapses"], known["difficulty"]) == ("2", "1", "5.2500")
    assert known["last_review"] == "2026-03-04T12:00:00.001Z"
    assert (new["state"], new["due"], new["reviews"]) == ("new", "", "")


def test_the_log_is_a_table_of_its_own(tmp_path: Path) -> None:
    with make_store(tmp_path) as store:
        add(store, 1, "Known?")
        add(store, 2, "Gone?", state="retired")
        remember(store, 1)
        remember(store, 2)
        found = rows(written(store, log=True)[1])
    assert [row["review"] for row in found] == ["row-1-0", "row-1-1"]
    assert [row["rating"] for row in found] == ["again", "good"]
    assert found[0]["card"] == "c1"
    assert found[0]["zone"] == "UTC-05:00"
    assert found[0]["time"] == "2026-03-04T12:00:00.000Z"
    assert NOON_MS


def test_only_live_cards_of_the_scope_are_written(tmp_path: Path) -> None:
    with make_store(tmp_path) as store:
        add(store, 1, "One?", group=9)
        add(store, 2, "Its sibling?", group=9, ordinal=1)
        add(store, 3, "Blocked?", state="blocked")
        data = io.BytesIO()
        assert write_csv(store, frozenset({1}), data, None, quiet) == (1, 0)
        assert [row["id"] for row in rows(data.getvalue())] == ["c1"]
        assert len(rows(written(store)[0])) == 2


def test_the_same_cards_make_the_same_bytes(tmp_path: Path) -> None:
    with wild_store(tmp_path) as store:
        assert written(store, log=True) == written(store, log=True)


def test_terminal_escapes_do_not_get_out(tmp_path: Path) -> None:
    with make_store(tmp_path) as store:
        add(store, 1, "a\x1b]0;owned\x07b\u202ec", cue="\x1b[31mred")
        data = written(store)[0]
    assert b"\x1b" not in data and b"owned" not in data
    assert rows(data)[0]["question"] == "abc"


@pytest.mark.parametrize("mark", [False, True])
def test_a_table_knows_itself_by_its_head(tmp_path: Path, mark: bool) -> None:
    with make_store(tmp_path) as store:
        add(store, 1, "One?")
        cards, log = written(store, log=True, mark=mark)
    assert is_ours(cards) and is_ours(log)
    assert cards.startswith(b"\xef\xbb\xbf") is mark
    assert not is_ours(b"id,name\r\n1,2\r\n")
    assert len(COLUMNS) == len(set(COLUMNS)) and len(REVIEW_COLUMNS) == 10
