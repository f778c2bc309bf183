"""Papers against their metadata: the title as printed, the year of the first version.

Owns when two titles are the same: letters and digits decide; case, accents, punctuation, spacing
and LaTeX do not. A title cut short is another title (a short name is an alias). The year is that
of the first version, unless `venue` names the note's year: then it is the year of print. A paper no
record is known of is not judged. Not here: where records come from (paper_metadata.py).
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator

from kg.lint_web import Found, Web, at_title
from kg.models import Paper
from kg.paper_metadata import PaperMetadata, PaperRecord

# Commands that say how a word looks, or how a sentence is set: gone, where \alpha is a word.
_LOOKS = re.compile(
    r"\\(?:emph|text(?:bf|it|sc|tt|rm|sf|normal)?|math(?:bf|it|rm|cal|bb|sf|tt)|boldsymbol|bm"
    r"|left|right|mbox|ensuremath)(?![a-zA-Z])"
)
_GREEK = re.compile(r"GREEK (?:SMALL|CAPITAL) LETTER (?:FINAL )?(\w+)$")


def papers_against_metadata(web: Web, metadata: PaperMetadata) -> Iterator[Found]:
    """Papers whose title or year is not what their record says; notes of any status."""
    for held in web.own.values():
        node = held.note.node
        if not isinstance(node, Paper) or not node.arxiv:
            continue
        record = metadata.record(node.arxiv)
        if record is None:
            continue
        if folded_title(node.title) != folded_title(record.title):
            say = f'arXiv {node.arxiv} is titled "{record.title}"; write that, shorter as an alias'
            yield at_title(held, "W320", say)
        if _is_other_year(node, record) and all(f.code != "W042" for f in held.note.faults):
            say = (
                f"year {node.year}, but the first version of arXiv {node.arxiv} is of"
                f" {record.published}; write {record.year}, or name the year in venue"
            )
            yield at_title(held, "W321", say)


def _is_other_year(node: Paper, record: PaperRecord) -> bool:
    year = node.year
    return year is not None and year != record.year and str(year) not in node.venue


def folded_title(title: str) -> str:
    """The letters and digits of a title, small, without accents; a Greek letter by its name."""
    plain = _LOOKS.sub("", title)
    pieces: list[str] = []
    for letter in unicodedata.normalize("NFKD", plain):
        greek = _GREEK.match(unicodedata.name(letter, ""))
        if greek is not None:
            pieces.append(greek.group(1))
        elif letter.isalnum():
            pieces.append(letter)
    return "".join(pieces).casefold()
