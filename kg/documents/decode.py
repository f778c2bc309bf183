"""The bytes of a study document become numbered lines, with damaged characters mended.

Owns which encodings are read, how large a document may be, what is no document, and what `ftfy` may
change (a line at a time, so that line numbers stay). Not here: what the lines say (markdown.py,
plain_text.py), reading the file.
"""

from __future__ import annotations

import codecs
import hashlib
import re

import ftfy

from kg.documents.lines import Document, Problem, Repair
from kg.errors import DocumentRefused

MAX_BYTES = 50_000_000
# A line longer than this is no sentence: its links are found, its Markdown is not read.
LONG_LINE = 50_000
SAFE = ftfy.TextFixerConfig(
    uncurl_quotes=False,
    fix_latin_ligatures=False,
    fix_character_width=False,
    unescape_html=False,
    fix_line_breaks=False,
    normalization=None,
)
_MARKS = (
    (codecs.BOM_UTF8, "utf-8"), (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"), (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)  # fmt: skip
_KINDS = (
    (b"%PDF-", "a PDF; PDF is not read. Copy its text into a .txt file and import that"),
    (b"PK\x03\x04", "an archive or office file; save it as plain text or Markdown first"),
    (b"\xd0\xcf\x11\xe0", "an office file; save it as plain text or Markdown first"),
    (b"\x1f\x8b", "a compressed file; unpack it first"),
    (b"{\\rtf", "a rich text file; save it as plain text first"),
)
_WEB = re.compile(rb"\s*(?:<\?xml[^>]{0,200}>\s*)?(?:<!--.{0,2000}?-->\s*)?<(?:!doctype\s+)?html\b",
                  re.IGNORECASE | re.DOTALL)  # fmt: skip
_BREAK = re.compile(r"\r\n|\r|\n")
_NOT_TEXT = re.compile(r"[\x00-\x08\x0b\x0e-\x1a\x1c-\x1f\x7f]")
_FOREIGN = re.compile(rb"[\x80-\xff]{4,}")
_HIGH = re.compile(rb"[\x80-\xff]")


def decode(data: bytes, file: str) -> Document:
    """The document in these bytes. file: its name, for messages.

    Raises DocumentRefused for what is no text: binary, PDF, web page, more than MAX_BYTES.
    """
    if len(data) > MAX_BYTES:
        size, most = len(data) // 1_000_000, MAX_BYTES // 1_000_000
        raise DocumentRefused(file, f"it has {size} MB, at most {most} MB are read; split it.")
    _refuse_other_kinds(data, file)
    text, problems = _text(data, file)
    if len(_NOT_TEXT.findall(text, 0, 100_000)) > max(8, min(len(text), 100_000) // 50):
        raise DocumentRefused(file, "it is a binary file; only Markdown and plain text are read.")
    source = tuple(_BREAK.split(text))
    if source[-1] == "":
        source = source[:-1]
    if not any(line.strip() for line in source):
        problems.append(Problem(1, 1, "I101", "the document is empty"))
    lines, repairs = _mended(source)
    problems += [
        Problem(number, 1, "I103", f"a line of {len(line)} characters: only its links were read")
        for number, line in enumerate(lines, 1)
        if len(line) > LONG_LINE
    ]
    digest = hashlib.sha256(data).hexdigest()
    return Document(file, digest, lines, source, tuple(repairs), tuple(problems))


def _refuse_other_kinds(data: bytes, file: str) -> None:
    for start, what in _KINDS:
        if data.startswith(start):
            raise DocumentRefused(file, f"it is {what}.")
    if _WEB.match(data[:4000]):
        what = "a web page; web pages are not read. Copy its text into a .txt or .md file"
        raise DocumentRefused(file, f"it is {what}.")


def _text(data: bytes, file: str) -> tuple[str, list[Problem]]:
    """The bytes as characters; a problem says where they are not UTF-8."""
    for mark, encoding in _MARKS:
        if data.startswith(mark):
            return _strictly(data[len(mark) :], encoding, file)
    wide = _wide_encoding(data)
    if wide:
        return _strictly(data, wide, file)
    try:
        return data.decode("utf-8"), []
    except UnicodeDecodeError:
        return _by_lines(data, file)


def _strictly(data: bytes, encoding: str, file: str) -> tuple[str, list[Problem]]:
    try:
        return data.decode(encoding), []
    except UnicodeDecodeError as error:
        if encoding == "utf-8":
            return _by_lines(data, file)
        reason = f"it says that it is {encoding.upper()} but byte {error.start} is not; save it as"
        raise DocumentRefused(file, f"{reason} UTF-8 and import it again.") from None


def _wide_encoding(data: bytes) -> str:
    """UTF-16 without its mark: every second byte of Western text is zero."""
    start = data[:4000]
    even, odd = start[::2].count(0), start[1::2].count(0)
    if len(start) < 4 or len(data) % 2 or even + odd < len(start) // 4:
        return ""
    if odd > 8 * even:
        return "utf-16-le"
    return "utf-16-be" if even > 8 * odd else ""


def _by_lines(data: bytes, file: str) -> tuple[str, list[Problem]]:
    """UTF-8 where a line is that, else Windows-1252 (Latin-1 but for 27 signs)."""
    if b"\x00" in data:
        raise DocumentRefused(file, "it is a binary file; only Markdown and plain text are read.")
    lines, wrong = [], []
    for number, raw in enumerate(re.split(rb"(?<=\n)|(?<=\r)(?!\n)", data), 1):
        try:
            lines.append(raw.decode("utf-8"))
        except UnicodeDecodeError:
            wrong.append((number, raw))
            lines.append(_western(raw))
    bad = [raw for _, raw in wrong]
    foreign = sum(len(run) for raw in bad for run in _FOREIGN.findall(raw))
    if 2 * foreign > sum(len(_HIGH.findall(raw)) for raw in bad):
        raise DocumentRefused(
            file, "its encoding is not known (not UTF-8, not Latin-1); save it as UTF-8."
        )
    some = f"{len(wrong)} lines are" if len(wrong) > 1 else "this line is"
    message = f"{some} not UTF-8 and read as Windows-1252; look whether the letters are right"
    return "".join(lines), [Problem(wrong[0][0], 1, "I102", message)]


def _western(raw: bytes) -> str:
    try:
        return raw.decode("cp1252")
    except UnicodeDecodeError:
        return raw.decode("latin-1")


def _mended(source: tuple[str, ...]) -> tuple[tuple[str, ...], list[Repair]]:
    """The lines without mojibake and control signs, and what was changed."""
    lines, repairs = [], []
    for number, line in enumerate(source, 1):
        after = line
        if not line.isascii() or _NOT_TEXT.search(line):
            after = _NOT_TEXT.sub("", ftfy.fix_text(line, SAFE)).replace("\n", " ")
        if after != line:
            repairs.append(Repair(number, line, after))
        lines.append(after)
    return tuple(lines), repairs
