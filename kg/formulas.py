"""Formulas taken out of a text and put back as Unicode, with the reader of LaTeX loaded at need.

Owns only that a text without a dollar sign costs nothing. Not here: reading LaTeX (math_text.py).
"""

from __future__ import annotations


def formulas_out(text: str) -> tuple[str, list[str]]:
    """The text with each formula replaced by a mark, and the formulas as Unicode."""
    if "$" not in text:
        return text, []
    from kg.math_text import take_out_math

    return take_out_math(text)


def formulas_in(text: str, formulas: list[str]) -> str:
    """Any piece of the marked text with its formulas back in place."""
    if not formulas:
        return text
    from kg.math_text import put_back_math

    return put_back_math(text, formulas)
