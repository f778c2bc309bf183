"""Formulas become readable Unicode; what nobody knows stays as written."""

from __future__ import annotations

import subprocess
import sys

import pytest

from kg.math_text import math_to_text, put_back_math, take_out_math
from tui.markdown_text import readable

READABLE = [
    (r"\sqrt{d_k}", "√dₖ"),
    (r"O(n^2 d)", "O(n² d)"),
    (r"\mathrm{softmax}\left(QK^\top/\sqrt{d_k}\right)V", "softmax(QKᵀ/√dₖ)V"),
    (r"\frac{DCG}{IDCG}", "DCG/IDCG"),
    (r"\frac{1}{1+e^{-x}}", "1/(1+e⁻ˣ)"),
    (r"\sum_{i=1}^{n} x_i^2", "∑ᵢ₌₁ⁿ xᵢ²"),
    (r"\mathbb{R}^{n \times d}", "ℝ^(n×d)"),
    (r"(\Sigma_r\Sigma_g)^{1/2}", "(ΣᵣΣ_g)^(1/2)"),
    (r"d_{model}", "d_model"),
    (r"\begin{bmatrix}1 & 0\\ 0 & 1\end{bmatrix}", "[1 0; 0 1]"),
    (r"\begin{cases}1 & x>0\\0 & \text{else}\end{cases}", "{1 x>0; 0 else"),
    (r"\hat{y}", "y\u0302"),
    (r"P(y \mid x)", "P(y | x)"),
    (r"\text{if } x > 0", "if x > 0"),
    (r"\mathcal{L} = -\log p_\theta(x)", "ℒ = -log p_θ(x)"),
    (r"\lVert x \rVert", "‖ x ‖"),
    (r"10^{-3}", "10⁻³"),
]


@pytest.mark.parametrize(("latex", "shown"), READABLE)
def test_a_formula_is_readable_without_a_typesetter(latex: str, shown: str) -> None:
    assert math_to_text(latex) == shown


@pytest.mark.parametrize(
    "latex", [r"\nosuchthing{x}", "x^{", r"\frac", r"\begin{tikz} a \end{tikz}"]
)
def test_what_nobody_knows_stays_as_it_was_written(latex: str) -> None:
    assert math_to_text(latex) == latex


def test_prices_and_code_are_not_formulas() -> None:
    text = "It costs $5 and $10; `$x$` is code, but $x^2$ is not, and \\$3 is money."
    assert readable(text) == ("It costs $5 and $10; `$x$` is code, but x² is not, and $3 is money.")


def test_formulas_taken_out_come_back_where_they_were() -> None:
    marked, formulas = take_out_math("a $x_1$ b $$y$$ c")
    assert "$" not in marked
    assert put_back_math(marked, formulas) == "a x₁ b y c"


def test_a_formula_without_a_backslash_does_not_load_pylatexenc() -> None:
    code = (
        "import sys; from tui.markdown_text import readable as r;"
        " assert r('$O(n^2)$') == 'O(n²)'; assert 'pylatexenc' not in sys.modules"
    )
    subprocess.run([sys.executable, "-c", code], check=True)


@pytest.mark.parametrize("depth", ["{%s}", r"\sqrt{%s}", "x^{%s}", r"\frac{%s}{y}"])
def test_a_formula_nested_beyond_sense_stays_as_it_was_written(depth: str) -> None:
    opening, closing = depth.split("%s")
    latex = opening * 3000 + "x" + closing * 3000
    assert math_to_text(latex) == latex


def test_marks_of_formulas_in_the_text_itself_do_nothing() -> None:
    assert readable("a \ue0007\ue001 $x$") == "a 7 x"
