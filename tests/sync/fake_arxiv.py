#!/usr/bin/env python3
"""A local stand-in for the arXiv query API (``/api/query``).

It answers from a JSON file of paper records in the shape the live service
answers (Atom 1.0 with the ``opensearch`` and ``arxiv`` namespaces), so that a
program which talks to arXiv can be developed and tested on a machine without
internet access.  It needs nothing but the Python standard library (3.10+).

Run it as a program::

    python3 fake_arxiv.py --data papers.json --port 0 --log access.jsonl

It prints one JSON line, ``{"port": ..., "url": ..., "papers": ...}``, on
standard output and serves until it is interrupted (or for ``--max-seconds``).
Or run it inside a test::

    with FakeArxiv(load_papers("papers.json"), Faults(fail_first=2)) as fake:
        client.query_url_format = fake.url + "?{}"
        ...
        assert [e["status"] for e in fake.log] == [503, 503, 200]

What is imitated (and checked against recorded answers of the live service):

* the element order, attributes and layout of feeds, entries and error feeds,
  the feed ``<id>`` (a digest of the canonical query) and the canonical query
  in the feed title;
* ``id_list`` with and without versions and with old-style ids; well-formed but
  unknown ids are silently left out, a malformed id makes the whole request
  fail with HTTP 400 and a single ``Error`` entry; duplicates come back once;
* entries do *not* come back in the order of ``id_list``;
* ``search_query`` with the prefixes ``ti au abs co jr cat id all`` and
  ``submittedDate:[A TO B]``, ``AND``/``OR``/``ANDNOT``, parentheses and quoted
  phrases; a term without a prefix means ``all:``, two terms without an
  operator between them mean ``OR``, and operators have equal precedence;
* ``start``, ``max_results`` (at most 2000 per answer, result window 30000),
  ``sortBy``, ``sortOrder``; GET and form-encoded POST; 414 for over-long URLs.

What is only approximated: relevance ranking and stemming; versions older than
the recorded one reuse its metadata with an interpolated date; a record whose
version or exact date is unknown is served as ``v1`` at midnight UTC (on the
first day of the month, or of the year).

A record is an object with ``id`` and ``title`` and, where known, ``version``,
``authors`` (a list of names), ``affiliations`` (a list of lists, parallel to
``authors``), ``published``, ``updated`` (``YYYY[-MM[-DD[THH:MM:SSZ]]]``),
``primary_category``, ``categories``, ``doi``, ``journal_ref``, ``comment`` and
``abstract``.  Other keys are ignored.
"""

from __future__ import annotations

import argparse
import base64
import calendar
import contextlib
import fnmatch
import hashlib
import json
import math
import re
import sys
import textwrap
import threading
import time
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, fields
from datetime import datetime, timedelta, timezone
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from types import TracebackType
from typing import Any
from urllib.parse import parse_qs, urlsplit
from xml.sax.saxutils import escape, quoteattr

API_PATH = "/api/query"
MAX_PAGE = 2000
RESULT_WINDOW = 30_000
MAX_URL = 8190
NAMESPACES = (
    'xmlns:opensearch="http://a9.com/-/spec/opensearch/1.1/" '
    'xmlns:arxiv="http://arxiv.org/schemas/atom" '
    'xmlns="http://www.w3.org/2005/Atom"'
)
SCHEME = "http://arxiv.org/schemas/atom"

_ARCHIVES = (
    r"acc-phys|adap-org|alg-geom|ao-sci|astro-ph|atom-ph|bayes-an|chao-dyn|chem-ph|cmp-lg"
    r"|comp-gas|cond-mat|cs|dg-ga|econ|eess|funct-an|gr-qc|hep-ex|hep-lat|hep-ph|hep-th|math"
    r"|math-ph|mtrl-th|nlin|nucl-ex|nucl-th|patt-sol|physics|plasm-ph|q-alg|q-bio|q-fin"
    r"|quant-ph|solv-int|stat|supr-con"
)
# The live service searches for an id anywhere in the text; it does not insist
# that the whole text is one ("arXiv:1706.03762" passes, but then finds nothing).
_NEW_ID = re.compile(r"(?<![\d=.])\d{4}\.\d{4,5}(v\d*)?", re.IGNORECASE)
_OLD_ID = re.compile(rf"(?:{_ARCHIVES})(?:\.[a-z]{{2}})?/\d{{2}}[01]\d{{4}}(v\d*)?", re.IGNORECASE)
_ARXIV_START = datetime(1991, 8, 14, tzinfo=timezone.utc)
_VERSIONED = re.compile(r"(?P<base>.*)v(?P<version>\d+)$")


# --------------------------------------------------------------------------- papers


def parse_date(text: str | None) -> datetime | None:
    """Read ``YYYY``, ``YYYY-MM``, ``YYYY-MM-DD`` or a full timestamp as UTC."""
    if not text:
        return None
    padded = {4: "-01-01", 7: "-01"}.get(len(text), "")
    moment = datetime.fromisoformat((text + padded).replace("Z", "+00:00"))
    return moment if moment.tzinfo else moment.replace(tzinfo=timezone.utc)


