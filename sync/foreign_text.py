"""What is no HTML in a field of Anki: formulas, clozes and sounds, taken out and put back as ours.

Owns the marks that stand for them while the HTML is read, and what each becomes in a note: $..$,
==..==, [listen](media/..). Not here: HTML itself (html_markdown.py), templates (anki_sides.py).
"""

from __future__ import annotations

import re
from collections.abc import Callable
from html import unescape

# Private-use characters; those of the text itself are taken out before.
MARK_OPEN, MARK_CLOSE, CLOZE_OPEN, CLOZE_CLOSE = "\ue010", "\ue011", "\ue012", "\ue013"
MARKS = re.compile("[\ue000-\ue0ff]")
_DELIMITER = re.compile(
    r"\\[()\[\]]|\[/?\$\$?\]|\[/?latex\]|</?anki-mathjax(?:\s[^<>]{0,100})?>", re.IGNORECASE
)
_CLOSER = {"\\(": "\\)", "\\[": "\\]", "[$]": "[/$]", "[$$]": "[/$$]", "[latex]": "[/latex]"}
_DISPLAY = frozenset({"\\[", "[$$]"})
_MATHJAX = "<anki-mathjax"
_SOUND = re.compile(r"\[sound:([^\]\n]{1,300})\]", re.IGNORECASE)
_SPEECH = re.compile(r"\[anki:tts[^\]]{0,200}\].{0,2000}?\[/anki:tts\]", re.DOTALL | re.IGNORECASE)
_CLOZE = re.compile(r"\{\{c\d{1,3}(?:,\d{1,3}){0,20}::|::|\}\}")
_TAG = re.compile(r"<[^<>]{0,1000}>")
_BREAK = re.compile(r"<(?:br|/?div|/?p)\b[^<>]{0,200}>", re.IGNORECASE)
_WRAPS = (
    ("$$", "$$"), ("$", "$"), ("\\[", "\\]"), ("\\(", "\\)"),
    ("\\begin{displaymath}", "\\end{displaymath}"), ("\\begin{math}", "\\end{math}"),
    ("\\begin{equation*}", "\\end{equation*}"), ("\\begin{equation}", "\\end{equation}"),
)  # fmt: skip
_GAPS = re.compile(r"\n{3,}")
_MARK = re.compile(f"{MARK_OPEN}(\\d{{1,6}}){MARK_CLOSE}")
_EMPTY_CLOZE = re.compile(f"{CLOZE_OPEN}[\\s{MARK_CLOSE}]*{CLOZE_CLOSE}")
_OPEN_AND_BLANKS = re.compile(f"{CLOZE_OPEN}(\\s+)")
_BLANKS_AND_CLOSE = re.compile(f"(\\s+){CLOZE_CLOSE}")


