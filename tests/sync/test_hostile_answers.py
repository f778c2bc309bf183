"""Answers that no honest server gives: each is refused whole or taken only for what it is worth."""

from __future__ import annotations

import gzip
import resource
import threading
import time
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

from cards.places import Places
from sync.errors import ArxivRefused, ArxivUnreachable, BadAddress
from sync.fetch import Report, fetch, plan
from sync.papers_store import PaperMeta, PapersStore
from tests.sync.conftest import OpenDoor, World
from tests.sync.paper_factory import ACTIVE, paper, put

WANTED = "1706.03762"
HEAD = (
    '<?xml version="1.0" encoding="UTF-8"?>\n{doctype}<feed xmlns="http://www.w3.org/2005/Atom" '
    'xmlns:arxiv="http://arxiv.org/schemas/atom" '
    'xmlns:opensearch="http://a9.com/-/spec/opensearch/1.1/">'
    "<opensearch:totalResults>{total}</opensearch:totalResults>"
    "<opensearch:startIndex>0</opensearch:startIndex>"
)
Answering = Callable[[BaseHTTPRequestHandler], None]
Serve = Callable[[Answering], str]


def entry(base: str = f"{WANTED}v9", title: str = "A title", author: str = "Ada Lovelace") -> str:
    return (
        f"<entry><id>http://arxiv.org/abs/{base}</id><title>{title}</title>"
        f"<updated>2020-01-01T00:00:00Z</updated><published>2017-06-12T00:00:00Z</published>"
        f"<summary>{title}</summary><author><name>{author}</name></author>"
        '<arxiv:primary_category term="cs.CL"/><category term="cs.CL"/></entry>'
    )


def feed(*entries: str, doctype: str = "") -> bytes:
    return (
        HEAD.format(total=len(entries), doctype=doctype) + "".join(entries) + "</feed>"
    ).encode()


def plain(body: bytes, status: int = 200, **headers: str) -> Answering:
    """An answer of these bytes."""

    def answer(handler: BaseHTTPRequestHandler) -> None:
        handler.send_response(status)
        handler.send_header("Content-Length", str(len(body)))
        for name, value in headers.items():
            handler.send_header(name.replace("_", "-"), value)
        handler.end_headers()
        handler.wfile.write(body)

    return answer


@pytest.fixture
def serve() -> Iterator[Serve]:
    """Starts a server on the loopback that answers every request in one way; gives its address."""
    servers: list[ThreadingHTTPServer] = []

    def start(answer: Answering) -> str:
        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def do_GET(self) -> None:
                try:
                    answer(self)
                except OSError:
                    self.close_connection = True  # the client hung up

            def log_message(self, *args: object) -> None:
                """Silent."""

        server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        server.daemon_threads = True
        threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True).start()
        servers.append(server)
        return f"http://127.0.0.1:{server.server_port}/api/query"

    yield start
    for server in servers:
        server.shutdown()
        server.server_close()


@pytest.fixture
def ask(door: OpenDoor, world: World, where: Places) -> Callable[[str], Report]:
    """Asks an address for one paper that is known in an older version."""
    put(where.papers_db, paper(WANTED))

    def fetched(url: str) -> Report:
        with door(url) as opened:
            todo = plan(opened.store, [WANTED], world.ms, 0)
            return fetch(opened.store, opened.api, todo, world.now_ms)

    return fetched


def kept(where: Places) -> PaperMeta | None:
    with PapersStore.open(where.papers_db) as store:
        assert store.count() == 1
        return store.get(WANTED)


LAUGHS = (
    '<!DOCTYPE lolz [<!ENTITY a "ha ha ha ha ha ha">'
    + "".join(
        f'<!ENTITY {name} "{f"&{before};" * 10}">'
        for before, name in zip("abcdefgh", "bcdefghi", strict=True)
    )
    + "]>"
)
FILE = '<!DOCTYPE feed [<!ENTITY leak SYSTEM "file:///etc/hostname">]>'
UTF16 = (
    feed(entry(title="&i;"), doctype=LAUGHS).decode().replace("UTF-8", "UTF-16").encode("utf-16")
)


