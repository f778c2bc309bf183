#!/usr/bin/env python3
"""Acceptance check of an exported Anki deck against the real Anki backend.

    python anki_accept.py DECK.apkg [--expect-cards N] [--expect-notes N] [--expect-revlog N]
                          [--expect-fsrs N] [--reimport EDITED.apkg] [--allow KIND,KIND]
                          [--strict] [--max-render N] [--no-scheduling]

Needs only the `anki` package (pip install anki).  Imports DECK into a fresh headless
collection, renders every card, checks the database, and prints one JSON object.
Exit status: 0 accepted, 1 trouble (see "errors"), 2 wrong usage.

"errors" and "warnings" are lists of {kind, count, samples}; --allow turns a kind of error
into a warning, --strict turns every warning into an error.
"""

from __future__ import annotations

import argparse
import html
import json
import os
import re
import shutil
import sqlite3
import sys
import tempfile
import time
import unicodedata
import zipfile
from collections import Counter
from html.parser import HTMLParser

MAX_SAMPLES = 5
KNOWN_TAGS = set(
    """a abbr acronym address anki-mathjax article aside audio b bdi bdo big blockquote body br button
    canvas caption center cite code col colgroup data dd del details dfn div dl dt em figcaption figure
    font footer h1 h2 h3 h4 h5 h6 head header hgroup hr html i img input ins kbd label li link main map
    area mark menu meta meter nav object ol optgroup option output p param picture pre progress q rp rt
    ruby s samp section select small source span strike strong style sub summary sup table tbody td
    textarea tfoot th thead time title tr track tt u ul var video wbr iframe embed script noscript
    svg g path rect circle ellipse line polyline polygon text tspan defs use marker symbol clippath
    mask pattern lineargradient radialgradient stop image filter foreignobject desc animate
    math mrow mi mo mn ms mtext mfrac msqrt mroot msup msub msubsup munder mover munderover mtable mtr
    mtd mspace mstyle mpadded mphantom menclose semantics annotation mfenced""".split()
)
VOID = set("area base br col embed hr img input link meta param source track wbr".split())
OPTIONAL_CLOSE = set(
    "p li dt dd tr td th thead tbody tfoot option optgroup colgroup rt rp html body head".split()
)
CONTENT_RE = re.compile(
    r"<\s*(img|svg|audio|video|canvas|iframe|object|input|textarea|hr)\b|\[anki:(?:play|tts)|\[\[type:",
    re.I,
)
ENTITY_LEFT_RE = re.compile(r"&(?:lt|gt|amp|quot|apos|nbsp|#\d{1,6}|#x[0-9a-fA-F]{1,6});")
SCRIPT_RE = re.compile(r"<\s*script\b|<[^>]+\son[a-z]+\s*=|javascript\s*:", re.I)
MEDIA_PATH_RE = re.compile(r"""(?:src|data)\s*=\s*["']?([^"'> ]*[/\\][^"'> ]*)""", re.I)
BLANK_LINK = "templates/errors.html"


class Report:
    def __init__(self) -> None:
        self.found: dict[str, dict] = {}

    def add(self, level: str, kind: str, sample=None, count: int = 1) -> None:
        e = self.found.setdefault(kind, {"level": level, "kind": kind, "count": 0, "samples": []})
        e["count"] += count
        if sample is not None and len(e["samples"]) < MAX_SAMPLES:
            e["samples"].append(sample)

    def error(self, kind, sample=None, count=1):
        self.add("error", kind, sample, count)

    def warn(self, kind, sample=None, count=1):
        self.add("warning", kind, sample, count)


# ---------------------------------------------------------------- text helpers


def visible(text: str) -> str:
    """What a reader sees: style/script/comments and tags out, entities decoded once, media kept as marks."""
    text = re.sub(r"(?is)<(style|script)\b.*?</\1\s*>", " ", text)
    text = re.sub(r"(?s)<!--.*?-->", " ", text)
    text = re.sub(
        r"""(?is)<img\b[^>]*?src\s*=\s*(?:"([^"]*)"|'([^']*)'|([^\s>]+))[^>]*>""",
        lambda m: " [img:%s] " % (m[1] or m[2] or m[3]),
        text,
    )
    text = re.sub(r"(?is)<(svg|canvas|video|audio|iframe|object)\b", r" [\1] <\1", text)
    text = re.sub(r"<[^>]*>", " ", text)
    return html.unescape(text)


