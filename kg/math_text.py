"""LaTeX between dollar signs becomes readable Unicode for a terminal: $\\sqrt{d_k}$ is √dₖ.

Owns how math is written without a typesetter. Powers, indices and
fractions are ours; names of symbols come from pylatexenc, which is imported only when a formula
has a backslash. What nobody knows stays as it was written. Not here: what counts as math
(formula_marks.py), Markdown (the front ends).
"""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import lru_cache

from kg.formula_marks import put_back, take_out
from kg.math_symbols import (
    ACCENTS,
    BLACKBOARD,
    BRACKETS,
    OWN,
    PLAIN,
    SCRIPT,
    SIZES,
    SPACES,
    SUB,
    SUPER,
    TIGHT,
)

_ENVIRONMENTS = re.compile(r"[bpvBV]?matrix\*?|smallmatrix|array|cases|aligned|align\*?|split")
_SIMPLE = re.compile(r"[\w.′⁰-₟ᵀ̂-̈ᴬ-ᵿ]*\Z")


def take_out_math(text: str) -> tuple[str, list[str]]:
    """The text with each formula replaced by a mark, and the formulas as Unicode.

    Code spans and fences are left alone. `put_back_math` is the inverse on any piece of the text.
    """
    return take_out(text, lambda latex, _: math_to_text(latex))


def put_back_math(text: str, formulas: list[str]) -> str:
    """Replace the marks of `take_out_math` by their formulas."""
    return put_back(text, formulas)


@lru_cache(maxsize=2048)
def math_to_text(latex: str) -> str:
    """One formula (without its dollar signs) as Unicode; what is no formula stays as written."""
    if latex.replace("\\{", "").count("{") != latex.replace("\\}", "").count("}"):
        return latex
    try:
        out = _Formula(latex).read()
    except RecursionError:
        # Nobody nests a formula so deep; it is there to break a reader.
        return latex
    return re.sub(r"[ \t]{2,}", " ", out).strip()


class _Formula:
    """A left-to-right reader of one formula; `at` is the place of the next character."""

    def __init__(self, latex: str) -> None:
        self.latex = latex.replace("\n", " ")
        self.at = 0

    def read(self, stop: str = "") -> str:
        """Text up to the closing `stop` character (consumed) or the end."""
        parts: list[str] = []
        while self.at < len(self.latex):
            char = self.latex[self.at]
            if stop and char == stop:
                self.at += 1
                break
            parts.append(self.piece(char))
        return "".join(parts)

    def piece(self, char: str) -> str:
        """The next unit: a group, a script, a command or one character."""
        self.at += 1
        if char == "{":
            return self.read("}")
        if char in "^_":
            return _script(self.argument(), char)
        if char == "\\":
            return self.command()
        return {"~": " ", "'": "′", "&": " "}.get(char, char)

    def argument(self) -> str:
        """The argument of a command or script: a group, a command or one character."""
        while self.at < len(self.latex) and self.latex[self.at] == " ":
            self.at += 1
        return self.piece(self.latex[self.at]) if self.at < len(self.latex) else ""

    def optional(self) -> str:
        """The text of [...] if it comes next."""
        if self.latex[self.at : self.at + 1] != "[":
            return ""
        self.at += 1
        return self.read("]")

    def raw_group(self) -> str:
        """The text of the next {...} as written (names of environments)."""
        match = re.compile(r"\s*\{([^{}]*)\}").match(self.latex, self.at)
        if match is None:
            return ""
        self.at = match.end()
        return match[1]

    def command(self) -> str:
        """What stands after a backslash."""
        match = re.compile(r"[A-Za-z]+|.").match(self.latex, self.at)
        if match is None:
            return "\\"
        name = match[0]
        self.at = match.end()
        if name == "\\":
            return "; "
        special = _COMMANDS.get(name)
        if special is not None:
            return special(self)
        if name in PLAIN:
            return self.argument()
        if name in SIZES:
            return self.delimiter()
        if name in ACCENTS:
            return _accented(self.argument(), ACCENTS[name])
        if name in SPACES:
            return SPACES[name]
        return self.symbol(name)

    def symbol(self, name: str) -> str:
        """A named symbol, with a space kept where letters would run together."""
        known = OWN.get(name) or _from_pylatexenc(name)
        if known is None:
            group = self.raw_group()
            return f"\\{name}{{{group}}}" if group else f"\\{name}"
        if known.isalpha() and known.isascii() and self.latex[self.at : self.at + 1].isalnum():
            return known + " "
        if known.isascii() and known.isalpha():
            return known
        if self.latex[self.at : self.at + 1] == " " and known in TIGHT:
            self.at += 1
        return known

    def delimiter(self) -> str:
        """After left or right: a lone dot means no bracket at all."""
        if self.latex[self.at : self.at + 1] == ".":
            self.at += 1
        return ""

    def fraction(self) -> str:
        """A fraction as a/b, with brackets where a side is more than one word."""
        above, below = self.argument(), self.argument()
        return f"{_bracketed(above)}/{_bracketed(below)}" if below else f"\\frac{above}"

    def root(self) -> str:
        """A root; the degree stands before the sign."""
        degree = self.optional()
        return {"": "√", "3": "∛", "4": "∜"}.get(degree, f"{_script(degree, '^')}√") + _bracketed(
            self.argument()
        )

    def binomial(self) -> str:
        """A binomial coefficient."""
        return f"C({self.argument()}, {self.argument()})"

    def letters(self, table: dict[str, str]) -> str:
        """Letters of a special alphabet, where Unicode has them in the basic plane."""
        return "".join(table.get(char, char) for char in self.argument())

    def underbrace(self) -> str:
        """The braced part; what is written below follows in brackets."""
        text = self.argument()
        if self.latex[self.at : self.at + 1] in ("_", "^"):
            self.at += 1
            return f"{text} ({self.argument()})"
        return text

    def environment(self) -> str:
        """A matrix as [a b; c d], cases as { a; b, other environments as their lines."""
        name = self.raw_group()
        end = f"\\end{{{name}}}"
        stop = self.latex.find(end, self.at)
        if stop < 0 or not _ENVIRONMENTS.fullmatch(name):
            return f"\\begin{{{name}}}"
        if name == "array":
            self.raw_group()
        inner = self.latex[self.at : stop]
        self.at = stop + len(end)
        rows = [row for row in inner.split("\\\\") if row.strip()]
        cells = [" ".join(math_to_text(cell) for cell in row.split("&")) for row in rows]
        if name.startswith(("align", "split")):
            return "; ".join(cells)
        opening, closing = BRACKETS.get(name[0], "[]")
        return f"{opening}{'; '.join(cells)}{closing}"