def format_date(moment: datetime) -> str:
    return moment.astimezone(timezone.utc).strftime("%Y-%m-%dT%H:%M:%SZ")


def words(text: str) -> list[str]:
    """Lower-case words with a plural ``s`` removed: a very small stemmer."""
    found = re.findall(r"[^\W_]+", text.lower())
    return [word[:-1] if re.fullmatch(r"\w{2,}[^\Ws]s", word) else word for word in found]


@dataclass(frozen=True)
class Paper:
    """One paper at one version."""

    base_id: str
    version: int
    latest: int
    title: str
    authors: tuple[str, ...]
    affiliations: tuple[tuple[str, ...], ...]
    published: datetime
    updated: datetime
    primary_category: str
    categories: tuple[str, ...]
    doi: str
    journal_ref: str
    comment: str
    abstract: str

    @classmethod
    def from_record(cls, record: Mapping[str, Any]) -> Paper:
        base_id, version = str(record["id"]), int(record.get("version") or 1)
        published = parse_date(record.get("published")) or _ARXIV_START
        updated = parse_date(record.get("updated")) or published
        primary = record.get("primary_category") or ""
        categories = list(record.get("categories") or ([primary] if primary else []))
        if primary in categories:  # the service lists the primary category first
            categories.sort(key=lambda c: c != primary)
        return cls(
            base_id=base_id,
            version=version,
            latest=version,
            title=str(record["title"]),
            authors=tuple(record.get("authors") or ()),
            affiliations=tuple(tuple(a or ()) for a in record.get("affiliations") or ()),
            published=published,
            updated=max(updated, published),
            primary_category=primary,
            categories=tuple(categories),
            doi=record.get("doi") or "",
            journal_ref=record.get("journal_ref") or "",
            comment=record.get("comment") or "",
            abstract=record.get("abstract") or "",
        )

    @property
    def versioned_id(self) -> str:
        return f"{self.base_id}v{self.version}"

    @property
    def shuffle_key(self) -> str:
        """A stable order that has nothing to do with ids, dates or requests."""
        return hashlib.sha1(self.base_id.encode()).hexdigest()

    def at_version(self, version: int) -> Paper | None:
        """The paper as of ``version``, or None if there was no such version."""
        if not 1 <= version <= self.latest:
            return None
        share = 1.0 if self.latest == 1 else (version - 1) / (self.latest - 1)
        moment = self.published + timedelta(
            seconds=round((self.updated - self.published).total_seconds() * share)
        )
        values = {f.name: getattr(self, f.name) for f in fields(self)}
        return Paper(**{**values, "version": version, "updated": moment})


def load_papers(path: str | Path) -> list[Paper]:
    """Read the JSON list at ``path``."""
    records = json.loads(Path(path).read_text(encoding="utf-8"))
    return [Paper.from_record(record) for record in records]


# -------------------------------------------------------------------- search queries


class BadQuery(Exception):
    """A request the service refuses with HTTP 400."""

    def __init__(self, message: str, link: str = "https://arxiv.org/api/errors"):
        super().__init__(message)
        self.message = message
        self.link = link


Matcher = Callable[[Paper], float]
"""How well a paper matches: 0 for not at all."""

_TOKEN = re.compile(
    r"\s*(?:(?P<range>(?:submittedDate|lastUpdatedDate):\[[^\]]*\])"
    r"|(?P<prefix>(?:ti|title|au|abs|co|jr|cat|rn|id|doi|submittedDate|all):)"
    r'|(?P<quoted>"[^"]*")'
    r"|(?P<paren>[()])"
    r'|(?P<word>[^\s()"]+))'
)
_OPERATORS = ("AND", "OR", "ANDNOT", "NOT")


@dataclass(frozen=True)
class Term:
    prefix: str
    text: str

    def __str__(self) -> str:
        return f"{self.prefix}:{self.text}"


