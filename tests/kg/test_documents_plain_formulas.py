"""Formulas that copying doubled are told once, and what cannot be mended is shown."""

from __future__ import annotations

import pytest

from kg.documents.formulas_doubled import formula_problems, mended


@pytest.mark.parametrize(
    ("doubled", "once"),
    [
        (r"the loss L(θ)L(\theta) is", r"the loss $L(\theta)$ is"),
        (r"E=mc2E=mc^2", r"$E=mc^2$"),
        (r"∑i=1nxi\sum_{i=1}^{n} x_i", r"$\sum_{i=1}^{n} x_i$"),
        (r"in Rd\mathbb{R}^d here", r"in $\mathbb{R}^d$ here"),
        (r"y^\hat{y} and αt\alpha_t", r"$\hat{y}$ and $\alpha_t$"),
        (r"p(yx)=f(Wx)p(y\mid x)=\mathrm{f}(Wx).", r"$p(y\mid x)=\mathrm{f}(Wx)$."),
        (r"2×(3+4)=14.2\times(3+4)=14.", r"$2\times(3+4)=14$."),
        (r"about 101210^{12} tokens", r"about $10^{12}$ tokens"),
        (r"dkd_{k} costs $5", r"$d_{k}$ costs \$5"),
    ],
)
def test_a_doubled_formula_is_told_once(doubled: str, once: str) -> None:
    assert mended(doubled).text == once


@pytest.mark.parametrize(
    "text",
    ["no formula", r"only \alpha + \beta_t", r"marked $x_{1}$ and x_1", "file_name and other_name",
     r"x_{1} x_{2}", "cost_usd costusd"],
)  # fmt: skip
def test_a_text_in_which_nothing_is_doubled_stays_as_it_is(text: str) -> None:
    assert mended(text) == (text, ())


def test_the_place_of_a_doubled_formula_and_of_doubtful_tokens_is_told() -> None:
    lines = [
        r"the size dkd_{k} counts",
        "where XX is P(X)P(X)",
        "it took 1024 FLOPs",
        "in XX years",
    ]
    found = formula_problems([*lines, *[""] * 9, "XX"], [""] * 14)
    assert [(problem.line, problem.col, problem.code) for problem in found] == [
        (1, 10, "I302"), (2, 7, "I303"), (2, 13, "I303"), (3, 9, "I304"), (4, 4, "I303"),
    ]  # fmt: skip


def test_a_long_line_of_tex_takes_no_long_time() -> None:
    assert mended(r"x\alpha_t and " * 5000).twins == ()
