"""arxiv-index.db, asked: a paper by its id, by its title as printed somewhere, by words.

Owns how a title that is not quite the paper's still finds it, and how words are ranked. The index
is only read here, so any number of processes may; without the file it answers nothing. Not here:
making it (arxiv_index_build.py), the nearness of two titles (title_words.py).
"""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import partial
from itertools import combinations
from pathlib import Path
from types import TracebackType
from typing import NamedTuple, TypeVar

from sync.arxiv_index_format import APPLICATION, FORMAT, PAPER_COLUMNS, meta_of_row
from sync.errors import ArxivIndexError
from sync.id_number import number_of
from sync.paper_meta import PaperMeta
from sync.title_words import SAME, nearness, title_key, words_of

T = TypeVar("T")
# A title of the index that is nearer than this to the one asked for is offered.
NEAR_ENOUGH = 84.0
_LEADING = 4
_FEW = 2
_CANDIDATES = 300
_WORDS_AT_MOST = 40
_SAME_AT_MOST = 50
_FULL_PAPER = (
    f"SELECT {PAPER_COLUMNS}, coalesce(abstract, ''), coalesce(comment, '') FROM paper"
    " LEFT JOIN long_text USING (id) WHERE id = ?"
)


class Title(NamedTuple):
    """A paper's number (id_number.py) with its title."""

    number: int
    title: str


class Match(NamedTuple):
    """A paper whose title is, or is near, the one asked for. score: 0 to 100."""

    paper: PaperMeta
    score: float

    @property
    def is_exact(self) -> bool:
        """Whether the titles agree but for case, accents, marks and TeX."""
        return self.score >= SAME


class ArxivIndex:
    """The index of one home, open for reading; empty where none was made.

    papers: how many it holds; made_ms: when it was made; has_abstracts: whether it has them.
    """

    def __init__(self, db: sqlite3.Connection | None, path: Path) -> None:
        self._db = db
        self._path = path
        about = dict(self._ask(_pair, "SELECT name, value FROM about"))
        self.papers = int(about.get("papers", 0))
        self.made_ms = int(about.get("made_ms", 0))
        self.has_abstracts = about.get("abstracts") == "1"

    @classmethod
    def open(cls, path: Path) -> ArxivIndex:
        """Open the index of this file. Raises ArxivIndexError for what is no index of ours."""
        if not path.is_file():
            return cls(None, path)
        db = None
        try:
            db = sqlite3.connect(f"{path.absolute().as_uri()}?mode=ro", uri=True)
            db.executescript("PRAGMA query_only = ON; PRAGMA cache_size = -16384;")
            marks = ("application_id", "user_version")
            if [db.execute(f"PRAGMA {mark}").fetchone()[0] for mark in marks] != _MARKS:
                raise ArxivIndexError(_unusable(path, "another version of Edgewise made it"))
            opened, db = cls(db, path), None
            return opened
        except sqlite3.Error as error:
            raise ArxivIndexError(_unusable(path, error)) from error
        finally:
            if db is not None:
                db.close()

    def close(self) -> None:
        """Give the file back; closing twice is fine."""
        if self._db is not None:
            self._db.close()

    def __enter__(self) -> ArxivIndex:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    def get(self, base: str) -> PaperMeta | None:
        """The paper of an id without version; None if the index has it not."""
        return self.get_many([base]).get(base)

    def get_many(self, bases: Iterable[str]) -> dict[str, PaperMeta]:
        """The papers of these ids that the index has."""
        numbers = [number for number in map(number_of, bases) if number is not None]
        return {paper.base: paper for paper in self.papers_of(numbers)}

    def search(self, text: str, limit: int = 20) -> list[PaperMeta]:
        """Papers with all these words in title and authors; a paper of this very title first.

        Words that no paper has are left out where nothing else would be found; the words of
        abstracts count last. Of very many papers only the newest are ranked.
        """
        words = words_of(text)[:_WORDS_AT_MOST]
        if not words or limit < 1:
            return []
        numbers = [found.number for found in self.same_title(words)] + self._ranked(words)
        if not numbers:
            numbers = self._ranked([word for word in words if self._is_known(word)])
        if len(numbers) < limit and self.has_abstracts:
            numbers += self._holding("abstract_word", _all_of(words), limit)
        return self.papers_of(list(dict.fromkeys(numbers))[:limit])

    def same_title(self, words: list[str]) -> list[Title]:
        """The papers whose titles have exactly these words, newest first."""
        question = "SELECT id, title FROM paper WHERE key = ? ORDER BY id DESC LIMIT ?"
        found = self._ask(Title, question, (title_key(" ".join(words)), _SAME_AT_MOST))
        return [title for title in found if words_of(title.title) == words]

    def near_titles(self, words: list[str]) -> list[Title]:
        """Papers that share two telling words with a title; what is near is the caller's to say."""
        marks = ", ".join("?" * len(words))
        question = f"SELECT word, papers FROM common_word WHERE word IN ({marks})"
        common = dict(self._ask(_count, question, words))
        rare = [word for word in dict.fromkeys(words) if word not in common]
        # A mistyped word is a rare one that no paper has.
        telling = [word for word in sorted(rare, key=len, reverse=True) if self._is_known(word)]
        leading = [*telling, *sorted(common, key=lambda word: common[word])][:_LEADING]
        for expression in _expressions(leading, set(telling)):
            numbers = self._holding("word", expression, _CANDIDATES)
            if numbers:
                return self._titles(numbers)
        return []

    def papers_of(self, numbers: Sequence[int]) -> list[PaperMeta]:
        """The papers of these numbers, in their order; unknown ones are left out."""
        make = partial(meta_of_row, self.made_ms)
        return [paper for number in numbers for paper in self._ask(make, _FULL_PAPER, (number,))]

    def _ranked(self, words: Sequence[str]) -> list[int]:
        """Papers with all the words: those with them in the title first, short titles first."""
        wanted = set(words)
        found = []
        if words:
            for number, title in self._titles(self._holding("word", _all_of(words), _CANDIDATES)):
                have = words_of(title)
                found.append((len(wanted.difference(have)), len(have), -number))
        return [-number for _, _, number in sorted(found)]

    def _is_known(self, word: str) -> bool:
        return bool(self._holding("word", _all_of([word]), 1))

    def _holding(self, table: str, expression: str, limit: int) -> list[int]:
        """The newest papers that an expression of FTS5 finds."""
        question = f"SELECT rowid FROM {table} WHERE {table} MATCH ? ORDER BY rowid DESC LIMIT ?"
        return self._ask(int, question, (expression, limit))

    def _titles(self, numbers: Sequence[int]) -> list[Title]:
        question = "SELECT id, title FROM paper WHERE id = ?"
        return [title for number in numbers for title in self._ask(Title, question, (number,))]

    def _ask(
        self, make: Callable[..., T], question: str, values: Sequence[int | str] = ()
    ) -> list[T]:
        if self._db is None:
            return []
        try:
            return [make(*row) for row in self._db.execute(question, values)]
        except sqlite3.Error as error:
            raise ArxivIndexError(_unusable(self._path, error)) from error


