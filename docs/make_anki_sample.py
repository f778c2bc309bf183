"""Makes docs/screens/anki-*.png: cards as Anki shows them, at a desk, by night and on a phone.

    python docs/make_anki_sample.py --web FOLDER

Owns which cards the documentation shows. The templates are the real ones, filled by Anki's own
backend and drawn by a headless Chromium. FOLDER is `_aqt/data/web` of the unpacked wheel of Anki's
desktop app (`aqt`): its style sheet and its MathJax. For maintainers: needs the `dev` extra. Not
here: the templates (sync/anki_templates.py), the browser (tests/sync/anki_browser.py).
"""

from __future__ import annotations

import argparse
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

from cards.drafts import Draft  # noqa: E402
from cards.trial_cards import trial_cards  # noqa: E402
from kg.layers import read_pack  # noqa: E402
from kg.schema import RELATIONS  # noqa: E402
from sync.anki_ids import BASIC, CLOZE  # noqa: E402
from sync.anki_model import AnkiNote  # noqa: E402
from tests.sync.anki_browser import Shot, draw  # noqa: E402
from tests.sync.anki_rendered import Face, Rendered, note, rendered  # noqa: E402

SCREENS = ROOT / "docs" / "screens"
PACK = ROOT / "kg" / "packs" / "ml-system-design"
PHONE, DESK = (360, 540), (734, 420)
ATTENTION = "queries, keys and values come from"
TOKENS = "tokens does a pass of speculative decoding yield"
PRECISION = (
    "Precision asks how many of the [...] are right; recall, how many of the right are found."
)
CODE = """\
Apart from the gradient, straight on the weight:

```python
def step(weight, grad, m, v, t, lr=1e-3, b1=0.9, b2=0.999, decay=0.01):
    m = b1 * m + (1 - b1) * grad         # mean of the gradients
    v = b2 * v + (1 - b2) * grad**2
    m_hat, v_hat = m / (1 - b1**t), v / (1 - b2**t)
    weight = weight - lr * decay * weight
    return weight - lr * m_hat / (v_hat**0.5 + 1e-8), m, v
```
"""


def pack_note(drafts: list[Draft], words: str, path: tuple[str, ...]) -> AnkiNote:
    """The note of the pack's card whose question has these words."""
    draft = next(d for d in drafts if words in d.question)
    face = Face(0, draft.question, draft.answer, draft.extra, draft.cue)
    return note(draft.group_id, BASIC, [face], draft.source, path)


def sample() -> list[Rendered]:
    """The cards that are shown: words, a formula, a cloze, code."""
    drafts = trial_cards([read_pack(PACK)], RELATIONS).drafts
    why = "The two trade places as the threshold moves."
    cloze = Face(0, PRECISION, "found ones", why, "classification")
    code = Face(0, "Where does AdamW apply weight decay?", CODE, "", "optimiser")
    notes = [
        pack_note(drafts, ATTENTION, ("Transformer", "Attention", "Self-attention")),
        pack_note(drafts, TOKENS, ("Serving", "Speculative decoding", "Acceptance length")),
        note(1, CLOZE, [cloze], "", ("Evaluation", "Classification metrics", "Precision")),
        note(2, BASIC, [code], "", ("Training", "Optimisers", "AdamW")),
    ]
    by_guid = {card.guid: card for card in rendered(notes)}
    return [by_guid[one.guid] for one in notes]


def main() -> int:
    """Make every picture; 0."""
    parser = argparse.ArgumentParser(description="Draw cards as Anki shows them.")
    parser.add_argument("--web", type=Path, required=True, help="_aqt/data/web of the aqt wheel")
    web = parser.parse_args().web.resolve()
    words, math, cloze, code = sample()
    phone = [words.question, words.answer, cloze.answer, math.answer]
    night = [cloze.question, words.answer, code.answer, math.answer]
    pictures = {
        "phone": [Shot(body, PHONE) for body in phone],
        "night": [Shot(body, PHONE, night=True) for body in night],
        "desk": [Shot(words.answer, DESK), Shot(code.answer, DESK, night=True)],
    }
    for name, shots in pictures.items():
        with tempfile.TemporaryDirectory() as folder:
            draw(shots, web, SCREENS / f"anki-{name}.png", Path(folder))
    return 0


if __name__ == "__main__":
    sys.exit(main())