_COMMANDS: dict[str, Callable[[_Formula], str]] = {
    "frac": _Formula.fraction, "dfrac": _Formula.fraction, "tfrac": _Formula.fraction,
    "sqrt": _Formula.root, "binom": _Formula.binomial, "begin": _Formula.environment,
    "mathbb": lambda formula: formula.letters(BLACKBOARD),
    "mathcal": lambda formula: formula.letters(SCRIPT),
    "mathscr": lambda formula: formula.letters(SCRIPT),
    "underbrace": _Formula.underbrace, "overbrace": _Formula.underbrace,
}  # fmt: skip


def _script(text: str, sign: str) -> str:
    """A power or an index in small characters where Unicode has them all, else with its sign."""
    table = SUPER if sign == "^" else SUB
    text = text.replace(" ", "") if len(text) < 8 else text
    if text and all(ord(char) in table for char in text):
        return text.translate(table)
    if len(text) < 2 or (sign == "_" and _SIMPLE.match(text)):
        return f"{sign}{text}"
    return f"{sign}({text})"


def _bracketed(text: str) -> str:
    """The text, in brackets unless it is one word, number or already bracketed."""
    text = text.strip()
    if _SIMPLE.match(text) or _is_one_call(text):
        return text
    return f"({text})"


def _is_one_call(text: str) -> bool:
    """Whether the text is one bracketed whole such as log(x) or (a + b)."""
    start = text.find("(")
    if start < 0 or not text.endswith(")") or not _SIMPLE.match(text[:start]):
        return False
    depth = 0
    for at, char in enumerate(text[start:], start):
        depth += (char == "(") - (char == ")")
        if depth == 0:
            return at == len(text) - 1
    return False


def _accented(text: str, accent: str) -> str:
    return "".join(char + accent for char in text) if len(text) < 3 else f"{text}{accent}"


@lru_cache(maxsize=512)
def _from_pylatexenc(name: str) -> str | None:
    """The symbol's Unicode from pylatexenc's table, or None for a command it does not know."""
    from pylatexenc.latex2text import get_default_latex_context_db

    spec = get_default_latex_context_db().get_macro_spec(name)
    if spec is None or not getattr(spec, "macroname", ""):
        return None
    text = spec.simplify_repl
    return text if isinstance(text, str) and "%" not in text else None
