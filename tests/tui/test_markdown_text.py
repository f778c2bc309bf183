"""Markdown as styled blocks: structure, code, formulas, wikilinks."""

from __future__ import annotations

from tui.blocks import Block
from tui.markdown_text import inline, markdown_blocks


def plain(blocks: list[Block]) -> list[str]:
    return [" " * block.indent + block.content.plain for block in blocks]


def styles(block: Block) -> set[str]:
    return {str(span.style) for span in block.content.spans}


def test_a_plain_line_is_one_block() -> None:
    assert plain(markdown_blocks("Just words.")) == ["Just words."]


def test_underscores_in_a_formula_are_not_emphasis() -> None:
    [block] = markdown_blocks("both $a_1*b_2$ and $c_1*d_2$ *here*")
    assert block.content.plain == "both a₁*b₂ and c₁*d₂ here"
    assert styles(block) == {"italic"}


def test_lists_nest_and_count() -> None:
    blocks = markdown_blocks("- one\n- two\n  1. first\n  2. second\n\nend")
    assert plain(blocks) == ["• one", "• two", "  1. first", "  2. second", "", "end"]
    assert blocks[0].hang == 2


def test_code_keeps_its_lines_and_its_dollars() -> None:
    blocks = markdown_blocks("Run:\n\n```python\nx = 1  # $y$\n\nprint(x)\n```\n")
    assert plain(blocks) == ["Run:", "", "  x = 1  # $y$", "  ", "  print(x)"]
    assert all(block.keep for block in blocks[2:])


def test_code_in_a_language_nobody_knows_is_shown_plainly() -> None:
    assert plain(markdown_blocks("```nosuch\na b\n```")) == ["  a b"]


def test_a_table_is_aligned() -> None:
    rows = plain(markdown_blocks("| a | long |\n|---|---|\n| 1 | $x^2$ |\n"))
    assert rows == ["a  long", "1  x²"]


def test_wikilinks_show_the_title_or_their_own_words() -> None:
    text = "See [[softmax]], [[attention|this]] and [[book#Part 2]]."
    titles = {"softmax": "Softmax", "book": "The book"}
    assert inline_with(text, titles) == "See Softmax, this and The book, Part 2."


def inline_with(text: str, titles: dict[str, str]) -> str:
    return " ".join(plain(markdown_blocks(text, lambda name: titles.get(name, name))))


def test_a_card_key_is_not_shown_and_a_highlight_is_bold() -> None:
    [block] = markdown_blocks("The ==answer== is here. ^why-scale")
    assert block.content.plain == "The answer is here."
    assert "bold" in styles(block)


def test_inline_puts_everything_on_one_line() -> None:
    assert inline("a\nb `c`").plain == "a b c"


def test_html_and_broken_markup_do_no_harm() -> None:
    assert plain(markdown_blocks("a < b and **open")) == ["a < b and **open"]
    assert plain(markdown_blocks("")) == []
