"""A note's text in a field of Anki: its markup alive, everything else letters, escaped once."""

from __future__ import annotations

import json
import re
import time
from html import unescape
from html.parser import HTMLParser

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kg.math_text import take_out_math
from sync.anki_face import html_of, path_html, source_html
from sync.anki_math import DEEPEST, LONGEST

TAGS = {
    "a", "b", "blockquote", "br", "code", "del", "div", "em", "h1", "h2", "h3", "h4", "h5", "h6",
    "hr", "img", "li", "ol", "p", "pre", "s", "span", "strong", "table", "tbody", "td", "th",
    "thead", "tr", "ul",
}  # fmt: skip
ATTRIBUTES = {"alt", "class", "dir", "href", "src", "start", "style"}
FILES = {"media/a b.png": "edgewise-1.png", "media/c.mp3": "edgewise-2.mp3"}


class Judge(HTMLParser):
    """Notes what a browser would see: words, tags that do not pair, attributes nobody expects."""

    def __init__(self) -> None:
        super().__init__()
        self.words: list[str] = []
        self.open: list[str] = []
        self.faults: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag not in TAGS:
            self.faults.append(tag)
        for name, value in attrs:
            style = name == "style" and not re.fullmatch(r"text-align:(left|right|center)", value)
            href = name == "href" and not re.match(r"https?://|mailto:", value or "")
            if name not in ATTRIBUTES or style or href:
                self.faults.append(f"{name}={value}")
        if tag not in ("br", "hr", "img"):
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        if not self.open or self.open.pop() != tag:
            self.faults.append(f"/{tag}")

    def handle_data(self, data: str) -> None:
        self.words.append(data)


def judged(html: str) -> str:
    """The words of a field that is sound HTML and has no sign of Anki's in it."""
    judge = Judge()
    judge.feed(html)
    judge.close()
    assert not judge.faults, html
    assert not judge.open, html
    assert not re.search(r"\{\{|\}\}|\[\[|\[/?latex|\[\$|\[anki:|\[sound:", html, re.I), html
    assert not re.search("[\ue000-\ue00f]", html), html
    return "".join(judge.words)


@pytest.mark.parametrize(
    ("text", "field"),
    [
        ("Just words, and more.", "Just words, and more."),
        ("10 GB; 3.", "10 GB; 3."),
        ("3.", "3."),
        ("R&D", "R&amp;D"),
        ("vector<T> of a > b", "vector&lt;T&gt; of a &gt; b"),
        ("a &amp; b", "a &amp; b"),
        ("`a &amp; b`", "<code>a &amp;amp; b</code>"),
        ("**b** *i* ~~s~~", "<strong>b</strong> <em>i</em> <s>s</s>"),
        ("==hi *x*== but a == b", "<b>hi <em>x</em></b> but a == b"),
        ("[[pack/two-words]] [[a#Part|this]] [[a#Part]]", "two words this a, Part"),
        ("The words. ^the-key", "The words."),
        ("`[[x]]` stays", "<code>&#91;[x]]</code> stays"),
        ("one\ntwo\\\nthree", "one two<br>three"),
        ("one\n\ntwo", "<p>one</p>\n<p>two</p>"),
    ],
)
def test_markup_becomes_html_and_the_rest_is_escaped_once(text: str, field: str) -> None:
    assert html_of(text) == field
    judged(field)


@pytest.mark.parametrize(
    ("text", "field"),
    [
        ("$x<y$ & more", r"\(x&lt;y\) &amp; more"),
        (r"$$\sum_i x_i$$", r"\[ \sum_i x_i\]"),
        (r"$\frac{a}{\sqrt{b}}$", r"\(\frac{a}{\sqrt{b} }\)"),
        (r"${{a}}$", r"\({ {a} }\)"),
        ("$50%$ of $#x$, $5\\%$", r"\(50\%\) of \(\#x\), \(5\%\)"),
        ("It costs $5 and $10; \\$3.", "It costs $5 and $10; $3."),
        ("`$x$`", "<code>$x$</code>"),
        ("$a_1*b$ and $c*d_2$", r"\(a_1*b\) and \(c*d_2\)"),
        ("$x^{$", "<code>x^{</code>"),
    ],
)
def test_formulas_are_written_for_mathjax(text: str, field: str) -> None:
    assert html_of(text) == field


