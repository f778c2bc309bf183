"""Optional data of an exercise: listed, copied, fetched when asked for, and then in the runs."""

from __future__ import annotations

import hashlib
import threading
import zipfile
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

from cli.__main__ import main
from exercises.local_runner import run_to_end
from exercises.optional_data import Wanted
from exercises.optional_data import wanted as wanted_of
from exercises.runner import Job
from exercises.workspace import desk
from tests.exercises.exercise_factory import CHECKS, SOLUTION, make_home

CONTENT = bytes(range(256)) * 40
DATA = """
[[data]]
name = "weights.bin"
bytes = {size}
sha256 = "{digest}"
licence = "MIT"
source = "made up for this test"
url = "{url}"
"""
READS = """

def check_score(answer, ctx):
    ctx.equal(len(ctx.data("weights.bin").read_bytes()), 10240, "the length of the weights")
    ctx.metric("share_right", 1.0)
"""


class Server(BaseHTTPRequestHandler):
    """Answers by the name that is asked for."""

    def do_GET(self) -> None:
        if self.path == "/away":
            self.send_response(302)
            self.send_header("Location", "http://example.invalid/weights.bin")
            self.end_headers()
            return
        if self.path == "/none":
            self.send_error(404)
            return
        body = {"/short": CONTENT[:-9], "/other": CONTENT[::-1], "/long": CONTENT * 50}.get(
            self.path, CONTENT
        )
        self.send_response(200)
        if self.path == "/good":
            self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: object) -> None:
        """Nothing."""


@pytest.fixture(scope="module")
def server() -> Iterator[str]:
    with ThreadingHTTPServer(("127.0.0.1", 0), Server) as serving:
        thread = threading.Thread(target=serving.serve_forever, args=(0.05,))
        thread.start()
        yield f"http://127.0.0.1:{serving.server_address[1]}"
        serving.shutdown()
        thread.join()


def write(pack: Path, url: str = "") -> None:
    folder = pack / "exercises" / "double"
    digest = hashlib.sha256(CONTENT).hexdigest()
    text = (folder / "exercise.toml").read_text().partition("\n[[data]]")[0]
    data = DATA.format(size=len(CONTENT), digest=digest, url=url)
    (folder / "exercise.toml").write_text(text + data)
    (folder / "checks.py").write_text(CHECKS.partition("\n\ndef check_score")[0] + READS)


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    home = tmp_path / "home"
    write(make_home(home))
    monkeypatch.setenv("EDGEWISE_HOME", str(home))
    return home


def pack_of(home: Path) -> Path:
    return home / "packs" / "ml-system-design"


def place(home: Path) -> Path:
    return home / "exercises" / ".data" / "weights.bin"


def data(capsys: pytest.CaptureFixture[str], *words: str) -> tuple[int, str, str]:
    code = main(["exercise", "data", *words])
    done = capsys.readouterr()
    return code, done.out, done.err


def left(home: Path) -> list[str]:
    folder = place(home).parent
    return sorted(path.name for path in folder.iterdir()) if folder.exists() else []


def test_the_list_says_what_it_is_and_where_to_get_it(
    home: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    code, out, _ = data(capsys)
    assert code == 0
    for words in (
        "weights.bin: not here", "for double", "(10,240 bytes)", "licence: MIT",
        "source: made up for this test", hashlib.sha256(CONTENT).hexdigest(),
        "edgewise exercise data --from FOLDER",
    ):  # fmt: skip
        assert words in out
    assert "--download" not in out, "it has no address"
    assert max(map(len, out.splitlines())) <= 80
    assert not place(home).parent.exists()


@pytest.mark.parametrize("kind", ["folder", "file", "wheel"])
def test_a_file_of_the_learner_is_copied_whatever_its_name(
    home: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str], kind: str
) -> None:
    own = tmp_path / "own" / "below"
    own.mkdir(parents=True)
    (own / "decoy.bin").write_bytes(CONTENT[::-1])
    named = own / "model.safetensors"
    if kind == "wheel":
        with zipfile.ZipFile(own / "model-1.whl", "w") as packed:
            packed.writestr("model/weights", CONTENT)
    else:
        named.write_bytes(CONTENT)
    code, out, _ = data(capsys, "double", "--from", str(named if kind == "file" else own.parent))
    assert code == 0
    assert out.startswith("weights.bin: copied from ")
    assert place(home).read_bytes() == CONTENT
    assert left(home) == ["weights.bin"]
    assert "weights.bin: here\n" in data(capsys)[1]
    assert data(capsys, "double", "--from", str(own))[1] == "weights.bin is here already.\n"