@pytest.mark.parametrize(
    ("body", "why"),
    [
        (feed(entry(title="&i;"), doctype=LAUGHS), "declares entities"),
        (feed(entry(title="&leak;"), doctype=FILE), "declares entities"),
        (UTF16, "no feed"),
        (feed(entry()).replace(b"UTF-8", b"UTF-7"), "not in UTF-8"),
        (b"\x00" * 5_000, "no feed"),
        (b"", "no feed"),
        (b"<html><body>Please log in to the Wi-Fi</body></html>", "no feed"),
        (b'{"error": "json"}', "no feed"),
        (feed(entry()).replace(b"2020-01-01T00:00:00Z", b"yesterday"), "cannot be read"),
        (feed(entry())[:-40] + b"\x0b</entry></feed>", "cut short or damaged"),
    ],
    ids=["laughs", "file", "utf-16", "utf-7", "zeros", "empty", "html", "json", "date", "control"],
)
def test_what_is_no_feed_is_refused_and_what_is_known_stays(
    body: bytes, why: str, serve: Serve, ask: Callable[[str], Report], where: Places
) -> None:
    start = time.monotonic()
    report = ask(serve(plain(body)))
    assert report.ok == []
    assert why in report.failed[WANTED]
    assert kept(where) == paper(WANTED)
    assert time.monotonic() - start < 5


def endless(handler: BaseHTTPRequestHandler) -> None:
    handler.send_response(200)
    handler.send_header("Connection", "close")
    handler.end_headers()
    handler.wfile.write(feed(entry())[:-7])
    for _ in range(200):
        handler.wfile.write(b" " * 1_000_000)
    handler.wfile.write(b"</feed>")


def announced(handler: BaseHTTPRequestHandler) -> None:
    handler.send_response(200)
    handler.send_header("Content-Length", "200000000")
    handler.end_headers()
    endless(handler)


def zipped() -> Answering:
    body = gzip.compress(feed(entry())[:-7] + b" " * 200_000_000 + b"</feed>", 1)
    return plain(body, Content_Encoding="gzip")


@pytest.mark.parametrize("kind", ["endless", "announced", "zipped"])
def test_an_answer_of_200_megabytes_is_not_read(
    kind: str, serve: Serve, ask: Callable[[str], Report], where: Places
) -> None:
    answer = {"endless": endless, "announced": announced}.get(kind) or zipped()
    before_kb = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    report = ask(serve(answer))
    assert isinstance(report.stopped, ArxivRefused)
    assert "more than 50 MB" in str(report.stopped)
    assert kept(where) == paper(WANTED)
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before_kb < 150_000


def test_an_answer_that_drips_is_given_up(
    serve: Serve, ask: Callable[[str], Report], where: Places
) -> None:
    def drip(handler: BaseHTTPRequestHandler) -> None:
        handler.send_response(200)
        handler.send_header("Connection", "close")
        handler.end_headers()
        for _ in range(600):
            handler.wfile.write(b" " * 70_000)
            time.sleep(0.05)

    start = time.monotonic()
    report = ask(serve(drip))
    assert isinstance(report.stopped, ArxivUnreachable | ArxivRefused)
    assert time.monotonic() - start < 20
    assert kept(where) == paper(WANTED)


@pytest.mark.parametrize(
    "target",
    ["http://127.0.0.2:9/api/query", "http://example.org/", "//elsewhere.example/x", "http://["],
)
def test_a_redirect_to_another_host_is_not_followed(
    target: str, serve: Serve, ask: Callable[[str], Report], where: Places
) -> None:
    report = ask(serve(plain(b"", 302, Location=target)))
    assert isinstance(report.stopped, ArxivRefused)
    assert "sends us on to" in str(report.stopped)
    assert report.requests == 1
    assert kept(where) == paper(WANTED)


def test_a_redirect_to_another_port_is_not_followed(
    serve: Serve, ask: Callable[[str], Report]
) -> None:
    heard: list[str] = []
    other = serve(lambda handler: heard.append(handler.path))
    assert "sends us on to" in str(ask(serve(plain(b"", 301, Location=other))).stopped)
    assert heard == []


def test_a_redirect_on_the_same_host_is_followed_at_the_pace(
    serve: Serve, ask: Callable[[str], Report], world: World
) -> None:
    def answer(handler: BaseHTTPRequestHandler) -> None:
        if handler.path.startswith("/api/query"):
            plain(b"", 302, Location="/new" + handler.path)(handler)
        else:
            plain(feed(entry()))(handler)

    assert ask(serve(answer)).ok == [WANTED]
    assert [round(seconds) for seconds in world.slept] == [0, 3]


