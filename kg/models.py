"""What one note says, as frozen pydantic models: the edge of the room where files come in.

Owns the shape of a parsed note and its node types (one discriminated union). Not here: reading
text (reader.py), whether names resolve (check.py), the daily path (compiled.py reads rows).
"""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field


class _Frozen(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Span(_Frozen):
    """A place in a file; line and column count from 1."""

    line: int
    column: int = 1


class Fault(_Frozen):
    """One fault: where (path is as shown to the learner), a stable code, what and what to do."""

    path: str
    line: int
    column: int
    code: str
    severity: Literal["error", "warning"]
    message: str

    def __str__(self) -> str:
        return f"{self.path}:{self.line}:{self.column} {self.code} {self.message}"


class Edge(_Frozen):
    """A statement subject-relation-object as one line of a note says it.

    target: the link's stem or pack/stem. step: framework step of a problem's point, else ''.
    order: the `order` qualifier, else the place in the note (from 0). anchor: the ^key, or ''.
    """

    relation: str
    target: str
    span: Span
    step: str = ""
    reason: str = ""
    locator: str = ""
    order: int = 0
    status: str = ""
    q: str = ""
    a: str = ""
    card: bool = True
    anchor: str = ""
    qualifiers: dict[str, str] = Field(default_factory=dict)


class Fact(_Frozen):
    """An edge to a value. source: stem of the linked source, or ''."""

    key: str
    value: str
    span: Span
    as_of: str = ""
    source: str = ""
    status: str = ""
    q: str = ""
    a: str = ""
    card: bool = True
    anchor: str = ""
    qualifiers: dict[str, str] = Field(default_factory=dict)


class Block(_Frozen):
    """A hand-written card: qa has question and answer, cloze has text with ==hidden== parts."""

    kind: Literal["qa", "cloze"]
    span: Span
    anchor: str = ""
    question: str = ""
    answer: str = ""
    text: str = ""


class Allowance(_Frozen):
    """A warning that its author lets stand: its code, why, and where the header says so."""

    code: str
    reason: str
    span: Span


class _Node(_Frozen):
    """What every node has, whatever its type."""

    title: str
    aliases: tuple[str, ...] = ()
    tags: tuple[str, ...] = ()
    status: str = "draft"
    id: str = ""
    q: str = ""
    a: str = ""
    closed: tuple[str, ...] = ()
    extends: str = ""
    copied_from: str = ""
    allow: tuple[Allowance, ...] = ()


class Concept(_Node):
    """An idea, technique, task or step. root: it builds on nothing, by intent."""

    type: Literal["concept"] = "concept"
    root: bool = False


class Paper(_Node):
    """A research paper; arxiv is the id as text (2005.14165, cs/0112017), never a number."""

    type: Literal["paper"] = "paper"
    arxiv: str = ""
    doi: str = ""
    year: int | None = None
    authors: tuple[str, ...] = ()
    venue: str = ""
    url: str = ""


class Chapter(_Node):
    """A chapter of a resource; number as printed."""

    type: Literal["chapter"] = "chapter"
    number: int | None = None


class Metric(_Node):
    """A measure of quality, cost or behaviour."""

    type: Literal["metric"] = "metric"
    full_name: str = ""
    higher_is_better: bool | None = None


class System(_Node):
    """A model, product, tool, hardware or service."""

    type: Literal["system"] = "system"
    kind: str = ""
    url: str = ""


class Problem(_Node):
    """An interview design question; minutes is the time it is given."""

    type: Literal["problem"] = "problem"
    minutes: int | None = None
    difficulty: str = ""


class Exercise(_Node):
    """A code exercise."""

    type: Literal["exercise"] = "exercise"
    minutes: int | None = None
    difficulty: str = ""


class Resource(_Node):
    """A book, course, blog, documentation, repository or list."""

    type: Literal["resource"] = "resource"
    kind: str = ""
    url: str = ""
    isbn: str = ""
    year: int | None = None
    authors: tuple[str, ...] = ()


class Org(_Node):
    """A company, lab or foundation."""

    type: Literal["org"] = "org"
    kind: str = ""
    url: str = ""


Node = Annotated[
    Concept | Paper | Chapter | Metric | System | Problem | Exercise | Resource | Org,
    Field(discriminator="type"),
]


class Note(_Frozen):
    """One file, read: its node, what it says, and the faults found on single lines.

    body: the Markdown below the header, as written; body_line: its first line in the file.
    mentions: targets of plain wikilinks.
    title_span: where the title stands, for faults about the node as a whole.
    """

    stem: str
    node: Node
    definition: str = ""
    body: str = ""
    body_line: int = 1
    edges: tuple[Edge, ...] = ()
    facts: tuple[Fact, ...] = ()
    blocks: tuple[Block, ...] = ()
    mentions: tuple[str, ...] = ()
    title_span: Span = Span(line=1)
    faults: tuple[Fault, ...] = ()
