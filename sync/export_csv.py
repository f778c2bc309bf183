"""Cards as a table: one row a card (RFC 4180, UTF-8), and the review log as a second table.

Owns the columns, that ids stay text (a letter before the digits: a spreadsheet would round 63-bit
numbers) and that no spreadsheet runs a cell: one that begins like a formula gets an apostrophe.
Not here: which cards (export_cards.py), files (export_file.py).
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator
from typing import IO

from cards.store import Store
from sync.export_cards import RATINGS, Allowed, Plain, Progress, day, moment, plain_groups, zone

COLUMNS = (
    "id", "group", "ordinal", "kind", "template", "direction", "node", "object", "type",
    "relation", "cue", "question", "answer", "why", "sources", "links", "tags", "note", "created",
    "changed", "state", "due", "stability", "difficulty", "last_review", "reviews", "lapses",
    "suspended", "known", "flagged",
)  # fmt: skip
REVIEW_COLUMNS = (
    "review", "card", "time", "zone", "study_day", "rating", "duration_ms", "kind",
    "due", "origin",
)  # fmt: skip
MARK = "\ufeff".encode()
_MEMORY = COLUMNS[COLUMNS.index("state") :]
# = + - @ in every width, and the blanks that a spreadsheet takes away in front of them.
_FORMULA = re.compile("'*[=+\\-@\t\r\n\uff1d\uff0b\uff0d\uff20]")


def write_csv(
    store: Store,
    allowed: Allowed,
    cards: IO[bytes],
    reviews: IO[bytes] | None,
    progress: Progress,
    *,
    mark: bool = False,
) -> tuple[int, int]:
    """Write both tables; how many cards and reviews there were.

    reviews: where the log goes; None: nowhere. mark: begin with the byte order mark that Excel
    wants. Raises StoreError.
    """
    start = MARK if mark else b""
    cards.write(start + _line(COLUMNS))
    if reviews is not None:
        reviews.write(start + _line(REVIEW_COLUMNS))
    card_count = review_count = 0
    for group in plain_groups(store, allowed, progress, answers=reviews is not None):
        cards.write(b"".join(_line(_row(plain)) for plain in group))
        card_count += len(group)
        lines = [_line(row) for plain in group for row in _review_rows(plain)]
        if reviews is not None:
            reviews.write(b"".join(lines))
            review_count += len(lines)
    return card_count, review_count


def harmless(cell: str) -> str:
    """The cell so that no spreadsheet runs it: an apostrophe before what begins like a formula."""
    return f"'{cell}" if _FORMULA.match(cell) else cell


def as_it_was(cell: str) -> str:
    """The inverse of `harmless`."""
    return cell[1:] if cell[:1] == "'" and _FORMULA.match(cell) else cell


def _row(plain: Plain) -> list[str]:
    card = plain.card
    return [
        f"c{card.id}", f"g{card.group_id}", str(card.ordinal), card.kind, card.template,
        card.direction, card.node, card.object, card.node_type, card.relation, plain.cue,
        plain.question, plain.answer, plain.why,
        "\n".join(source.words for source in plain.sources),
        "\n".join(source.page for source in plain.sources if source.page),
        " ".join(plain.tags), f"{card.layer}/{card.path}:{card.line}", plain.created,
        plain.changed, *(plain.memory.get(name, "") for name in _MEMORY),
    ]  # fmt: skip


def _review_rows(plain: Plain) -> Iterator[list[str]]:
    for answer in plain.answers:
        yield [
            answer.id, f"c{answer.card_id}", moment(answer.utc_ms), zone(answer.zone_offset_min),
            day(answer.study_day), RATINGS[answer.rating], str(answer.duration_ms), answer.kind,
            moment(answer.due_ms), answer.origin,
        ]  # fmt: skip


def _line(cells: list[str] | tuple[str, ...]) -> bytes:
    line = io.StringIO()
    csv.writer(line, lineterminator="\r\n").writerow([harmless(cell) for cell in cells])
    return line.getvalue().encode()


def is_ours(head: bytes) -> bool:
    """Whether a file's first bytes are those of one of the two tables."""
    plain = head.removeprefix(MARK)
    return plain.startswith((_line(COLUMNS), _line(REVIEW_COLUMNS)))


HEAD_BYTES = len(MARK) + max(len(_line(COLUMNS)), len(_line(REVIEW_COLUMNS)))