def lookup_title(index: ArxivIndex, title: str, limit: int = 5) -> list[Match]:
    """The papers that a printed title may mean, nearest first; only exact ones if there are any.

    A title with a typing error, without its subtitle, or with more than the paper's, is still
    found. Raises ArxivIndexError.
    """
    words = words_of(title)[:_WORDS_AT_MOST]
    if not words or limit < 1:
        return []
    found = [(SAME, number) for number, _ in index.same_title(words)]
    if not found:
        near = ((nearness(title, other), number) for number, other in index.near_titles(words))
        found = sorted((one for one in near if one[0] >= NEAR_ENOUGH), reverse=True)
    best = {number: score for score, number in found[:limit]}
    papers = index.papers_of(list(best))
    return [Match(paper, score) for paper, score in zip(papers, best.values(), strict=True)]


_MARKS = [APPLICATION, FORMAT]


def _pair(name: str, value: str) -> tuple[str, str]:
    return name, value


def _count(word: str, papers: int) -> tuple[str, int]:
    return word, papers


def _all_of(words: Iterable[str]) -> str:
    return " AND ".join(f'"{word}"' for word in words)


def _expressions(leading: list[str], telling: set[str]) -> Iterator[str]:
    """Narrow enough to be quick, wide enough to bear a wrong word: any two words of which one is
    rare; where all are common, all of them, then all but any one.
    """  # fmt: skip
    pairs = [pair for pair in combinations(leading, 2) if telling.intersection(pair)]
    if pairs:
        yield _any_of(pairs)
    elif leading:
        yield _all_of(leading)
        if len(leading) > _FEW:
            yield _any_of(combinations(leading, len(leading) - 1))


def _any_of(groups: Iterable[Iterable[str]]) -> str:
    return " OR ".join(f"({_all_of(group)})" for group in groups)


def _unusable(path: Path, why: object) -> str:
    return f"{path} cannot be used ({why}); make it again with `edgewise arxiv-index FILE`."