def test_a_redirect_in_circles_ends(serve: Serve, ask: Callable[[str], Report]) -> None:
    report = ask(serve(plain(b"", 302, Location="/api/query?again")))
    assert "cannot be read" in str(report.failed)


def test_an_entry_that_nobody_asked_for_is_dropped(
    serve: Serve, ask: Callable[[str], Report], where: Places
) -> None:
    strangers = [entry("2301.00001v1"), entry("http://evil.example/x"), entry("a b")]
    report = ask(serve(plain(feed(*strangers, entry(title="The right one")))))
    assert (report.ok, report.strangers, report.requests) == ([WANTED], 3, 1)
    found = kept(where)
    assert found is not None
    assert found.title == "The right one"


def test_a_total_that_is_a_lie_makes_no_further_request(
    serve: Serve, ask: Callable[[str], Report]
) -> None:
    body = feed(entry()).replace(b"totalResults>1<", b"totalResults>1000000<")
    report = ask(serve(plain(body)))
    assert (report.ok, report.requests) == ([WANTED], 1)


def test_only_a_stranger_means_the_paper_is_missing_and_its_record_stays(
    serve: Serve, ask: Callable[[str], Report], where: Places
) -> None:
    report = ask(serve(plain(feed(entry("2301.00001v1")))))
    assert (report.missing, report.strangers, report.requests) == ([WANTED], 2, 2)
    assert kept(where) == paper(WANTED)


@pytest.mark.parametrize(
    ("bad", "why"),
    [
        (entry(title=" "), "without a title"),
        (entry(author=" "), "without authors"),
        (entry().replace("2017-06-12", "0001-06-12"), "without a date"),
    ],
)
def test_a_record_with_holes_is_not_kept(
    bad: str, why: str, serve: Serve, ask: Callable[[str], Report], where: Places
) -> None:
    report = ask(serve(plain(feed(bad))))
    assert why in report.failed[WANTED]
    assert kept(where) == paper(WANTED)


def test_an_older_version_does_not_replace_a_newer_one(
    serve: Serve, ask: Callable[[str], Report], where: Places
) -> None:
    ask(serve(plain(feed(entry(f"{WANTED}v2", title="Older")))))
    found = kept(where)
    assert found is not None
    assert (found.version, found.title) == (7, paper(WANTED).title)


def test_hostile_texts_are_kept_inert(
    serve: Serve, ask: Callable[[str], Report], where: Places
) -> None:
    hostile = "&#x202e;[bold]&lt;script&gt;&#x9b;2J&#xad;&#x200b; $\\input{x}$ \x85 &#10; end"
    assert ask(serve(plain(feed(entry(title=hostile, author=hostile))))).ok == [WANTED]
    found = kept(where)
    assert found is not None
    assert found.title == "[bold]<script> $\\input{x}$ end" == found.authors[0]
    assert not set(found.title) & set(ACTIVE)


def test_no_server_is_told_in_one_sentence_soon(ask: Callable[[str], Report]) -> None:
    start = time.monotonic()
    report = ask("http://127.0.0.1:9/api/query")
    assert isinstance(report.stopped, ArxivUnreachable)
    assert "127.0.0.1 cannot be reached (the connection was refused)" in str(report.stopped)
    assert time.monotonic() - start < 5


@pytest.mark.parametrize(
    "url",
    ["ftp://x/y", "export.arxiv.org", "http://", "http://[", "http://x:nine/", "http://x/?q={}"],
)
def test_an_address_that_is_none_is_refused_before_anything_is_asked(
    url: str, door: OpenDoor
) -> None:
    with pytest.raises(BadAddress, match="EDGEWISE_ARXIV_URL is"), door(url):
        raise AssertionError("it was opened")


def test_a_contact_cannot_add_a_header() -> None:
    from sync.arxiv_address import address

    agent = address("http://x/api", 0, "me@example.org\r\nX-Evil: 1 é", {}).agent
    assert agent == "edgewise/0.1.0 (me@example.org X-Evil: 1 )"