def tokenize(query: str) -> list[Term | str]:
    """Split a query into terms, operators and parentheses, filling in gaps.

    A prefix in front of a parenthesis holds for every bare term inside it; a
    bare term elsewhere gets ``all:``; ``NOT`` and ``AND NOT`` become
    ``ANDNOT``; adjacent operands are joined with ``OR``.
    """
    tokens: list[Term | str] = []
    pending: str | None = None
    scopes: list[str | None] = []

    def push(token: Term | str) -> None:
        operand = isinstance(token, Term) or token == "("
        if operand and tokens and (isinstance(tokens[-1], Term) or tokens[-1] == ")"):
            tokens.append("OR")
        if token in _OPERATORS:
            if token == "NOT":
                token = "ANDNOT"
            if tokens and tokens[-1] in _OPERATORS:
                tokens.pop()
        tokens.append(token)

    position = 0
    query = query.strip()
    while position < len(query):
        match = _TOKEN.match(query, position)
        if match is None:  # an unbalanced double quote
            raise BadQuery(f"Invalid query string: '{query}'")
        position = match.end()
        kind, text = match.lastgroup, match.group(match.lastgroup or 0)
        if kind == "range":
            span = text[text.index("[") + 1 : -1]
            push(Term("submittedDate", f'"{" TO ".join(_date_span(span, query))}"'))
        elif kind == "prefix":
            pending = {"title": "ti"}.get(text[:-1], text[:-1])
        elif kind == "paren" and text == "(":
            push("(")
            scopes.append(pending or (scopes[-1] if scopes else None))
            pending = None
        elif kind == "paren":
            if not scopes:
                raise BadQuery(f"Invalid query string: '{query}'")
            scopes.pop()
            push(")")
        elif text in _OPERATORS:
            push(text)
        else:
            prefix = pending or (scopes[-1] if scopes else None) or "all"
            if prefix == "au" and "_" in text:
                text = '"' + text.strip('"').replace("_", " ") + '"'
            push(Term(prefix, text))
            pending = None
    if scopes:
        raise BadQuery(f"Invalid query string: '{query}'")
    return tokens


def _date_span(span: str, query: str) -> tuple[str, str]:
    ends = [end.strip() for end in span.split("TO")]
    if len(ends) != 2 or not all(end.isdigit() and 4 <= len(end) <= 14 for end in ends):
        raise BadQuery(f"Invalid query string: '{query}'")
    first = (ends[0] + "190001010000"[len(ends[0]) :])[:12]
    last = ends[1][:12]
    if len(last) == 6:
        last += f"{calendar.monthrange(max(int(last[:4]), 1), min(int(last[4:]), 12) or 1)[1]:02d}"
    last += {4: "12312359", 8: "2359", 10: "59"}.get(len(last), "")
    return first, last


def canonical(tokens: Sequence[Term | str]) -> str:
    """The query as the feed's title shows it."""
    text = " ".join(str(token) for token in tokens)
    return text.replace("( ", "(").replace(" )", ")")


def compile_query(tokens: Sequence[Term | str], query: str) -> Matcher:
    """Turn tokens into a matcher; operators associate to the right."""
    rest = list(tokens)

    def primary() -> Matcher:
        if not rest:
            raise BadQuery(f"Invalid query string: '{query}'")
        token = rest.pop(0)
        if token == "(":
            inner = expression()
            if not rest or rest.pop(0) != ")":
                raise BadQuery(f"Invalid query string: '{query}'")
            return inner
        if token == "ANDNOT":
            operand = primary()
            return lambda paper: 0.0 if operand(paper) else 1.0
        if not isinstance(token, Term):
            raise BadQuery(f"Invalid query string: '{query}'")
        return term_matcher(token)

    def expression() -> Matcher:
        left = primary()
        if not rest or rest[0] not in _OPERATORS:
            return left
        operator = rest.pop(0)
        right = expression()
        if operator == "AND":
            return lambda p: left(p) + right(p) if left(p) and right(p) else 0.0
        if operator == "OR":
            return lambda p: left(p) + right(p)
        return lambda p: left(p) if left(p) and not right(p) else 0.0

    matcher = expression()
    if rest:
        raise BadQuery(f"Invalid query string: '{query}'")
    return matcher


def _text_score(wanted: Sequence[str], phrase: bool, text: str) -> float:
    have = words(text)
    if not wanted or not have:
        return 0.0
    if phrase:
        width = len(wanted)
        hits = sum(have[i : i + width] == list(wanted) for i in range(len(have) - width + 1))
    else:
        counts = [have.count(w) for w in wanted]
        hits = sum(counts) if all(counts) else 0
    return hits / math.sqrt(len(have))


def term_matcher(term: Term) -> Matcher:
    phrase = term.text.startswith('"')
    text = term.text.strip('"').strip()
    wanted = words(text)

    def by_text(*getters: tuple[float, Callable[[Paper], str]]) -> Matcher:
        return lambda p: sum(
            weight * _text_score(wanted, phrase, get(p)) for weight, get in getters
        )

    def authors(paper: Paper) -> float:
        return float(any(_text_score(wanted, phrase, author) for author in paper.authors))

    def category(paper: Paper) -> float:
        return float(any(fnmatch.fnmatchcase(c, text) for c in paper.categories))

    title, abstract = (lambda p: p.title), (lambda p: p.abstract)
    comment, journal = (lambda p: p.comment), (lambda p: p.journal_ref)
    if term.prefix == "ti":
        return by_text((1.0, title))
    if term.prefix == "abs":
        return by_text((1.0, abstract))
    if term.prefix == "co":
        return by_text((1.0, comment))
    if term.prefix == "jr":
        return by_text((1.0, journal))
    if term.prefix == "au":
        return authors
    if term.prefix == "cat":
        return category
    if term.prefix == "id":
        return lambda p: float(text in (p.base_id, p.versioned_id))
    if term.prefix == "doi":
        return lambda p: float(bool(p.doi) and text.lower() == p.doi.lower())
    if term.prefix == "submittedDate":
        first, _, last = text.partition(" TO ")
        return lambda p: float(first <= p.published.strftime("%Y%m%d%H%M") <= last)
    if term.prefix == "all":
        everywhere = by_text((3.0, title), (1.0, abstract), (0.5, comment), (0.5, journal))
        return lambda p: everywhere(p) + authors(p) + category(p) + float(text == p.base_id)
    return lambda p: 0.0


