"""Benchmark 12: from the start of script/run, on a machine that is set up, to the first page (OPS-1)."""

import http.client
import os
import shutil
import signal
import socket
import statistics
import subprocess
import sys
import tempfile
import time
from contextlib import closing
from pathlib import Path

from bench.frame import BUSY_SHARE, ROUNDS, Result, other_load

PATIENCE_SECONDS = 180


def run() -> Result:
    """Start and stop it on a folder that has been used before, and take the time to the first page."""
    folder = Path(tempfile.mkdtemp(prefix="handsel-bench-"))
    folder.chmod(0o711)
    result = Result("Cold start", "at most 5 seconds to the first page", "s")
    try:
        _seconds_to_first_page(folder)
        found = []
        for _ in range(ROUNDS):
            result.rounds += 1
            result.disturbed += other_load() > BUSY_SHARE
            found.append(_seconds_to_first_page(folder))
    finally:
        shutil.rmtree(folder, ignore_errors=True)
    result.facts.append(
        f"`script/run` to the front page: **{statistics.median(found):.1f} s** "
        f"(from {min(found):.1f} to {max(found):.1f}), with database, two web processes and the worker."
    )
    return result


def _seconds_to_first_page(folder: Path) -> float:
    with closing(socket.socket()) as probe:
        probe.bind(("127.0.0.1", 0))
        port = int(probe.getsockname()[1])
    environment = {name: value for name, value in os.environ.items() if name != "DATABASE_URL"}
    environment |= {"HANDSEL_DATA_DIR": str(folder)}
    command = ["sh", "script/run", "--no-demo", "--port", str(port)]
    began = time.perf_counter()
    running = subprocess.Popen(command, env=environment, stdout=subprocess.DEVNULL, stderr=sys.stderr)
    try:
        while not _answers(port):
            if running.poll() is not None or time.perf_counter() > began + PATIENCE_SECONDS:
                raise RuntimeError("it does not start")
            time.sleep(0.02)
        return time.perf_counter() - began
    finally:
        running.send_signal(signal.SIGTERM)
        running.wait(30)


def _answers(port: int) -> bool:
    try:
        with closing(http.client.HTTPConnection("127.0.0.1", port, timeout=5)) as connection:
            connection.request("GET", "/", headers={"Host": f"localhost:{port}"})
            return connection.getresponse().status == http.client.OK
    except OSError:
        return False
