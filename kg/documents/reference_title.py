"""An entry of a reference list becomes its title, address, authors and year, as they are printed.

Owns how the styles print them: title and address, IEEE, APA, ACM, Vancouver, BibTeX, Markdown.
Not here: which lines are an entry (references.py), the form of names (reference_names.py).
"""

from __future__ import annotations

import re
from typing import NamedTuple

from kg.documents.plain_links import trimmed
from kg.documents.reference_names import author_ends, authors_end

_LINK = re.compile(r"\[([^\[\]]{2,300})\]\(<?(https?://[^\s()<>]+(?:\([^\s()]*\)[^\s()]*)?)>?\)")
_URL = re.compile(r"(?:https?://|www\.)[^\s<>\"“”|]+", re.IGNORECASE)
_DOI = re.compile(
    r"(?:\bdoi\s?:\s?|\bDOI\s?:?\s?|(?<![\w/.]))(10\.\d{4,9}/[^\s<>\"]+)", re.IGNORECASE
)
_ARXIV = re.compile(
    r"\barXiv\s?:\s?(\d{4}\.\d{4,5}(?:v\d+)?|[a-z-]+(?:\.[A-Z]{2})?/\d{7}(?:v\d+)?)", re.IGNORECASE
)
_DOMAIN = re.compile(
    r"\b(?:[a-z0-9-]+\.)+(?:com|org|net|io|edu|ai|dev|gov|co|uk|de)/\S*", re.IGNORECASE
)
_BEFORE_URL = re.compile(
    r"(?:[\s.,;:(<\[–—|-]|\[Online\]|\bOnline|\bAvailable(?: online)?(?: at| from)?|\bURL"
    r"|\bLink|\bPDF|\bSee"
    r"|\bRetrieved(?: on)?(?: [A-Z][a-z]+ \d{1,2},? \d{4},?)?(?: from)?|\bAccessed(?: on)?|\bhttps?"
    r"|\barXiv preprint|\barXiv e-prints|\bPreprint|\bCoRR,? abs/?|\bdoi|\bDOI|\bAccessed:? "
    r"[^.]{4,20})+$"
)
_QUOTE = re.compile(
    r"[“\"«]([^“”\"«»]{3,400}?)[,.]?[”\"»](?=[\s,.;:(]|$)|[‘']([^‘’\n]{8,400}?),?[’'](?=[,.]|$)"
)
_YEAR = re.compile(r"\(((?:19|20)\d\d)[a-z]?(?:,[^()]{1,20})?\)")
_BARE_YEAR = re.compile(r"(?<![\w–-])((?:19|20)\d\d)[a-z]?(?![\w–-])")
_APA_YEAR = re.compile(
    r"[.,]?\s*\(((?:19|20)\d\d|n\.d\.|in press)[a-z]?(?:,\s[^()]{1,25})?\)[.:,]?\s+"
)
_ACM_YEAR = re.compile(r"[.,]?\s+((?:19|20)\d\d)[a-z]?\.\s+")
_ORG_YEAR = re.compile(
    r"([A-Z][\w&.'’ -]{1,60}?)\.?\s\(((?:19|20)\d\d|n\.d\.)[a-z]?(?:,\s[^()]{1,25})?\)\.\s+"
)
_SENTENCE = re.compile(r"(?<=[^\s.])([.?!])[”\"’]?\s+(?=[^\s])")
_ABBREVIATED = re.compile(
    r"(?:\b(?:vs|et al|e\.g|i\.e|etc|Dr|St|Mr|No|vol|cf|Inc|Jr)|\b[A-Z])$", re.IGNORECASE
)
_VENUE = re.compile(
    r"(?:In:?\s|in\sProc|Proc(?:\.|eedings)|Advances in|arXiv\b|CoRR\b|Preprint|Technical "
    r"[Rr]eport[,.\s]"
    r"|(?:IEEE|ACM|AAAI|USENIX|Springer|Elsevier|Nature|Science|PNAS|MIT Press|O['’]Reilly|Manning"
    r"|Cambridge|Oxford|Wiley|Packt|Addison|Pearson|Apress|CRC|Morgan|Academic Press|Prentice)\b"
    r"|(?:NeurIPS|NIPS|ICML|ICLR|CVPR|ICCV|ECCV|ACL|EMNLP|NAACL|KDD|SIGIR|RecSys|WWW|SIGMOD|VLDB|OSDI|SOSP"
    r"|NSDI|SC|MLSys|AISTATS|UAI|COLT|IJCAI|INTERSPEECH|ICASSP|TMLR|JMLR|CIKM|WSDM|CHI|ISCA|ASPLOS|TACL"
    r"|EACL|COLING|ICRA|CoRL|MICCAI|EuroSys|HPCA|MICRO|ICDE|PODS|SIGCOMM|PLDI)\b"
    r"|(?:Journal|Transactions|International|Communications of|Conference|Annals|Foundations and"
    r"|Machine Learning,? \d|Neural [Cc]omputation|Neural Networks,)\b"
    r"|vol\.|no\.|pp?\.\s?\d|\d+\(\d+\)|(?:19|20)\d\d\b[^a-z]*$|[A-Z][\w ]{2,30}: [A-Z][\w ]+ Press"
    r"|Accessed|Retrieved|\[Online\]|Online|Available|(?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)"
    r"[a-z]*\.? (?:\d{1,2},? )?(?:19|20)\d\d)"
)
_ASIDE = re.compile(
    r"\s*(?:\((?:\d+(?:st|nd|rd|th) ed(?:ition|\.)?|[Rr]ev\.[^()]*|[Vv]ersion [^()]*|pp?\. "
    r"[^()]*|[Vv]ol\. [^()]*"
    r"|[Nn]o\. [^()]*|(?:19|20)\d\d|arXiv:[^()]*|[A-Z][A-Za-z]+['’ ]?\s?(?:19|20)?\d\d"
    r"|[^()]{0,60}et al\.[^()]*)\)"
    r"|\[(?:Video|Computer software|Online|Preprint|Blog post|Lecture|PDF|Software|Dataset|Data set"
    r"|Master's thesis|Doctoral dissertation)[^\[\]]*\])$"
)
_FIELD = re.compile(
    r"\b(title|author|year|url|doi|eprint|howpublished)\s*=\s*(?=[{\"\d])", re.IGNORECASE
)
_MARKUP = re.compile(r"(?<![\w*])(?:\*\*|\*|__|_)(?=\S)(.+?)(?<=\S)(?:\*\*|\*|__|_)(?![\w*])")


