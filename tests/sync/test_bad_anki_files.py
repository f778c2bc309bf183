"""Files that are no Anki package, or damaged, or made to harm: one sentence, nothing left."""

from __future__ import annotations

import os
import sqlite3
import struct
import subprocess
import sys
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest
import zstandard

from sync import anki_media_map
from sync.anki_reader import LEGACY_1, LEGACY_2, NEWEST, open_package
from sync.errors import AnkiFileBad
from tests.sync import anki_file_factory as factory
from tests.sync.anki_file_factory import change, media_json, newest, packed, review, unpacked

ROOT = Path(__file__).resolve().parents[2]
DAY_MS = 86_400_000
AT = 20_010 * DAY_MS
ZEROS = bytes(1 << 20)
Spoil = Callable[[Path], None]


@pytest.fixture
def sound(tmp_path: Path) -> Path:
    group = 1 << 60
    rows = {(group, 0): [review(AT, kind=0)], (group, 1): [review(AT + 1, kind=0)]}
    return factory.deck(tmp_path / "deck.apkg", rows, AT + DAY_MS)


def refusal(path: Path) -> str:
    """The sentence with which a file is refused; the scratch folder must be empty after it."""
    scratch = path.parent / "scratch"
    scratch.mkdir(exist_ok=True)
    with pytest.raises(AnkiFileBad) as problem, open_package(path, scratch) as package:
        list(package.rows("SELECT * FROM revlog"))
    assert list(scratch.iterdir()) == []
    told = str(problem.value)
    assert told.startswith(f"{path} cannot be taken as an Anki package: ") and told.endswith(".")
    assert told.isprintable() and told.count(". ") == 0
    return told


def sql(*statements: str) -> Spoil:
    def spoil(path: Path) -> None:
        def edit(db: sqlite3.Connection) -> None:
            for statement in statements:
                db.execute(statement)

        change(path, edit)

    return spoil


def entry(name: str, data: bytes) -> Spoil:
    return lambda path: packed(path, {**unpacked(path), name: data})


def without(name: str) -> Spoil:
    return lambda path: packed(path, {n: d for n, d in unpacked(path).items() if n != name})


def spoil_collection(cut: Callable[[bytes], bytes]) -> Spoil:
    return lambda path: entry(factory.LEGACY_2, cut(unpacked(path)[factory.LEGACY_2]))(path)


def bomb(path: Path) -> None:
    with (
        zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as target,
        target.open(factory.LEGACY_2, "w", force_zip64=True) as stream,
    ):
        for _ in range(100):
            stream.write(ZEROS)


def zstd_bomb(path: Path) -> None:
    packer = zstandard.ZstdCompressor(level=1).compressobj()
    data = b"".join([packer.compress(ZEROS) for _ in range(2_000)]) + packer.flush()
    packed(path, {"meta": b"\x08\x03", "collection.anki21b": data})


def wide_window(path: Path) -> None:
    """A frame of a few bytes that asks for two gibibytes of memory."""
    frame = struct.pack("<IBB", 0xFD2FB528, 0x00, 21 << 3) + b"\x01\x00\x00"
    packed(path, {"meta": b"\x08\x03", "collection.anki21b": frame})


def locked(path: Path) -> None:
    data = bytearray(path.read_bytes())
    place = 0
    while (place := data.find(b"PK\x01\x02", place)) >= 0:
        data[place + 8] |= 1
        place += 4
    path.write_bytes(bytes(data))


def wild_pages(data: bytes) -> bytes:
    return data[:4096] + bytes(byte ^ 0x5A for byte in data[4096:])


