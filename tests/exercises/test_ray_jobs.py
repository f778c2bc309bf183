"""Runs on a Ray cluster, against what a real head said (ray_recorded/; `make test-ray` is real)."""

from __future__ import annotations

import io
import json
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest

from exercises import ray_runner
from exercises.errors import RunnerFailed
from exercises.outcome import Outcome
from exercises.ray_http import RayHead, Room, root_of
from exercises.ray_runner import RayRun, RayRunner
from exercises.runner import Job, Output
from tests.exercises.exercise_factory import SOLUTION, make_exercise
from tests.exercises.replayed_head import ReplayedHead, replayed

TOKEN = "a-token-of-nobody"
LOGS, STATUS, STOP = "GET /api/jobs/JOB/logs", "GET /api/jobs/JOB", "POST /api/jobs/JOB/stop"


@pytest.fixture(autouse=True)
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ray_runner, "_POLL_S", 0.01)
    monkeypatch.setattr(ray_runner, "_RETRIES_S", (0.01, 0.01))


def start(
    head: ReplayedHead, folder: Path, *, device: str = "auto", patience_s: float = 30
) -> RayRun:
    exercise = make_exercise(folder)
    toml = exercise.root / "exercise.toml"
    toml.write_text(toml.read_text() + '\n[device]\nallowed = ["cpu", "cuda"]\n')
    answer = folder / "answer.py"
    answer.write_text(SOLUTION)
    runner = RayRunner(RayHead(head.address, TOKEN), "~/torch/bin/python", patience_s)
    return runner.submit(Job(exercise, answer, 7, device=device))


def followed(run: RayRun, at_text: Callable[[str], object] = lambda _: None) -> tuple[str, Outcome]:
    printed, outcome = "", None
    for event in run.events():
        if isinstance(event, Output):
            printed += event.text
            at_text(event.text)
        else:
            outcome = event
    assert outcome is not None
    return printed, outcome


def test_a_pass_comes_with_its_prints_and_its_host(tmp_path: Path) -> None:
    with replayed("passes") as head:
        printed, outcome = followed(start(head, tmp_path))
    assert outcome.passed
    assert outcome.host == "HOST"
    assert [check.name for check in outcome.checks][-1] == "score"
    first, *rest = printed.splitlines()
    assert first.startswith(f"[{head.address}] job edgewise-double-")
    assert first.endswith("the cluster has 2 CPUs and no GPU")
    assert rest[0] == "hello", "what Ray says of itself is left out"
    assert not head.asks(STOP)


def test_a_fail_says_what_is_to_do(tmp_path: Path) -> None:
    with replayed("fails") as head:
        _, outcome = followed(start(head, tmp_path))
    assert outcome.status == "fail"
    assert "TODO 1" in outcome.reason


def test_the_job_that_is_handed_in_and_what_travels(tmp_path: Path) -> None:
    with replayed("passes") as head:
        followed(start(head, tmp_path))
    job = head.asks("POST /api/jobs/")[0]
    assert job["entrypoint"] == "~/torch/bin/python -m inside.far"
    assert job["entrypoint_num_cpus"] == 1
    assert "entrypoint_num_gpus" not in job, "there is none, and it was not insisted on"
    package = next(body for asked, body, _ in head.asked if asked.startswith("PUT"))
    with zipfile.ZipFile(io.BytesIO(package)) as bundle:
        names = bundle.namelist()
        request = json.loads(bundle.read("request.json"))
        assert bundle.read("answer.py").decode() == SOLUTION
    assert {"exercise/checks.py", "exercise/solution.py", "inside/far.py", "word"} <= set(names)
    assert request["exercise"] == "exercise"
    assert request["seed"] == 7
    assert str(tmp_path) not in json.dumps(request)
    assert TOKEN not in json.dumps([job, request])


def test_the_token_goes_into_the_header_and_nowhere_else(tmp_path: Path) -> None:
    with replayed("passes") as head:
        printed, outcome = followed(start(head, tmp_path))
    assert {headers.get("Authorization") for *_, headers in head.asked} == {f"Bearer {TOKEN}"}
    assert all(TOKEN.encode() not in body for _, body, _ in head.asked)
    assert TOKEN not in printed + repr(outcome)


@pytest.mark.parametrize("name", ["wrong_token", "no_token"])
def test_a_refused_token_is_told_without_naming_it(name: str, tmp_path: Path) -> None:
    with replayed(name) as head, pytest.raises(RunnerFailed) as refused:
        followed(start(head, tmp_path))
    assert "refuses the token; set EDGEWISE_RAY_TOKEN" in str(refused.value)
    assert TOKEN not in str(refused.value)
    assert len(head.asked) == 1, "nothing is sent to who refuses"


def test_a_redirect_is_not_followed_with_the_token(tmp_path: Path) -> None:
    with replayed("passes") as head:
        head.trouble["GET /api/version"] = [302]
        with pytest.raises(RunnerFailed, match="answers 302"):
            followed(start(head, tmp_path))
    assert [asked for asked, *_ in head.asked] == ["GET /api/version"]


def test_a_cancel_stops_the_job_and_waits_for_its_end(tmp_path: Path) -> None:
    with replayed("cancelled") as head:
        run = start(head, tmp_path)
        printed, outcome = followed(run, lambda text: run.cancel() if "at work" in text else None)
    assert outcome.status == "cancelled"
    assert printed.count("at work") == 1, "each look brings the whole log"
    assert outcome.wall_s > 0, "its warden had time to say so"
    assert len(head.asks(STOP)) == 1


