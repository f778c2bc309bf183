"""Walks through the map page in a real Chromium: python bench/map_walk.py [--pictures DIR]

The shipped pack's map and one of 5,000 made-up notes: a node is found by search, its paper opened
by key and mouse, filters and colours tried; texts that look like HTML stay texts. Ends with 1 if
anything is wrong: a word on the console, any request at all. Needs `chromium`.
"""

from __future__ import annotations

import asyncio
import os
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from bench.browser_walk import ROOT, Tab, Trouble, chromium, demand, main

NOTES = 5_000
# On two cores without a graphics card, where drawing is done in software.
USABLE_S = 10.0
# What a graphics driver in software says of its own speed; no word of the page.
DRIVER = "GPU stall due to ReadPixels"
HOSTILE = "</script><script>document.title='broken'</script><img src=http://example.invalid/x>"
CONCEPT = "---\ntype: concept\ntitle: '{title}'\nstatus: reviewed\n{requires}---\n{definition}\n"


def made_map(folder: Path, name: str) -> Path:
    """Run `edgewise map` on the home of this name; the page it wrote."""
    page = folder / f"{name}.html"
    began = time.monotonic()
    subprocess.run(
        [sys.executable, "-m", "edgewise", "map", "--html", str(page)],
        env={**os.environ, "EDGEWISE_HOME": str(folder / name)}, cwd=ROOT, check=True,
    )  # fmt: skip
    print(f"    {name}: {time.monotonic() - began:.1f} s, {page.stat().st_size / 1e6:.1f} MB")
    return page


def many_notes(vault: Path) -> None:
    """5,000 linked notes, the first of them hostile."""
    vault.mkdir(parents=True)
    for number in range(NOTES):
        needs = {(number * 7 + 1) % max(1, number), number // 2} if number > 1 else set()
        requires = "".join(f'  - "[[note-{other}]]"\n' for other in sorted(needs))
        text = CONCEPT.format(
            title=HOSTILE.replace("'", "''") if number == 0 else f"Made-up note {number}",
            requires=f"requires:\n{requires}" if requires else "",
            definition=HOSTILE if number == 0 else f"The idea of number {number}.",
        )
        (vault / f"note-{number}.md").write_text(text, encoding="utf-8")


async def until(tab: Tab, expression: str, what: str, limit_s: float = 60.0) -> None:
    """Wait for a piece of JavaScript to be true. Raises Trouble."""
    began = time.monotonic()
    while not await tab.value(expression):
        if time.monotonic() - began > limit_s:
            raise Trouble(f"{what}: not after {limit_s} s. {tab.complaints}")
        await asyncio.sleep(0.02)
    print(f"ok  {what} ({time.monotonic() - began:.1f} s)")


async def the_pack(tab: Tab, page: Path, pictures: Path) -> None:
    """Search, note, paper, back, filters: with the keyboard first."""
    await tab.open(page.as_uri())
    await until(tab, "!!document.querySelector('.chip')", "the page answers")
    await tab.press("/")
    await tab.type("self-attention")
    demand(await tab.value("document.querySelector('#found .node span + span').textContent")
           == "Self-attention", "search lists the node first")  # fmt: skip
    await tab.press("Enter")
    title = "document.querySelector('#note h2').textContent"
    demand(await tab.value(title) == "Self-attention", "enter opens its note")
    paper = (
        "[...document.querySelectorAll('#note .node')].find(b => b.textContent.includes('paper'))"
    )
    await tab.value(f"{paper}.focus()")
    await tab.press("Enter")
    demand(await tab.value(title) == "Attention Is All You Need", "enter on a link opens the paper")
    link = "document.querySelector('#note a')"
    demand(await tab.value(f"{link}.href") == "https://arxiv.org/abs/1706.03762"
           and "noopener" in str(await tab.value(f"{link}.rel")),
           "the paper's link leads to arXiv, in a tab of its own")  # fmt: skip
    await until(
        tab, "document.getElementById('settling').textContent === ''", "the picture settles"
    )
    await asyncio.sleep(0.6)
    await tab.picture(pictures / "map-paper.png")
    await tab.press("Escape")
    demand(await tab.value("document.getElementById('side').hidden"), "esc closes the note")
    types = "[...document.querySelectorAll('#found small')].map(s => s.textContent).join(' ')"
    demand("concept" in str(await tab.value(types)), "what was searched is still listed")
    await tab.value("document.querySelector('.chip').click()")
    demand("concept" not in str(await tab.value(types)), "a type taken away is not found either")
    await tab.picture(pictures / "map.png")


async def the_large_one(tab: Tab, page: Path) -> None:
    """5,000 notes: usable soon, inert always."""
    began = time.monotonic()
    await tab.open(page.as_uri())
    await until(tab, "!!document.querySelector('.chip')", "5,000 notes: the page answers")
    await tab.press("/")
    await tab.type("note 4321")
    await until(tab, "document.querySelectorAll('#found .node').length === 1", "finds one of 5,000")
    await tab.press("Enter")
    await until(tab, "!!document.querySelector('#note h2')", "opens it while the picture settles")
    took = time.monotonic() - began
    demand(took < USABLE_S, f"usable after {took:.1f} s (goal {USABLE_S:.0f})")
    await tab.press("Escape")
    await tab.type("</script>")
    await tab.press("Enter")
    shown = await tab.value("document.querySelector('#note h2').textContent")
    demand(shown == HOSTILE, f"a title made of HTML stands as text ({shown!r:.60})")
    demand(await tab.value("document.title") != "broken", "and runs nothing")
    await until(tab, "document.getElementById('settling').textContent === ''",
                "the picture of 5,000 settles", 240.0)  # fmt: skip


def stays_here(tab: Tab, page: Path) -> None:
    """One request: the page itself; nothing on the console."""
    away = [each for each in tab.requests if each != page.as_uri() and not each.startswith("data:")]
    demand(tab.requests and not away, f"no request leaves the page {away}")
    said = [each for each in tab.complaints if DRIVER not in each]
    demand(not said, f"nothing on the console {said}")


async def walk(folder: Path, pictures: Path) -> None:
    """Both pages. Raises Trouble."""
    many_notes(folder / "many" / "vault")
    steps: list[tuple[str, Callable[[Tab, Path], object]]] = [
        ("pack", lambda tab, page: the_pack(tab, page, pictures)),
        ("many", the_large_one),
    ]
    async with chromium(folder) as new_tab:
        for name, look in steps:
            page = made_map(folder, name)
            tab = await new_tab()
            await look(tab, page)
            stays_here(tab, page)
            await tab.close()


if __name__ == "__main__":
    sys.exit(main(walk, __doc__))
