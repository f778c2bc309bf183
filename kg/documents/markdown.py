"""A Markdown document becomes its structure: headings, items, tables, paragraphs, links.

Owns the order of reading: front matter, blocks, what lies too deep for the parser, captions. Never
raises. Not here: each of those (markdown_*.py), what becomes a node (propose.py).
"""

from __future__ import annotations

from markdown_it.rules_block import StateBlock
from markdown_it.token import Token

from kg.documents.lines import Document, Problem
from kg.documents.markdown_blocks import BlockReader
from kg.documents.markdown_header import read_header
from kg.documents.markdown_parser import MAX_NESTING, markdown
from kg.documents.markdown_rest import add_loose
from kg.documents.markdown_tables import below_captions
from kg.documents.structure import Structure
from kg.documents.structure_builder import Builder


def read_markdown(document: Document, kind: str) -> Structure:
    """The structure of a Markdown document; references and citations are left to the caller."""
    header, skipped = read_header(document.lines)
    lines = ("",) * skipped + document.lines[skipped:]
    env: dict[str, object] = {}
    tokens = _blocks("\n".join(lines), env)
    builder = BlockReader(lines, env).read(tokens)
    _add_too_deep(builder, tokens, lines)
    return Structure(
        kind, _title(builder, header), tuple(builder.headings), tuple(builder.items),
        tuple(below_captions(builder)), (), (), tuple(builder.paragraphs), header,
        tuple(builder.problems),
    )  # fmt: skip


def _blocks(text: str, env: dict[str, object]) -> list[Token]:
    """The tokens of the blocks; the words in them are read one block at a time, to save memory."""
    parser = markdown()
    tokens: list[Token] = []
    state = StateBlock(text, parser, env, tokens)
    parser.block.tokenize(state, state.line, state.lineMax)
    return tokens


def _title(builder: Builder, header: dict[str, str | list[str]]) -> str:
    """What the front matter or the first heading calls the document."""
    title = header.get("title")
    if isinstance(title, str) and title:
        return title
    tops = [heading for heading in builder.headings if heading.level == 1]
    return (tops or builder.headings)[0].title if builder.headings else ""


def _add_too_deep(builder: Builder, tokens: list[Token], lines: tuple[str, ...]) -> None:
    """The lines inside blocks at the parser's limit, which it passes over."""
    deep = [token for token in tokens if token.level >= MAX_NESTING - 2 and token.map]
    if not deep:
        return
    seen: set[int] = set()
    for token in tokens:
        if token.type in ("inline", "fence", "code_block", "html_block") and token.map:
            seen.update(range(*token.map))
    inside = sorted({n for token in deep for n in range(*token.map or (0, 0))} - seen)
    missed = [(n + 1, lines[n]) for n in inside if n < len(lines) and lines[n].strip()]
    if missed:
        message = f"nested more than {MAX_NESTING // 2} deep: read line by line from here"
        builder.problems.append(Problem(missed[0][0], 1, "I112", message))
        add_loose(builder, missed, None)