class Entry(NamedTuple):
    """What an entry prints: empty where it does not."""

    title: str
    url: str
    authors: str
    year: str


def read_entry(text: str) -> Entry:
    """The parts of one entry without its number; text: its lines joined."""
    text = " ".join(text[:6_000].split())
    if re.match(r"@\w+\s?\{", text):
        return _bibtex(text)
    link = _LINK.search(text)
    if link:
        title = _clean(link[1])
        shown = _URL.match(title) or authors_end(title) == len(title)
        if not shown and title.casefold() not in (
            "link",
            "pdf",
            "paper",
            "arxiv",
            "doi",
            "url",
            "code",
        ):
            before = text[: link.start()].strip(' .,:-–—*"“')
            authors = before if authors_end(before) >= len(before) > 0 else ""
            return Entry(title, link[2], authors, _year(text))
        text = text.replace(link[0], f"{link[2]}")
    text = _MARKUP.sub(r"\1", text)
    url, at = _address(text)
    begun = at > 0 and re.search(r"[^\W\d_]", _BEFORE_URL.sub("", text[:at])) is not None
    words = text if at < 0 else text[:at] if begun else text[at:].partition(" ")[2]
    while True:
        shorter = _BEFORE_URL.sub("", words)
        if shorter == words:
            break
        words = shorter
    if re.search(r"\b[A-Z]\.[A-Z]$", words) and text[len(words) : len(words) + 1] == ".":
        words += "."
    title, authors = _title(words)
    return Entry(title, url, authors, _year(text))


def _address(text: str) -> tuple[str, int]:
    """The entry's address and where it begins (-1: none): as printed, a bare id as its address."""
    found = _URL.search(text)
    doi, arxiv = _DOI.search(text), _ARXIV.search(text)
    if found:
        first = min(
            [found.start(), *([doi.start()] if doi and doi.start() < found.start() else [])]
        )
        return trimmed(found[0]), first
    if arxiv:
        return f"https://arxiv.org/abs/{arxiv[1]}", arxiv.start()
    if doi:
        return f"https://doi.org/{trimmed(doi[1])}", doi.start()
    domain = _DOMAIN.search(text)
    return (trimmed(domain[0]), domain.start()) if domain else ("", -1)


def _title(words: str) -> tuple[str, str]:
    """The title and the authors of the words before the address."""
    words = words.strip()
    org = _ORG_YEAR.match(words)
    ends = author_ends(words)
    while len(ends) > 1 and _is_title(words, *ends[-2:]):
        ends.pop()
    end = ends[-1] if ends and words[ends[-1] :].strip(" .,") else 0
    authors = words[:end].strip(" ,.")
    quoted = _quoted(words, end)
    if quoted:
        if not authors and (before := words[: words.find(quoted)].strip(" \"“«‘',.")):
            authors = before if len(before) < 200 else ""
        return quoted, authors
    if end:
        for form in (_APA_YEAR, _ACM_YEAR):
            year = form.match(words, end)
            if year:
                return _clean(_first_sentence(words[year.end() :])), authors
        rest = words[end:]
        if rest[:1] in ".:" or authors_ended(words, end):
            return _clean(_first_sentence(rest.lstrip(" .:,"))), authors
        if rest[:1] == ",":
            return _clean(_before_venue(_first_sentence(rest.lstrip(" ,")), ", ")), authors
    if org:
        return _clean(_first_sentence(words[org.end() :])), org[1]
    return _clean(_without_tail(words)), ""


