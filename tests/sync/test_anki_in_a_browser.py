"""Hostile texts on a card in a real browser: no script runs and no request leaves."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

from sync.anki_ids import BASIC, CLOZE
from tests.sync.anki_browser import CHROMIUM, Shot, dom, page
from tests.sync.anki_rendered import Face, note, rendered

pytestmark = pytest.mark.skipif(CHROMIUM is None, reason="no chromium on the PATH")

# {host} is a server that must never be asked; RAN appears in the page if a script ran.
HOSTILE = [
    "<script>document.body.append('RAN')</script>",
    "<script src='{host}/s.js'></script>",
    "<img src='{host}/i.png' onerror=\"document.body.append('RAN')\">",
    "\"><svg onload=document.body.append('RAN')>",
    "<iframe src='{host}/f'></iframe><object data='{host}/o'></object>",
    "<style>@import '{host}/c.css'; body{{background:url({host}/b)}}</style>",
    "<link rel=stylesheet href={host}/l.css><meta http-equiv=refresh content='0;url={host}/m'>",
    "![x]({host}/md.png) ![y](javascript:document.body.append('RAN'))",
    "&lt;script&gt;document.body.append('RAN')&lt;/script&gt;",
    "$\\href{{javascript:document.body.append('RAN')}}{{x}}$ $</span><script>RAN</script>$",
    "`</code><script>document.body.append('RAN')</script>`",
    "```html\n</code></pre><script>document.body.append('RAN')</script>\n```",
    "[x](https://x.org/'onmouseover='document.body.append`RAN`) --> ]]> </div></div>",
    "\x1b]8;;{host}/t\x07x\x1b]8;;\x07 \u202e<b>\x00</b> <base href={host}/>",
    "[sound:{host}/x.mp3] {{{{#Why 1}}}} {{{{c1::<script src={host}/c>}}}}",
]
TAIL = "</div></body>"


@pytest.fixture
def heard() -> Iterator[tuple[str, list[str]]]:
    """The address of a server on the loopback, and the paths it was asked for."""
    paths: list[str] = []

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            paths.append(self.path)
            self.send_response(200)
            self.end_headers()
            self.wfile.write(b"document.body.append('RAN')")

        def log_message(self, *args: object) -> None:
            """Silent."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}", paths
    server.shutdown()
    server.server_close()


def hostile_page(host: str) -> str:
    """All hostile texts in every place of a card, as one page."""
    texts = [text.format(host=host) for text in HOSTILE]
    entry = {"year": 2020, "section": "3"}
    sources = [{**entry, "title": text, "arxiv": text, "url": text} for text in texts]
    sources += [{**entry, "title": text, "url": f"https://x.org/{text}"} for text in texts]
    faces = [Face(0, "\n\n".join(texts), "\n\n".join(texts), texts[0], " ".join(texts))]
    cloze = [Face(0, f"{texts[0]} [...] {texts[2]} {texts[-1]}", texts[3])]
    notes = [
        note(1, BASIC, faces, json.dumps(sources), texts),
        note(2, CLOZE, cloze, json.dumps(sources), texts),
    ]
    sides = [side for card in rendered(notes) for side in (card.question, card.answer)]
    return page(Shot("".join(sides)), None)


def test_hostile_texts_run_nothing_and_ask_nobody(
    heard: tuple[str, list[str]], tmp_path: Path
) -> None:
    host, paths = heard
    path = tmp_path / "card.html"
    path.write_text(hostile_page(host), encoding="utf-8", errors="surrogatepass")
    shown = dom(path, tmp_path)
    assert "document.body.append('RAN')" in shown
    assert shown.rstrip().endswith(f"{TAIL}</html>"), shown[-300:]
    assert paths == []
    assert "<script" not in shown
    assert "<iframe" not in shown


def test_the_browser_would_have_run_and_asked(heard: tuple[str, list[str]], tmp_path: Path) -> None:
    host, paths = heard
    path = tmp_path / "card.html"
    raw = "".join(text.format(host=host) for text in HOSTILE[:3])
    path.write_text(page(Shot(raw), None), encoding="utf-8")
    assert not dom(path, tmp_path).rstrip().endswith(f"{TAIL}</html>")
    assert "/s.js" in paths