SPOILT: list[tuple[str, Spoil, str]] = [
    ("empty", lambda path: path.write_bytes(b"") and None, "it is empty"),
    ("text", lambda path: path.write_text("hello") and None, "no list of contents"),
    ("cut zip", lambda path: path.write_bytes(path.read_bytes()[:-400]) and None, "cut short"),
    ("other zip", lambda path: packed(path, {"a.txt": b"x"}), "no Anki collection in it"),
    ("locked", locked, "locked with a password"),
    ("deflate bomb", bomb, "as a zip bomb does"),
    ("zstd bomb", zstd_bomb, "as a zip bomb does"),
    ("zstd window", wide_window, "is damaged"),
    ("no zstd", entry("meta", b"\x08\x03"), "has no collection.anki21b"),
    ("newer", entry("meta", b"\x08\x04"), "newer format"),
    ("odd meta", entry("meta", b"\xff"), "newer format"),
    ("huge meta", entry("meta", ZEROS), "more than 64 KiB"),
    ("newer schema", sql("UPDATE col SET ver = 19"), "the newer format 19"),
    ("older schema", sql("UPDATE col SET ver = 10"), "the unknown format 10"),
    ("text schema", sql("UPDATE col SET ver = 'x'"), "the unknown format 'x'"),
    ("empty col", sql("DELETE FROM col"), "the unknown format None"),
    ("no database", spoil_collection(lambda _: b"nothing of SQLite" * 99), "not a database"),
    ("cut database", spoil_collection(lambda data: data[: len(data) // 2]), "is damaged"),
    ("wild pages", spoil_collection(wild_pages), "is damaged"),
    ("other database", sql("DROP TABLE col"), "no table 'col'"),
    ("no revlog", sql("DROP TABLE revlog"), "no table 'revlog'"),
    ("no column", sql("ALTER TABLE notes RENAME COLUMN guid TO g"), "no column 'guid'"),
    ("text stamp", sql("UPDATE col SET crt = 'x'"), "when it was made"),
    (
        "view",
        sql("DROP TABLE revlog", "CREATE VIEW revlog AS SELECT 1 AS id, 1 AS cid"),
        "a view was planted on its table 'revlog'",
    ),
    (
        "trigger",
        sql("CREATE TRIGGER t AFTER INSERT ON cards BEGIN SELECT load_extension('x'); END"),
        "a trigger was planted on its table 'cards'",
    ),
    (
        "virtual table",
        sql("DROP TABLE notes", "CREATE VIRTUAL TABLE notes USING fts4(guid, id)"),
        "a virtual table was planted on its table 'notes'",
    ),
    (
        "escapes",
        sql(
            "PRAGMA writable_schema = ON",
            "UPDATE sqlite_master SET sql = 'CREATE \x1b[31m' WHERE name = 'revlog'",
        ),
        "is damaged",
    ),
    ("path in media", entry("media", media_json(["../../etc/passwd"])), "leads out of the package"),
    ("absolute media", entry("media", media_json(["/etc/passwd"])), "leads out of the package"),
    ("drive in media", entry("media", media_json(["C:evil.png"])), "leads out of the package"),
    ("backslash media", entry("media", media_json(["..\\a.png"])), "leads out of the package"),
    ("no media name", entry("media", media_json([""])), "which is no file name"),
    ("dots in media", entry("media", media_json([".."])), "which is no file name"),
    ("long media name", entry("media", media_json(["a" * 300])), "which is no file name"),
    ("media no JSON", entry("media", b"{'0': 1}"), "is no list of file names"),
    ("media a list", entry("media", b'["a"]'), "is no JSON object"),
    ("media deep", entry("media", b'{"0":' + b"[" * 100_000), "is no list of file names"),
    ("media no text", entry("media", b'{"0": "\xff"}'), "is not UTF-8"),
    ("media twice", entry("media", b'{"0":"a"}{"1":"b"}'), "goes on after its end"),
    ("media too large", entry("media", b'{"0":"' + ZEROS * 33), "more than 32,768 KiB"),
    ("swelling in media", entry("media", media_json(map(str, range(200_001)))), "200,000 files"),
]  # fmt: skip


@pytest.mark.parametrize(("spoil", "told"), [s[1:] for s in SPOILT], ids=[s[0] for s in SPOILT])
def test_a_spoilt_file_is_refused_in_one_sentence(sound: Path, spoil: Spoil, told: str) -> None:
    spoil(sound)
    assert told in refusal(sound)


def test_what_is_no_file_is_refused_too(tmp_path: Path) -> None:
    (tmp_path / "folder.apkg").mkdir()
    assert "it is a folder" in refusal(tmp_path / "folder.apkg")
    assert "no such file" in refusal(tmp_path / "none.apkg")


def test_a_scratch_folder_that_takes_nothing_is_told(sound: Path, tmp_path: Path) -> None:
    with (
        pytest.raises(AnkiFileBad, match=r"no room to unpack it .* set TMPDIR"),
        open_package(sound, tmp_path / "none"),
    ):
        pass


def test_a_huge_setting_is_refused_unread(sound: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sync.anki_reader._MOST_TEXT", 1 << 20)
    change(sound, lambda db: db.execute("UPDATE col SET conf = ?", ("{" + " " * (1 << 21) + "}",)))
    assert "too big" in refusal(sound)


def test_any_number_of_fields_is_no_harm_to_reviews(sound: Path) -> None:
    change(sound, lambda db: db.execute("UPDATE notes SET flds = ?", ("\x1f" * 1_000_000,)))
    with open_package(sound, sound.parent) as package:
        assert len(list(package.rows("SELECT * FROM revlog"))) == 2


MEDIA_FAULTS = {
    b"\x0a\x09\x0a\x07../evil": "leads out of the package",
    b"\x0a\x04\x0a\x02\xff\xff": "is not UTF-8",
    b"\x0a\x7f\x0a\x01a": "was cut short",
    b"\x0b": "is damaged",
    b"\xff" * 20: "was cut short",
}


@pytest.mark.parametrize("media", MEDIA_FAULTS)
def test_a_spoilt_protobuf_of_media_is_refused(sound: Path, media: bytes) -> None:
    newest(sound, unpacked(sound)[factory.LEGACY_2], media)
    assert MEDIA_FAULTS[media] in refusal(sound)


def test_the_sound_file_is_read_under_any_name_and_the_dummy_never(sound: Path) -> None:
    renamed = sound.with_suffix(".colpkg")
    sound.rename(renamed)
    for path, variant in ((renamed, LEGACY_2), (sound, NEWEST)):
        if variant == NEWEST:
            newest(path, unpacked(renamed)[factory.LEGACY_2])
        with open_package(path, path.parent) as package:
            assert (package.variant, package.has_scheduling) == (variant, True)
            assert len(list(package.rows("SELECT * FROM revlog"))) == 2
    packed(sound, {"collection.anki2": unpacked(renamed)[factory.LEGACY_2], "media": b"{}"})
    with open_package(sound, sound.parent) as package:
        assert package.variant == LEGACY_1


def test_an_open_package_can_only_be_read(sound: Path, tmp_path: Path) -> None:
    with open_package(sound, tmp_path) as package:
        for statement in (
            "DELETE FROM revlog",
            "CREATE TEMP TABLE t (a)",
            "ATTACH 'x.db' AS x",
            "PRAGMA query_only = OFF",
            "SELECT load_extension('x')",
        ):
            with pytest.raises(AnkiFileBad):
                list(package.rows(statement))
    assert not Path("x.db").exists()


def test_media_are_read_by_their_names(sound: Path) -> None:
    entries = {**unpacked(sound), "media": media_json(["a b.png", "é.mp3"])}
    packed(sound, {**entries, "0": b"image", "1": b"sound!"})
    with open_package(sound, sound.parent) as package:
        assert list(package.media()) == [("a b.png", 5), ("é.mp3", 6)]
        assert package.read_media("é.mp3") == b"sound!"
        with pytest.raises(KeyError):
            package.read_media("0")


def test_media_json_with_escapes_and_blanks_is_read() -> None:
    data = b' { "0" : "a\\u00e9\\"b.png" ,\n "12":"c.png" } '
    found = [(entry.name, entry.entry) for entry in anki_media_map.from_json(data)]
    assert found == [('aé"b.png', "0"), ("c.png", "12")]


ON_LINUX = pytest.mark.skipif(not Path("/proc/self/status").exists(), reason="asks the kernel")
# The child says how much memory it needed, in MB, and how it ended.
PEAK = """
import re, sys
from pathlib import Path
from sync.anki_reader import open_package
from sync.errors import AnkiFileBad
try:
    with open_package(Path(sys.argv[1]), Path(sys.argv[2])) as package:
        print(sum(1 for _ in package.media()))
except AnkiFileBad:
    print("refused")
status = Path("/proc/self/status").read_text()
print(int(re.search(r"VmHWM:\\s+(\\d+)", status)[1]) // 1024)
"""


def peak_of(path: Path) -> tuple[str, int]:
    done = subprocess.run(
        [sys.executable, "-c", PEAK, str(path), str(path.parent)],
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        capture_output=True,
        text=True,
        check=True,
        timeout=60,
    )
    told, peak = done.stdout.split()
    return told, int(peak)


@ON_LINUX
def test_a_hundred_thousand_media_entries_need_little_memory(sound: Path) -> None:
    names = media_json(f"paste-{number:040x}.jpg" for number in range(100_000))
    packed(sound, {**unpacked(sound), "media": names})
    with zipfile.ZipFile(sound, "a") as target:
        for number in range(100_000):
            target.writestr(str(number), b"")
    told, peak = peak_of(sound)
    assert told == "100000" and peak < 200


@ON_LINUX
@pytest.mark.parametrize("spoil", [bomb, zstd_bomb, wide_window])
def test_a_bomb_needs_little_memory(sound: Path, spoil: Spoil) -> None:
    spoil(sound)
    told, peak = peak_of(sound)
    assert told == "refused" and peak < 120