class ForeignText:
    """One side of a card on its way through the HTML. media: a name in the package -> our path."""

    def __init__(self, media: Callable[[str], str | None]) -> None:
        self._media = media
        self._kept: list[str] = []

    def take_out(self, html: str, *, is_cloze: bool) -> str:
        """The HTML with marks instead of formulas, sounds and, of a cloze note, the blanks."""
        text = without_comments(MARKS.sub("", html))
        if "[" in text or "\\" in text or "<anki" in text:
            text = _SPEECH.sub("", text)
            text = self._without_formulas(text)
            text = _SOUND.sub(self._sound, text)
        if "{{c" in text:
            text = _with_blanks(text, keep=is_cloze)
        return text

    def put_back(self, markdown: str) -> str:
        """The Markdown with all of it as a note has it."""
        text = markdown
        if CLOZE_OPEN in text:
            text = _EMPTY_CLOZE.sub("", text)
            text = _OPEN_AND_BLANKS.sub(rf"\1{CLOZE_OPEN}", text)
            text = _BLANKS_AND_CLOSE.sub(rf"{CLOZE_CLOSE}\1", text)
            text = text.replace(CLOZE_OPEN, "==").replace(CLOZE_CLOSE, "==")
        if MARK_OPEN in text:
            text = _MARK.sub(self._kept_at, text)
        lines = (line.rstrip() for line in MARKS.sub("", text).split("\n"))
        return _GAPS.sub("\n\n", "\n".join(lines)).strip()

    def _kept_at(self, match: re.Match[str]) -> str:
        number = int(match[1])
        return self._kept[number] if number < len(self._kept) else ""

    def _keep(self, text: str) -> str:
        self._kept.append(text)
        return f"{MARK_OPEN}{len(self._kept) - 1}{MARK_CLOSE}"

    def _without_formulas(self, text: str) -> str:
        """Marks instead of formulas; a delimiter that is not closed is text."""
        out: list[str] = []
        done, start, opener = 0, 0, ""
        for match in _DELIMITER.finditer(text):
            token = match[0].lower()
            if opener and token == _closer(opener):
                out += [
                    text[done:start],
                    self._formula(opener, text[start + len(opener) : match.start()]),
                ]
                done, opener = match.end(), ""
            elif (not opener or token == opener) and (
                token in _CLOSER or token.startswith(_MATHJAX)
            ):
                start, opener = match.start(), token
        return "".join(out) + text[done:]

    def _formula(self, opener: str, raw: str) -> str:
        has_blank = "{{c" in raw
        latex = _latex(_with_blanks(raw, keep=False) if has_blank else raw)
        if not latex:
            return ""
        sign = "$$" if opener in _DISPLAY or "true" in opener else "$"
        kept = self._keep(f"{sign}{latex}{sign}")
        # A blank inside a formula cannot be shown: the whole formula is asked for.
        return f"{CLOZE_OPEN}{kept}{CLOZE_CLOSE}" if has_blank else kept

    def _sound(self, match: re.Match[str]) -> str:
        path = self._media(unescape(match[1]))
        return "" if path is None else f" {self._keep(f'[listen]({path})')} "


def without_comments(html: str) -> str:
    """The HTML without <!-- comments -->; one that is never closed hides the rest."""
    first, *rest = html.split("<!--")
    return first + "".join(piece.partition("-->")[2] for piece in rest)


def _closer(opener: str) -> str:
    return _CLOSER.get(opener, "</anki-mathjax>")


def _latex(html: str) -> str:
    """The LaTeX that stands in a field's HTML, on one line, without what encloses it."""
    plain = MARKS.sub("", unescape(_TAG.sub("", _BREAK.sub(" ", html))))
    latex = " ".join(plain.replace("\xa0", " ").split())
    for begin, end in _WRAPS:
        if latex.startswith(begin) and latex.endswith(end) and len(latex) > len(begin + end):
            latex = latex[len(begin) : -len(end)].strip()
            break
    return latex.replace("$", "\\text{\\textdollar}" if "$" in latex.strip("$") else "")


def _with_blanks(text: str, *, keep: bool) -> str:
    """{{c1::words::hint}} as marked words, nested ones as part of the outer; keep: mark them."""
    out: list[str] = []
    depth, at, in_hint = 0, 0, 0  # in_hint: the depth whose hint is being passed over
    for match in _CLOZE.finditer(text):
        if not in_hint:
            out.append(text[at : match.start()])
        at = match.end()
        token = match[0]
        if token.startswith("{{c"):
            depth += 1
            if depth == 1 and keep:
                out.append(CLOZE_OPEN)
        elif token == "}}" and depth:
            in_hint = 0 if in_hint == depth else in_hint
            depth -= 1
            if depth == 0 and keep:
                out.append(CLOZE_CLOSE)
        elif token == "::" and depth:
            in_hint = in_hint or depth
        elif not in_hint:
            out.append(token)
    rest = "" if in_hint else text[at:]
    return "".join(out) + rest + (CLOZE_CLOSE if depth and keep else "")