# ------------------------------------------------------------------------- requests


@dataclass(frozen=True)
class Request:
    """A validated request."""

    search_query: str
    matcher: Matcher | None
    id_list: tuple[str, ...]
    start: int
    max_results: int
    sort_by: str
    descending: bool

    @property
    def canonical(self) -> str:
        return (
            f"search_query={self.search_query}&id_list={','.join(self.id_list)}"
            f"&start={self.start}&max_results={self.max_results}"
        )


def _whole_number(params: Mapping[str, str], name: str, default: int) -> int:
    link = "https://arxiv.org/api/errors#"
    try:
        value = int(params.get(name, default))
    except ValueError:
        raise BadQuery(f"{name} must be an integer", f"{link}{name}_must_be_an_integer") from None
    if value < 0:
        raise BadQuery(f"{name} must be non-negative", f"{link}{name}_must_be_non-negative")
    return value


def _one_of(params: Mapping[str, str], name: str, allowed: Sequence[str]) -> str:
    value = params.get(name, allowed[0])
    if value not in allowed:
        raise BadQuery(
            f"{name} must be in: {', '.join(allowed)}",
            "https://arxiv.org/help/api/user-manual#sort",
        )
    return value


def parse_request(params: Mapping[str, str]) -> Request:
    """Validate parameters in the order in which the live service does."""
    id_list = tuple(params["id_list"].split(",")) if params.get("id_list") else ()
    for arxiv_id in id_list:
        if not (_NEW_ID.search(arxiv_id) or _OLD_ID.search(arxiv_id)):
            raise BadQuery(
                f"incorrect id format for {arxiv_id}",
                f"https://arxiv.org/api/errors#incorrect_id_format_for_{arxiv_id}",
            )
    max_results = _whole_number(params, "max_results", 10)
    start = _whole_number(params, "start", 0)
    sort_by = _one_of(params, "sortBy", ("relevance", "lastUpdatedDate", "submittedDate"))
    order = _one_of(params, "sortOrder", ("descending", "ascending"))
    if max_results > RESULT_WINDOW or start + min(max_results, MAX_PAGE) > RESULT_WINDOW + MAX_PAGE:
        raise BadQuery(f"Requested results are outside the first {RESULT_WINDOW}")
    tokens = tokenize(params.get("search_query", ""))
    if not tokens and not id_list:
        raise BadQuery("Either a search_query or id_list must be specified for the classic API.")
    query = params.get("search_query", "")
    return Request(
        search_query=canonical(tokens),
        matcher=compile_query(tokens, query) if tokens else None,
        id_list=id_list,
        start=start,
        max_results=max_results,
        sort_by=sort_by,
        descending=order == "descending",
    )


class Catalogue:
    """The papers, and how requests select from them."""

    def __init__(self, papers: Iterable[Paper]):
        self.papers = {paper.base_id: paper for paper in papers}

    def __len__(self) -> int:
        return len(self.papers)

    def lookup(self, arxiv_id: str) -> Paper | None:
        """The paper with exactly this id; the service does not tidy ids up."""
        if arxiv_id in self.papers:
            return self.papers[arxiv_id]
        match = _VERSIONED.match(arxiv_id)
        paper = self.papers.get(match["base"]) if match else None
        return paper.at_version(int(match["version"])) if match and paper else None

    def select(self, request: Request) -> list[Paper]:
        """All matching papers, in the order asked for."""
        if request.id_list:
            found = {p.versioned_id: p for p in map(self.lookup, request.id_list) if p}
            candidates = list(found.values())
        else:
            candidates = list(self.papers.values())
        scored = [(request.matcher(p) if request.matcher else 1.0, p) for p in candidates]
        scored = sorted(((s, p) for s, p in scored if s > 0), key=lambda sp: sp[1].shuffle_key)
        keys: dict[str, Callable[[tuple[float, Paper]], Any]] = {
            "relevance": lambda sp: sp[0],
            "lastUpdatedDate": lambda sp: sp[1].updated,
            "submittedDate": lambda sp: sp[1].published,
        }
        scored.sort(key=keys[request.sort_by], reverse=request.descending)
        return [paper for _, paper in scored]


# ------------------------------------------------------------------------ rendering


def feed_id(request: Request) -> str:
    digest = hashlib.sha1(request.canonical.encode("utf-8")).digest()
    return "https://arxiv.org/api/" + base64.b64encode(digest).decode("ascii")[:-1]


