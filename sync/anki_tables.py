"""Anki's schema 11: the tables of a package and the JSON texts in its one row of `col`.

Owns how note types, decks, deck options and collection settings are spelled. Not here: numbers
and names that never change (anki_ids.py), the look of a card (anki_templates.py), rows of notes
and cards (anki_collection.py).
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping

from sync.anki_ids import BASIC, CLOZE, NOTE_TYPES, PRESET_ID, PRESET_NAME, SET, NoteType
from sync.anki_model import DeckDays, Preset
from sync.anki_templates import CSS, TEMPLATES_CHANGED_S, templates

SCHEMA = """
CREATE TABLE col (id integer PRIMARY KEY, crt integer NOT NULL, mod integer NOT NULL,
  scm integer NOT NULL, ver integer NOT NULL, dty integer NOT NULL, usn integer NOT NULL,
  ls integer NOT NULL, conf text NOT NULL, models text NOT NULL, decks text NOT NULL,
  dconf text NOT NULL, tags text NOT NULL);
CREATE TABLE notes (id integer PRIMARY KEY, guid text NOT NULL, mid integer NOT NULL,
  mod integer NOT NULL, usn integer NOT NULL, tags text NOT NULL, flds text NOT NULL,
  sfld integer NOT NULL, csum integer NOT NULL, flags integer NOT NULL, data text NOT NULL);
CREATE TABLE cards (id integer PRIMARY KEY, nid integer NOT NULL, did integer NOT NULL,
  ord integer NOT NULL, mod integer NOT NULL, usn integer NOT NULL, type integer NOT NULL,
  queue integer NOT NULL, due integer NOT NULL, ivl integer NOT NULL, factor integer NOT NULL,
  reps integer NOT NULL, lapses integer NOT NULL, left integer NOT NULL, odue integer NOT NULL,
  odid integer NOT NULL, flags integer NOT NULL, data text NOT NULL);
CREATE TABLE revlog (id integer PRIMARY KEY, cid integer NOT NULL, usn integer NOT NULL,
  ease integer NOT NULL, ivl integer NOT NULL, lastIvl integer NOT NULL, factor integer NOT NULL,
  time integer NOT NULL, type integer NOT NULL);
CREATE TABLE graves (usn integer NOT NULL, oid integer NOT NULL, type integer NOT NULL);
"""
SCHEMA_VERSION = 11
DEFAULT_ID = 1
# The title: what Anki's browser lists a note by. The id comes first, because Anki takes notes of
# one type with an equal first field for doubles.
SORT_FIELD = 1
# Fields a person would edit: Id, Title and the first question with its cue, answer and why.
_OPEN_FIELDS = {BASIC: 6, SET: 6, CLOZE: 5}
_DAY_S = 86_400


def creation_s(days: DeckDays) -> int:
    """The moment the file counts its days from: the rollover of its first day, UTC seconds."""
    return days.first_day * _DAY_S + days.rollover_hour * 3600 - days.offset_min * 60


def settings_json(days: DeckDays, deck: int, kinds: Iterable[str], cards: int) -> str:
    """`col.conf`: without schedVer 2 Anki rewrites the ratings of learning steps on import.

    deck: the one to be chosen. kinds: of the notes. cards: how many; the next new card's place.
    """
    return _text(
        {
            "schedVer": 2,
            "sched2021": True,
            "creationOffset": -days.offset_min,
            "rollover": days.rollover_hour,
            "curDeck": deck,
            "activeDecks": [deck],
            "curModel": next((NOTE_TYPES[kind].first_id for kind in kinds), None),
            "nextPos": cards + 1,
            "addToCur": True,
            "collapseTime": 1200,
            "dayLearnFirst": False,
            "dueCounts": True,
            "estTimes": True,
            "newSpread": 0,
            "sortBackwards": False,
            "sortType": "noteFld",
            "timeLim": 0,
        }
    )


def note_types_json(kinds: Iterable[str]) -> str:
    """`col.models`: the note types that are in use, their ids pinned."""
    return _text({str(NOTE_TYPES[kind].first_id): _note_type(NOTE_TYPES[kind]) for kind in kinds})


def _note_type(kind: NoteType) -> dict[str, object]:
    faces = templates(kind.kind)
    opened = _OPEN_FIELDS[kind.kind]
    return {
        "id": kind.first_id,
        "name": kind.name,
        "type": int(kind.kind == CLOZE),
        "mod": TEMPLATES_CHANGED_S,
        "usn": -1,
        "sortf": SORT_FIELD,
        "did": None,
        "tmpls": [_template(kind, place, *face) for place, face in enumerate(faces)],
        "flds": [
            _field(kind, place, name, collapsed=place >= opened)
            for place, name in enumerate(kind.fields)
        ],
        "css": CSS,
        "latexPre": "",
        "latexPost": "",
        "latexsvg": False,
        "req": [[place, "all", [_question_field(kind, place)]] for place in range(len(faces))],
        "tags": [],
        "vers": [],
    }


def _question_field(kind: NoteType, place: int) -> int:
    """The field without which a card of this place has nothing to ask."""
    return kind.fields.index("Text" if kind.kind == CLOZE else f"Question {place + 1}")


def _template(kind: NoteType, place: int, name: str, front: str, back: str) -> dict[str, object]:
    return {
        "id": kind.first_id + 501 + place,
        "name": name,
        "ord": place,
        "qfmt": front,
        "afmt": back,
        "bqfmt": "",
        "bafmt": "",
        "bfont": "",
        "bsize": 0,
        "did": None,
    }


def _field(kind: NoteType, place: int, name: str, *, collapsed: bool) -> dict[str, object]:
    return {
        "id": kind.first_id + 1 + place,
        "name": name,
        "ord": place,
        "collapsed": collapsed,
        "description": "",
        "excludeFromSearch": False,
        "font": "Arial",
        "media": [],
        "plainText": False,
        "preventDeletion": False,
        "rtl": False,
        "size": 20,
        "sticky": False,
        "tag": None,
    }


def decks_json(decks: Mapping[str, int], now_s: int) -> str:
    """`col.decks`: Anki's own Default, and each deck by its whole name."""
    rows = {str(DEFAULT_ID): _deck("Default", DEFAULT_ID, DEFAULT_ID, 0)}
    rows |= {str(number): _deck(name, number, PRESET_ID, now_s) for name, number in decks.items()}
    return _text(rows)


