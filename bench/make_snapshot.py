"""Writes a made-up arXiv metadata snapshot in the real format: JSON lines, as Kaggle hands it out.

Same seed, same bytes. Sizes are those of the real one: about 1.5 kB a record, nine words a title
from a vocabulary with a long tail, four authors, the old ids (hep-th/9901001) at the end, folded
lines, non-ASCII letters escaped, a few LaTeX accents, several versions, withdrawn papers. No word
of a real record is in it.
Usage: python bench/make_snapshot.py FILE [--records 3000000] [--seed 1] [--oai]; .gz is compressed.
--oai writes the same records as answers of arXiv's OAI-PMH service, a thousand in each (arXivRaw).
"""

from __future__ import annotations

import argparse
import gzip
import json
import random
from collections.abc import Iterator
from itertools import accumulate, islice
from pathlib import Path
from typing import IO, NamedTuple, cast
from xml.sax.saxutils import escape

ARCHIVES = ("acc-phys", "astro-ph", "cond-mat", "cs", "gr-qc", "hep-ph", "hep-th", "math", "nlin")
CATEGORIES = (
    "cs.LG", "cs.CV", "cs.CL", "stat.ML", "math.CO", "math.AP", "astro-ph.GA", "hep-ph", "hep-th",
    "quant-ph", "cond-mat.mes-hall", "gr-qc", "physics.optics", "eess.SP", "q-bio.NC", "cs.IT",
)  # fmt: skip
DAYS = ("Mon", "Tue", "Wed", "Thu", "Fri")
MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
LICENCE = "http://arxiv.org/licenses/nonexclusive-distrib/1.0/"
FIRST_NEW, LAST_NEW = (2007, 4), (2026, 10)
FIRST_OLD = (1992, 1)
OLD_SHARE = 0.15
OAI_TEXTS = (
    "title", "authors", "categories", "comments", "journal-ref", "doi", "license", "abstract",
)  # fmt: skip
OAI_SPACES = (
    'xmlns="http://arxiv.org/OAI/arXivRaw/" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"'
    ' xsi:schemaLocation="http://arxiv.org/OAI/arXivRaw/ http://arxiv.org/OAI/arXivRaw.xsd"'
)
OAI_HEAD = (
    '<?xml version="1.0" encoding="UTF-8"?>\n'
    '<OAI-PMH xmlns="http://www.openarchives.org/OAI/2.0/">'
    "<responseDate>2026-11-01T00:00:00Z</responseDate><ListRecords>"
)
OAI_FOOT = "<resumptionToken>7|1001</resumptionToken></ListRecords></OAI-PMH>\n"
_SMALL = "of for in the and with on a from to via by at"


class Words(NamedTuple):
    """What records are made of: words with their cumulative weights, names, whole sentences."""

    words: list[str]
    weights: list[float]
    first: list[str]
    last: list[str]
    sentences: list[str]


def make_words(draw: random.Random) -> Words:
    """A vocabulary of 150,000 words, common ones first, and 60,000 family names."""
    seen: dict[str, None] = dict.fromkeys(_SMALL.split())
    while len(seen) < 150_000:
        seen[_invent(draw, draw.choice((2, 2, 3, 3, 3, 4)))] = None
    words = list(seen)
    weights = list(accumulate(1 / (rank + 3) for rank in range(len(words))))
    last = sorted({_name(draw) for _ in range(60_000)})
    first = sorted({_name(draw) for _ in range(4_000)})
    made = Words(words, weights, first, last, [])
    made.sentences.extend(
        " ".join(_draw_words(draw, made, draw.randint(12, 26))).capitalize() + "."
        for _ in range(4_000)
    )
    return made


def _invent(draw: random.Random, syllables: int) -> str:
    parts = [draw.choice("bcdfglmnprstvz") + draw.choice("aeiou") for _ in range(syllables)]
    return "".join(parts) + draw.choice(("", "n", "r", "s", "tion", "l"))


def _name(draw: random.Random) -> str:
    name = _invent(draw, draw.choice((1, 2, 2, 3))).capitalize()
    return name.replace("o", "\u00f6", 1) if draw.random() < 0.08 else name


def _draw_words(draw: random.Random, words: Words, count: int) -> list[str]:
    return draw.choices(words.words, cum_weights=words.weights, k=count)


def ids(records: int) -> Iterator[tuple[str, int, int]]:
    """Ids with their year and month, in the order of the real file: new ones, then old ones."""
    old = int(records * OLD_SHARE)
    months = list(_months(FIRST_NEW, LAST_NEW))
    total = sum(range(1, len(months) + 1))
    made = 0
    for rank, (year, month) in enumerate(months, 1):
        last = rank == len(months)
        count = records - old - made if last else (records - old) * rank // total
        digits = 5 if year >= 2015 else 4
        if count >= 10**digits:
            raise SystemExit(f"{records} records are more than the ids of a month can count.")
        for number in range(1, count + 1):
            yield f"{year % 100:02}{month:02}.{number:0{digits}}", year, month
        made += count
    yield from _old_ids(old)


def _old_ids(old: int) -> Iterator[tuple[str, int, int]]:
    months = list(_months(FIRST_OLD, (2007, 3)))
    share, extra = divmod(old, len(ARCHIVES) * len(months))
    if share >= 999:
        raise SystemExit("too many old ids for the months there are.")
    for archive in ARCHIVES:
        for year, month in months:
            for number in range(1, share + 1 + (extra > 0)):
                yield f"{archive}/{year % 100:02}{month:02}{number:03}", year, month
            extra -= extra > 0