def render_feed(request: Request, total: int, page: Sequence[Paper], now: datetime) -> str:
    """The feed as the service has laid it out since its rewrite in Python."""
    link = (
        f"https://arxiv.org/api/query?search_query={request.search_query}&start={request.start}"
        f"&max_results={request.max_results}&id_list={','.join(request.id_list)}"
    )
    lines = [
        "<?xml version='1.0' encoding='UTF-8'?>",
        f"<feed {NAMESPACES}>",
        f"  <id>{feed_id(request)}</id>",
        f"  <title>arXiv Query: {escape(request.canonical)}</title>",
        f"  <updated>{format_date(now)}</updated>",
        f'  <link href={quoteattr(link)} type="application/atom+xml"/>',
        f"  <opensearch:itemsPerPage>{request.max_results}</opensearch:itemsPerPage>",
        f"  <opensearch:totalResults>{total}</opensearch:totalResults>",
        f"  <opensearch:startIndex>{request.start}</opensearch:startIndex>",
    ]
    for paper in page:
        lines += _render_entry(paper)
    return "\n".join([*lines, "</feed>", ""])


def _element(tag: str, text: str) -> str:
    return f"<{tag}>{escape(text)}</{tag}>" if text else f"<{tag}/>"


def _author_lines(paper: Paper, indent: str) -> list[str]:
    lines: list[str] = []
    for position, name in enumerate(paper.authors):
        lines += [f"{indent}<author>", f"{indent}  {_element('name', name)}"]
        affiliations = paper.affiliations[position] if position < len(paper.affiliations) else ()
        lines += [f"{indent}  {_element('arxiv:affiliation', a)}" for a in affiliations]
        lines.append(f"{indent}</author>")
    return lines


def _render_entry(paper: Paper) -> list[str]:
    page = quoteattr(f"https://arxiv.org/abs/{paper.versioned_id}")
    pdf = quoteattr(f"https://arxiv.org/pdf/{paper.versioned_id}")
    lines = [
        "  <entry>",
        f"    <id>http://arxiv.org/abs/{escape(paper.versioned_id)}</id>",
        f"    {_element('title', paper.title)}",
        f"    <updated>{format_date(paper.updated)}</updated>",
        f'    <link href={page} rel="alternate" type="text/html"/>',
        f'    <link href={pdf} rel="related" type="application/pdf" title="pdf"/>',
        f"    {_element('summary', paper.abstract)}",
    ]
    lines += [f'    <category term={quoteattr(c)} scheme="{SCHEME}"/>' for c in paper.categories]
    lines.append(f"    <published>{format_date(paper.published)}</published>")
    if paper.comment:
        lines.append(f"    {_element('arxiv:comment', paper.comment)}")
    if paper.primary_category:
        lines.append(f"    <arxiv:primary_category term={quoteattr(paper.primary_category)}/>")
    if paper.journal_ref:
        lines.append(f"    {_element('arxiv:journal_ref', paper.journal_ref)}")
    lines += _author_lines(paper, "    ")
    if paper.doi:
        target = quoteattr(f"https://doi.org/{paper.doi}")
        lines.append(f"    {_element('arxiv:doi', paper.doi)}")
        lines.append(f'    <link rel="related" href={target} title="doi"/>')
    return [*lines, "  </entry>"]


def render_legacy_feed(request: Request, total: int, page: Sequence[Paper], now: datetime) -> str:
    """The older layout: other element order, wrapped titles and abstracts."""
    midnight = now.astimezone(timezone(timedelta(hours=-4))).strftime("%Y-%m-%dT00:00:00-04:00")
    link = quoteattr("http://arxiv.org/api/query?" + request.canonical)
    lines = [
        '<?xml version="1.0" encoding="UTF-8"?>',
        '<feed xmlns="http://www.w3.org/2005/Atom">',
        f'  <link href={link} rel="self" type="application/atom+xml"/>',
        f'  <title type="html">ArXiv Query: {escape(request.canonical)}</title>',
        f"  <id>{feed_id(request).replace('https:', 'http:')}</id>",
        f"  <updated>{midnight}</updated>",
    ]
    opensearch = 'xmlns:opensearch="http://a9.com/-/spec/opensearch/1.1/"'
    for name, value in (
        ("totalResults", total),
        ("startIndex", request.start),
        ("itemsPerPage", request.max_results),
    ):
        lines.append(f"  <opensearch:{name} {opensearch}>{value}</opensearch:{name}>")
    for paper in page:
        lines += _render_legacy_entry(paper)
    return "\n".join([*lines, "</feed>", ""])