def norm(text: str) -> str:
    return re.sub(r"\s+", " ", unicodedata.normalize("NFC", visible(text))).strip().casefold()


def without_balanced_math(text: str) -> str:
    keep = lambda m: " " if m[0].count("{") == m[0].count("}") else m[0]
    return re.sub(
        r"(?s)\\\(.*?\\\)|\\\[.*?\\\]|\[latex\].*?\[/latex\]|\[\$\$?\].*?\[/\$\$?\]", keep, text
    )


def clip(s: str, n: int = 120) -> str:
    s = re.sub(r"\s+", " ", s)
    return s if len(s) <= n else s[: n - 1] + "…"


class _Lint(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.stack: list[str] = []
        self.unknown: list[str] = []
        self.unbalanced = False

    def handle_starttag(self, tag, attrs):
        if tag not in KNOWN_TAGS:
            self.unknown.append(tag)
        elif tag not in VOID:
            self.stack.append(tag)

    def handle_startendtag(self, tag, attrs):
        if tag not in KNOWN_TAGS:
            self.unknown.append(tag)

    def handle_endtag(self, tag):
        if tag in VOID or tag not in KNOWN_TAGS:
            return
        while self.stack and self.stack[-1] != tag and self.stack[-1] in OPTIONAL_CLOSE:
            self.stack.pop()
        if self.stack and self.stack[-1] == tag:
            self.stack.pop()
        else:
            self.unbalanced = True


def lint(field: str) -> tuple[list[str], bool]:
    if "<" not in field:
        return [], False
    p = _Lint()
    try:
        p.feed(field)
        p.close()
    except Exception:
        return [], True
    return p.unknown, p.unbalanced or any(t not in OPTIONAL_CLOSE for t in p.stack)


# ---------------------------------------------------------------- the package as a file


def _unzstd(data: bytes) -> bytes | None:
    try:
        from compression import zstd  # Python 3.14+

        return zstd.decompress(data)
    except ImportError:
        pass
    try:
        import io

        import zstandard

        with zstandard.ZstdDecompressor().stream_reader(io.BytesIO(data)) as r:
            return r.read()
    except ImportError:
        return None


def read_package(path: str, rep: Report) -> dict:
    """Counts straight from the file, to see what the importer dropped or changed."""
    out: dict = {"bytes": os.path.getsize(path)}
    with zipfile.ZipFile(path) as z:
        names = z.namelist()
        if len(names) != len(set(names)):
            rep.error("duplicate_names_in_zip")
        meta = z.read("meta") if "meta" in names else b""
        version = (
            meta[1]
            if meta[:1] == b"\x08" and len(meta) > 1
            else (2 if "collection.anki21" in names else 1)
        )
        out["format"] = {
            1: "legacy1 collection.anki2",
            2: "legacy2 collection.anki21",
            3: "latest collection.anki21b",
        }.get(version, f"unknown {version}")
        fname = {1: "collection.anki2", 2: "collection.anki21", 3: "collection.anki21b"}.get(
            version
        )
        if fname not in names:
            return out
        data = z.read(fname)
        if version == 3:
            data = _unzstd(data)
            if data is None:
                out["note"] = "no zstd module here: file-level comparison skipped"
                return out
        elif "media" in names:
            mm = json.loads(z.read("media") or b"{}")
            out["media_names"] = sorted(mm.values())
            for k, v in mm.items():
                if k not in names:
                    rep.error("media_listed_but_not_in_zip", v)
                elif z.getinfo(k).file_size == 0:
                    rep.warn("empty_media_file", v)
            for name, n in Counter(unicodedata.normalize("NFC", v) for v in mm.values()).items():
                if n > 1:
                    rep.error("media_name_listed_twice", name)
    fd, tmp = tempfile.mkstemp(suffix=".db")
    os.write(fd, data)
    os.close(fd)
    try:
        db = sqlite3.connect(tmp)
        one = lambda q: db.execute(q).fetchone()[0]
        out.update(
            notes=one("select count() from notes"),
            cards=one("select count() from cards"),
            revlog=one("select count() from revlog"),
        )
        out["_revlog"] = Counter(db.execute("select type, ease from revlog").fetchall())
        out["_rows"] = {
            (g, o): (t, q, due, ivl, reps, lapses, data)
            for g, o, t, q, due, ivl, reps, lapses, data in db.execute(
                "select n.guid, c.ord, c.type, c.queue, c.due, c.ivl, c.reps, c.lapses, c.data from cards c join notes n on n.id = c.nid"
            )
        }
        dup = db.execute(
            "select guid, count() from notes group by guid having count() > 1"
        ).fetchall()
        for g, n in dup:
            rep.error("duplicate_guid", g)
        if out["cards"] != len(out["_rows"]) and not dup:
            rep.error("orphan_or_duplicate_cards_in_file")
        if version != 3:
            conf = json.loads(one("select conf from col") or "{}")
            scheduled = one("select count() from cards where type != 0") or out["revlog"]
            if scheduled and conf.get("schedVer") != 2:
                rep.error(
                    "sched_ver_missing",
                    "col.conf lacks schedVer 2: the importer treats reviews as V1 and shifts learning ratings",
                )
            if scheduled and "creationOffset" not in conf:
                rep.warn(
                    "creation_offset_missing",
                    "col.conf lacks creationOffset: due days may be off by one",
                )
            out["note_types_without_pinned_ids"] = [
                m["name"]
                for m in json.loads(one("select models from col")).values()
                if any(f.get("id") is None for f in m["flds"])
                or any(t.get("id") is None for t in m["tmpls"])
            ]
        db.close()
    finally:
        os.unlink(tmp)
    return out


# ---------------------------------------------------------------- import


def do_import(col, path: str, scheduling: bool, configs: bool):
    from anki.collection import ImportAnkiPackageOptions, ImportAnkiPackageRequest

    r = col.import_anki_package(
        ImportAnkiPackageRequest(
            package_path=os.path.abspath(path),
            options=ImportAnkiPackageOptions(
                merge_notetypes=False, with_scheduling=scheduling, with_deck_configs=configs
            ),
        )
    )
    lg = r.log
    return {
        "found": lg.found_notes,
        "new": len(lg.new),
        "updated": len(lg.updated),
        "duplicate": len(lg.duplicate),
        "conflicting": len(lg.conflicting),
        "missing_notetype": len(lg.missing_notetype),
    }


def open_collection(path: str, folder: str):
    from anki.collection import Collection

    colpath = os.path.join(folder, "collection.anki2")
    if path.endswith(".colpkg"):
        from anki._backend import RustBackend

        RustBackend().import_collection_package(
            col_path=colpath,
            backup_path=os.path.abspath(path),
            media_folder=os.path.join(folder, "collection.media"),
            media_db=os.path.join(folder, "collection.media.db2"),
        )
    return Collection(colpath)


def card_rows(col) -> dict:
    return {
        (g, o): tuple(rest)
        for g, o, *rest in col.db.all(
            "select n.guid, c.ord, c.type, c.queue, c.due, c.ivl, c.reps, c.lapses, c.data, c.did from cards c join notes n on n.id = c.nid"
        )
    }


# ---------------------------------------------------------------- checks


def check_scheduling(col, pkg: dict, rep: Report, out: dict) -> None:
    today, now = col.sched.today, time.time()
    states = fsrs = 0
    last = dict(
        col.db.all(
            "select cid, max(id) from revlog where ease between 1 and 4 and (type != 3 or factor != 0) group by cid"
        )
    )
    first = {}
    for cid, typ in col.db.all(
        "select cid, type from revlog where ease between 1 and 4 order by id desc"
    ):
        first[cid] = typ
    kinds: Counter = Counter()
    with_state = []
    for cid, typ, queue, due, ivl, data in col.db.all(
        "select id, type, queue, due, ivl, data from cards"
    ):
        d = json.loads(data) if data else {}
        kinds[{0: "new", 1: "learning", 2: "review", 3: "relearning"}.get(typ, str(typ))] += 1
        if queue < 0:
            kinds["suspended_or_buried"] += 1
        if "s" in d and "d" in d:
            fsrs += 1
            with_state.append((cid, d))
            if not (0 < d["s"] <= 36500 * 2) or not (1 <= d["d"] <= 10):
                rep.error("fsrs_state_out_of_range", {"card": cid, **d})
            if typ == 0:
                rep.error("new_card_with_fsrs_state", cid)
        if typ != 0:
            if cid in last:
                if d.get("lrt") != last[cid] // 1000:
                    rep.error(
                        "last_review_time_differs_from_revlog",
                        {"card": cid, "lrt": d.get("lrt"), "revlog": last[cid] // 1000},
                    )
                if first.get(cid) != 0:
                    rep.error(
                        "history_lacks_learning_entry", {"card": cid, "first type": first.get(cid)}
                    )
            else:
                rep.warn("reviewed_card_without_revlog", cid)
            if "s" not in d:
                rep.warn("reviewed_card_without_fsrs_state", cid)
        elif cid in last:
            rep.error("new_card_with_reviews", cid)
        if typ == 2:
            if ivl < 1:
                rep.error("review_card_with_zero_interval", cid)
            if not -3650 * 3 <= due - today <= 36500:
                rep.error("due_day_implausible", {"card": cid, "days from today": due - today})
        if typ in (1, 3) and queue == 1 and not now - 86400 * 3650 < due < now + 86400 * 400:
            rep.error("learning_due_implausible", {"card": cid, "due": due})
    out["cards_by_state"] = dict(kinds)
    out["cards_with_fsrs_state"] = fsrs
    out["revlog"] = col.db.scalar("select count() from revlog")
    bad = col.db.scalar(
        "select count() from revlog where ease not between 0 and 4 or type not between 0 and 5 or id > ?",
        int((now + 86400) * 1000),
    )
    if bad:
        rep.error("revlog_values_out_of_range", count=bad)
    orphan = col.db.scalar("select count() from revlog where cid not in (select id from cards)")
    if orphan:
        rep.warn("revlog_of_missing_cards", count=orphan)
    if pkg.get("_revlog") is not None and not out.get("scheduling_dropped"):
        got = Counter(tuple(r) for r in col.db.all("select type, ease from revlog"))
        if got != pkg["_revlog"]:
            rep.error(
                "revlog_changed_on_import",
                {
                    "file": sorted(map(list, pkg["_revlog"].items()))[:12],
                    "imported": sorted(map(list, got.items()))[:12],
                },
            )
        rows = card_rows(col)
        shifts: Counter = Counter()
        for k, f in pkg["_rows"].items():
            g = rows.get(k)
            if g is None:
                rep.error("card_in_file_not_imported", list(k))
                continue
            a = (f[0], f[1], f[3], f[4], f[5])
            if a != (g[0], g[1], g[3], g[4], g[5]):
                rep.error(
                    "card_changed_on_import",
                    {"card": list(k), "file": list(a), "imported": [g[0], g[1], g[3], g[4], g[5]]},
                )
            if f[0] == 2:
                shifts[f[2] - g[2]] += 1
        for k in set(rows) - set(pkg["_rows"]):
            rep.error("card_made_on_import", list(k))
        out["due_shift_days"] = dict(shifts)
        if len(shifts) > 1:
            rep.error("due_shift_not_uniform", dict(shifts))
    # does Anki, recomputing from the review log with the imported preset, agree with the carried state?
    if with_state:
        was = col.get_config("fsrs")
        col.set_config("fsrs", True)
        rel = []
        for cid, d in with_state[:2000]:
            if cid not in last:
                continue
            try:
                m = col.compute_memory_state(cid)
            except Exception:
                continue
            if m.stability:
                rel.append(abs(m.stability - d["s"]) / max(d["s"], 1e-3))
        col.set_config("fsrs", bool(was))
        if rel:
            rel.sort()
            ok = sum(r < 0.01 for r in rel) / len(rel)
            out["fsrs_state_vs_recomputed"] = {
                "cards": len(rel),
                "within_1_percent": round(ok, 4),
                "median": rel[len(rel) // 2],
                "p90": rel[int(len(rel) * 0.9)],
                "max": rel[-1],
            }
            if out["fsrs_state_vs_recomputed"]["median"] > 0.05:
                rep.error("fsrs_state_wrong", out["fsrs_state_vs_recomputed"])
            elif ok < 0.95:
                rep.warn("fsrs_state_differs_from_recomputed", out["fsrs_state_vs_recomputed"])


def check_content(col, rep: Report, out: dict, max_render: int | None) -> None:
    empty_fields: Counter = Counter()
    models = {m["id"]: m for m in col.models.all()}
    q_only: dict[tuple[int, int], tuple[list[int], list[int]]] = {}
    for m in models.values():
        names = [f["name"] for f in m["flds"]]
        for t in m["tmpls"]:
            used = lambda fmt: {
                names.index(f)
                for x in re.findall(r"\{\{([^{}#^/!][^{}]*)\}\}", fmt)
                if (f := x.split(":")[-1].strip()) in names
            }
            q, a = used(t["qfmt"]), used(t["afmt"])
            q_only[m["id"], t["ord"]] = (sorted(q), sorted(a - q))
    seen_first: Counter = Counter()
    fields_of: dict[int, list[str]] = {}
    mid_of: dict[int, int] = {}
    for nid, mid, flds in col.db.all("select id, mid, flds from notes"):
        fs = flds.split("\x1f")
        fields_of[nid], mid_of[nid] = fs, mid
        m = models[mid]
        for i, v in enumerate(fs):
            name = m["flds"][i]["name"]
            if not v.strip():
                empty_fields[f"{m['name']}/{name}"] += 1
                continue
            if SCRIPT_RE.search(v):
                rep.error("script_in_field", {"note": nid, "field": name, "text": clip(v)})
            unknown, unbalanced = lint(v)
            if unknown:
                rep.error(
                    "unknown_tag_swallows_text",
                    {"note": nid, "field": name, "tags": unknown[:3], "text": clip(v)},
                )
            if unbalanced:
                rep.warn("unbalanced_html", {"note": nid, "field": name, "text": clip(v)})
            for p in MEDIA_PATH_RE.findall(v):
                if re.match(r"(?i)(https?:)?//", p):
                    rep.warn("remote_media", clip(p))
                elif not p.startswith("data:"):
                    rep.error("media_path_with_folder", clip(p))
            if v.strip().lower() in ("none", "nan", "null", "undefined", "[]", "{}"):
                rep.warn("placeholder_field", {"note": nid, "field": name, "text": v})
            if v.count("\\(") != v.count("\\)") or v.count("\\[") != v.count("\\]"):
                rep.warn(
                    "mathjax_delimiters_unbalanced", {"note": nid, "field": name, "text": clip(v)}
                )
        if not norm(fs[0]):
            rep.error("empty_first_field", nid)
        seen_first[mid, norm(fs[0])] += 1
    for nid, guid in col.db.all(
        "select id, guid from notes where id not in (select nid from cards)"
    ):
        rep.error(
            "note_without_cards", {"note": nid, "guid": guid, "text": clip(fields_of[nid][0])}
        )
    for (mid, t), n in seen_first.items():
        if n > 1 and t:
            rep.warn("same_first_field", clip(t), n - 1)
    out["empty_fields"] = dict(empty_fields)
    for m in models.values():
        if m["id"] in set(mid_of.values()):
            for t in m["tmpls"]:
                if re.search(r"<\s*script\b", t["qfmt"] + t["afmt"], re.I):
                    rep.warn("script_in_template", f"{m['name']}/{t['name']}")
    cards = col.db.all("select id, nid, ord from cards order by id")
    if max_render:
        cards = cards[:max_render]
    t0 = time.perf_counter()
    for cid, nid, ord_ in cards:
        try:
            r = col.get_card(cid).render_output(reload=True)
        except Exception as e:  # template removed, etc.
            rep.error("render_failed", {"card": cid, "error": clip(str(e))})
            continue
        q, a = r.question_text, r.answer_text
        if BLANK_LINK in q or (BLANK_LINK in a and q == a):
            rep.error("template_or_blank_card", {"card": cid, "text": clip(visible(q))})
            continue
        nq, na = norm(q), norm(a)
        if not nq and not CONTENT_RE.search(q):
            rep.error("question_empty", {"card": cid, "note": nid})
        if not na and not CONTENT_RE.search(a):
            rep.error("answer_empty", {"card": cid, "note": nid})
        elif nq:
            rest = na[len(nq) :].strip() if na.startswith(nq) else na
            typed = "[[type:" in a
            audio = [t for t in r.answer_av_tags if t not in r.question_av_tags]
            if na == nq and not typed and not audio or not rest and not typed and not audio:
                rep.error("answer_shows_nothing_new", {"card": cid, "text": clip(nq)})
            elif rest == nq:
                rep.error("answer_repeats_question", {"card": cid, "text": clip(nq)})
            else:
                m = models[mid_of[nid]]
                if m["type"] == 0:
                    fs = fields_of[nid]
                    qf, af = q_only.get((m["id"], ord_), ([], []))
                    qs = {norm(fs[i]) for i in qf} - {""}
                    hit = [i for i in af if norm(fs[i]) in qs]
                    if hit:
                        rep.error(
                            "answer_repeats_question",
                            {
                                "card": cid,
                                "field": m["flds"][hit[0]]["name"],
                                "text": clip(norm(fs[hit[0]])),
                            },
                        )
                    elif af and len(norm(fs[af[0]])) >= 6 and norm(fs[af[0]]) in nq:
                        rep.warn(
                            "answer_visible_in_question",
                            {"card": cid, "answer": clip(norm(fs[af[0]])), "question": clip(nq)},
                        )
        for side, txt in (("question", visible(q)), ("answer", visible(a))):
            if ENTITY_LEFT_RE.search(txt):
                rep.error("double_escaped_html", {"card": cid, "side": side, "text": clip(txt)})
                break
        for side, txt in (("question", visible(q)), ("answer", visible(a))):
            if models[mid_of[nid]]["type"] == 1 and "}}" in without_balanced_math(txt):
                rep.error("cloze_broken", {"card": cid, "side": side, "text": clip(txt)})
                break
            if "{{" in txt:
                rep.warn("template_braces_left", {"card": cid, "side": side, "text": clip(txt)})
                break
        plain = re.sub(r"(?is)<(code|pre)\b.*?</\1>", " ", a)
        vis = visible(plain)
        if re.search(r"\*\*[^*\s][^*]*\*\*|^\s*```|(?:^|\s)#{1,6} \S", vis, re.M):
            rep.warn("markdown_left", {"card": cid, "text": clip(vis)})
        if re.search(r"(?<![\\$\w])\$(?!\s)[^$\n]*[\\^_=][^$\n]*\$", vis):
            rep.warn("dollar_tex_left", {"card": cid, "text": clip(vis)})
    out["rendered_cards"] = len(cards)
    out["render_seconds"] = round(time.perf_counter() - t0, 2)
    for n in col.get_empty_cards().notes:
        rep.error(
            "empty_cards_tool_would_delete",
            {"note": n.note_id, "cards": list(n.card_ids)[:3]},
            len(n.card_ids),
        )


def check_media(col, pkg: dict, rep: Report, out: dict) -> None:
    have = set(os.listdir(col.media.dir()))
    r = col.media.check()
    out["media"] = {"found": len(have), "missing": len(r.missing), "unused": len(r.unused)}
    for m in r.missing:
        rep.error("media_missing", m)
    for m in r.unused:
        rep.warn("media_unused", m)
    if "media_names" in pkg:
        dropped = [m for m in pkg["media_names"] if unicodedata.normalize("NFC", m) not in have]
        out["media"]["in_file_not_imported"] = len(dropped)
        for m in dropped:
            rep.warn("media_in_file_not_referenced", m)


def check_reimport(col, edited: str, rep: Report, out: dict) -> None:
    col.set_config("fsrs", True)
    studied = 0
    for d in col.decks.all_names_and_ids():
        col.decks.select(d.id)
        for ease in (3, 4, 1):
            c = col.sched.getCard()
            if c is None:
                break
            col.sched.answerCard(c, ease)
            studied += 1
    before, notes0 = card_rows(col), set(col.db.list("select guid from notes"))
    types0 = {m["id"]: m["name"] for m in col.models.all()}
    text0 = dict(col.db.all("select guid, flds || '|' || tags from notes"))
    rev0, scm0 = col.db.scalar("select count() from revlog"), col.db.scalar("select scm from col")
    log = do_import(col, edited, scheduling=False, configs=False)
    after = card_rows(col)
    text1 = dict(col.db.all("select guid, flds || '|' || tags from notes"))
    changed = [k for k, v in before.items() if k in after and after[k][:7] != v[:7]]
    moved = [k for k, v in before.items() if k in after and after[k][7] != v[7]]
    res = {
        "log": log,
        "cards_studied_before": studied,
        "notes_changed": sum(text1[g] != text0[g] for g in text0 if g in text1),
        "notes_added": len(set(text1) - notes0),
        "cards_added": len(set(after) - set(before)),
        "cards_rescheduled": len(changed),
        "cards_moved_deck": len(moved),
        "new_note_types": [m["name"] for m in col.models.all() if m["id"] not in types0],
        "forces_full_sync": col.db.scalar("select scm from col") != scm0,
    }
    out["reimport"] = res
    if changed:
        rep.error("reimport_changed_scheduling", [list(k) for k in changed[:3]], len(changed))
    if log["conflicting"]:
        rep.error(
            "reimport_note_type_conflict",
            "note type schema changed: these notes were not updated",
            log["conflicting"],
        )
    if res["new_note_types"]:
        rep.error("reimport_made_note_types", res["new_note_types"])
    if res["forces_full_sync"]:
        rep.error("reimport_forces_full_sync")
    if not log["updated"] and not log["new"]:
        rep.error(
            "reimport_changed_nothing", "same guids, but no note is newer: raise notes.mod on edits"
        )
    if log["new"] and not log["updated"] and not log["duplicate"]:
        rep.error("reimport_guids_not_stable", "every note came in as new")
    firsts = Counter((m, f.split("\x1f")[0]) for m, f in col.db.all("select mid, flds from notes"))
    dups = sum(n - 1 for n in firsts.values() if n > 1)
    if dups and log["new"]:
        rep.warn("reimport_same_first_field", count=dups)
    if col.db.scalar("select count() from revlog") != rev0:
        rep.error("reimport_changed_revlog")
    problems, ok = col.fix_integrity()
    if not ok:
        rep.error("reimport_integrity", clip(problems, 300))


# ---------------------------------------------------------------- main


def main(argv: list[str] | None = None) -> int:
    ap = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    ap.add_argument("deck")
    ap.add_argument("--expect-cards", type=int)
    ap.add_argument("--expect-notes", type=int)
    ap.add_argument("--expect-revlog", type=int)
    ap.add_argument("--expect-fsrs", type=int, help="cards that must carry an FSRS memory state")
    ap.add_argument("--reimport", metavar="EDITED")
    ap.add_argument(
        "--allow", default="", help="kinds of error to demote to warnings, comma separated"
    )
    ap.add_argument("--strict", action="store_true")
    ap.add_argument("--max-render", type=int, default=None)
    ap.add_argument(
        "--no-scheduling",
        action="store_true",
        help="import as a user who leaves 'learning progress' unticked",
    )
    args = ap.parse_args(argv)
    for p in (args.deck, args.reimport):
        if p and not os.path.isfile(p):
            ap.error(f"no such file: {p}")
    base = os.path.basename(args.deck).lower()
    rep, out = Report(), {"file": os.path.basename(args.deck)}
    if base == "collection.apkg" or (base.startswith("backup-") and base.endswith(".apkg")):
        rep.error(
            "file_name_replaces_collection",
            "Anki desktop takes this name for a whole-collection backup",
        )
    if not base.endswith((".apkg", ".colpkg")):
        rep.error("file_name_extension", base)
    folder = tempfile.mkdtemp(prefix="anki_accept_")
    col = None
    try:
        import anki.buildinfo

        out["anki"] = anki.buildinfo.version
        try:
            pkg = read_package(args.deck, rep)
        except Exception as e:
            pkg = {}
            rep.error("package_unreadable", clip(f"{type(e).__name__}: {e}"))
        out["package"] = {
            k: v for k, v in pkg.items() if not k.startswith("_") and k != "media_names"
        }
        t0 = time.perf_counter()
        try:
            col = open_collection(args.deck, folder)
            out["open_seconds"] = round(time.perf_counter() - t0, 2)
            stock = {m["id"] for m in col.models.all()}
            if not args.deck.endswith(".colpkg"):
                t0 = time.perf_counter()
                out["import"] = do_import(col, args.deck, not args.no_scheduling, True)
                out["import_seconds"] = round(time.perf_counter() - t0, 2)
            else:
                stock = set()
        except Exception as e:
            rep.error("import_failed", clip(f"{type(e).__name__}: {e}", 300))
            if col is None or not col.db.scalar("select count() from notes"):
                return finish(args, rep, out)
        out["scheduling_dropped"] = args.no_scheduling
        db = col.db
        out["notes"], out["cards"] = (
            db.scalar("select count() from notes"),
            db.scalar("select count() from cards"),
        )
        per_deck = dict(db.all("select did, count() from cards group by did"))
        out["decks"] = {
            d.name: per_deck.get(d.id, 0)
            for d in col.decks.all_names_and_ids()
            if per_deck.get(d.id) or d.id != 1
        }
        if per_deck.get(1) and not args.deck.endswith(".colpkg"):
            rep.warn("cards_in_default_deck", count=per_deck[1])
        out["note_types"] = {
            m.name: m.use_count
            for m in col.models.all_use_counts()
            if m.id not in stock or m.use_count
        }
        tags = col.tags.all()
        out["tags"] = {"count": len(tags), "first": sorted(tags)[:20]}
        out["presets"] = [
            {
                "name": c["name"],
                "fsrs_params": len(
                    c.get("fsrsParams6") or c.get("fsrsParams5") or c.get("fsrsWeights") or []
                ),
                "desired_retention": c.get("desiredRetention"),
                "decks": sum(1 for d in col.decks.all() if d.get("conf") == c["id"]),
            }
            for c in col.decks.all_config()
        ]
        if not out["notes"]:
            rep.error("no_notes")
        lg = out.get("import", {})
        if lg.get("conflicting") or lg.get("missing_notetype") or lg.get("duplicate"):
            rep.error("notes_not_imported", lg)
        for key in ("notes", "cards"):
            if pkg.get(key) is not None and pkg[key] != out[key]:
                rep.error(f"{key}_lost_or_made_on_import", {"file": pkg[key], "imported": out[key]})
        check_scheduling(col, pkg, rep, out)
        check_content(col, rep, out, args.max_render)
        check_media(col, pkg, rep, out)
        scm = db.scalar("select scm from col")
        problems, ok = col.fix_integrity()
        out["integrity"] = {
            "ok": ok,
            "text": re.sub("[\u2068\u2069]", "", problems),
            "schema_modified": col.db.scalar("select scm from col") != scm,
        }
        if not ok or out["integrity"]["schema_modified"]:
            rep.error("integrity", out["integrity"])
        if col.db.scalar("select count() from cards") != out["cards"]:
            rep.error(
                "check_database_changed_card_count",
                {"before": out["cards"], "after": col.db.scalar("select count() from cards")},
            )
        for name, want, got in (
            ("notes", args.expect_notes, out["notes"]),
            ("cards", args.expect_cards, out["cards"]),
            ("revlog", args.expect_revlog, out["revlog"]),
            ("fsrs", args.expect_fsrs, out["cards_with_fsrs_state"]),
        ):
            if want is not None and want != got:
                rep.error(f"expected_{name}", {"expected": want, "got": got})
        if args.reimport:
            try:
                check_reimport(col, args.reimport, rep, out)
            except Exception as e:
                rep.error("reimport_failed", clip(f"{type(e).__name__}: {e}", 300))
        return finish(args, rep, out)
    finally:
        if col is not None and col.db:
            col.close()
        shutil.rmtree(folder, ignore_errors=True)


def finish(args, rep: Report, out: dict) -> int:
    allowed = {k.strip() for k in args.allow.split(",") if k.strip()}
    errors, warnings = [], []
    for e in rep.found.values():
        is_error = (e["level"] == "error" or args.strict) and e["kind"] not in allowed
        (errors if is_error else warnings).append({k: e[k] for k in ("kind", "count", "samples")})
    out = {"ok": not errors, **out, "errors": errors, "warnings": warnings}
    print(json.dumps(out, ensure_ascii=False, indent=1, default=str))
    return 1 if errors else 0


if __name__ == "__main__":
    sys.exit(main())