def _months(start: tuple[int, int], end: tuple[int, int]) -> Iterator[tuple[int, int]]:
    for at in range(start[0] * 12 + start[1] - 1, end[0] * 12 + end[1]):
        yield at // 12, at % 12 + 1


def record(
    draw: random.Random, words: Words, paper: str, year: int, month: int
) -> dict[str, object]:
    """One record with the keys of the real file, in their order."""
    title = _title(draw, words)
    people = [[draw.choice(words.last), draw.choice(words.first), ""] for _ in range(_some(draw))]
    authors = ", ".join(f"{first} {last}" for last, first, _ in people)
    pages = f"{draw.randint(4, 40)} pages, {draw.randint(1, 12)} figures"
    journal = f"Ann. Made-up {draw.randint(1, 90)} ({year})" if draw.random() < 0.3 else None
    withdrawn = draw.random() < 0.004
    versions = _versions(draw, year, month)
    return {
        "id": paper,
        "submitter": f"{people[0][1]} {people[0][0]}",
        "authors": authors.replace("\u00f6", '\\"o'),
        "title": title,
        "comments": "This paper has been withdrawn by the author" if withdrawn else pages,
        "journal-ref": journal,
        "doi": f"10.5555/{paper.replace('/', '.')}" if draw.random() < 0.4 else None,
        "report-no": None,
        "categories": " ".join(draw.sample(CATEGORIES, draw.choice((1, 1, 2, 3)))),
        "license": LICENCE,
        "abstract": "  " + "\n".join(draw.choices(words.sentences, k=draw.randint(4, 8))) + "\n",
        "versions": versions,
        "update_date": f"{year}-{month:02}-28",
        "authors_parsed": people,
    }  # fmt: skip


def _title(draw: random.Random, words: Words) -> str:
    small = words.words[: len(_SMALL.split())]
    found = _draw_words(draw, words, draw.randint(4, 15))
    title = " ".join(word if word in small else word.capitalize() for word in found)
    chance = draw.random()
    if chance < 0.12:
        title = f"{_invent(draw, 2).capitalize()}: {title}"
    elif chance < 0.17:
        title = f"{title} in $\\mathcal{{N}}={draw.randint(1, 8)}$ {found[0]}"
    cut = title.find(" ", 66)
    return title if cut < 0 else f"{title[:cut]}\n {title[cut:]}"


def _some(draw: random.Random) -> int:
    return min(60, 1 + int(draw.expovariate(1 / 3.2)))


def _versions(draw: random.Random, year: int, month: int) -> list[dict[str, str]]:
    made = []
    for number in range(1, draw.choice((1, 1, 1, 2, 2, 3)) + 1):
        clock = f"{draw.randint(0, 23):02}:{draw.randint(0, 59):02}:{draw.randint(0, 59):02}"
        when = f"{draw.choice(DAYS)}, {draw.randint(1, 28)} {MONTHS[month - 1]} {year} {clock} GMT"
        made.append({"version": f"v{number}", "created": when})
        month, year = (1, year + 1) if month == 12 else (month + 1, year)
    return made


def as_raw(record: dict[str, object]) -> str:
    """The record in the OAI-PMH format arXivRaw, as the archive writes it."""
    versions = "".join(
        f'<version version="{each["version"]}"><date>{each["created"]}</date><size>9kb</size>'
        "</version>"
        for each in cast(list[dict[str, str]], record["versions"])
    )
    texts = "".join(
        f"<{name}>{escape(str(record[name]))}</{name}>"
        for name in OAI_TEXTS
        if record[name] is not None
    )
    return (
        f"<record><header><identifier>oai:arXiv.org:{record['id']}</identifier><datestamp>2026-10-01"
        f"</datestamp><setSpec>physics</setSpec></header><metadata><arXivRaw {OAI_SPACES}>"
        f"<id>{record['id']}</id><submitter>{record['submitter']}</submitter>{versions}{texts}"
        "</arXivRaw></metadata></record>"
    )


def write_oai(stream: IO[bytes], records: int, seed: int) -> None:
    """Write the records as OAI-PMH answers, one after the other."""
    draw = random.Random(seed)
    words = make_words(draw)
    papers = ids(records)
    while batch := [as_raw(record(draw, words, *each)) for each in islice(papers, 1_000)]:
        stream.write(f"{OAI_HEAD}{''.join(batch)}{OAI_FOOT}".encode())


def write(stream: IO[bytes], records: int, seed: int) -> None:
    """Write the whole snapshot to a binary stream."""
    draw = random.Random(seed)
    words = make_words(draw)
    encode = json.JSONEncoder().encode
    batch = []
    for paper, year, month in ids(records):
        batch.append(encode(record(draw, words, paper, year, month)))
        if len(batch) == 2_000:
            stream.write(("\n".join(batch) + "\n").encode())
            batch.clear()
    if batch:
        stream.write(("\n".join(batch) + "\n").encode())


def main() -> None:
    """Write FILE."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("file", type=Path)
    parser.add_argument("--records", type=int, default=3_000_000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--oai", action="store_true")
    args = parser.parse_args()
    write_all = write_oai if args.oai else write
    with args.file.open("wb") as stream:
        if args.file.suffix == ".gz":
            with gzip.GzipFile(fileobj=stream, mode="wb", mtime=0) as packed:
                write_all(cast(IO[bytes], packed), args.records, args.seed)
        else:
            write_all(stream, args.records, args.seed)


if __name__ == "__main__":
    main()
