"""Writes docs/card-query.md from the vocabulary of the query language.

    python docs/make_card_query_page.py

A test compares the page with what this makes, and reads every example.
"""

from __future__ import annotations

import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from cards.card_query_fields import FIELDS, IS, PROPERTIES  # noqa: E402
from cards.saved_searches import EXAMPLES  # noqa: E402

HEAD = """# Finding cards

The screen Cards (`c` on Home) and `edgewise cards QUERY` find cards by a query:

```
is:due type:metric prop:r<0.8 tag:exam "some words"
```

Parts stand side by side where all must hold; `or` lets one of them do; `-` before a part means
not; ( ) group. `edgewise cards 'is:due -tag:exam'`: in a shell, put the query in quotes.

| write | finds |
| --- | --- |
| `word` | cards whose question or answer holds it, or their node's title; in any case of letters |
| `"two words"` | the phrase, also one with a colon, a quote sign aside |
| `a b`, `a and b` | both |
| `a or b` | either; binds less than standing side by side |
| `-a`, `-(a or b)` | what is not so |

Blocked and retired cards are left out unless the query names them (`is:blocked`, `is:retired`).
A query that cannot be read says the column, what is wrong, and what may stand there.

## Fields
"""
TAIL = """
## Numbers
`prop:` compares with `<`, `<=`, `>`, `>=`, `=` or `!=`: `prop:s>30`, `prop:r<80%`. `=` holds where
the number rounds to what is written: `prop:s=3` is 2.5 up to 3.5, `prop:r=0.9` is 0.85 up to 0.95.
A card without the number (a new card has no stability) fits no comparison.

{properties}
Days are study days: they begin at the rollover hour, and `rated:1`, `added:1` mean today. `rated:`
counts what counts: an undone answer does not. `tag:ml` finds `ml/deep` too.

## Many cards at once
space chooses a card, v all from the last choice to the cursor, a all that are listed; without a
choice an act is for the card at the cursor. One act is one thing to undo (u), however many cards it
was for; ctrl+r does it again.

| key | act |
| --- | --- |
| s, k, f, b | suspend, known, flag, bury until tomorrow; again: the other way |
| d | come back in so many days; a new card has no day to move |
| p | postpone: what is due waits so many days from today; a card in its steps stays |
| g | grade now: real answers of the log, with all that follows, without asking |
| x | forget: new again; the log keeps what was, and undo brings the memory back |
| t | a tag of your own (`-tag` takes it away); it stays when the note is reworded |
| r, R | review what is due or new of them; practise them all, which changes no due date |
| o, O | order by the next column; turn the order round |
| l, L | choose a search; save the query under a name (`-name` forgets it) |

## Searches to begin with
"""


def page() -> str:
    """The page as it should be."""
    fields = _table(("field", "example", "finds"), [
        (f"`{name}:`", f"`{name}:{rule.sample}`", rule.sentence) for name, rule in FIELDS.items()
    ])  # fmt: skip
    states = _table(("state", "the card"), [(f"`is:{n}`", text) for n, text in IS.items()])
    numbers = [(f"`prop:{name}`", rule.sentence) for name, rule in PROPERTIES.items()]
    examples = _table(("search", "query"), [(name, f"`{query}`") for name, query in EXAMPLES])
    properties = _table(("number", "what it is"), numbers)
    middle = f"{fields}\n## States\n{states}"
    return f"{HEAD}{middle}{TAIL.format(properties=properties)}{examples}"


def _table(names: tuple[str, ...], rows: list[tuple[str, ...]]) -> str:
    lines = [names, tuple("---" for _ in names), *rows]
    return "".join(f"| {' | '.join(cells)} |\n" for cells in lines)


if __name__ == "__main__":
    (ROOT / "docs" / "card-query.md").write_text(page(), encoding="utf-8")