@pytest.mark.parametrize(
    "latex",
    [
        r"\href{javascript:alert(1)}{x}", r"\def\x{y}", r"\newcommand{\x}{y}", r"\style{a}{b}",
        r"\require{html}", r"\class{a}{b}", r"\unicode{65}", r"\gdef\frac{}", r"\let\a\b",
        "{" * (DEEPEST + 1) + "x" + "}" * (DEEPEST + 1), "x" * (LONGEST + 1), r"\text{\(x\)}",
    ],
)  # fmt: skip
def test_a_formula_that_could_run_link_define_or_never_end_is_shown_as_written(latex: str) -> None:
    field = html_of(f"${latex}$")
    assert field.startswith("<code>")
    assert unescape(field) == f"<code>{latex}</code>"


@pytest.mark.parametrize("latex", [r"x \newline y", r"\definitely", r"\letter", r"a \\[2pt] b"])
def test_a_formula_is_not_refused_for_a_name_that_begins_alike(latex: str) -> None:
    assert html_of(f"${latex}$") == f"\\({latex}\\)"


PIECES = ["$x^2$", "$5", "$$y$$", "`$z$`", " ", "word", "$", "1", "a$b", "$ x$"]


@given(st.lists(st.sampled_from(PIECES), max_size=8).map("".join))
def test_the_terminal_and_anki_agree_on_what_is_a_formula(text: str) -> None:
    field = html_of(text)
    in_terminal = [formula for formula in take_out_math(text)[1] if formula]
    assert len(in_terminal) == field.count(r"\(") + field.count(r"\[")


def test_code_is_coloured_by_classes_and_keeps_its_lines() -> None:
    field = html_of("```python\ndef f(x):\n    return {{x}}  # $y$ &amp; [[z]]\n```")
    assert '<span class="k">def</span>' in field
    assert "style=" not in field
    assert judged(field) == judged(html_of("def f(x):")) + "\n    return {{x}}  # $y$ &amp; [[z]]"


@pytest.mark.parametrize("language", ["", "nosuch", "../etc", "python " + "x" * 50])
def test_code_in_a_language_nobody_knows_stays_as_it_is(language: str) -> None:
    assert judged(html_of(f"```{language}\na < b\n```")) == "a < b"


def test_very_long_code_is_not_coloured() -> None:
    assert "<span" not in html_of("```python\n" + "x = 1\n" * 5000 + "```")


@pytest.mark.parametrize(
    ("text", "field"),
    [
        ("[a](https://x.org/?a=1&b=2)", '<a href="https://x.org/?a=1&amp;b=2">a</a>'),
        ("<https://x.org>", '<a href="https://x.org">https://x.org</a>'),
        ("[a](mailto:a@x.org)", '<a href="mailto:a@x.org">a</a>'),
        ('[a](https://x.org/"onclick="y "t")', '<a href="https://x.org/%22onclick=%22y">a</a>'),
        ("[a](javascript:alert(1))", "a"),
        ("[a](JaVaScRiPt&#58;alert(1))", "a"),
        ("[a](  data:text/html;x)", "a"),
        ("[a](other.md)", "a"),
        ("[a](//x.org)", "a"),
        ("[a](file:///etc/passwd)", "a"),
    ],
)
def test_a_link_leads_to_the_web_or_to_mail_or_is_only_its_words(text: str, field: str) -> None:
    assert html_of(text) == field
    judged(field)


@pytest.mark.parametrize(
    ("text", "field"),
    [
        ("![A curve](<media/a b.png>)", '<img src="edgewise-1.png" alt="A curve">'),
        ('![$x$ "q"](<media/a b.png>)', '<img src="edgewise-1.png" alt="$x$ &quot;q&quot;">'),
        ("![[media/a b.png|A curve]]", '<img src="edgewise-1.png" alt="A curve">'),
        ("![Say it](media/c.mp3)", "[sound:edgewise-2.mp3]"),
        ("[Say it](media/c.mp3)", "Say it [sound:edgewise-2.mp3]"),
        ("![A <curve>](media/none.png)", '<span class="missing">[A &lt;curve&gt;]</span>'),
        ("![](media/none.png)", '<span class="missing">[none.png]</span>'),
        ("![x](https://x.org/a.png)", '<span class="missing">[x]</span>'),
    ],
)
def test_pictures_and_sounds_go_by_their_names_in_anki(text: str, field: str) -> None:
    assert html_of(text, FILES.get) == field


@pytest.mark.parametrize("name", ['x" onerror="y', "../x.png", "a b.png", "x].mp3", ""])
def test_a_name_that_is_no_name_of_ours_is_not_written(name: str) -> None:
    assert html_of("![x](media/a.png)", lambda _: name) == '<span class="missing">[x]</span>'


