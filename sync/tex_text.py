"""TeX in the titles and names of papers: read as plain text, and written so that it stays inert.

Owns which TeX is understood (accents, letters, symbols, simple formulas) and how any other sign of
it is written literally, so that no title can run a command or break a file. Linear in the length
of the text. Not here: formulas on the screen, the fields of an entry (bibtex.py).
"""

from __future__ import annotations

import re
import unicodedata

_ACCENTS = {
    "`": "\u0300", "'": "\u0301", "^": "\u0302", "~": "\u0303", '"': "\u0308", "H": "\u030b",
    "c": "\u0327", "k": "\u0328", "v": "\u030c", "u": "\u0306", ".": "\u0307", "=": "\u0304",
    "r": "\u030a", "b": "\u0331", "d": "\u0323",
}  # fmt: skip
_LETTERS = {
    "ss": "ß", "o": "ø", "O": "Ø", "l": "ł", "L": "Ł", "ae": "æ", "AE": "Æ", "oe": "œ", "OE": "Œ",
    "aa": "å", "AA": "Å", "i": "ı", "j": "ȷ", "dh": "ð", "DH": "Ð", "th": "þ", "TH": "Þ",
}  # fmt: skip
_SYMBOLS = {
    "infty": "∞", "times": "×", "cdot": "·", "to": "→", "rightarrow": "→", "leftarrow": "←",
    "leq": "≤", "le": "≤", "geq": "≥", "ge": "≥", "neq": "≠", "approx": "≈", "sim": "∼", "pm": "±",
    "ell": "ℓ", "in": "∈", "sum": "∑", "prod": "∏", "int": "∫", "partial": "∂", "nabla": "∇",
    "ldots": "…", "dots": "…", "circ": "∘", "star": "⋆", "ast": "∗", "log": "log", "exp": "exp",
    "min": "min", "max": "max", "varepsilon": "ε", "varphi": "φ", "vartheta": "ϑ",
}  # fmt: skip
_GREEK = (
    "alpha beta gamma delta epsilon zeta eta theta iota kappa lambda mu nu xi pi rho sigma tau"
    " upsilon phi chi psi omega"
)
_CAPITALS = "Gamma Delta Theta Lambda Xi Pi Sigma Upsilon Phi Psi Omega"
_LOOKS = "emph|text(?:bf|it|sc|tt|rm|sf|normal)?|math(?:bf|it|rm|cal|bb|sf|tt)|boldsymbol|bm"

_ACCENT = re.compile(
    r"\{?\\(?:([`'^~\"=.])\s*|([Hckvurbd])(?:\s+|(?=\{)))\{?(\\[ij](?![a-zA-Z])|[A-Za-z])\}?(\})?"
)
_LETTER = re.compile(
    r"\{\\(" + "|".join(sorted(_LETTERS, key=len, reverse=True)) + r")\s*(?:\{\})?\}"
    r"|\\(" + "|".join(sorted(_LETTERS, key=len, reverse=True)) + r")(?![a-zA-Z])(?:\{\}|\s+)?"
)
_ESCAPED = re.compile(r"\\([&%_$#{}])")
_STYLED = re.compile(r"\\(?:" + _LOOKS + r")\s*\{([^{}\\]*)\}")
_WORD = re.compile(r"\\([A-Za-z]+)")
# A formula: dollars that hug what they enclose, as prices do not.
FORMULA = re.compile(r"(?<![\\$])\$(?![\s$])([^$]{1,200}?)(?<![\s\\])\$(?![\d$])")
# What TeX can set without an error: no script twice, none without its base or content.
_SCRIPT = r"(?:[A-Za-z0-9]|\{[A-Za-z0-9+-]+\}|\\[A-Za-z]++ ?+)"
_HARMLESS = re.compile(
    r"(?:(?:[A-Za-z0-9 +=<>()\[\]/,.*|!:-]|\\[A-Za-z]++ ?+)"
    rf"(?:_{_SCRIPT}(?:\^{_SCRIPT})?|\^{_SCRIPT}(?:_{_SCRIPT})?)?)+"
)

_LITERAL = {
    "\\": r"\textbackslash{}", "{": r"\textbraceleft{}", "}": r"\textbraceright{}", "$": r"\$",
    "&": r"\&", "%": r"\%", "#": r"\#", "_": r"\_", "~": r"\textasciitilde{}",
    "^": r"\textasciicircum{}",
}  # fmt: skip
_LITERAL_TABLE = str.maketrans(_LITERAL)


def _greek(name: str) -> str:
    low = name[:1].lower() + name[1:]
    if low not in _GREEK.split():
        return ""
    if name != low and name not in _CAPITALS.split():
        return ""
    size = "SMALL" if name == low else "CAPITAL"
    spoken = "LAMDA" if low == "lambda" else low.upper()
    return unicodedata.lookup(f"GREEK {size} LETTER {spoken}")


def _symbol(name: str) -> str:
    return _SYMBOLS.get(name) or _greek(name)


def without_tex(text: str) -> str:
    """The text with TeX's accents, letters and simple formulas as Unicode; the rest as it is."""
    if "\\" not in text and "$" not in text:
        return text
    text = FORMULA.sub(_formula_as_text, text)
    text = _ACCENT.sub(_accent, text)
    text = _LETTER.sub(lambda match: _LETTERS[match[1] or match[2]], text)
    text = _STYLED.sub(r"\1", text)
    return unicodedata.normalize("NFC", _ESCAPED.sub(r"\1", text))


def _accent(match: re.Match[str]) -> str:
    letter = match[3].removeprefix("\\")
    return unicodedata.normalize("NFC", letter + _ACCENTS[match[1] or match[2]])


def _formula_as_text(match: re.Match[str]) -> str:
    inner = _STYLED.sub(r"\1", match[1])
    if "\\" in inner:
        inner = _WORD.sub(lambda word: _symbol(word[1]) or word[0], inner)
    return inner if "\\" not in inner and "{" not in inner else match[0]


def as_latex(text: str) -> str:
    """The text as LaTeX that prints it: Unicode kept, every sign of TeX literal, braces balanced.

    A formula made of letters, digits and known symbols stays one, in braces, so that no style
    changes its case.
    """
    parts: list[str] = []
    done = 0
    for match in FORMULA.finditer(text):
        if _is_harmless(match[1]):
            parts += [_plain_as_latex(text[done : match.start()]), "{", match[0], "}"]
            done = match.end()
    return "".join([*parts, _plain_as_latex(text[done:])])


def _is_harmless(inner: str) -> bool:
    return bool(_HARMLESS.fullmatch(inner)) and all(map(_symbol, _WORD.findall(inner)))


def _plain_as_latex(text: str) -> str:
    return without_tex(text).translate(_LITERAL_TABLE)
