"""Codes of the faults a note can have: what each stands for, and collecting them.

Owns the decision which faults exist; a code's first letter is its severity (E error, W warning).
Not here: finding faults (reader.py and its parts for one note, check.py for the set of notes).
"""

from __future__ import annotations

from collections.abc import Iterable

from kg.models import Fault
from kg.suggest import nearest

CODES: dict[str, str] = {
    # the file as a whole: after an error up to E009, E022-E024 nothing of the note is trusted
    "E001": "the file cannot be read",
    "E002": "the file is too large to be a note",
    "E003": "the file is binary",
    "E004": "the file is not UTF-8",
    "E005": "a git merge was not finished",
    "E006": "the header is missing",
    "E007": "the header is not closed",
    "E008": "the header is not YAML",
    "E009": "a tab indents a line of the header",
    "W010": "the file starts with a byte order mark",
    "W011": "the file has Windows line ends",
    "E012": "the file name is not a stem in kebab case",
    # the header
    "E020": "a header key stands twice",
    "W021": "an unknown header key",
    "E022": "the header is not a list of keys",
    "E023": "the type is missing",
    "E024": "the type is unknown",
    "E025": "the title is missing",
    "E026": "a list where one value is wanted",
    "E027": "a nested value where text is wanted",
    "E028": "not a whole number",
    "E029": "neither true nor false",
    "E030": "an unknown status",
    "E031": "not an arXiv id",
    "W032": "an arXiv id with a version",
    "E033": "not a web address",
    "E034": "not a DOI",
    "E035": "not a full name",
    "E036": "closed names no relation",
    "E037": "a value with a colon is not quoted",
    "W038": "a header key of another type",
    "E039": "a value must be quoted",
    "E040": "a link is not quoted",
    "E041": "not a link",
    "W042": "the year disagrees with the arXiv id",
    "W043": "an allowance without a code or a reason",
    "W044": "an allowance that allows nothing",
    # the body
    "E050": "a line that states nothing",
    "E051": "one colon where two are wanted",
    "E052": "a statement without a link",
    "E053": "several links on one line",
    "W054": "no dash before the reason",
    "E055": "a qualifier is not closed",
    "E056": "text after a qualifier",
    "E057": "an unknown qualifier",
    "E058": "a qualifier stands twice",
    "E059": "a bad value of a qualifier",
    "E060": "a code fence is not closed",
    "W061": "a heading that is nearly a section",
    "W062": "a line of a section that is not read",
    "E063": "a fact without a value",
    "E064": "a fact stands twice",
    "W065": "a relation among the facts",
    "E066": "steps in a note that is no problem",
    "E067": "a step that names no note",
    "E068": "a point before the first step",
    "E069": "a comment is not closed",
    "E070": "not a key",
    "E071": "a key stands twice",
    "E080": "a question without an answer",
    "E081": "an answer without a question",
    "E082": "a cloze that hides nothing",
    "E083": "a cloze whose marks do not pair",
    # between the notes
    "E100": "an unknown relation",
    "W101": "a link to a note that is not there",
    "E102": "a link that several packs answer",
    "E110": "a relation between the wrong types",
    "E111": "a note related to itself",
    "E112": "the reason is missing",
    "W113": "a reason is wanted",
    "W114": "an edge is stated twice",
    "E115": "at most one is allowed",
    "W116": "a symmetric edge is written on both sides",
    "E117": "steps of different wholes",
    "W118": "a relation that is usually single",
    "E120": "two notes share a name",
    "W121": "two notes share a title",
    "E122": "two notes share an identity",
    "E130": "an exercise that tests nothing",
    "E131": "two notes of one stem",
    "W132": "the folder disagrees with the type",
    "E133": "reviewed without a definition",
    "E134": "a card of a pack without a key",
    "W134": "a card without a key",
    "W135": "a note that extends nothing",
    "E136": "a note that extends one of another type",
    "W137": "a copy of a pack's note that has changed since",
    "W139": "closed, but empty",
    # exercises
    "E140": "exercise.toml is not TOML",
    "E141": "a value of exercise.toml that cannot be meant",
    "E142": "a file of an exercise that is missing or broken",
    "E201": "a cycle",
    # the shape of the graph: reviewed notes only
    "W202": "a stub: a definition and nothing else",
    "W203": "an orphan: no edge leads to it or away",
    "W204": "a hub: more cards than one node may have",
    "W205": "a pack with too few reasons",
    "W210": "a requires that another path implies",
    "W220": "a concept that no problem, exercise or chapter leads to",
    "W221": "a concept without a prerequisite that is no root",
    "W222": "a root that requires something",
    "W223": "a concept with fewer than two other edges",
    "W224": "a concept that can be read nowhere",
    # files beside the notes
    "E300": "relations.toml cannot be read",
    "E301": "a bad entry of relations.toml",
    "E302": "a bad line of papers.jsonl",
    # figures and papers
    "W310": "a figure that ages, without a date",
    "W320": "the title disagrees with the paper's metadata",
    "W321": "the year disagrees with the paper's metadata",
    # images and sounds
    "W330": "an image or sound that is not there",
    "W331": "an image or sound outside the folder media/",
    "W332": "an image or sound of a kind that is not shown",
    "W333": "an image or sound that is too large",
    "W334": "a drawing that holds a script",
    # the cards that the notes make
    "W401": "a question that is asked twice",
    "W402": "a question that is nearly another one",
    "W403": "a question that gives its answer away",
    "W404": "an answer that is too long",
    "W405": "a card that a rule forbids",
    "W406": "a question that does not end as one",
}


def fault(path: str, line: int, column: int, code: str, message: str) -> Fault:
    """One fault; line and column count from 1.

    Raises:
        KeyError: the code is not one of CODES.
    """
    if code not in CODES:
        raise KeyError(code)
    return Fault(
        path=path,
        line=line,
        column=column,
        code=code,
        severity="error" if code.startswith("E") else "warning",
        message=message,
    )


class Faults:
    """The faults of one file, in the order they are found."""

    __slots__ = ("found", "path")

    def __init__(self, path: str) -> None:
        self.path = path
        self.found: list[Fault] = []

    def add(self, code: str, line: int, column: int, message: str) -> None:
        """Note one fault at a line and column (from 1)."""
        self.found.append(fault(self.path, line, column, code, message))


def did_you_mean(name: str, known: Iterable[str]) -> str:
    """' (did you mean ...?)' with the nearest names, or '' where nothing is near."""
    near = nearest(name, known)
    return f" (did you mean {' or '.join(repr(n) for n in near)}?)" if near else ""