def test_a_file_that_only_looks_right_is_not_taken(
    home: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "weights.bin").write_bytes(CONTENT[::-1])
    code, _, err = data(capsys, "--from", str(tmp_path / "weights.bin"))
    assert code == 1
    assert "1 of that size had another sha256" in err
    assert left(home) == []
    (tmp_path / "bad.whl").write_bytes(b"PK\x03\x04 no zip")
    assert data(capsys, "--from", str(tmp_path / "bad.whl"))[0] == 1
    assert "There is no" in data(capsys, "--from", str(tmp_path / "nowhere"))[2]
    assert data(capsys, "--from", str(tmp_path), "--download")[0] == 2
    assert data(capsys, "dubble")[0] == 2


def test_a_run_reads_it_and_without_it_the_check_is_skipped(home: Path) -> None:
    from cards.places import layers, places
    from exercises.folder import find

    where = places({"EDGEWISE_HOME": str(home)})
    at = desk(find(layers(where), "double"), where.exercises)
    at.folder.mkdir(parents=True)
    at.answer.write_text(SOLUTION)

    def score() -> tuple[str, str, str]:
        outcome = run_to_end(Job(at.exercise, at.answer, 1))
        last = outcome.checks[-1]
        return outcome.status, last.status, last.says

    status, check, says = score()
    assert (status, check) == ("pass", "skipped")
    assert "`edgewise exercise data` says how to get it" in says
    place(home).parent.mkdir()
    place(home).write_bytes(CONTENT)
    assert score()[:2] == ("pass", "pass")
    place(home).write_bytes(CONTENT[:50])
    assert score()[:2] == ("pass", "skipped"), "a file cut off is none"


@pytest.mark.parametrize("page", ["good", "no-length"])
def test_it_is_fetched_when_the_learner_asks(
    home: Path, server: str, capsys: pytest.CaptureFixture[str], page: str
) -> None:
    write(pack_of(home), f"{server}/{page}")
    assert "edgewise exercise data --download" in data(capsys)[1]
    assert left(home) == []
    code, out, _ = data(capsys, "double", "--download")
    assert code == 0
    assert "size and sha256 are right" in out
    assert place(home).read_bytes() == CONTENT


@pytest.mark.parametrize(
    ("page", "words"),
    [
        ("short", "another size"),
        ("long", "another size"),
        ("other", "another sha256"),
        ("none", "could not be fetched (Not Found)"),
        ("away", "http://example.invalid/weights.bin is no https address"),
    ],
)
def test_what_is_not_the_file_leaves_nothing_behind(
    home: Path, server: str, capsys: pytest.CaptureFixture[str], page: str, words: str
) -> None:
    write(pack_of(home), f"{server}/{page}")
    code, _, err = data(capsys, "double", "--download")
    assert code == 1
    assert words in err
    assert left(home) == []


def test_no_server_and_no_address_are_said_in_a_sentence(
    home: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert "has no address" in data(capsys, "double", "--download")[2]
    write(pack_of(home), "http://127.0.0.1:9/weights.bin")
    code, _, err = data(capsys, "double", "--download")
    assert code == 1
    assert "could not be fetched" in err
    assert "Traceback" not in err


def test_an_address_in_the_clear_is_a_fault_of_the_pack(
    home: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    write(pack_of(home), "http://example.org/weights.bin")
    main(["check", str(pack_of(home))])
    assert "E142 data.0.url" in capsys.readouterr().out


def test_a_file_two_exercises_want_is_listed_once(home: Path, tmp_path: Path) -> None:
    from exercises.folder import Exercise

    one = Exercise(pack_of(home) / "exercises" / "double", "p")
    (only,) = wanted_of([one, one], tmp_path)
    assert isinstance(only, Wanted)
    assert only.exercises == ("double", "double")
