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
└── ArxivIndexError    arxiv-index.db cannot be read or made; it can be made again

Each message is one sentence or two: what, where, what to do. Not here: exit codes (cli/__main__).
"""

from __future__ import annotations


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
