"""A real Ray head on loopback, with a token. Collected only where EDGEWISE_RAY names a `ray`."""

from __future__ import annotations

import fcntl
import os
import secrets
import signal
import socket
import struct
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest

from exercises.ray_http import RayHead, Room

collect_ignore = [] if os.environ.get("EDGEWISE_RAY") else ["test_real_ray_head.py"]
START_S = 90


def _raise_loopback() -> None:
    """In a namespace of our own (`unshare -rn`) loopback is down at first."""
    if sys.platform != "linux":
        return
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as line:
        name = struct.pack("16sh", b"lo", 0)
        flags = struct.unpack("16sh", fcntl.ioctl(line, 0x8913, name))[1]
        if not flags & 1:
            fcntl.ioctl(line, 0x8914, struct.pack("16sh", b"lo", flags | 1))


def _free_port() -> int:
    with socket.socket() as line:
        line.bind(("127.0.0.1", 0))
        port: int = line.getsockname()[1]
        return port


def _is_up(address: str, token: str, process: subprocess.Popen[bytes]) -> bool:
    """Wait until it knows its own node."""
    end = time.monotonic() + START_S
    while time.monotonic() < end and process.poll() is None:
        if RayHead(address, token).room() != Room():
            return True
        time.sleep(0.3)
    return False


@pytest.fixture(scope="session")
def token() -> str:
    return secrets.token_hex(32)


@pytest.fixture(scope="session")
def head(token: str) -> Iterator[str]:
    """The address of a head with two CPUs and no GPU."""
    _raise_loopback()
    port = _free_port()
    # Ray's sockets lie below this folder, and their paths may not be long.
    with TemporaryDirectory(prefix="ray-", ignore_cleanup_errors=True) as folder:
        log = Path(folder) / "head.log"
        env = {
            **os.environ, "RAY_AUTH_MODE": "token", "RAY_AUTH_TOKEN": token,
            "RAY_USAGE_STATS_ENABLED": "0",
        }  # fmt: skip
        command = [
            os.environ["EDGEWISE_RAY"], "start", "--head", "--block",
            "--num-cpus=2", "--num-gpus=0",
            "--node-ip-address=127.0.0.1", "--dashboard-host=127.0.0.1", f"--port={_free_port()}",
            f"--dashboard-port={port}", "--object-store-memory=100000000",
            f"--temp-dir={folder}", "--include-log-monitor=false",
        ]  # fmt: skip
        with log.open("wb") as out:
            process = subprocess.Popen(
                command, env=env, stdout=out, stderr=out, start_new_session=True
            )
        try:
            assert _is_up(f"http://127.0.0.1:{port}", token, process), log.read_text()[-2000:]
            yield f"http://127.0.0.1:{port}"
        finally:
            # `ray start --block` ends what it started when it is told to.
            process.send_signal(signal.SIGTERM)
            process.wait(60)
