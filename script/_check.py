"""Run all checks, those that do not need each other at the same time, and show what failed."""

import os
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
BIN = ROOT / ".venv" / "bin"
CHECKS = {
    "format": [BIN / "ruff", "format", "--check", "--quiet", "."],
    "lint": [BIN / "ruff", "check", "--quiet", "--output-format", "concise", "."],
    "layers": [BIN / "lint-imports"],
    "program": [BIN / "python", ROOT / "script" / "_program.py"],
    "types": [BIN / "mypy"],
}


def main() -> None:
    with ThreadPoolExecutor(max_workers=os.cpu_count()) as pool:
        failed = [name for name, good in zip(CHECKS, pool.map(passes, CHECKS), strict=True) if not good]
    if failed:
        sys.exit(f"Failed: {', '.join(failed)}.")


def passes(name: str) -> bool:
    started = time.monotonic()
    done = subprocess.run(CHECKS[name], cwd=ROOT, capture_output=True, text=True, check=False)
    good = done.returncode == 0
    output = "" if good else f"\n{done.stdout}{done.stderr}"
    print(f"{'ok    ' if good else 'FAILED'} {name} ({time.monotonic() - started:.1f} s){output}", flush=True)
    return good


if __name__ == "__main__":
    main()
