"""The one entry: the bytes of study documents become what is found in them.

Owns the order of the steps: decode, structure (Markdown or plain text), proposals, one node for one
thing. Pure: no file is opened. Not here: the steps, the inbox.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

from kg.documents.across_files import cite_across
from kg.documents.claims import claim_problems
from kg.documents.decode import decode
from kg.documents.found import Found
from kg.documents.identity import one_for_each
from kg.documents.kind import kind_of
from kg.documents.lines import Document
from kg.documents.markdown import read_markdown
from kg.documents.numbers import with_numbers
from kg.documents.plain_text import read_plain_text
from kg.documents.propose import propose
from kg.documents.structure import Structure
from kg.errors import DocumentRefused

KINDS = ("auto", "list", "chapter", "references")


def read_document(data: bytes, file: str, kind: str = "auto") -> Found:
    """What one document holds. file: its name, for messages; kind: one of KINDS.

    Raises DocumentRefused where the bytes are no document of text.
    """
    return read_documents([(file, data)], kind)[0]


def read_documents(files: Sequence[tuple[str, bytes]], kind: str = "auto") -> list[Found]:
    """The same for several (name, bytes): one thing named in more of them is one node.

    It stands in the first that names it. Raises DocumentRefused for the first that is no text.
    """
    refused: list[DocumentRefused] = []
    found = read_each(files, kind, refused)
    if refused:
        raise refused[0]
    return found


def read_each(
    files: Sequence[tuple[str, bytes]],
    kind: str,
    refused: list[DocumentRefused],
    progress: Callable[[int, int], None] | None = None,
) -> list[Found]:
    """As `read_documents`, without those that are no text: they are added to `refused`.

    progress: told (bytes read, of how many).
    """
    drafts, done, total = [], 0, sum(len(data) for _, data in files)
    for name, data in files:
        try:
            document = decode(data, name)
            drafts.append(propose(document, structure_of(document, kind)))
        except DocumentRefused as error:
            refused.append(error)
        done += len(data)
        if progress is not None:
            progress(done, total)
    found, same = cite_across(drafts)
    return one_for_each(found, same)


def structure_of(document: Document, kind: str = "auto") -> Structure:
    """The headings, items, tables, links and citations of a document of either format."""
    seen = kind_of(document)
    kind = seen.kind if kind == "auto" else kind
    if seen.markdown:
        structure = with_numbers(read_markdown(document, kind), document.lines)
    else:
        structure = read_plain_text(document, kind)
    problems = [*structure.problems, *claim_problems(structure, document.lines)]
    return structure._replace(problems=tuple(sorted(problems)))
