"""Small metadata dumps in the real formats: the JSON lines snapshot and both OAI-PMH forms."""

from __future__ import annotations

import gzip
import json
import zipfile
from collections.abc import Mapping, Sequence
from pathlib import Path
from xml.sax.saxutils import escape

FIRST = "Mon, 2 Apr 2007 19:18:42 GMT"
SECOND = "Tue, 24 Jul 2007 20:10:27 GMT"


def entry(
    id: str = "0704.0001",
    title: str = "Knots in\n  seven Dimensions",
    people: Sequence[Sequence[str]] = (["Quill", "Ada", ""], ["Römer", "Otto", "Jr."]),
    dates: Sequence[str] = (FIRST, SECOND),
    **more: object,
) -> dict[str, object]:
    """One record of the snapshot, with the keys of the real one in their order."""
    fields: dict[str, object] = {
        "id": id,
        "submitter": "Ada Quill",
        "authors": 'Ada Quill and Otto R\\"omer, Jr.',
        "title": title,
        "comments": "12 pages",
        "journal-ref": "J. Knots 7 (2008)",
        "doi": "10.5555/knots",
        "report-no": None,
        "categories": "math.GT cs.CG",
        "license": None,
        "abstract": "  We tie a knot.\nThen we untie it.\n",
        "versions": [{"version": f"v{n}", "created": date} for n, date in enumerate(dates, 1)],
        "update_date": "2008-11-26",
        "authors_parsed": [list(names) for names in people],
    }
    return fields | {name.replace("_", "-", 1): value for name, value in more.items()}


def lines(*entries: Mapping[str, object] | str) -> bytes:
    """A snapshot; a text stands as a line of its own."""
    texts = (each if isinstance(each, str) else json.dumps(each) for each in entries)
    return "".join(f"{text}\n" for text in texts).encode()


def raw_record(entry: Mapping[str, object]) -> str:
    """The record in the OAI-PMH format arXivRaw, as the archive writes it."""
    versions = "".join(
        f'<version version="{each["version"]}"><date>{each["created"]}</date><size>9kb</size>'
        "</version>"
        for each in entry["versions"]  # type: ignore[attr-defined]
    )
    texts = "".join(
        f"<{name}>{escape(str(entry[name]))}</{name}>"
        for name in (
            "title", "authors", "categories", "comments", "journal-ref", "doi", "license",
            "abstract",
        )
        if entry[name] is not None
    )  # fmt: skip
    inside = (
        '<arXivRaw xmlns="http://arxiv.org/OAI/arXivRaw/" xmlns:xsi="http://x/y"'
        ' xsi:schemaLocation="http://arxiv.org/OAI/arXivRaw/ a.xsd">'
        f"<id>{entry['id']}</id><submitter>A. Q.</submitter>{versions}{texts}</arXivRaw>"
    )
    return _oai_record(str(entry["id"]), inside)


def plain_record(entry: Mapping[str, object], created: str, updated: str = "") -> str:
    """The record in the OAI-PMH format arXiv: authors split, two dates by the day."""
    people = "".join(
        f"<author><keyname>{last}</keyname><forenames>{first}</forenames>"
        + (f"<suffix>{suffix}</suffix>" if suffix else "")
        + "<affiliation>Somewhere</affiliation></author>"
        for last, first, suffix in entry["authors_parsed"]  # type: ignore[attr-defined]
    )
    texts = "".join(
        f"<{name}>{escape(str(entry[name]))}</{name}>"
        for name in ("title", "categories", "comments", "journal-ref", "doi", "abstract")
    )
    inside = (
        f'<arXiv xmlns="http://arxiv.org/OAI/arXiv/"><id>{entry["id"]}</id>'
        f"<created>{created}</created>{f'<updated>{updated}</updated>' if updated else ''}"
        f"<authors>{people}</authors>{texts}</arXiv>"
    )
    return _oai_record(str(entry["id"]), inside)


def _oai_record(id: str, inside: str) -> str:
    head = f"<header><identifier>oai:arXiv.org:{id}</identifier><setSpec>math</setSpec></header>"
    return f"<record>{head}<metadata>{inside}</metadata></record>"


def deleted_record(id: str) -> str:
    """A record that the archive took back."""
    head = f'<header status="deleted"><identifier>oai:arXiv.org:{id}</identifier></header>'
    return f"<record>{head}</record>"


def answer(*records: str, prolog: str = "") -> bytes:
    """One answer of the OAI-PMH server around records."""
    return (
        f'<?xml version="1.0" encoding="UTF-8"?>\n{prolog}'
        '<OAI-PMH xmlns="http://www.openarchives.org/OAI/2.0/"><responseDate>2026-11-01T00:00:00Z'
        f"</responseDate><ListRecords>{''.join(records)}<resumptionToken>7|1001</resumptionToken>"
        "</ListRecords></OAI-PMH>\n"
    ).encode()


def save(folder: Path, data: bytes, name: str = "dump.json") -> Path:
    """Write bytes as they are, or packed as the name asks for (.gz, .zip)."""
    path = folder / name
    if name.endswith(".gz"):
        path.write_bytes(gzip.compress(data))
    elif name.endswith(".zip"):
        with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as bundle:
            bundle.writestr("__MACOSX/._dump", b"\x00\x05\x16\x07")
            bundle.writestr("inside/dump", data)
    else:
        path.write_bytes(data)
    return path
