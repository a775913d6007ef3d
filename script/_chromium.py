"""See that there is a Chromium for the browser tests: install the distribution's, where that is possible."""

import os
import shutil
import subprocess
import sys


def main() -> None:
    if os.environ.get("HANDSEL_CHROMIUM") or shutil.which("chromium"):
        return
    if not shutil.which("apt-get") or os.geteuid() != 0:
        sys.exit("Chromium is missing. Install your distribution's package chromium, or set HANDSEL_CHROMIUM to one.")
    print("Installing Chromium for the browser tests ...", flush=True)
    quiet = os.environ | {"DEBIAN_FRONTEND": "noninteractive"}
    for command in (["update"], ["install", "--yes", "--no-install-recommends", "chromium", "fonts-noto-core"]):
        done = subprocess.run(["apt-get", "-qq", *command], check=False, env=quiet, stdout=subprocess.DEVNULL)
        if done.returncode:
            sys.exit("Chromium could not be installed. Install the package chromium by hand, then start again.")


if __name__ == "__main__":
    main()
