"""The JSON of a dry run: its shape is what docs/import.md promises."""

from __future__ import annotations

import json
import re
from pathlib import Path

from kg.documents.found import Found, FoundEdge, FoundNode
from kg.documents.lines import Problem, Repair
from kg.documents.report import as_data
from kg.documents.structure import Citation, Heading, Table

PAGE = Path(__file__).parents[2] / "docs" / "import.md"
NODE = FoundNode(
    "bends", "paper", "Bends", ("Bends", "bends"), "https://arxiv.org/abs/2101.00031",
    "2101.00031", (3, 4), "- Bends", 0.95, "an item", ids=("doi:10.1/x",), notes=("long",),
)  # fmt: skip
EDGE = FoundEdge(
    "bends", "covered_in", "book", "why", (5, 5), "| a |", 0.123456, "a row", (("n", "3"),)
)
FOUND = Found(
    "list.md", "ab" * 32, (NODE,), (EDGE,), (Heading(1, 2, "Rivers", 0),),
    (Table((6, 8), ("a", "b"), (("1", "2"),), "Table 1", 1),), (Citation(12, 9, 1),),
    (Repair(2, "Ã©", "é"),), (Problem(9, 4, "I301", "look"),),
)  # fmt: skip


def test_the_shape_is_kept() -> None:
    data = json.loads(json.dumps(as_data(FOUND)))
    assert data == {
        "file": "list.md",
        "sha256": "ab" * 32,
        "nodes": [
            {
                "ref": "bends", "type": "paper", "title": "Bends", "titles": ["Bends", "bends"],
                "url": "https://arxiv.org/abs/2101.00031", "arxiv": "2101.00031",
                "ids": ["doi:10.1/x"], "aliases": [], "notes": ["long"], "status": "proposed",
                "same_as": "", "lines": [3, 4], "quote": "- Bends",
                "also": [], "confidence": 0.95,
                "rule": "an item",
            }
        ],
        "edges": [
            {
                "source": "bends", "relation": "covered_in", "target": "book", "reason": "why",
                "qualifiers": {"n": "3"}, "lines": [5, 5], "quote": "| a |", "confidence": 0.123,
                "rule": "a row",
            }
        ],
        "headings": [{"line": 1, "level": 2, "title": "Rivers", "parent": 0}],
        "tables": [
            {"lines": [6, 8], "columns": ["a", "b"], "rows": [["1", "2"]], "caption": "Table 1"}
        ],
        "citations": [{"number": 12, "line": 9, "section": 1}],
        "repairs": [{"line": 2, "before": "Ã©", "after": "é"}],
        "problems": [{"line": 9, "col": 4, "code": "I301", "message": "look"}],
    }  # fmt: skip


def test_the_page_names_every_field() -> None:
    page = PAGE.read_text(encoding="utf-8").partition("## JSON")[2]
    rows = dict(re.findall(r"^\| `(\w+)`(?:, `\w+`)? \| (.*) \|$", page, re.MULTILINE))
    for name, value in as_data(FOUND).items():
        if isinstance(value, list):
            named = set(re.findall(r"`(\w+)`", rows[name]))
            fields = set(value[0])
            assert fields <= named, name
        else:
            assert f"`{name}`" in page
