"""A Markdown document becomes headings, items, tables and paragraphs, each at its lines."""

from kg.documents.decode import decode
from kg.documents.markdown import read_markdown
from kg.documents.structure import Structure


def read(text: str) -> Structure:
    return read_markdown(decode(text.encode(), "x.md"), "list")


def heads(text: str) -> list[tuple[int, int, str, int]]:
    return [tuple(heading) for heading in read(text).headings]


def items(text: str) -> list[tuple[int, int, str, int | None]]:
    return [(i.lines[0], i.depth, i.words, i.parent) for i in read(text).items]


def test_headings_of_both_forms_have_the_nearest_smaller_level_as_parent():
    text = "Top\n===\n\nSub one\n-------\n#### Deep #\n### Less deep\n## Sub *two*\n# Other\n"
    assert heads(text) == [
        (1, 1, "Top", 0),
        (4, 2, "Sub one", 1),
        (6, 4, "Deep", 4),
        (7, 3, "Less deep", 4),
        (8, 2, "Sub two", 1),
        (9, 1, "Other", 0),
    ]


def test_a_document_may_begin_deep_and_come_up():
    assert heads("### c\n## b\n# a\n") == [(1, 3, "c", 0), (2, 2, "b", 0), (3, 1, "a", 0)]


def test_marks_in_fences_code_and_comments_are_no_headings():
    text = (
        "# A\n```sh\n# no\n```\n    # no\n\n<!--\n# no\n-->\n~~~\n## no\n~~~\n#no\n\\# no\n## B\n"
    )
    assert [head[2] for head in heads(text)] == ["A", "B"]


def test_headings_lose_markup_and_links_but_keep_signs():
    text = "# \U0001f680 **The** `best` [guide](http://a.b/c) of C# &amp; $O(n_1)$\n"
    assert [head[2] for head in heads(text)] == ["\U0001f680 The best guide of C# & $O(n_1)$"]


def test_headings_of_html_are_headings():
    text = '<h1 align="center">The\n  Title</h1>\n\n<h2><img src="x.png"/></h2>\n\n## B\n'
    assert heads(text) == [(1, 1, "The Title", 0), (6, 2, "B", 1)]


def test_lists_nest_with_their_notes():
    text = "- a\n  - b\n    1. c\n\n       more of c\n- d\n  wrapped\n\n  second of d\n"
    assert items(text) == [
        (1, 0, "a", None),
        (2, 1, "b", 0),
        (3, 2, "c", 1),
        (6, 0, "d wrapped", None),
    ]
    structure = read(text)
    assert structure.items[2].notes == ("more of c",) and structure.items[2].number == 1
    assert structure.items[3].notes == ("second of d",) and structure.items[3].lines == (6, 7)


def test_tasks_are_done_or_not_and_brackets_are_no_tasks():
    structure = read("- [ ] open *one*\n- [x] done\n- [X] done too\n- [slides]\n")
    assert [item.done for item in structure.items] == [False, True, True, None]
    assert [item.words for item in structure.items] == ["open one", "done", "done too", "[slides]"]


def test_a_table_is_read_cell_by_cell():
    text = (
        "Table 3: What is where\n\n"
        "| Name | *Kind* | Link |\n| :-- | :-: | --: |\n"
        "| **A** b | `x \\| y` | [l](http://a.b/c) |\n| c |\n| d | e | f | g |\n\nEnd\n"
    )
    structure = read(text)
    (table,) = structure.tables
    assert table.lines == (3, 7) and table.columns == ("Name", "Kind", "Link")
    assert table.rows == (("A b", "x | y", "l"), ("c", "", ""), ("d", "e", "f"))
    assert table.row_lines == (5, 6, 7) and table.caption == "Table 3: What is where"
    assert [(row, col, link.url) for row, col, link in table.links] == [(0, 2, "http://a.b/c")]
    assert table.leads == ((0, 0, "A"),)
    assert [(problem.line, problem.code) for problem in structure.problems] == [(7, "I111")]


def test_a_table_needs_no_outer_bars_and_may_stand_in_a_list():
    structure = read("a | b\n--|--\n1 | 2\n\n- x\n\n  | c |\n  |---|\n  | 3 |\n")
    assert [table.rows for table in structure.tables] == [(("1", "2"),), (("3",),)]


def test_a_table_of_html_with_a_head_is_a_table():
    text = "<table>\n<tr><th>P</th><th>L</th></tr>\n<tr><td>One</td>\n<td><a href='http://a.b'>x</a></td></tr>\n</table>\n"
    (table,) = read(text).tables
    assert (table.columns, table.rows) == (("P", "L"), (("One", "x"),))
    assert table.links[0][2].url == "http://a.b"


def test_links_of_all_kinds_are_found_at_their_place():
    text = (
        "See [one](http://a.b/1 'hover'), [two][R], [R][], [r] and <http://a.b/3>\n"
        'then http://a.b/4_x_(y). and www.a.b/5, <a href="http://a.b/6">**six**</a>\n\n'
        "[r]: <http://a.b/2>\n"
    )
    (paragraph,) = read(text).paragraphs
    assert [(link.line, link.col, link.words, link.url) for link in paragraph.links] == [
        (1, 5, "one", "http://a.b/1"),
        (1, 34, "two", "http://a.b/2"),
        (1, 44, "R", "http://a.b/2"),
        (1, 51, "r", "http://a.b/2"),
        (1, 59, "http://a.b/3", "http://a.b/3"),
        (2, 6, "http://a.b/4_x_(y)", "http://a.b/4_x_(y)"),
        (2, 30, "www.a.b/5", "www.a.b/5"),
        (2, 41, "six", "http://a.b/6"),
    ]


