"""Fetched papers for tests, ordinary ones and hostile ones, put into a home's papers.db."""

from __future__ import annotations

from pathlib import Path

from sync.papers_store import PaperMeta, PapersStore

NOW_MS = 1_772_625_600_000

# What must never reach a terminal, and what must never be taken for markup.
ESCAPES = "\x1b[31mred\x1b[0m \x1b]0;owned\x07 \x9b2J \x1b]8;;http://evil.example\x1b\\click\x1b]8;;\x1b\\"
MARKUP = "[bold]x[/bold] [@click=app.quit]y[/] <script>alert(1)</script> [a](http://evil) [[hitch]]"
TURNED = "safe \u202egpj.exe\u202c \u200bend \x07\x08\x00"
LATEX = (
    r"\input{/etc/passwd} \immediate\write18{rm} $\sqrt{\alpha}$ $" + "{" * 4000 + "}" * 4000 + "$"
)
HOSTILE_TEXT = f"{ESCAPES} {MARKUP} {TURNED} {LATEX}"
# The characters of HOSTILE_TEXT that do something.
ACTIVE = "\x1b\x9b\x07\x08\x00\u202e\u202c\u200b"


def paper(base: str = "1706.03762", **changes: object) -> PaperMeta:
    """A record as the API gives it, with some parts changed."""
    record = PaperMeta(
        base=base,
        version=7,
        title="On knots",
        authors=("Ada Lovelace", "Zoë Ångström", "Charles Babbage"),
        abstract="We tie knots with a bowline transducer and measure their slippage.",
        primary_category="cs.CL",
        categories=("cs.CL", "cs.LG"),
        published="2017-06-12T17:57:34Z",
        updated="2023-08-02T00:41:18Z",
        doi="10.1000/knots",
        journal_ref="Annals of Knots 3 (2018) 1-9",
        comment="15 pages, 5 figures",
        withdrawn=False,
        fetched_ms=NOW_MS,
        origin="api",
    )
    return record._replace(**changes)  # type: ignore[arg-type]


def put(papers_db: Path, *papers: PaperMeta) -> None:
    """Write the records as a fetch does."""
    with PapersStore.open(papers_db, create=True) as store:
        store.put_batch(list(papers), [], NOW_MS)


def hostile(base: str = "1706.03762") -> PaperMeta:
    """A record every text of which is hostile."""
    return paper(
        base,
        title=HOSTILE_TEXT,
        authors=(HOSTILE_TEXT, "Ada Lovelace"),
        abstract=HOSTILE_TEXT,
        comment=HOSTILE_TEXT,
        journal_ref=HOSTILE_TEXT,
        doi=HOSTILE_TEXT,
        categories=("cs.CL", HOSTILE_TEXT),
    )
