"""Names and TeX in references: what reads them back must read what was printed."""

import re
import time

import pytest

from sync.author_names import Name, is_others, split_name
from sync.tex_text import as_latex, without_tex


@pytest.mark.parametrize(
    ("name", "parts"),
    [
        ("Ada Lovelace", Name("Lovelace", "Ada")),
        ("D. Sculley", Name("Sculley", "D.")),
        ("Laurens van der Maaten", Name("Maaten", "Laurens", "van der")),
        ("Maria de la Cruz Fernandez", Name("Cruz Fernandez", "Maria", "de la")),
        ("Richard S. Sutton Jr.", Name("Sutton", "Richard S.", "", "Jr.")),
        ("Sutton, Richard S.", Name("Sutton", "Richard S.")),
        ("van Gogh, Vincent", Name("Gogh", "Vincent", "van")),
        ("Sammy Davis, Jr.", Name("Davis", "Sammy", "", "Jr.")),
        ("Davis, Jr., Sammy", Name("Davis", "Sammy", "", "Jr.")),
        ("danah boyd", Name("boyd", "danah")),
        ("OpenAI", Name(literal="OpenAI")),
        ("Gemini Team", Name(literal="Gemini Team")),
        ("Johnson and Johnson", Name(literal="Johnson and Johnson")),
        ("The ATLAS Collaboration", Name(literal="The ATLAS Collaboration")),
        ("a, b, c, d", Name(literal="a, b, c, d")),
        ("", Name()),
    ],
)
def test_a_name_is_cut_where_reference_lists_cut_it(name: str, parts: Name) -> None:
    assert split_name(name) == parts


def test_words_that_only_say_there_are_more_are_no_author() -> None:
    assert [is_others(name) for name in ("et al.", "others", "Ana Others")] == [True, True, False]


@pytest.mark.parametrize(
    ("text", "plain", "latex"),
    [
        ("Plain words", "Plain words", "Plain words"),
        (r"Erd\H{o}s and G{\"o}del", "Erdős and Gödel", "Erdős and Gödel"),
        (r"Caf\'e \c{c}a na{\"\i}ve \O re", "Café ça naïve Øre", "Café ça naïve Øre"),
        (r"$\epsilon$-greedy", "ε-greedy", r"{$\epsilon$}-greedy"),
        ("in $O(n^2)$ time", "in O(n^2) time", "in {$O(n^2)$} time"),
        (r"\emph{Not} so", "Not so", "Not so"),
        ("Between $5 and $10", "Between $5 and $10", r"Between \$5 and \$10"),
        ("50% of R&D: #1_a~^", "50% of R&D: #1_a~^",
         r"50\% of R\&D: \#1\_a\textasciitilde{}\textasciicircum{}"),
        (r"100\% \& more", "100% & more", r"100\% \& more"),
        (r"\input{/etc/passwd}", r"\input{/etc/passwd}",
         r"\textbackslash{}input\textbraceleft{}/etc/passwd\textbraceright{}"),
        (r"$\write18{rm}$", r"$\write18{rm}$",
         r"\$\textbackslash{}write18\textbraceleft{}rm\textbraceright{}\$"),
        ("Zürich 東京", "Zürich 東京", "Zürich 東京"),
    ],
)  # fmt: skip
def test_tex_is_read_where_it_is_known_and_literal_where_not(
    text: str, plain: str, latex: str
) -> None:
    assert without_tex(text) == plain
    assert as_latex(text) == latex


@pytest.mark.parametrize("formula", ["$x^a^b$", "$x^$", "$_$", "$a_b_c$", r"$\evil$", "$x{$"])
def test_a_formula_that_tex_would_not_set_is_written_as_text(formula: str) -> None:
    assert not re.search(r"(?<!\\)[$^_]", as_latex(formula))


@pytest.mark.parametrize(
    "text",
    ["$" * 50_000, "\\" * 50_000, r"\a" * 30_000, "{" * 50_000, r"$\alpha" * 20_000,
     "$" + r"\alpha" * 30 + "!$", r"{\'" * 20_000, r"\emph{" * 20_000],
)  # fmt: skip
def test_no_text_takes_long(text: str) -> None:
    start = time.perf_counter()
    as_latex(text)
    assert time.perf_counter() - start < 1.0
