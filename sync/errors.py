"""Every error the door can raise.

SyncError
├── BadArxivId         a text that names no paper of arXiv
├── BadAddress         the address to ask arXiv at is none
├── ArxivUnreachable   no answer from arXiv: no network, no server, silence
├── ArxivRefused       arXiv answered, and the answer is no, or cannot be used
│   ├── AskedWrong         it takes the question itself for wrong
│   └── BrokenAnswer       what came is not whole, again and again
├── FetchBusy          another fetch is running on this machine
├── FetchStopped       the learner wished to stop
├── PapersDbError      papers.db cannot be read or written; it can be fetched again
├── SnapshotUnreadable a metadata dump that cannot be read to its end
├── ArxivIndexError    arxiv-index.db cannot be read or made; it can be made again
├── AnkiNotWritten     a package for Anki cannot be written; an older file is as it was
│   └── AnkiFileName       its name is one that Anki misreads
├── AnkiLedgerError    anki.db (what went to Anki from here) cannot be used
├── AnkiFileBad        a file that is no Anki package, or a damaged or hostile one
├── HashcardsBad       a file or folder that is no deck of hashcards
├── ExportFailed       an exported file cannot be written; what was there is as it was
├── CannotServe        the address to show the app at cannot be listened on
└── AnkiConnectError   a running Anki cannot be asked, or says no
    ├── AnkiNotRunning     nothing listens where AnkiConnect should
    ├── AnkiSilent         it listens, and gives no answer in time
    ├── NotAnkiConnect     what answers there is something else
    └── AnkiRefused        AnkiConnect answered, and the answer is no

Each message is one sentence or two: what, where, what to do. Not here: exit codes (cli/__main__).
"""

from __future__ import annotations

from pathlib import Path


class SyncError(Exception):
    """Root of the room's errors; the text is for the learner."""


class BadArxivId(SyncError):
    """A text that is no arXiv id and no link to one.

    text: as it was given. reason: a clause such as "there is no month 13".
    """

    def __init__(self, text: str, reason: str) -> None:
        self.text = text
        shown = text if len(text) <= 80 else f"{text[:77]}..."
        super().__init__(
            f"{shown!r} names no paper of arXiv: {reason}; "
            "write an id such as 1706.03762 or cs/0112017, or a link to the paper's page."
        )


class ArxivUnreachable(SyncError):
    """No connection, or one over which nothing came; what was fetched before is kept."""


class ArxivRefused(SyncError):
    """An answer that means no (rate limit, fault of the server), or that cannot be trusted."""


class AskedWrong(ArxivRefused):
    """Status 400, 413 or 414: one of the ids (or the length of the list) is to blame."""


class BrokenAnswer(ArxivRefused):
    """An answer that is cut short, empty, damaged or none of arXiv's, several times in a row."""


class BadAddress(SyncError):
    """The setting or the environment names no address that can be asked."""


class FetchBusy(SyncError):
    """Another process is fetching; two at once would be twice as fast as arXiv allows."""

    def __init__(self) -> None:
        super().__init__(
            "Another Edgewise is fetching on this machine, and arXiv allows one request at a time; "
            "wait until it is done."
        )


class FetchStopped(SyncError):
    """The wait between two requests was cut short by a wish to stop; nothing is lost."""

    def __init__(self) -> None:
        super().__init__("Stopped; what was fetched is kept, and the next fetch goes on from here.")


class PapersDbError(SyncError):
    """papers.db cannot be used; it holds only what can be fetched again."""

    def __init__(self, path: str, detail: str, remedy: str = "") -> None:
        cure = remedy or "move it aside and run `edgewise fetch` to fill a new one"
        super().__init__(f"{path} cannot be used ({detail}); {cure}.")


class SnapshotUnreadable(SyncError):
    """A file that is no metadata dump of arXiv, or a damaged one."""


class ArxivIndexError(SyncError):
    """arxiv-index.db cannot be used; it holds only what a metadata dump can fill again."""


class AnkiConnectError(SyncError):
    """A running Anki cannot be asked; nothing was changed on this side."""


class AnkiNotRunning(AnkiConnectError):
    """Nothing listens at the address: no Anki, or one without the add-on."""


class AnkiSilent(AnkiConnectError):
    """A connection, and then no whole answer in time; Anki may still be at it."""


class NotAnkiConnect(AnkiConnectError):
    """An answer that AnkiConnect does not give: another service has the port."""


class AnkiRefused(AnkiConnectError):
    """AnkiConnect's own no: key, permission, version, deck, or what Anki itself could not do."""


class AnkiNotWritten(SyncError):
    """A package for Anki cannot be written; nothing is left of it. reason, remedy: clauses."""

    def __init__(self, path: Path, reason: str, remedy: str = "") -> None:
        cure = remedy or "free some space or choose another place"
        super().__init__(f"{path} cannot be written: {reason}. Nothing was changed; {cure}.")


class AnkiFileName(AnkiNotWritten):
    """A name by which Anki would take the package for something else.

    reason: a clause with the remedy.
    """

    def __init__(self, path: Path, reason: str) -> None:
        SyncError.__init__(self, f"{path.name} is no name for a package: {reason}.")


class CannotServe(SyncError):
    """The address or port for the browser cannot be listened on."""


class AnkiLedgerError(SyncError):
    """anki.db cannot be used; it only remembers what went to Anki from this home."""

    def __init__(self, path: str, detail: str) -> None:
        super().__init__(
            f"{path} cannot be used ({detail}); nothing was exported. Move it aside: without it "
            "only cards that were retired since are not told to Anki."
        )


class AnkiFileBad(SyncError):
    """A file that cannot be taken as an Anki package; nothing was written.

    what: a clause. remedy: an imperative.
    """

    def __init__(self, path: str, what: str, remedy: str) -> None:
        super().__init__(f"{path} cannot be taken as an Anki package: {what}; {remedy}.")


class HashcardsBad(SyncError):
    """A file or folder that cannot be taken as decks of hashcards. what: a clause."""

    def __init__(self, path: Path, what: str) -> None:
        super().__init__(
            f"{path} cannot be taken as a deck of hashcards: {what}; name a Markdown file with "
            "Q:, A: and C: lines, or a folder of them."
        )


class ExportFailed(SyncError):
    """The disk refuses an exported file; what was there before is as it was."""
