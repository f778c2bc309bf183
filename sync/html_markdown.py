"""HTML of strangers becomes Markdown that a note can hold: the words, and nothing that acts.

Owns which elements and attributes are read at all, how deep they may nest, and which signs are
escaped so that no text becomes markup, a link, a formula, a heading or a card of its own.
markdownify writes the Markdown (docs/decisions/0014). Not here: formulas, clozes and sounds
(foreign_text.py), escape sequences (inert_text.py).
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from html import escape, unescape
from html.parser import HTMLParser
from urllib.parse import unquote

from bs4 import Tag
from markdownify import BACKSLASH, MarkdownConverter

from sync.foreign_text import CLOZE_CLOSE, CLOZE_OPEN, MARKS
from sync.inert_text import clean_lines

MOST_NESTED = 40
_PLAIN = re.compile(r"[\w ,;:%/'\"()?!.°€£+—–’“”…-]*\Z")
_STARTS_ODDLY = re.compile(r"\s*(?:[-+]|\d+[.)](?:\s|$)|[QAC]:)")
_ALLOWED = frozenset(
    ("b", "strong", "i", "em", "u", "s", "del", "code", "pre", "kbd", "br", "hr", "p", "div", "ul",
     "ol", "li", "blockquote", "table", "thead", "tbody", "tr", "td", "th", "sub", "sup", "a",
     "img")
)  # fmt: skip
_AS = {
    **dict.fromkeys(("h1", "h2", "h3", "h4", "h5", "h6", "dt", "caption", "summary"), "heading"),
    **dict.fromkeys(("section", "article", "center", "dd", "dl", "details", "figure"), "div"),
    "strike": "s", "tt": "code", "samp": "code", "cite": "i",
}  # fmt: skip
_UNREAD = frozenset(
    ("script", "style", "head", "title", "svg", "math", "iframe", "object", "embed", "noscript",
     "template", "audio", "video", "canvas", "select", "textarea", "button")
)  # fmt: skip
_VOID = frozenset({"br", "hr", "img"})
_WEB = re.compile(r"https?://[^\s<>()\"'\\]{1,2000}\Z", re.IGNORECASE)
_SPECIAL = re.compile(r"([\\`*_\[\]<$|~^])")
_LINE_START = re.compile(
    r"(?m)^([ \t]*)(?:([#>+]|-(?=[\s-]|$)|=+(?=\s*$))|(\d{1,9})([.)])(?=\s|$))"
)
_CARD_MARK = re.compile(r"(?m)^([QAC]):(?=[ \t]|$)")
_SUB = str.maketrans("0123456789+-=()", "₀₁₂₃₄₅₆₇₈₉₊₋₌₍₎")
_SUP = str.maketrans("0123456789+-=()n", "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁼⁽⁾ⁿ")
_LINE_ENDS = re.compile(r"(?:[ \t]*\\\n[ \t]*){2,}|\n[ \t]*\\\n")
_GAPS = re.compile(r"\n(?:[ \t]*\n){2,}")
# A tag that is never closed makes html.parser look to the end of the text, each time.
_UNCLOSED = re.compile(r"<(?=[^<>]*(?:<|\Z))")
_BLANKS = re.compile(r"[ \t]+")  # markdownify would take quadratic time for a long run
_CODE = re.compile(r"(?ms)(^```.*?^```[ \t]*$)")

Media = Callable[[str], str | None]


def markdown_of(html: str, media: Media) -> str:
    """The Markdown of a piece of HTML; marks of ForeignText pass through as they are.

    media: a file name as written -> the path a note names it by; None: left out.
    """
    if _PLAIN.match(html) and not _STARTS_ODDLY.match(html):
        return " ".join(html.split())
    html = clean_lines(html)
    if "<" not in html:
        text = _escaped(unescape_safely(html).replace("\xa0", " "))
        return _tidy("\n".join(" ".join(line.split()) for line in text.split("\n")))
    reader = _Reader(media)
    reader.feed(_UNCLOSED.sub("&lt;", html))
    reader.close()
    made: str = _Writer().convert("".join(reader.out))
    return _tidy(made)


def unescape_safely(text: str) -> str:
    """Character references as characters, but none that would pass for our marks."""
    if "&" not in text:
        return text
    return re.sub(r"&#?\w{1,32};", lambda match: MARKS.sub("", unescape(match[0])), text)


def _tidy(markdown: str) -> str:
    """Clean lines, one blank line at most, nothing at the ends; no line that begins a card."""
    pieces = _CODE.split(clean_lines(markdown))
    for number in range(0, len(pieces), 2):
        text = _CARD_MARK.sub(r"\1\\:", _GAPS.sub("\n\n", _LINE_ENDS.sub("\n\n", pieces[number])))
        pieces[number] = _with_lists(text)
    return _without_break(_GAPS.sub("\n\n", "".join(pieces)).strip()).strip()


def _with_lists(text: str) -> str:
    """Two or more lines that people wrote as a list with dashes become one."""
    if "\\-" not in text:
        return text
    lines = text.split("\n")
    dashed = [False, *(line.startswith("\\- ") for line in lines), False]
    for number, line in enumerate(lines):
        before, here, after = dashed[number : number + 3]
        if here and (before or after):
            lines[number] = _without_break(line[1:])
            if number and not before:
                lines[number - 1] = _without_break(lines[number - 1])
    return "\n".join(lines)


def _without_break(line: str) -> str:
    """The line without the backslash of a hard break; an escaped backslash stays."""
    stripped = line.rstrip()
    slashes = len(stripped) - len(stripped.rstrip("\\"))
    return stripped[:-1].rstrip() if slashes % 2 else stripped


def _escaped(text: str) -> str:
    shown = _SPECIAL.sub(r"\\\1", text).replace("==", "=\\=").replace("<!", "<\\!")
    shown = _LINE_START.sub(lambda m: f"{m[1]}\\{m[2]}" if m[2] else f"{m[1]}{m[3]}\\{m[4]}", shown)
    return _CARD_MARK.sub(r"\1\\:", shown)


class _Reader(HTMLParser):
    """Writes down the elements that are read, without attributes but two, and not too deep."""

    def __init__(self, media: Media) -> None:
        super().__init__(convert_charrefs=False)
        self.out: list[str] = []
        self._media = media
        self._open: list[str] = []
        self._unread = ""
        self._unread_depth = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """An element begins."""
        if self._unread:
            self._unread_depth += tag == self._unread
            return
        if tag in _UNREAD:
            self._unread, self._unread_depth = tag, 1
            return
        name = _AS.get(tag, tag)
        if name == "img":
            self._image(dict(attrs))
        elif name == "heading":
            self._begin(tag, "<p><b>")
        elif name in _VOID:
            self.out.append(f"<{name}/>")
        elif name == "a":
            address = dict(attrs).get("href") or ""
            self._begin(tag, f'<a href="{escape(address)}">' if _WEB.match(address) else "")
        elif name in _ALLOWED:
            self._begin(tag, f"<{name}>")

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """<br/>; of others, browsers do not mind the slash."""
        self.handle_starttag(tag, attrs)
        if self._unread == tag:
            self._unread = ""

    def handle_endtag(self, tag: str) -> None:
        """An element ends, with all that was left open inside."""
        if self._unread:
            self._unread_depth -= tag == self._unread
            self._unread = self._unread if self._unread_depth > 0 else ""
            return
        if tag not in self._open:
            return
        while self._open:
            last = self._open.pop()
            self.out.append(_end_of(last))
            if last == tag:
                break

    def handle_data(self, data: str) -> None:
        """Words."""
        if not self._unread:
            kept = data if "pre" in self._open else _BLANKS.sub(" ", data)
            self.out.append(escape(kept, quote=False))

    def handle_entityref(self, name: str) -> None:
        """&amp; and its like."""
        self.handle_data(unescape_safely(f"&{name};"))

    def handle_charref(self, name: str) -> None:
        """&#38; and its like."""
        self.handle_data(unescape_safely(f"&#{name};"))

    def _begin(self, tag: str, written: str) -> None:
        if len(self._open) < MOST_NESTED and written:
            self._open.append(tag)
            self.out.append(written)

    def _image(self, attrs: dict[str, str | None]) -> None:
        source = attrs.get("src") or ""
        path = self._media(source) or self._media(unquote(source))
        if path is not None:
            words = escape(" ".join((attrs.get("alt") or "").split())[:200])
            self.out.append(f'<img src="{escape(path)}" alt="{words}"/>')
        elif _WEB.match(source):
            self.out.append(f'<a href="{escape(source)}">image</a>')


