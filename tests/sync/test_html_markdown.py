"""HTML of foreign decks: words, lists, code and formulas arrive; nothing acts."""

from __future__ import annotations

import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kg.models import Note
from kg.reader import read_note
from kg.schema import RELATIONS
from sync.foreign_text import ForeignText
from sync.html_markdown import markdown_of
from sync.proposal_note import in_parts, key_of, proposed_note
from sync.proposed import Deck, ForeignCard


def media(name: str) -> str | None:
    """The one picture and the one sound that there are."""
    return {"a b.png": "media/h.png", "x.mp3": "media/h.mp3"}.get(name)


def markdown(html: str, *, is_cloze: bool = False) -> str:
    text = ForeignText(media)
    return text.put_back(markdown_of(text.take_out(html, is_cloze=is_cloze), media))


@pytest.mark.parametrize(
    ("html", "expected"),
    [
        ("Just words, 3.5 of them.", "Just words, 3.5 of them."),
        ("  a&nbsp;&amp;  b ", "a & b"),
        ("<b>bold</b> and <i>it</i> and <u>u</u>", "**bold** and *it* and u"),
        ("one<br>two", "one\\\ntwo"),
        ("one<br><br>two", "one\n\ntwo"),
        ("one<div>two</div><div>three</div>", "one\n\ntwo\n\nthree"),
        ("<ul><li>a<ul><li>b</li></ul></li><li>c</li></ul>", "- a\n  - b\n- c"),
        ("<ol><li>a</li><li>b</li></ol>", "1. a\n2. b"),
        ("like:<br>- a<br>- b", "like:\n- a\n- b"),
        ("- 5", "\\- 5"),
        ("H<sub>2</sub>O, x<sup>n+1</sup>, y<sub>ab</sub>", "H₂O, xⁿ⁺¹, y\\_ab"),
        ("<pre><code>def f():\n    x_1 = '*'</code></pre>", "```\ndef f():\n    x_1 = '*'\n```"),
        ("say <code>a_b == [c]</code>", "say `a_b == [c]`"),
        ("<code>a`b</code>", "`` a`b ``"),
        ("<h1>Head</h1>text", "**Head**\n\ntext"),
        ("<table><tr><th>a</th></tr><tr><td>b|c</td></tr></table>", "| a |\n| --- |\n| b\\|c |"),
        ('<img src="a b.png" alt="words">', "![words](media/h.png)"),
        ('<img src="a%20b.png">', "![](media/h.png)"),
        ('<img src="gone.png">', ""),
        ("[sound:x.mp3] said", "[listen](media/h.mp3) said"),
        ("[sound:gone.mp3] said", "said"),
        ("[anki:tts lang=en_US]word[/anki:tts] x", "x"),
        ('<a href="https://example.org/a_(b)">page</a>', "page"),
        ('<a href="https://example.org/a_b">page</a>', "[page](https://example.org/a_b)"),
        (r"\(x_1 &lt; y\) and \[ a\\b \]", r"$x_1 < y$ and $$a\\b$$"),
        (r"[$]x[/$] [$$]y[/$$]", "$x$ $$y$$"),
        (r"[latex]\begin{math}\frac{a}{b}\end{math}[/latex]", r"$\frac{a}{b}$"),
        (r"[latex]$x<br>y$[/latex]", "$x y$"),
        ('<anki-mathjax block="true">x^2</anki-mathjax>', "$$x^2$$"),
        ("costs $5 or $6", r"costs \$5 or \$6"),
        ("a == b, [[link]], ~~x~~, ^key", r"a =\= b, \[\[link\]\], \~\~x\~\~, \^key"),
        ("# no heading", r"\# no heading"),
        ("text<br>Q: no card<br>A:<br>C: x", "text\\\nQ\\: no card\\\nA\\:\\\nC\\: x"),
        ("&lt;script&gt;alert(1)&lt;/script&gt;", r"\<script>alert(1)\</script>"),
        ("&lt;!-- no comment --&gt;", r"\<\!-- no comment -->"),
        ("1. one thing", r"1\. one thing"),
        ("C:\\dir\\", "C:\\\\dir\\\\"),
    ],
)
def test_what_a_field_says_arrives_as_markdown(html: str, expected: str) -> None:
    assert markdown(html) == expected


@pytest.mark.parametrize(
    "html",
    [
        "<script>alert(1)</script>",
        "<style>b{}</style><head><title>t</title></head>",
        '<img src="javascript:alert(1)" onerror="alert(1)">',
        '<iframe src="https://example.org"></iframe><object data="x"></object>',
        "<svg onload=alert(1)><script>alert(1)</script></svg>",
        '<img src="data:image/png;base64,AAAA">',
        "<script>alert(1)",
        "<!-- <b>x</b> -->",
        "\x1b]0;title\x07\x1b[31m\u202e\u200b",
    ],
)
def test_what_acts_leaves_nothing(html: str) -> None:
    assert markdown(html) == ""


@pytest.mark.parametrize(
    ("html", "expected"),
    [
        ('<a href="javascript:alert(1)" onclick="x()">click</a>', "click"),
        ('<a href="  JaVaScRiPt:alert(1)">click</a>', "click"),
        ('<a href="https://example.org)[x](javascript:y)">click</a>', "click"),
        ('<p onmouseover="alert(1)">words</p>', "words"),
        ("<form><input value=x>words<button>b</button></form>", "words"),
        ('<img src="a b.png" alt="x](javascript:y)">', "![x\\](javascript:y)](media/h.png)"),
        ("&#27;[31mred&#x202e;", "\\[31mred"),
        ("&#xe012;no blank&#xE013;", "no blank"),
        ("\ue0100\ue011\ue012x\ue013", "0x"),
    ],
)
def test_words_stay_and_what_acts_goes(html: str, expected: str) -> None:
    assert markdown(html) == expected