def test_code_holds_no_links():
    structure = read("`[a](http://a.b)` and\n\n```\nhttp://a.b/2\n```\n")
    assert all(not paragraph.links for paragraph in structure.paragraphs) and not structure.items


def test_footnotes_are_paragraphs_and_no_links():
    structure = read("A claim[^1].\n\n[^1]: See [it](http://a.b).\n    And more.\n")
    assert structure.paragraphs[0].words == "A claim." and not structure.paragraphs[0].links
    assert structure.paragraphs[1].links[0].url == "http://a.b"


def test_pictures_and_shields_are_badges_and_no_words():
    text = (
        "[![s](https://img.shields.io/x)](https://github.com/a/b) ![](p.png) text\n\n- [up](#top)\n"
    )
    structure = read(text)
    assert structure.paragraphs[0].words == "text"
    assert [(link.image, link.badge) for link in structure.paragraphs[0].links] == [
        (False, True),
        (True, True),
        (True, False),
    ]
    assert structure.items[0].links[0].badge


def test_front_matter_is_no_text_and_keeps_line_numbers():
    structure = read("---\ntitle: \"A: b\"\ntags: [x, 'y']\nlist:\n  - one\n  - two\n---\n# H\n")
    assert structure.header == {"title": "A: b", "tags": ["x", "y"], "list": ["one", "two"]}
    assert structure.title == "A: b" and structure.headings[0].line == 8


def test_a_rule_at_the_start_is_no_front_matter():
    structure = read("---\n\nSome words.\n\n---\n# H\n")
    assert structure.header == {} and [head.line for head in structure.headings] == [6]


def test_a_tree_of_boxes_is_a_list():
    text = "```\nTop:\n├── a one\n│   ├── b\n│   └── c\n│\n└── d\n    └── e\n```\n"
    assert items(text) == [
        (2, 0, "Top:", None),
        (3, 1, "a one", 0),
        (4, 2, "b", 1),
        (5, 2, "c", 1),
        (7, 1, "d", 0),
        (8, 2, "e", 4),
    ]


def test_numbered_trees_of_ascii_are_lists_too():
    text = "## H\n```text\n1. One\n   |-- a\n   `-- b\n2. Two\n   +-- c\n```\n"
    structure = read(text)
    assert [(i.words, i.depth, i.number, i.code) for i in structure.items] == [
        ("One", 0, 1, True),
        ("a", 1, None, True),
        ("b", 1, None, True),
        ("Two", 0, 2, True),
        ("c", 1, None, True),
    ]
    assert {item.heading for item in structure.items} == {1}


def test_outlines_of_yaml_bullets_and_markdown_are_lists():
    yaml = "```yaml\n# note\nScale: 10 things\nParts:\n  - First: x\n  - Second\nEnd:\n- y\n```\n"
    assert [item[1:] for item in items(yaml)] == [
        (0, "Scale: 10 things", None),
        (0, "Parts:", None),
        (1, "First: x", 1),
        (1, "Second", 1),
        (0, "End:", None),
        (1, "y", 4),
    ]
    template = "```markdown\n## 1. Ask\n- [ ] what\n  - [x] why\n## 2. Say\n- it\n```\n"
    assert [(i.words, i.depth, i.done) for i in read(template).items] == [
        ("1. Ask", 0, None),
        ("what", 1, False),
        ("why", 2, True),
        ("2. Say", 0, None),
        ("it", 1, None),
    ]


def test_code_is_no_list():
    python = "```python\nclass A:\n    x: int\n    def f(self): return 1\n```\n"
    box = "```\n┌───┐\n│ a │\n├───┤\n│ b │\n└───┘\n```\n"
    json = '```json\n{"a": 1,\n "b": 2}\n```\n'
    assert items(python) == items(box) == items(json) == []


def test_lists_of_html_and_markdown_between_tags_are_lists():
    text = "<ul>\n<li><a href='http://a.b/1'>One</a> x</li>\n<li>two</li></ul>\n\n<div>\n- [T](http://a.b/2)\n</div>\n"
    structure = read(text)
    assert [(i.lines[0], i.words) for i in structure.items] == [(2, "One x"), (3, "two"), (6, "T")]
    assert [link.url for item in structure.items for link in item.links] == [
        "http://a.b/1",
        "http://a.b/2",
    ]


def test_lists_deeper_than_the_parser_goes_are_read_by_lines():
    rows = [f"{'  ' * n}- [p{n}](https://arxiv.org/abs/2101.{n + 1:05})" for n in range(300)]
    structure = read("\n".join(rows))
    found = {link.url for item in structure.items for link in item.links}
    assert len(found) == 300 and [problem.code for problem in structure.problems] == ["I112"]


def test_ten_thousand_levels_on_one_line_end():
    structure = read("- " * 10_000 + "[x](http://a.b)")
    assert [link.url for item in structure.items for link in item.links] == ["http://a.b"]


def test_of_a_line_of_five_megabytes_the_links_are_read():
    structure = read("word " * 1_000_000 + "[x](http://a.b) http://c.d/e.")
    urls = [link.url for paragraph in structure.paragraphs for link in paragraph.links]
    assert urls == ["http://a.b", "http://c.d/e"]