def _render_legacy_entry(paper: Paper) -> list[str]:
    space = f'xmlns:arxiv="{SCHEME}"'
    wrap = textwrap.TextWrapper(79, break_long_words=False, break_on_hyphens=False)
    title = "\n  ".join(wrap.wrap(paper.title))
    abstract = "  " + "\n".join(wrap.wrap(paper.abstract)) + "\n"
    page = quoteattr(f"http://arxiv.org/abs/{paper.versioned_id}")
    pdf = quoteattr(f"http://arxiv.org/pdf/{paper.versioned_id}")
    lines = [
        "  <entry>",
        f"    <id>http://arxiv.org/abs/{escape(paper.versioned_id)}</id>",
        f"    <updated>{format_date(paper.updated)}</updated>",
        f"    <published>{format_date(paper.published)}</published>",
        f"    <title>{escape(title)}</title>",
        f"    <summary>{escape(abstract)}</summary>",
    ]
    for line in _author_lines(paper, "    "):
        lines.append(line.replace("<arxiv:affiliation>", f"<arxiv:affiliation {space}>"))
    if paper.doi:
        target = quoteattr(f"http://dx.doi.org/{paper.doi}")
        lines.append(f"    <arxiv:doi {space}>{escape(paper.doi)}</arxiv:doi>")
        lines.append(f'    <link title="doi" href={target} rel="related"/>')
    if paper.comment:
        lines.append(f"    <arxiv:comment {space}>{escape(paper.comment)}</arxiv:comment>")
    if paper.journal_ref:
        lines.append(
            f"    <arxiv:journal_ref {space}>{escape(paper.journal_ref)}</arxiv:journal_ref>"
        )
    lines += [
        f'    <link href={page} rel="alternate" type="text/html"/>',
        f'    <link title="pdf" href={pdf} rel="related" type="application/pdf"/>',
    ]
    if paper.primary_category:
        term = quoteattr(paper.primary_category)
        lines.append(f'    <arxiv:primary_category {space} term={term} scheme="{SCHEME}"/>')
    lines += [f'    <category term={quoteattr(c)} scheme="{SCHEME}"/>' for c in paper.categories]
    return [*lines, "  </entry>"]


def render_error(error: BadQuery, now: datetime) -> str:
    """A feed with the single entry that describes an error."""
    stamp, link = format_date(now), error.link
    return "\n".join(
        [
            "<?xml version='1.0' encoding='UTF-8'?>",
            f"<feed {NAMESPACES}>",
            "  <id>https://arxiv.org/</id>",
            "  <title>arXiv Search Results</title>",
            f"  <updated>{stamp}</updated>",
            "  <opensearch:itemsPerPage>1</opensearch:itemsPerPage>",
            "  <opensearch:totalResults>1</opensearch:totalResults>",
            "  <opensearch:startIndex>0</opensearch:startIndex>",
            "  <entry>",
            f"    <id>{escape(link)}</id>",
            "    <title>Error</title>",
            f"    <updated>{stamp}</updated>",
            f'    <link href={quoteattr(link)} rel="alternate" type="text/html"/>',
            f"    <summary>{escape(error.message)}</summary>",
            "    <author>",
            "      <name>arXiv api core</name>",
            "    </author>",
            "  </entry>",
            "</feed>",
            "",
        ]
    )


# --------------------------------------------------------------------------- faults


@dataclass(frozen=True)
class Faults:
    """What goes wrong.  Counted faults apply to the first requests received."""

    fail_first: int = 0
    """Answer this many requests with ``fail_status``."""
    fail_status: int = 503
    rate_limit: float = 0.0
    """Answer 429 to a request that comes sooner than this many seconds after
    the last accepted one, or while another request is being answered."""
    retry_after: int | None = -1
    """The Retry-After value with a 429: -1 for the seconds left, rounded up;
    None for no header (which is what has been observed of the live service)."""
    empty_first_page: int = 0
    """Answer this many requests for a first page with a feed without entries,
    although its header still gives the true total."""
    empty_later_page: int = 0
    """The same for pages with ``start`` above 0."""
    truncate: int = 0
    """Cut answers to this many bytes: complete HTTP, broken XML."""
    truncate_first: int = 0
    """Cut only this many answers; 0 for all of them."""
    short_body: int = 0
    """Announce the full length in this many answers, send half, hang up."""
    hang: float = 0.0
    """Keep a request waiting for this many seconds before answering."""
    hang_first: int = 1
    """How many requests to keep waiting; 0 for all of them."""
    latency: float = 0.0
    """Added to every answer, in seconds."""


@dataclass
class _Counters:
    """How often each counted fault is still due."""

    faults: Faults
    lock: threading.Lock = field(default_factory=threading.Lock)
    used: dict[str, int] = field(default_factory=dict)
    last_accepted: float = -math.inf
    in_flight: int = 0

    def due(self, name: str, limit: int) -> bool:
        """Use up one occurrence of a fault that happens ``limit`` times."""
        with self.lock:
            count = self.used.get(name, 0)
            if count >= limit:
                return False
            self.used[name] = count + 1
            return True

    def admit(self) -> float:
        """0 to let a request in; otherwise the seconds it came too early."""
        limit = self.faults.rate_limit
        with self.lock:
            now = time.monotonic()
            early = self.last_accepted + limit - now
            if limit > 0 and (early > 0.005 or self.in_flight > 0):
                return max(early, 0.001)
            self.last_accepted = now
            self.in_flight += 1
            return 0.0

    def release(self) -> None:
        with self.lock:
            self.in_flight -= 1


