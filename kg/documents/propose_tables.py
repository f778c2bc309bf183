"""The rows of a table become nodes; columns that say so become edges, the others notes.

Owns which column holds the title and which heads of columns are evidence of a relation. Not here:
reading tables, edges from headings.
"""

from __future__ import annotations

import re
from typing import NamedTuple

from kg.arxiv_ids import ArxivId, read_id
from kg.documents.found import FoundNode
from kg.documents.links import target_of
from kg.documents.propose_items import ItemProposer
from kg.documents.propose_sheet import Sheet
from kg.documents.propose_things import add_thing
from kg.documents.structure import Link, Mark, Span, Structure, Table
from kg.documents.titles import Thing, Words, things_in
from kg.documents.wording import bare_title, is_label, names_papers

_TITLE_HEADS = re.compile(
    r"\b(?:titles?|papers?|books?|courses?|resources?|names?|articles?|lectures?|videos?|blogs?|posts?"
    r"|tools?|models?|methods?|algorithms?|projects?|problems?|metrics?|datasets?|librar(?:y|ies)"
    r"|topics?|concepts?|terms?|techniques?|systems?|frameworks?|publications?|works?|approach(?:es)?"
    r"|questions?)\b",
    re.IGNORECASE,
)
_TYPES = (
    (r"papers?|publications?", "paper", 0.6),
    (r"metrics?|measures?", "metric", 0.6),
    (r"problems?|questions?", "problem", 0.6),
    (r"books?|courses?|resources?|articles?|blogs?|videos?|tutorials?", "resource", 0.6),
    (r"models?|systems?|tools?|frameworks?|librar(?:y|ies)|platforms?|software|hardware",
     "system", 0.5),
    (r"concepts?|terms?|techniques?|methods?|algorithms?|topics?|approach(?:es)?|tasks?",
     "concept", 0.5),
)  # fmt: skip
# The head of a column, the types its row may have, the relation and the type at its other end.
_RELATIONS = (
    (r"(?:evaluation |key |main |common )?metrics?", ("concept", "problem", "system"),
     "evaluated_by", "metric"),
    (r"(?:asked (?:at|by)|compan(?:y|ies))", ("problem",), "asked_at", "org"),
    (r"(?:org(?:ani[sz]ation)?s?|compan(?:y|ies)|labs?|institut(?:e|ion)s?|developers?|vendors?|publishers?"
     r"|affiliations?|made by|maintainers?)", ("system", "paper", "resource"), "made_by", "org"),
)  # fmt: skip
_DULL = re.compile(
    r"\W*(?:\d[\d./,:%-]*|[x\u2713\u2705\u274c?-]*|n/?a|none|yes|no|tbd)\W*", re.IGNORECASE
)
_EDGE = 0.6


class _Row(NamedTuple):
    """A row. main: its title's column, -1: none; lead: bold words that begin that cell."""

    table: Table
    number: int
    span: Span
    main: int
    links: list[tuple[int, Link]]
    lead: str


def propose_tables(sheet: Sheet, structure: Structure, items: ItemProposer) -> None:
    """Write what the tables of a document give."""
    for table in structure.tables:
        if not items.groups.is_silent(table.heading):
            main = _title_column(table)
            links: dict[int, list[tuple[int, Link]]] = {}
            for number, column, link in table.links:
                links.setdefault(number, []).append((column, link))
            leads = {number: words for number, column, words in table.leads if column == main}
            for number in range(len(table.rows)):
                span = _span(table, number)
                row = _Row(table, number, span, main, links.get(number, []), leads.get(number, ""))
                _row(sheet, items, row)


def _span(table: Table, row: int) -> Span:
    """The lines of a row; of a table that does not say, all of it."""
    if row >= len(table.row_lines):
        return table.lines
    later = table.row_lines[row + 1] if row + 1 < len(table.row_lines) else table.lines[1] + 1
    return table.row_lines[row], max(table.row_lines[row], later - 1)


def _title_column(table: Table) -> int:
    """The column with titles: it links, or prints in bold, or its head says so, or it is first."""
    best, most = -1, 0
    for column, head in enumerate(table.columns):
        if not _speaks(table, column):
            continue
        rows = {row for row, at, link in table.links if at == column and not is_label(link.words)}
        rows |= {row for row, at, _ in table.leads if at == column}
        score = 1 + 3 * (2 * len(rows) >= len(table.rows) and bool(rows))
        score += 2 * bool(_TITLE_HEADS.search(head)) + (column == 0)
        best, most = (column, score) if score > most else (best, most)
    return best


def _speaks(table: Table, column: int) -> bool:
    cells = [row[column] for row in table.rows[:50] if column < len(row) and row[column].strip()]
    said = [cell for cell in cells if not is_label(cell) and not _DULL.fullmatch(cell)]
    return bool(said) and 2 * len(said) >= len(cells)


def _row(sheet: Sheet, items: ItemProposer, row: _Row) -> None:
    cells = row.table.rows[row.number]
    here = row.links
    title = bare_title(row.lead or cells[row.main]) if row.main >= 0 else ""
    own = things_in(_words(row, cells, row.main, here), "") if row.main >= 0 else []
    others: list[Thing] = []
    for column in sorted({column for column, _ in here if column != row.main}):
        others += things_in(_words(row, cells, column, here), title)
    others += _bare_ids(row, cells, title)
    head = row.table.columns[row.main] if row.main >= 0 else ""
    if row.lead and own and own[0].title != title:
        others, own = [*own, *others], []
    main, rest = _main_thing(title, own, others)
    ref = _main_node(sheet, row, head, title, main, _notes(row, cells))
    group = items.groups.concept_of(row.table.heading)
    for thing in [*own[1:], *rest]:
        column_head = " ".join(row.table.columns)
        other = add_thing(sheet, thing, row.span, (), names_papers(column_head))
        _cover(sheet, items, row, other)
        if (
            ref
            and _introduces(row, thing)
            and sheet.node(ref).type in ("concept", "system", "metric")
        ):
            sheet.link(ref, "introduced_by", other, row.span, _EDGE, "the column of its paper")
    if ref:
        _relate(sheet, row, cells, ref)
        if group is not None:
            _cover(sheet, items, row, ref)


