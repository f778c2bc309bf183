"""Tables for math in a terminal: small letters, alphabets, accents, brackets.

Owns which Unicode stands for which LaTeX name where pylatexenc's own table would be wrong or slow.
Not here: reading a formula (math_text.py).
"""

from __future__ import annotations

SUPER = str.maketrans(
    "0123456789+-−=()abcdefghijklmnoprstuvwxyzABDEGHIJKLMNOPRTUVWαβγδεθφ⊤′*",
    "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁻⁼⁽⁾ᵃᵇᶜᵈᵉᶠᵍʰⁱʲᵏˡᵐⁿᵒᵖʳˢᵗᵘᵛʷˣʸᶻᴬᴮᴰᴱᴳᴴᴵᴶᴷᴸᴹᴺᴼᴾᴿᵀᵁⱽᵂᵅᵝᵞᵟᵋᶿᵠᵀ′*",
)
SUB = str.maketrans(
    "0123456789+-−=()aehijklmnoprstuvxβγρφχ",
    "₀₁₂₃₄₅₆₇₈₉₊₋₋₌₍₎ₐₑₕᵢⱼₖₗₘₙₒₚᵣₛₜᵤᵥₓᵦᵧᵨᵩᵪ",
)
# Commands whose argument is kept as it is: the typeface does not survive in a terminal.
PLAIN = frozenset(
    [
        "text",
        "textrm",
        "textbf",
        "textit",
        "texttt",
        "mathrm",
        "mathbf",
        "mathit",
        "mathsf",
        "mathtt",
        "boldsymbol",
        "bm",
        "operatorname",
        "mbox",
        "hbox",
        "emph",
        "mathop",
        "textsf",
    ]
)
SPACES = {",": " ", ";": " ", ":": " ", "!": "", " ": " ", "quad": "  ", "qquad": "   "}
SIZES = frozenset(
    [
        "left",
        "right",
        "big",
        "Big",
        "bigg",
        "Bigg",
        "bigl",
        "bigr",
        "Bigl",
        "Bigr",
        "biggl",
        "biggr",
        "displaystyle",
        "textstyle",
        "limits",
        "nolimits",
        "middle",
    ]
)
ACCENTS = {"hat": "\u0302", "widehat": "\u0302", "bar": "\u0304", "overline": "\u0304",
            "tilde": "\u0303", "widetilde": "\u0303", "vec": "\u20d7", "dot": "\u0307",
            "ddot": "\u0308"}  # fmt: skip
OWN = {"lVert": "‖", "rVert": "‖", "Vert": "‖", "|": "‖", "lvert": "|", "rvert": "|", "vert": "|",
        "top": "⊤", "mid": " | ", "argmax": "argmax", "argmin": "argmin", "ldots": "…",
        "dots": "…", "cdots": "⋯", "to": "→", "gets": "←", "le": "≤", "ge": "≥", "ne": "≠",
        "iff": "⇔", "implies": "⇒", "land": "∧", "lor": "∨", "lnot": "¬", "colon": ":",
        "backslash": "\\", "{": "{", "}": "}", "%": "%", "$": "$", "&": "&", "#": "#", "_": "_",
        "Pr": "Pr", "bmod": "mod", "odot": "⊙", "cdot": "·", "ast": "*", "star": "⋆"}  # fmt: skip
BLACKBOARD = {"R": "ℝ", "N": "ℕ", "Z": "ℤ", "Q": "ℚ", "C": "ℂ", "P": "ℙ", "E": "𝔼", "1": "𝟙",
               "H": "ℍ"}  # fmt: skip
SCRIPT = {"L": "ℒ", "H": "ℋ", "F": "ℱ", "B": "ℬ", "E": "ℰ", "I": "ℐ", "M": "ℳ", "R": "ℛ"}
BRACKETS = {"b": "[]", "p": "()", "v": "||", "V": "‖‖", "B": "{}", "c": ("{", ""), "a": ("", "")}
TIGHT = frozenset("∂∇∆√¬±")
