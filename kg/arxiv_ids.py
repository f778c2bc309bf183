"""arXiv ids in every form they are printed in, brought to one.

Owns what counts as an id (both numbering schemes, with their months and digits) and which sites'
links name a paper. LIGHT. Never asks the network: an id that passes here may still not exist. Not
here: the ids in headers of notes (header_values.py checks those), looking papers up (sync/).
"""

from __future__ import annotations

import re
import unicodedata
from typing import NamedTuple
from urllib.parse import unquote, urlsplit

ARCHIVES = (
    r"acc-phys|adap-org|alg-geom|ao-sci|astro-ph|atom-ph|bayes-an|chao-dyn|chem-ph|cmp-lg|comp-gas"
    r"|cond-mat|cs|dg-ga|funct-an|gr-qc|hep-ex|hep-lat|hep-ph|hep-th|math-ph|math|mtrl-th|nlin"
    r"|nucl-ex|nucl-th|patt-sol|physics|plasm-ph|q-alg|q-bio|quant-ph|solv-int|supr-con"
)
_OLD = rf"(?P<archive>{ARCHIVES})(?:\.[a-z]{{2}})?/(?P<old>\d{{7}})"
_NEW = r"(?P<new>\d{4}\.\d{4,5})"
_VERSION = r"(?:v(?P<version>\d{1,4}))?"
_ID = re.compile(rf"(?:{_NEW}|{_OLD}){_VERSION}", re.IGNORECASE)
# In running text an id may not begin or end inside a longer number or word.
_IN_TEXT = re.compile(
    rf"(?<![\w.-])(?:arxiv[:.]\s*)?(?:{_NEW}|{_OLD}){_VERSION}(?!\d|[a-z]|\.\d)", re.IGNORECASE
)
_SITES = re.compile(
    r"(?:[\w-]+\.)*arxiv\.org|xxx\.lanl\.gov|ar5iv\.org|(?:www\.)?alphaxiv\.org"
    r"|(?:www\.)?(?:huggingface\.co|hf\.co)|(?:dx\.)?(?:www\.)?doi\.org|(?:www\.)?arxiv-vanity\.com"
    r"|(?:www\.|api\.)?semanticscholar\.org|(?:www\.)?scholar\.archive\.org|papers\.cool"
    r"|scirate\.com|(?:www\.)?emergentmind\.com"
)
_BEFORE = re.compile(
    r"^(?:corr\b[\s,]*)?(?:doi:\s*)?(?:10\.48550/)?(?:oai:arxiv\.org:)?"
    r"(?:arxiv(?:\s+e-?prints?|\s+preprint)?[\s:.]*)*(?:(?:abs|pdf|html|papers)/)?",
    re.IGNORECASE,
)
_AFTER = re.compile(
    r"(?:\.(?:pdf|html?|ps|ps\.gz|tar\.gz))?[\s/]*(?:[\[(][\w.-]+(?:[\])].*)?)?$",
    re.IGNORECASE | re.DOTALL,
)
_LAST_OLD = 703  # the old scheme ended in March 2007 (0703), the new one began in April
_FIVE_DIGITS = 1501
_LONGEST = 500


class ArxivId(NamedTuple):
    """A paper, and the version of it that was named (None: whichever is the latest).

    base: in arXiv's own spelling, without class and version: 1706.03762, math/0309136.
    """

    base: str
    version: int | None = None

    def __str__(self) -> str:
        return self.base if self.version is None else f"{self.base}v{self.version}"


def read_id(text: str) -> ArxivId | str:
    """One id or link read; for anything else the reason, in words, why it names no paper."""
    bare = unicodedata.normalize("NFKC", text[: 2 * _LONGEST]).strip(" \t\r\n<>()[]{}\"'`,;.")
    if not bare or len(bare) > _LONGEST:
        return "it is empty" if not bare else "it is too long"
    rest, fault = _path_of_link(bare)
    if fault:
        return fault
    rest = rest[_BEFORE.match(rest).end() :] if rest is bare else rest  # type: ignore[union-attr]
    found = _ID.match(rest)
    if found is None or not _AFTER.match(rest, found.end()):
        return "it has not the form of an id"
    return _fault(found) or _id(found)


def find_ids(text: str) -> list[ArxivId]:
    """Every id that a running text names, in its order, each once; impossible ones left out."""
    found = (match for match in _IN_TEXT.finditer(_loosened(text)) if not _fault(match))
    return list(dict.fromkeys(_id(match) for match in found))


def _loosened(text: str) -> str:
    """The text with the parts of links that touch an id turned into blanks."""
    plain = unicodedata.normalize("NFKC", text)
    if "%2f" in plain.lower():
        plain = unquote(plain)
    glued = r"(?<=[/:.])(?:abs|pdf|html|papers|overview|arxiv|format|e-print)[/:.]"
    return re.sub(glued, " ", plain.replace("doi.org/10.48550/", " /"), flags=re.IGNORECASE)


def _path_of_link(bare: str) -> tuple[str, str]:
    """What follows the site in a link, from the id on; a text that is no link as it is; a fault."""
    with_scheme = bare if "://" in bare else f"https://{bare}"
    try:
        parts = urlsplit(with_scheme)
        host = (parts.hostname or "").lower()
    except ValueError:
        return bare, "it is no whole link" if "://" in bare else ""
    if not _SITES.fullmatch(host):
        return bare, _no_site(host) if "://" in bare else ""
    path = unquote(parts.path)
    if host.endswith("doi.org") and not path.startswith("/10.48550/"):
        return bare, "it is a DOI of another publisher"
    found = re.search(rf"(?:(?<=[/:])|(?<=/arxiv\.))(?:{_ID.pattern})", path, re.IGNORECASE)
    return path[found.start() :] if found else path, ""


def _no_site(host: str) -> str:
    return f"{host or 'the link'} is not a site of arXiv's papers"


def _fault(found: re.Match[str]) -> str:
    """Why numbers of the right form are no id; empty: they may be one."""
    digits = (found["new"] or found["old"]).replace(".", "")
    stamp, number = int(digits[:4]), digits[4:]
    month, year = stamp % 100, stamp // 100
    if not 1 <= month <= 12:
        return f"there is no month {month:02}"
    if int(number) == 0:
        return "numbers begin at 1"
    if found["version"] is not None and int(found["version"]) == 0:
        return "versions begin at v1"
    if found["old"]:
        in_time = stamp <= _LAST_OLD or stamp >= 9107
        return "" if in_time else "ids of that form end in March 2007"
    if stamp <= _LAST_OLD:
        return "ids of that form begin in April 2007"
    wanted = 5 if stamp >= _FIVE_DIGITS else 4
    if len(number) != wanted:
        return f"an id of 20{year:02} has {wanted} digits after the dot"
    return ""


def _id(found: re.Match[str]) -> ArxivId:
    base = found["new"] or f"{found['archive'].lower()}/{found['old']}"
    return ArxivId(base, int(found["version"]) if found["version"] else None)