def _is_title(words: str, start: int, end: int) -> bool:
    """Whether the last of the names is a title of capitals: a venue or nothing comes after it."""
    if re.search(r"[A-Z]\.|\bet al", words[start:end]):
        return False
    return _VENUE.match(words[end:].lstrip(" .,:") or "2000") is not None


def authors_ended(words: str, end: int) -> bool:
    """Whether the names ended with an initial's full stop: 'Name, A. Title'."""
    return end > 0 and words[end - 1] == "." and words[end : end + 1] == " "


def _quoted(words: str, end: int) -> str:
    """A title in quotes: after the names, or at the beginning and before a full stop or comma."""
    for found in _QUOTE.finditer(words):
        text = (found[1] or found[2]).strip(" ,")
        before, after = words[: found.start()].strip(), words[found.end() :].lstrip()
        inside = found[0][-2:-1] in ",."
        whole = inside or not after or after[0] in ".,(" or _VENUE.match(after)
        placed = not before or before[-1] in ".,:)" or end >= len(before)
        if whole and placed and len(text.split()) > 1:
            return _clean(text)
        break
    return ""


def _first_sentence(text: str) -> str:
    """The text up to its first full stop that ends a sentence; '?' and '!' stay."""
    for found in _SENTENCE.finditer(text):
        if found[1] == "." and _ABBREVIATED.search(text[: found.start(1)]):
            continue
        return text[: found.start(1)] if found[1] == "." else text[: found.end(1)]
    return text


def _before_venue(text: str, sign: str) -> str:
    """The text up to the first part that names where or when it was published."""
    parts = text.split(sign)
    for count in range(1, len(parts)):
        if _VENUE.match(parts[count]):
            return sign.join(parts[:count])
    return text


def _without_tail(words: str) -> str:
    """A title without authors before it: venue, year and authors behind it are no part of it."""
    title = words
    for found in _SENTENCE.finditer(words):
        rest = words[found.end() :]
        end = authors_end(rest)
        if _VENUE.match(rest) or (end and _VENUE.match(rest[end:].lstrip(" .,(") or "2000")):
            title = words[: found.end(1)]
            break
    for sign in (" — ", " – ", " - ", ", by ", " by "):
        head, found_sign, tail = title.partition(sign)
        end = authors_end(tail) if found_sign else 0
        if end and len(tail) - end < 12:
            title = head
    return _before_venue(title, ", ")


def _clean(title: str) -> str:
    """A title without asides about its edition, quotes around it, and the stop at its end."""
    title = title.strip(" ,;:")
    before = None
    while before != title:
        before = title
        title = _ASIDE.sub("", title).strip(" ,;:")
        if (
            title.endswith(".")
            and not title.endswith("..")
            and not re.search(r"\b[A-Z]\.[A-Z]\.$", title)
        ):
            title = title[:-1].rstrip()
        pair = title[:1] + title[-1:]
        if pair in ("“”", '""', "«»") and title.count(title[0]) + title.count(title[-1]) < 4:
            title = title[1:-1].strip(" ,")
    return _MARKUP.sub(r"\1", title)


def _year(text: str) -> str:
    """The year of an entry: in round brackets, else the last that is no page and no address."""
    text = _ARXIV.sub(" ", _DOI.sub(" ", _URL.sub(" ", text.partition("Accessed")[0])))
    found = _YEAR.search(text)
    if found:
        return found[1]
    bare: list[str] = _BARE_YEAR.findall(text)
    return bare[-1] if bare else ""


def _bibtex(text: str) -> Entry:
    """The fields of a BibTeX entry."""
    fields: dict[str, str] = {}
    for found in _FIELD.finditer(text):
        fields.setdefault(found[1].casefold(), _value(text, found.end()))
    url = fields.get("url") or fields.get("howpublished", "")
    address, _ = _address(url or text)
    if not url and fields.get("eprint", "")[:4].isdigit():
        address = f"https://arxiv.org/abs/{fields['eprint']}"
    title = fields.get("title", "").replace("{", "").replace("}", "")
    return Entry(title, address, fields.get("author", ""), fields.get("year", ""))


def _value(text: str, start: int) -> str:
    """The value of a field: in braces, in quotes, or digits."""
    if text[start] == '"':
        return text[start + 1 :].partition('"')[0]
    if text[start] != "{":
        found = re.match(r"\d+", text[start:])
        return found[0] if found else ""
    depth = 0
    for end in range(start, len(text)):
        depth += (text[end] == "{") - (text[end] == "}")
        if depth == 0:
            return text[start + 1 : end]
    return ""