@pytest.mark.parametrize(
    ("html", "expected"),
    [
        ("A {{c1::b}} c", "A ==b== c"),
        ("A {{c1::b::hint}} c {{c2::d}}", "A ==b== c ==d=="),
        ("{{c1::a {{c2::b::h}} c::hint}} d", "==a b c== d"),
        ("{{c1,2::a}}", "==a=="),
        ("{{c1:: a }}b", "==a== b"),
        ("{{c1::<b>a</b>}} and {{c2::<div>x</div>}}", "==**a**== and\n\n==x=="),
        (r"{{c1::\(x\)}}", "==$x$=="),
        (r"\( a + {{c1::b^{2} }} \) c", "==$a + b^{2}$== c"),
        ("{{c1::}} a {{c2::b}}", "a ==b=="),
        ("<code>f({{c1::x}})</code> {{c2::y}}", "`f(x)` ==y=="),
        ("{{c1::open", "==open=="),
        ("a == {{c1::b}}", r"a =\= ==b=="),
    ],
)
def test_clozes_become_marked_words(html: str, expected: str) -> None:
    assert markdown(html, is_cloze=True) == expected


def test_a_note_that_is_no_cloze_note_shows_the_words_of_clozes() -> None:
    assert markdown("A {{c1::b::hint}} c") == "A b c"


@pytest.mark.parametrize(
    "html",
    [
        "<div>" * 50_000 + "deep" + "</div>" * 50_000,
        "<ul><li>" * 5_000 + "deep",
        "<b><i>" * 20_000 + "deep",
        "deep" + "</div>" * 50_000,
        "<a " * 20_000 + "deep",
        "deep" + "{{c1::" * 20_000,
        "deep" + "\\(" * 50_000,
        "deep" + "[latex]" * 20_000,
        "deep" + "&#" * 50_000,
        "deep" + "<!--" * 20_000,
        "deep" + "<" * 50_000,
    ],
)
def test_a_hostile_field_costs_little_and_raises_nothing(html: str) -> None:
    start = time.perf_counter()
    assert isinstance(markdown(html, is_cloze=True), str)
    assert time.perf_counter() - start < 5


PIECES = st.sampled_from(
    ["<b>", "</b>", "<ul><li>", "</li></ul>", "<br>", "<div>", "</div>", "<pre>", "</pre>",
     "<code>", "</code>", "```", "~~~", "`", "==", "{{c1::", "::", "}}", "\\(", "\\)", "$", "$$",
     "Q: ", "A: ", "C: ", "\n", "\n\n", "## Links", "### x", "# ", "- ", "1. ", " ^key", "^", "[[",
     "]]", "[x:: y]", "<!--", "-->", "&lt;!--", "\\", "*", "_", "|", "<table><tr><td>", "</table>",
     "word", " ", "&#10;", "\x1b[1m", "---", "===", "<img src='a b.png'>", "[sound:x.mp3]",
     "<<<<<<< ", "requires:: [[x]]", "\u2028", "\x85", "&#13;", "<h1>", "<hr>", "<blockquote>"]
)  # fmt: skip
FIELD = st.lists(PIECES, max_size=14).map("".join)


@settings(max_examples=300, deadline=None)
@given(st.lists(st.tuples(FIELD, FIELD), min_size=1, max_size=3))
def test_any_cards_make_a_note_that_reads_back_as_exactly_these(
    fields: list[tuple[str, str]],
) -> None:
    cards = []
    for number, (front, back) in enumerate(fields):
        question, answer = markdown(front, is_cloze=not number), markdown(back)
        answer = "" if not number else answer or "x"
        question = question if "==" in question or answer else f"==x== {question}"
        cards.append(ForeignCard("anki guid --> x", key_of(f"{number}"), question, answer))
    [part] = in_parts(cards)
    made = proposed_note(Deck("Anki", "a -->.apkg", "D\n## Links"), part, 1, lambda *_: True)
    assert made.cards + made.left_out == len(cards)
    if not made.cards:
        return
    note = read_note(made.text.encode(), stem="x", path="x.md", relations=RELATIONS)
    assert isinstance(note, Note)
    assert len(note.blocks) == made.cards
    assert not note.edges and not note.facts and note.node.status == "proposed"
    assert not [fault for fault in note.faults if fault.severity == "error"]


def test_hardly_any_ordinary_card_is_left_out() -> None:
    fronts = ["What?", "<pre>x</pre>", "Q: A:", "## Links", "a ^key", "- a<br>- b", "|x|", "==",
              "`", "```", "~~~", "<!-- x", "[[x]]", "$x", "$x$", "===", "---"]  # fmt: skip
    cards = [
        ForeignCard(f"anki guid {n}", key_of(f"{n}"), markdown(front) or "x", markdown(back) or "y")
        for n, (front, back) in enumerate((a, b) for a in fronts for b in fronts)
    ]
    parts = list(in_parts(cards))
    made = [
        proposed_note(Deck("Anki", "f.apkg", "D"), part, number, lambda *_: True)
        for number, part in enumerate(parts, 1)
    ]
    assert [len(part) for part in parts] == [200, 89]
    assert sum(each.left_out for each in made) == 0