def _deck(name: str, number: int, preset: int, now_s: int) -> dict[str, object]:
    return {
        "id": number,
        "name": name,
        "conf": preset,
        "mod": now_s,
        "usn": -1,
        "desc": "",
        "dyn": 0,
        "collapsed": False,
        "browserCollapsed": False,
        "extendNew": 0,
        "extendRev": 0,
        **{f"{what}Today": [0, 0] for what in ("new", "rev", "lrn", "time")},
    }


def presets_json(preset: Preset, now_s: int) -> str:
    """`col.dconf`: the Default that every collection has, and ours."""
    mine = _preset(PRESET_ID, PRESET_NAME, now_s)
    plain = _preset(DEFAULT_ID, "Default", 0)
    mine["new"] = _new(preset.learning_steps_s, preset.new_per_day, bury=True)
    mine["lapse"] = _lapse(preset.relearning_steps_s, preset.leech_lapses)
    mine["rev"] = _review(preset.reviews_per_day, preset.maximum_interval, bury=True)
    mine["fsrsParams6"] = list(preset.parameters)
    mine["desiredRetention"] = preset.desired_retention
    return _text({str(DEFAULT_ID): plain, str(PRESET_ID): mine})


def _preset(number: int, name: str, now_s: int) -> dict[str, object]:
    return {
        "id": number,
        "name": name,
        "mod": now_s,
        "usn": -1,
        "dyn": False,
        "autoplay": True,
        "maxTaken": 60,
        "replayq": True,
        "timer": 0,
        "new": _new((60, 600), 20, bury=False),
        "lapse": _lapse((600,), 8),
        "rev": _review(200, 36_500, bury=False),
        "buryInterdayLearning": False,
        "fsrsWeights": [],
        "fsrsParams5": [],
        "fsrsParams6": [],
        "desiredRetention": 0.9,
        "sm2Retention": 0.9,
    }


def _new(steps_s: tuple[int, ...], a_day: int, *, bury: bool) -> dict[str, object]:
    return {
        "bury": bury,
        "delays": _minutes(steps_s),
        "initialFactor": 2500,
        "ints": [1, 4, 0],
        "order": 1,
        "perDay": a_day,
    }


def _review(a_day: int, longest: int, *, bury: bool) -> dict[str, object]:
    return {
        "bury": bury,
        "ease4": 1.3,
        "hardFactor": 1.2,
        "ivlFct": 1.0,
        "maxIvl": longest,
        "perDay": a_day,
    }


def _lapse(steps_s: tuple[int, ...], leech: int) -> dict[str, object]:
    # leechAction 1 tags a leech only: Edgewise does not suspend them either.
    return {
        "delays": _minutes(steps_s),
        "leechAction": 1,
        "leechFails": leech,
        "minInt": 1,
        "mult": 0.0,
    }


def _minutes(steps_s: tuple[int, ...]) -> list[float]:
    return [seconds / 60 for seconds in steps_s]


def _text(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))
