"""Make `.venv` with exactly the locked packages; quick when nothing changed. Runs on a bare Python 3.11 (OPS-1)."""

import fcntl
import hashlib
import json
import subprocess
import sys
import tomllib
import venv
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
VENV = ROOT / ".venv"
PYTHON = VENV / "bin" / "python"
STAMP = VENV / "handsel-stamp.json"
RUNTIME, DEVELOPMENT = "requirements.lock", "requirements-dev.lock"


def main() -> None:
    if sys.version_info < (3, 11):
        sys.exit(f"Handsel needs Python 3.11 or newer; this is {sys.version.split()[0]}.")
    wanted = DEVELOPMENT if "--dev" in sys.argv[1:] else RUNTIME
    try:
        with (ROOT / ".venv.lock").open("w") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            install(wanted)
    except OSError as error:
        sys.exit(f"Cannot set up in {ROOT}: {error.strerror}. Make the folder writable, or clone into one that is.")


def install(wanted: str) -> None:
    """Install the lock file `wanted` unless the stamp says that it stands already."""
    fingerprints = {name: fingerprint(name) for name in (RUNTIME, DEVELOPMENT)}
    stamp = json.loads(STAMP.read_text()) if STAMP.exists() and PYTHON.exists() else {}
    if stamp.get(wanted) == fingerprints[wanted]:
        return

    print("Installing the locked packages into .venv ...", flush=True)
    STAMP.unlink(missing_ok=True)
    if not PYTHON.exists():
        venv.create(VENV, clear=True, with_pip=True)
    pip("install", "--require-hashes", "-r", str(ROOT / wanted))
    pip("install", "--no-deps", "--no-build-isolation", "--editable", str(ROOT))
    # The development lock holds all of the runtime lock.
    standing = fingerprints if wanted == DEVELOPMENT else {RUNTIME: fingerprints[RUNTIME]}
    STAMP.write_text(json.dumps(standing))


def fingerprint(name: str) -> str:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    parts = (sys.version, (ROOT / name).read_text(), json.dumps(project))
    return hashlib.sha256("\0".join(parts).encode()).hexdigest()


def pip(*arguments: str) -> None:
    command = [str(PYTHON), "-m", "pip", "--quiet", "--disable-pip-version-check", *arguments]
    done = subprocess.run(command, stderr=subprocess.PIPE, text=True, check=False)
    if done.returncode:
        faults = [line for line in done.stderr.splitlines() if line.lower().startswith("error")]
        sys.exit(
            f"Could not install the locked packages: {faults[-1] if faults else done.stderr.strip()}\n"
            "Check that this machine reaches its Python package registry (PyPI or your mirror), then start again."
        )


if __name__ == "__main__":
    main()