@pytest.mark.parametrize(
    "text",
    [
        "<script>alert(1)</script>", "<img src=x onerror=alert(1)>", "<!-- x", "<b>x</b>",
        "{{Field}}", "{{c1::x}}", "{{{c1::x}}}", "{{#Question 1}}x{{/Question 1}}", "a::b::",
        "[sound:x.mp3]", "[SOUND:x.mp3]", "[anki:tts lang=en_US]x[/anki:tts]", "[latex]x[/latex]",
        "&lt;script&gt;", "{{=<% %>=}}", "</div></div><div>", "<iframe src=//x>", "a <!doctype b",
        "javascript:alert(1)", "&#60;script&#62;", "]]>", "<anki-mathjax>x</anki-mathjax>",
    ],
)  # fmt: skip
@pytest.mark.parametrize("around", ["{}", "`{}`", "```\n{}\n```", "**{}** and *more*", "- {}\n- x"])
def test_what_an_author_types_is_never_read_by_anki_or_a_browser(text: str, around: str) -> None:
    words = judged(html_of(around.format(text)))
    in_code = "`" in around
    assert (text if in_code else unescape(text)) in words


@pytest.mark.parametrize("text", [r"\\(x\\)", r"\\[x\\]", r"`\(x\)`", r"[[type:Question 1]]"])
def test_delimiters_of_formulas_and_typed_answers_are_kept_apart(text: str) -> None:
    field = html_of(text)
    judged(field)
    assert not re.search(r"\\[(\[]", re.sub(r"<code>.*?</code>", "", field))


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("a\x00b\x1fc\x7fd", "abcd"),
        ("\x1b[31mred\x1b[0m \x1b]0;t\x07x", "red x"),
        ("safe\u202egpj", "safegpj"),
        ("cafe\u0301 e\u0301", "café é"),
        ("half \ud83d", "half \ufffd"),
        ("a\ue0000\ue001b \ue005x.mp3\ue006 \ue0021\ue003c\ue004", "a0b x.mp3 1c"),
        ("$x$ &#xe000;7&#xe001; &#xe005;x.mp3&#xe006;", r"\(x\)  x.mp3"),
        ("שלום `code` 日本 👩‍🚀", "שלום code 日本 👩‍🚀"),
    ],
)
def test_signs_that_steer_are_taken_out_and_all_scripts_stay(text: str, words: str) -> None:
    assert judged(html_of(text)) == words


@given(
    st.text(alphabet=st.characters() | st.sampled_from("`*_~[]<>&|\\$={}^!\n#-\ue000\ue0050:()"))
)
def test_any_text_becomes_sound_html(text: str) -> None:
    judged(html_of(text))


@pytest.mark.parametrize(
    "text", ["[" * 20_000, "*a_" * 10_000, "`" * 9_999, "==a" * 9_000, "> " * 5000]
)
def test_markup_that_never_ends_takes_no_time(text: str) -> None:
    start = time.perf_counter()
    judged(html_of(text))
    assert time.perf_counter() - start < 5


SOURCES = [
    {"title": "On a & $\\alpha$", "arxiv": "1706.03762", "year": 2017, "section": "3 <b>"},
    {"title": "A book", "url": "https://x.org/?a=1&b=2", "year": 2020, "node": "p/book"},
    {"title": "A book", "url": "https://x.org/?a=1&b=2", "year": 2020, "node": "p/again"},
    {"title": "No page", "url": "javascript:alert(1)", "arxiv": ""},
    {"title": "", "arxiv": "not an id"},
    {"title": "", "year": None},
    "no entry",
]


def test_sources_have_their_links_once_and_nothing_that_runs() -> None:
    field = source_html(json.dumps(SOURCES))
    assert judged(field) == (
        "On a & \\(\\alpha\\) (2017), §\u00a03 <b>\u00a0· arXiv 1706.03762 · PDF"
        "A book (2020)No pagenot an id"
    )
    assert re.findall('href="([^"]*)"', field) == [
        "https://arxiv.org/abs/1706.03762",
        "https://arxiv.org/pdf/1706.03762",
        "https://x.org/?a=1&amp;b=2",
    ]


@pytest.mark.parametrize("source", ["", "[]", "{}", "null", '[{"title": ""}]'])
def test_no_source_is_an_empty_field(source: str) -> None:
    assert source_html(source) == ""


def test_a_path_leads_from_the_whole_to_the_part() -> None:
    assert path_html(["Evaluation", "R&D {{x}}", "", "$F_1$"]) == (
        "Evaluation › R&amp;D &#123;{x&#125;} › \\(F_1\\)"
    )
    assert path_html([]) == ""


def test_plain_texts_cost_one_look() -> None:
    texts = [f"Plain words number {n}, about as long as an answer is." for n in range(12_000)]
    start = time.perf_counter()
    assert [html_of(text) for text in texts] == texts
    assert time.perf_counter() - start < 1