def test_a_run_that_is_left_is_stopped(tmp_path: Path) -> None:
    with replayed("cancelled") as head:
        events = start(head, tmp_path).events()
        next(events)
        events.close()  # type: ignore[attr-defined]
        assert len(head.asks(STOP)) == 1


def test_a_job_without_a_result_says_its_exit_code_and_the_end_of_its_log(tmp_path: Path) -> None:
    with replayed("exit_code") as head:
        _, outcome = followed(start(head, tmp_path))
    assert outcome.status == "error"
    assert outcome.reason == "the job ended with exit code 7 and gave no result"
    assert "going down" in outcome.notes


def test_a_gpu_that_is_insisted_on_is_not_waited_for_for_ever(tmp_path: Path) -> None:
    with replayed("no_room") as head:
        _, outcome = followed(start(head, tmp_path, device="cuda", patience_s=0.1))
    assert outcome.status == "skipped"
    assert outcome.reason == (
        "no GPU was free for it within 0.1 s: it asks for 1 CPU and 1 GPU, and the cluster has "
        "2 CPUs and no GPU"
    )
    assert head.asks("POST /api/jobs/")[0]["entrypoint_num_gpus"] == 1
    assert head.asks(STOP), "it must not begin later"


def test_auto_asks_for_a_gpu_where_the_cluster_has_one(tmp_path: Path) -> None:
    with replayed("passes") as head:
        nodes = next(row for row in head.rows if "/nodes" in str(row["asked"]))
        text = json.dumps(nodes["said"]).replace('"CPU": 2.0', '"CPU": 8.0, "GPU": 2.0')
        nodes["said"] = json.loads(text)
        printed, _ = followed(start(head, tmp_path))
        assert "8 CPUs and 2 GPUs" in printed
        assert head.asks("POST /api/jobs/")[0]["entrypoint_num_gpus"] == 1


def test_a_pass_without_cuda_leaves_the_gpu_tier_open(tmp_path: Path) -> None:
    with replayed("passes") as head:
        for row in head.rows:
            text = json.dumps(row["said"]).replace(
                '\\"open_tiers\\": []', '\\"open_tiers\\": [\\"gpu\\"]'
            )
            row["said"] = json.loads(text)
        _, outcome = followed(start(head, tmp_path))
    assert outcome.passed
    assert (outcome.device, outcome.open_tiers) == ("cpu", ("gpu",))


@pytest.mark.parametrize("trouble", [[0], [500, 0]])
def test_a_lost_line_is_tried_again_with_one_sentence(trouble: list[int], tmp_path: Path) -> None:
    with replayed("passes") as head:
        head.trouble = {LOGS: list(trouble), STATUS: [0]}
        printed, outcome = followed(start(head, tmp_path))
    assert outcome.passed
    assert printed.count("trying again") == 2
    assert printed.count("hello") == 1, "what was printed is not told twice"


def test_a_line_that_stays_lost_ends_the_run_and_says_what_becomes_of_the_job(
    tmp_path: Path,
) -> None:
    with replayed("passes") as head:
        head.trouble = {STATUS: [0] * 9, STOP: [0]}
        with pytest.raises(RunnerFailed, match=r"3 times\. Job edgewise-double-\w+ may still run"):
            followed(start(head, tmp_path))
        assert head.asks(STOP), "it was tried to stop it all the same"


def test_a_job_that_somebody_else_stops_is_cancelled(tmp_path: Path) -> None:
    with replayed("exit_code") as head:
        for row in head.rows:
            if isinstance(row["said"], dict) and row["said"].get("status") == "FAILED":
                row["said"] |= {"status": "STOPPED", "driver_exit_code": None}
        _, outcome = followed(start(head, tmp_path))
    assert (outcome.status, outcome.reason) == ("cancelled", "stopped on the cluster")


def test_nobody_there_is_told_with_what_to_look_at(tmp_path: Path) -> None:
    with replayed("passes") as head:
        pass
    with pytest.raises(RunnerFailed, match=r"does not answer \(connection refused\)\. Is it up"):
        followed(start(head, tmp_path))


def test_what_is_no_head_is_told(tmp_path: Path) -> None:
    with replayed("passes") as head:
        head.rows[0]["said"] = "<html>"
        with pytest.raises(RunnerFailed, match="not as a Ray head does"):
            followed(start(head, tmp_path))


def test_a_cluster_that_does_not_say_what_it_has(tmp_path: Path) -> None:
    with replayed("passes") as head:
        head.rows[1]["said"] = {"data": {"summary": [{}]}}
        assert RayHead(head.address).room() == Room()
        printed, outcome = followed(start(head, tmp_path))
    assert outcome.passed
    assert "the cluster does not say what it has" in printed


@pytest.mark.parametrize(
    ("where", "root"),
    [
        ("ray://gpu-box", "http://gpu-box:8265"),
        ("ray://gpu-box:9000/", "http://gpu-box:9000"),
        ("https://ray.example.org/team", "https://ray.example.org/team"),
        ("ray://[::1]", "http://[::1]:8265"),
    ],
)
def test_addresses(where: str, root: str) -> None:
    assert root_of(where) == root


@pytest.mark.parametrize("where", ["ray://", "ftp://x", "ray://me:secret@host", "ray://host:port"])
def test_what_is_no_address_is_refused_without_repeating_it(where: str) -> None:
    with pytest.raises(RunnerFailed, match="ray://HOST:8265") as refused:
        RayHead(where)
    assert "secret" not in str(refused.value)


@pytest.mark.parametrize("token", ["two words", "line\nbreak", "später"])
def test_a_token_with_odd_signs_is_refused_without_repeating_it(token: str) -> None:
    with pytest.raises(RunnerFailed, match="odd signs") as refused:
        RayHead("ray://host", token)
    assert token not in str(refused.value)
