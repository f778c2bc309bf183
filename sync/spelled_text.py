"""Characters that XML cannot hold or a terminal obeys, spelled `_xHHHH_` and read back unchanged.

Owns which characters are spelled: controls, invisible marks, marks of direction, what XML forbids,
all ends of lines but \\n. The spelling is Office Open XML's (ECMA-376, ST_Xstring): the UTF-16
unit in hex; an underscore that would read as one becomes `_x005F_`. Not here: JSON, which has its
own escapes (json_text), and what a format quotes besides (each in its own file).
"""

from __future__ import annotations

import json
import re

_RISKY = (
    "\x00-\x08\x0b-\x1f\x7f-\x9f\xad\u061c\u180e\u200b\u200e\u200f\u2028-\u202e\u2060-\u206f"
    "\ud800-\udfff\ufeff\ufff9-\ufffb\ufffe\uffff\U000e0000-\U000e0fff"
)
_SPELL = re.compile(f"[{_RISKY}]|_(?=x[0-9A-Fa-f]{{4}}[_{_RISKY}])")
_SPELLED = re.compile("(?:_x[0-9A-Fa-f]{4}_)+")
_JSON = re.compile(f"[{_RISKY}<>&]")  # the last three could end a <script> of a web page


def spelled(text: str) -> str:
    """The text with each risky character as `_xHHHH_`; \\n and tabs stay."""
    return _SPELL.sub(lambda match: "".join(f"_x{u:04X}_" for u in _units(match.group())), text)


def as_written(text: str) -> str:
    """The inverse of `spelled`."""
    return _SPELLED.sub(_characters, text)


def json_text(value: object, indent: int | None = None) -> str:
    """JSON that is inert wherever it stands: risky characters and `<`, `>`, `&` as \\uHHHH."""
    text = json.dumps(value, ensure_ascii=False, indent=indent)
    return _JSON.sub(lambda match: "".join(f"\\u{u:04x}" for u in _units(match.group())), text)


def _units(character: str) -> list[int]:
    raw = character.encode("utf-16-be", "surrogatepass")
    return [int.from_bytes(raw[at : at + 2], "big") for at in range(0, len(raw), 2)]


def _characters(match: re.Match[str]) -> str:
    raw = bytes.fromhex("".join(re.findall("_x(....)_", match.group())))
    return raw.decode("utf-16-be", "surrogatepass")