def _end_of(tag: str) -> str:
    name = _AS.get(tag, tag)
    return "</b></p>" if name == "heading" else f"</{name}>"


class _Writer(MarkdownConverter):
    """markdownify, with our escapes and without markup that a note cannot hold."""

    def __init__(self) -> None:
        super().__init__(autolinks=False, bullets="-", newline_style=BACKSLASH)

    def escape(self, text: str, parent_tags: set[str]) -> str:
        """Signs that would be markup; formulas and blanks are marks by now."""
        del parent_tags
        return _escaped(text) if text else ""

    def convert_code(self, el: Tag, text: str, parent_tags: set[str]) -> str:
        """Code holds no blanks: they could not be hidden there."""
        code = " ".join(_without_blanks(text).split()) if "pre" not in parent_tags else text
        if not code or "_noformat" in parent_tags:
            return code
        ticks = "`" * (1 + max(map(len, re.findall(r"`+", code)), default=0))
        return f"{ticks}{code}{ticks}" if ticks == "`" else f"{ticks} {code} {ticks}"

    convert_kbd = convert_code

    def convert_pre(self, el: Tag, text: str, parent_tags: set[str]) -> str:
        """The same; and a fence longer than any inside."""
        fence = "```" + "`" * max(map(len, re.findall(r"`{3,}", text)), default=0)
        shown = _without_blanks(text).strip("\n")
        return f"\n\n{fence}\n{shown}\n{fence}\n\n" if shown.strip() else ""

    def convert_img(self, el: Tag, text: str, parent_tags: set[str]) -> str:
        """The image, whatever stands around it."""
        words = _SPECIAL.sub(r"\\\1", str(el.attrs.get("alt") or ""))
        return f"![{words}]({el.attrs.get('src')})"

    def convert_sub(self, el: Tag, text: str, parent_tags: set[str]) -> str:
        """An index in Unicode where it has one."""
        return _raised(text, _SUB, "\\_")

    def convert_sup(self, el: Tag, text: str, parent_tags: set[str]) -> str:
        """A power in Unicode where it has one."""
        return _raised(text, _SUP, "\\^")

    def convert_hr(self, el: Tag, text: str, parent_tags: set[str]) -> str:
        """A rule, in a form that is no heading's underline."""
        return "\n\n\\* \\* \\*\n\n"


def _raised(text: str, table: Mapping[int, int], sign: str) -> str:
    plain = text.strip().replace("\\", "")
    shown = plain.translate(table)
    if not plain or all(a != b for a, b in zip(plain, shown, strict=True)):
        return shown
    return f"{sign}{text.strip()}"


def _without_blanks(code: str) -> str:
    return code.replace(CLOZE_OPEN, "").replace(CLOZE_CLOSE, "")