def _cover(sheet: Sheet, items: ItemProposer, row: _Row, ref: str) -> None:
    group = items.groups.concept_of(row.table.heading)
    if group is not None and sheet.node(ref).type in ("paper", "resource"):
        rule = "the heading above its table"
        sheet.link(items.concept(group), "covered_in", ref, row.span, 0.3, rule)


def _words(row: _Row, cells: tuple[str, ...], column: int, here: list[tuple[int, Link]]) -> Words:
    """A cell with its links, as titles.py reads it."""
    words = cells[column] if column < len(cells) else ""
    links = tuple(link for at, link in here if at == column)
    marks, done = [], 0
    for link in links:
        at = words.find(link.words, done) if link.words and not link.image else -1
        at = done if at < 0 else at
        done = at + (len(link.words) if words.startswith(link.words, at) else 0)
        marks.append(Mark("link", at, done))
    return Words(words, links, tuple(marks), row.span[0])


def _bare_ids(row: _Row, cells: tuple[str, ...], title: str) -> list[Thing]:
    """Ids without a link, in a column called arXiv."""
    found = []
    for column, cell in enumerate(cells):
        linked = any(at == column for at, _ in row.links)
        if "arxiv" in row.table.columns[column].lower() and cell and not linked:
            read = read_id(cell)
            if isinstance(read, ArxivId):
                link = Link(row.span[0], 1, cell, f"https://arxiv.org/abs/{read.base}")
                rule = "an id in a column called arXiv"
                found.append(Thing(title or cell, ((link, target_of(link.url)),), rule, 0))
    return found


def _main_thing(
    title: str, own: list[Thing], others: list[Thing]
) -> tuple[Thing | None, list[Thing]]:
    """What the row is about, with the links that only label it; and what else it names."""
    main = own[0] if own else None
    rest = []
    for thing in others:
        label = thing.title == title or not thing.said
        fits = main is None or not (main.arxiv and thing.arxiv and main.arxiv != thing.arxiv)
        if not (label and title and fits):
            rest.append(thing)
        elif main is None:
            main = Thing(title, thing.links, "the title of a row", 0)
        else:
            main = main._replace(links=(*main.links, *thing.links))
    return main, rest


def _main_node(
    sheet: Sheet, row: _Row, head: str, title: str, main: Thing | None, notes: tuple[str, ...]
) -> str:
    """The node of the row's own thing; '' where nothing says what it is."""
    if main is not None:
        return add_thing(sheet, main, row.span, notes, names_papers(head))
    kind, confidence = "", 0.0
    for pattern, name, sure in _TYPES:
        if re.search(rf"\b(?:{pattern})\b", head, re.IGNORECASE):
            kind, confidence = name, sure
            break
    if not kind and row.lead:
        kind, confidence = "concept", 0.35
    if not kind or not title or is_label(title) or _DULL.fullmatch(title) or len(title) > 300:
        return ""
    rule = f"a row of the column '{head}'"
    return sheet.add(
        FoundNode("", kind, title, (title,), "", "", row.span, sheet.quote(row.span, title),
                  confidence, rule, (), (), notes)
    )  # fmt: skip


def _notes(row: _Row, cells: tuple[str, ...]) -> tuple[str, ...]:
    """The other cells as 'Head: words'."""
    notes = []
    for column, cell in enumerate(cells):
        words = cell.strip()
        if column == row.main:
            words = words.partition(row.lead)[2].strip(" ,:;-\u2013\u2014") if row.lead else ""
            notes += [words] if words else []
        elif words and not is_label(words):
            head = row.table.columns[column]
            notes.append(f"{head}: {words}" if head else words)
    return tuple(notes)


def _introduces(row: _Row, thing: Thing) -> bool:
    """The thing stands in a column called Paper, and is one."""
    columns = {at for at, link in row.links if link == thing.links[0][0]}
    is_paper = any(target.sort in ("paper", "pdf") for _, target in thing.links)
    return is_paper and any(names_papers(row.table.columns[c]) and c != row.main for c in columns)


def _relate(sheet: Sheet, row: _Row, cells: tuple[str, ...], ref: str) -> None:
    """Edges that the head of a column names."""
    kind = sheet.node(ref).type
    for column, cell in enumerate(cells):
        head = bare_title(row.table.columns[column])
        for pattern, types, relation, other in _RELATIONS:
            if column == row.main or kind not in types:
                continue
            if not re.fullmatch(pattern, head, re.IGNORECASE):
                continue
            for name in _names(cell):
                rule = f"the column '{head}'"
                node = FoundNode("", other, name, (name,), "", "", row.span,
                                 sheet.quote(row.span, name), 0.5, rule)  # fmt: skip
                target = sheet.add(node)
                sheet.link(ref, relation, target, row.span, _EDGE, rule)
            break


def _names(cell: str) -> list[str]:
    """The names in a cell: 'recall@k, nDCG' gives two."""
    names = [bare_title(part) for part in re.split(r"[,;/]|\band\b|&", cell)]
    return [name for name in names if 1 < len(name) <= 60 and len(name.split()) <= 5]
