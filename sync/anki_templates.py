"""The cards' templates in Anki: the question with its cue, then answer, why, sources and place.

Owns what stands on which side, in which order, and the style sheet (anki.css). Only a slot's own
question and cue are on the question side: everything else could tell the answer. No JavaScript.
Not here: names and numbers of fields and templates (anki_ids.py), the HTML inside a field
(anki_face.py).
"""

from __future__ import annotations

from pathlib import Path

from sync.anki_ids import CLOZE, NOTE_TYPES

# When a template or the style sheet last changed (UTC seconds): Anki takes a newer one in place of
# its own. A test holds the text against it.
TEMPLATES_CHANGED_S = 1_795_332_000
CSS = Path(__file__).with_name("anki.css").read_text(encoding="utf-8")

# @ is the number of the slot.
_CUE = '{{#Cue @}}<div class="ew-cue" dir="auto">{{Cue @}}</div>{{/Cue @}}'
_WHY = '{{#Why @}}<div class="ew-why" dir="auto">{{Why @}}</div>{{/Why @}}'
_TAIL = """\
{{#Source}}<div class="ew-source" dir="auto">{{Source}}</div>{{/Source}}
{{#Path}}<div class="ew-path" dir="auto">{{Path}}</div>{{/Path}}
</div>"""
_ASKED = f"""\
{{{{#Question @}}}}<div class="ew">
{_CUE}
<div class="ew-question" dir="auto">{{{{Question @}}}}</div>
</div>{{{{/Question @}}}}"""
_ANSWERED = f"""\
{{{{FrontSide}}}}
<div class="ew">
<hr id="answer">
<div class="ew-answer" dir="auto">{{{{Answer @}}}}</div>
{_WHY}
{_TAIL}"""
_TEXT = f"""\
<div class="ew">
{_CUE.replace(" @", "")}
<div class="ew-question ew-text" dir="auto">{{{{cloze:Text}}}}</div>
"""


def templates(kind: str) -> list[tuple[str, str, str]]:
    """(name, question side, answer side) of each template of a note type, in the order of slots."""
    if kind == CLOZE:
        why = _WHY.replace(" @", "")
        return [("Cloze", f"{_TEXT}</div>", f"{_TEXT}{why}\n{_TAIL}")]
    return [
        (f"Card {n}", _ASKED.replace("@", str(n)), _ANSWERED.replace("@", str(n)))
        for n in range(1, NOTE_TYPES[kind].slots + 1)
    ]