# --------------------------------------------------------------------------- server


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    server_version = "fake-arxiv"
    sys_version = ""
    server: _Server

    def do_GET(self) -> None:
        split = urlsplit(self.path)
        if len(self.path) > MAX_URL:
            self._send(HTTPStatus.REQUEST_URI_TOO_LONG, "URI Too Long", {}, "url-length")
        else:
            self._handle(split.path, split.query)

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
        self._handle(urlsplit(self.path).path, body.decode("utf-8", "replace"))

    def _handle(self, path: str, query: str) -> None:
        raw = parse_qs(query, keep_blank_values=True)
        params = {name: values[0] for name, values in raw.items()}
        if path != API_PATH:
            self._send(HTTPStatus.NOT_FOUND, "Not Found", params, "")
            return
        counters, faults = self.server.counters, self.server.faults
        early = counters.admit()
        if early:
            wait = math.ceil(early) if faults.retry_after == -1 else faults.retry_after
            headers = {} if wait is None else {"Retry-After": str(wait)}
            self._send(
                HTTPStatus.TOO_MANY_REQUESTS, "Rate exceeded.", params, "rate-limit", headers
            )
            return
        try:
            self._answer(params)
        finally:
            counters.release()

    def _answer(self, params: Mapping[str, str]) -> None:
        counters, faults = self.server.counters, self.server.faults
        if faults.hang and (not faults.hang_first or counters.due("hang", faults.hang_first)):
            self.server.stopping.wait(faults.hang)
        if faults.latency:
            self.server.stopping.wait(faults.latency)
        if counters.due("fail", faults.fail_first):
            status = HTTPStatus(faults.fail_status)
            self._send(status, status.phrase, params, "fail-first")
            return
        now = datetime.now(timezone.utc)
        try:
            request = parse_request(params)
        except BadQuery as error:
            self._send(HTTPStatus.BAD_REQUEST, render_error(error, now), params, "", atom=True)
            return
        matches = self.server.catalogue.select(request)
        page = matches[request.start : request.start + min(request.max_results, MAX_PAGE)]
        fault = ""
        name, limit = ("empty-first-page", faults.empty_first_page)
        if request.start:
            name, limit = ("empty-later-page", faults.empty_later_page)
        if page and counters.due(name, limit):
            page, fault = [], name
        render = render_legacy_feed if self.server.legacy_layout else render_feed
        body = render(request, len(matches), page, now)
        self._send(HTTPStatus.OK, body, params, fault, atom=True, entries=len(page))

    def _send(
        self,
        status: HTTPStatus,
        text: str,
        params: Mapping[str, str],
        fault: str,
        headers: Mapping[str, str] | None = None,
        *,
        atom: bool = False,
        entries: int = 0,
    ) -> None:
        faults, counters = self.server.faults, self.server.counters
        body = text.encode("utf-8")
        feed = atom and status == HTTPStatus.OK
        every = not faults.truncate_first
        if feed and faults.truncate and (every or counters.due("truncate", faults.truncate_first)):
            body, fault = body[: faults.truncate], "truncate"
        short = feed and counters.due("short", faults.short_body)
        if short:
            fault = "short-body"
        # Logged before the answer leaves, so that a client which has read the
        # answer also finds it in the log.
        self.server.record(self, params, int(status), fault, entries, len(body))
        kind = "application/atom+xml" if atom else "text/plain"
        try:
            self.send_response(int(status))
            self.send_header("Content-Type", f"{kind}; charset=utf-8")
            self.send_header("Content-Length", str(len(body)))
            for name, value in (headers or {}).items():
                self.send_header(name, value)
            if short:
                self.send_header("Connection", "close")
                self.close_connection = True
            self.end_headers()
            self.wfile.write(body[: len(body) // 2] if short else body)
        except (BrokenPipeError, ConnectionResetError):
            self.close_connection = True  # the client gave up waiting

    def log_message(self, format: str, *args: Any) -> None:
        """Silence the base class: the access log is ours."""


class _Server(ThreadingHTTPServer):
    daemon_threads = True

    def __init__(
        self,
        address: tuple[str, int],
        catalogue: Catalogue,
        faults: Faults,
        log_path: Path | None,
        legacy_layout: bool,
    ):
        super().__init__(address, _Handler)
        self.catalogue = catalogue
        self.faults = faults
        self.counters = _Counters(faults)
        self.legacy_layout = legacy_layout
        self.log: list[dict[str, Any]] = []
        self.stopping = threading.Event()
        self._log_file = log_path.open("a", encoding="utf-8") if log_path else None
        self._log_lock = threading.Lock()

    def record(
        self,
        handler: _Handler,
        params: Mapping[str, str],
        status: int,
        fault: str,
        entries: int,
        size: int,
    ) -> None:
        entry = {
            "time": time.time(),
            "method": handler.command,
            "path": urlsplit(handler.path).path,
            "params": dict(params),
            "status": status,
            "entries": entries,
            "bytes": size,
            "fault": fault or None,
            "user_agent": handler.headers.get("User-Agent"),
            "connection": handler.client_address[1],
        }
        with self._log_lock:
            self.log.append(entry)
            if self._log_file:
                self._log_file.write(json.dumps(entry, ensure_ascii=False) + "\n")
                self._log_file.flush()

    def handle_error(self, request: Any, client_address: Any) -> None:
        if not isinstance(sys.exc_info()[1], ConnectionError):
            super().handle_error(request, client_address)

    def server_close(self) -> None:
        super().server_close()
        with self._log_lock:
            if self._log_file:
                self._log_file.close()
                self._log_file = None


class FakeArxiv:
    """The stand-in as a context manager, serving from a background thread."""

    def __init__(
        self,
        papers: Iterable[Paper],
        faults: Faults | None = None,
        *,
        port: int = 0,
        log_path: str | Path | None = None,
        legacy_layout: bool = False,
    ):
        self._server = _Server(
            ("127.0.0.1", port),
            Catalogue(papers),
            faults or Faults(),
            Path(log_path) if log_path else None,
            legacy_layout,
        )
        self._thread: threading.Thread | None = None

    @property
    def port(self) -> int:
        return int(self._server.server_address[1])

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}{API_PATH}"

    @property
    def log(self) -> list[dict[str, Any]]:
        """The access log so far: one entry per request answered."""
        return list(self._server.log)

    @property
    def paper_count(self) -> int:
        return len(self._server.catalogue)

    def start(self) -> FakeArxiv:
        self._thread = threading.Thread(
            target=self._server.serve_forever, args=(0.05,), daemon=True
        )
        self._thread.start()
        return self

    def stop(self) -> None:
        self._server.stopping.set()
        if self._thread:
            self._server.shutdown()
            self._thread.join()
            self._thread = None
        self._server.server_close()

    def __enter__(self) -> FakeArxiv:
        return self.start()

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.stop()


# --------------------------------------------------------------------- command line


def build_parser() -> argparse.ArgumentParser:
    summary = (__doc__ or "").splitlines()[0]
    parser = argparse.ArgumentParser(description=summary)
    default_data = Path(__file__).with_name("arxiv_records.json")
    parser.add_argument(
        "--data", type=Path, default=default_data, help="JSON list of paper records"
    )
    parser.add_argument("--port", type=int, default=0, help="port on 127.0.0.1 (0: any free one)")
    parser.add_argument("--log", type=Path, help="append an access log to this file, as JSON lines")
    parser.add_argument("--max-seconds", type=float, help="stop after this long")
    parser.add_argument(
        "--legacy-layout", action="store_true", help="the older feed layout, with wrapped titles"
    )
    group = parser.add_argument_group("faults")
    group.add_argument(
        "--fail-first", type=int, default=0, metavar="N", help="fail the first N requests"
    )
    group.add_argument(
        "--fail-status", type=int, default=503, help="with this status (default 503)"
    )
    group.add_argument(
        "--rate-limit", type=float, default=0.0, metavar="SECONDS", help="429 to faster requests"
    )
    group.add_argument(
        "--no-retry-after", action="store_true", help="429 without a Retry-After header"
    )
    group.add_argument(
        "--empty-first-page", type=int, default=0, metavar="N", help="N first pages without entries"
    )
    group.add_argument(
        "--empty-later-page", type=int, default=0, metavar="N", help="N later pages without entries"
    )
    group.add_argument(
        "--truncate", type=int, default=0, metavar="BYTES", help="cut answers short: broken XML"
    )
    group.add_argument(
        "--truncate-first", type=int, default=0, metavar="N", help="... only the first N answers"
    )
    group.add_argument(
        "--short-body", type=int, default=0, metavar="N", help="hang up half-way through N answers"
    )
    group.add_argument(
        "--hang", type=float, default=0.0, metavar="SECONDS", help="keep a request waiting"
    )
    group.add_argument(
        "--hang-first", type=int, default=1, metavar="N", help="... the first N (default 1; 0: all)"
    )
    group.add_argument(
        "--latency", type=float, default=0.0, metavar="SECONDS", help="delay every answer"
    )
    return parser


def main(argv: Sequence[str] | None = None) -> int:
    options = build_parser().parse_args(argv)
    names = {f.name for f in fields(Faults)}
    chosen = {name: value for name, value in vars(options).items() if name in names}
    if options.no_retry_after:
        chosen["retry_after"] = None
    fake = FakeArxiv(
        load_papers(options.data),
        Faults(**chosen),
        port=options.port,
        log_path=options.log,
        legacy_layout=options.legacy_layout,
    )
    with fake:
        print(
            json.dumps({"port": fake.port, "url": fake.url, "papers": fake.paper_count}), flush=True
        )
        with contextlib.suppress(KeyboardInterrupt):
            threading.Event().wait(options.max_seconds)
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
