"""The processes of one installation: started together, restarted after a crash, gone together (OPS-1)."""

import signal
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from types import FrameType

from handsel.kernel.launching import stop_with_parent

LONGEST_PAUSE_SECONDS = 30.0
SETTLED_AFTER_SECONDS = 60.0
STOPS_WITHIN_SECONDS = 12.0


class Stopped(BaseException):
    """Somebody asked the supervisor to stop."""


def pause_before_restart(crashes: int) -> float:
    """Return how many seconds to wait after the n-th crash in a row: none at first, then doubling to half a minute."""
    return 0.0 if crashes <= 1 else min(0.5 * 2 ** (crashes - 2), LONGEST_PAUSE_SECONDS)


@dataclass
class Child:
    """One process that should always run."""

    name: str
    command: Sequence[str]
    env: dict[str, str]
    process: "subprocess.Popen[bytes] | None" = None
    crashes: int = 0
    started_at: float = 0.0
    due_at: float = 0.0

    def keep_alive(self, now: float) -> None:
        """Start it when it does not run and its pause is over."""
        if self.process and (code := self.process.poll()) is not None:
            self.process = None
            self.crashes = 1 if now - self.started_at > SETTLED_AFTER_SECONDS else self.crashes + 1
            self.due_at = now + pause_before_restart(self.crashes)
            print(f"The {self.name} process ended ({_reason(code)}); it is started again.", file=sys.stderr, flush=True)
        if self.process is None and now >= self.due_at:
            self.started_at = now
            # A session of its own: Ctrl-C reaches the supervisor alone, which stops its children in order.
            self.process = subprocess.Popen(
                self.command,
                env=self.env,
                stdin=subprocess.DEVNULL,
                start_new_session=True,
                preexec_fn=stop_with_parent(signal.SIGTERM),
            )

    def ask_to_stop(self) -> None:
        if self.process and self.process.poll() is None:
            self.process.terminate()

    def see_stopped(self, deadline: float) -> None:
        if self.process:
            try:
                self.process.wait(max(0.0, deadline - time.monotonic()))
            except subprocess.TimeoutExpired:
                self.process.kill()
                self.process.wait()
            self.process = None


@dataclass
class Supervisor:
    """Runs `children` until SIGINT or SIGTERM; `changed` says when they should start anew, for development."""

    children: list[Child]
    changed: Callable[[], bool] = field(default=lambda: False)

    def run(self, on_started: Callable[[], bool]) -> None:
        """Keep the children alive until asked to stop, then end them all.

        `on_started` is called twice a second until it returns True: the place to tell people that it runs.
        """
        told = False
        try:
            while True:
                for child in self.children:
                    child.keep_alive(time.monotonic())
                told = told or on_started()
                time.sleep(0.5 if told else 0.05)
                if self.changed():
                    self._stop()
        except Stopped:
            print("\nStopping ...", flush=True)
        finally:
            _ignore_signals()
            self._stop()

    def _stop(self) -> None:
        deadline = time.monotonic() + STOPS_WITHIN_SECONDS
        for child in self.children:
            child.ask_to_stop()
        for child in self.children:
            child.see_stopped(deadline)


def stop_on_signals() -> None:
    """Turn SIGINT, SIGTERM and SIGHUP into `Stopped`, wherever the program is."""

    def stop(_number: int, _frame: FrameType | None) -> None:
        raise Stopped

    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, stop)


def _ignore_signals() -> None:
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, signal.SIG_IGN)


def _reason(code: int) -> str:
    return f"signal {-code}" if code < 0 else f"exit code {code}"
