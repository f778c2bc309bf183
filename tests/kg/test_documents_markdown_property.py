"""Whatever the Markdown, nothing raises, and every proposal is quoted from where it says."""

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from kg.documents.decode import decode
from kg.documents.found import Found
from kg.documents.read_document import KINDS, read_document, read_documents
from kg.errors import DocumentRefused

WORD = st.sampled_from(
    ["a", "Graph", "of", "**bold**", "*em*", "`code`", "$x_1$", "http://a.b/c", "www.a.b", "|",
     "https://arxiv.org/abs/2101.00001", "arXiv:2101.00002", "arXiv:21.1", "[12]", "[^1]", "[x]",
     "<br>", "<b>t</b>", "&amp;", "\\*", "Chapter 1", "\U0001f680", "\u00e9t\u00e9", "Acme,",
     "Bee,", "et al.", "(2021)", "-", ":", "~~s~~", "\u00e2\u20ac\u2122", "\x0b", "\u2028"]
)  # fmt: skip
WORDS = st.lists(WORD, max_size=7).map(" ".join)
URL = st.sampled_from(
    ["https://arxiv.org/abs/2101.00001v2", "https://arxiv.org/pdf/2113.1", "http://[", "#a", "L.md",
     "https://github.com/a/b", "https://x.org/a b", "", "https://doi.org/10.1/x(1)"]
)  # fmt: skip
LINK = st.builds(lambda words, url: f"[{words}]({url})", WORDS, URL)
PICTURE = st.builds(lambda words, url: f"[![{words}](p.svg)]({url})", WORDS, URL)
SPAN = st.lists(st.one_of(WORDS, LINK, PICTURE), max_size=3).map(" ".join)
FENCE = st.sampled_from(["```", "```yaml", "~~~", "```markdown", "    ", "```text"])
TREE = st.sampled_from(["├── ", "│   └── ", "- ", "  - ", "k: ", "# ", ""])
BLOCK = st.one_of(
    st.builds(lambda level, words: f"{'#' * level} {words}", st.integers(1, 7), SPAN),
    st.builds(lambda words, line: f"{words}\n{line}", SPAN, st.sampled_from(["===", "---", "***"])),
    st.builds(lambda deep, mark, words: f"{' ' * deep}{mark} {words}", st.integers(0, 9),
              st.sampled_from(["-", "*", "1.", "- [ ]", "- [x]", ">", "> -", "+ 2)"]), SPAN),
    st.lists(st.lists(SPAN, max_size=4).map(lambda cells: f"| {' | '.join(cells)} |"), max_size=4)
    .map(lambda rows: "\n".join([*rows[:1], "|---|:--|", *rows[1:]])),
    st.builds(lambda fence, rows: f"{fence}\n" + "\n".join(rows) + f"\n{fence[:3]}", FENCE,
              st.lists(st.builds(str.__add__, TREE, WORDS), max_size=4)),
    st.builds(lambda url, words: f'<p align="center"><a href="{url}">{words}</a>', URL, SPAN),
    st.sampled_from(["---", "[r]: http://a.b 'T'", "[^1]: note", "<!-- c", "-->", "<details>",
                     "<table><tr><th>a<tr><td>b", "Table 1: x", "## References", "[1] A. https://x.org."]),
    SPAN,
)  # fmt: skip
MARKDOWN = st.lists(BLOCK, max_size=14).flatmap(
    lambda blocks: st.sampled_from(["\n", "\n\n"]).map(lambda gap: gap.join(blocks))
)
QUIET = settings(
    deadline=None, max_examples=60, suppress_health_check=[HealthCheck.too_slow], database=None
)


def check(found: Found, data: bytes) -> None:
    source = decode(data, "x").source
    nodes = {node.ref for node in found.nodes}
    assert len(nodes) == len(found.nodes)
    for one in (*found.nodes, *found.edges):
        first, last = one.lines
        assert 1 <= first <= last <= max(len(source), 1)
        assert one.quote.strip() and one.quote in "\n".join(source[first - 1 : last])
        assert 0 < one.confidence <= 1 and one.rule
    for node in found.nodes:
        assert node.title.strip() and node.titles
    for edge in found.edges:
        assert {edge.source, edge.target} <= nodes and edge.source != edge.target
    for heading in found.headings:
        assert 0 <= heading.parent < heading.line <= len(source)
    for problem in found.problems:
        assert 1 <= problem.line <= max(len(source), 1) and problem.col >= 1
    ids = [node.arxiv for node in found.nodes if node.arxiv]
    assert len(ids) == len(set(ids)) and set(ids) <= {"2101.00001", "2101.00002"}


@QUIET
@given(MARKDOWN, st.sampled_from(KINDS))
def test_no_markdown_raises_and_every_quote_stands_at_its_line(text: str, kind: str):
    data = text.encode()
    check(read_document(data, "x.md", kind), data)


@QUIET
@given(st.text(max_size=400))
def test_no_text_raises(text: str):
    data = text.encode()
    try:
        check(read_document(data, "x.md"), data)
    except DocumentRefused as error:
        assert str(error).startswith("x.md: ")


@QUIET
@given(st.binary(max_size=300))
def test_no_bytes_raise(data: bytes):
    try:
        read_document(data, "x")
    except DocumentRefused as error:
        assert "\n" not in str(error)


@QUIET
@given(MARKDOWN, MARKDOWN)
def test_two_files_name_each_thing_once(first: str, second: str):
    found = read_documents([("a.md", first.encode()), ("b.md", second.encode())])
    refs = [node.ref for one in found for node in one.nodes]
    assert len(refs) == len(set(refs))
    ids = [node.arxiv for one in found for node in one.nodes if node.arxiv]
    assert len(ids) == len(set(ids))
    for one in found:
        assert all({edge.source, edge.target} <= set(refs) for edge in one.edges)


@QUIET
@given(MARKDOWN)
def test_a_second_reading_is_the_same(text: str):
    assert read_document(text.encode(), "x.md") == read_document(text.encode(), "x.md")
