"""Take the pictures of README and manual in headless Chromium, and make them small."""

import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from argparse import ArgumentParser
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from pathlib import Path
from typing import Any
from urllib.error import URLError
from urllib.request import urlopen

from _palette import shrink
from _pictures import BAKERY, NEW_USER, PEOPLE, PICTURES, Picture, fill, press
from playwright.sync_api import Browser, Error, Page, sync_playwright

ROOT = Path(__file__).resolve().parent.parent
FOLDER = ROOT / "docs" / "pictures"
PORT = 8000
"""Shown in some pictures, so the usual one; another where that is taken."""
READY_WITHIN_SECONDS = 900
CHROMIUM = os.environ.get("HANDSEL_CHROMIUM") or shutil.which("chromium") or "/usr/bin/chromium"
FLAGS = (
    "--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-component-update",
    "--disable-sync", "--no-first-run", "--hide-scrollbars", "--force-color-profile=srgb",
)  # fmt: skip
PASSWORD = "four small tiers"  # noqa: S105 - of the demo, and printed at its start


def main() -> None:
    parser = ArgumentParser(prog="script/screenshots")
    parser.add_argument("names", nargs="*", help="take only these")
    parser.add_argument("--running", type=int, help="port of a program that runs already, with fresh demo data")
    options = parser.parse_args()
    unknown = set(options.names) - {picture.name for picture in PICTURES}
    if unknown:
        sys.exit(f"There are no pictures called {', '.join(sorted(unknown))}; script/_pictures.py lists them.")
    FOLDER.mkdir(exist_ok=True)
    wanted = [picture for picture in PICTURES if not options.names or picture.name in options.names]
    if options.running:
        take(wanted, options.running)
        return
    port = free_port()
    with demo(port):
        take(wanted, port)


def free_port() -> int:
    for port in (PORT, 0):
        with closing(socket.socket()) as probe, suppress(OSError):
            probe.bind(("127.0.0.1", port))
            return int(probe.getsockname()[1])
    sys.exit("No port is free.")


@contextmanager
def demo(port: int) -> Iterator[None]:
    """Have Handsel with fresh demo data running in a temporary folder."""
    with tempfile.TemporaryDirectory(prefix="handsel-pictures-") as folder:
        Path(folder).chmod(0o711)
        command = [str(ROOT / "script" / "run"), "--port", str(port), "--data-dir", f"{folder}/data"]
        program = subprocess.Popen(command, start_new_session=True)
        try:
            await_answer(program, port)
            yield
        finally:
            program.send_signal(signal.SIGTERM)
            program.wait()


def await_answer(program: "subprocess.Popen[bytes]", port: int) -> None:
    deadline = time.monotonic() + READY_WITHIN_SECONDS
    while program.poll() is None and time.monotonic() < deadline:
        try:
            urlopen(f"http://127.0.0.1:{port}/healthz", timeout=5).close()
        except (URLError, OSError):
            time.sleep(1)
        else:
            return
    sys.exit("Handsel did not start; what it said stands above.")


def take(wanted: list[Picture], port: int) -> None:
    """Take the pictures in their order: what one does, the next ones show."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=list(FLAGS))
        studio = Studio(browser, port)
        if {"message", "activate"} & {picture.name for picture in wanted}:
            studio.invite()
        failed = [picture.name for picture in wanted if not studio.took(picture)]
        browser.close()
    if failed:
        sys.exit(f"Not taken: {', '.join(failed)}.")


class Studio:
    """One browser; everybody who looks has a session of their own in it."""

    def __init__(self, browser: Browser, port: int) -> None:
        self.browser = browser
        self.port = port
        self.sessions: dict[str, Any] = {}
        self.link = ""

    def took(self, picture: Picture) -> bool:
        """Take `picture`, or say what was not as expected."""
        try:
            self.take(picture)
        except Error as error:
            print(f"{picture.name}: {error.message.splitlines()[0]}", file=sys.stderr, flush=True)
            return False
        return True

    def take(self, picture: Picture) -> None:
        page = self.page(picture.who, size=picture.size, is_dark=picture.is_dark)
        page.goto(self.link if picture.name == "activate" else PEOPLE[picture.who].url(self.port, picture.path))
        for act in picture.acts:
            act(page)
        page.evaluate("document.fonts.ready")
        page.wait_for_timeout(400)
        content = shrink(page.screenshot(animations="disabled", caret="hide"))
        (FOLDER / f"{picture.name}.png").write_bytes(content)
        print(f"docs/pictures/{picture.name}.png ({len(content):,} bytes)", flush=True)
        if picture.name == "activate":
            choose_password(page)
        page.context.close()

    def page(self, who: str, *, size: tuple[int, int] = (1280, 800), is_dark: bool = False) -> Page:
        """Return a new page of `who`, logged in."""
        person = PEOPLE[who]
        if person.email and who not in self.sessions:
            page = self._context().new_page()
            page.goto(person.url(self.port, "log-in/"))
            page.locator("[name=email]").fill(person.email)
            page.locator("[name=password]").fill(PASSWORD)
            page.locator("form button[type=submit]").click()
            page.wait_for_url(lambda url: "log-in" not in url)
            self.sessions[who] = page.context.storage_state()
            page.context.close()
        return self._context(size, self.sessions.get(who), is_dark=is_dark).new_page()

    def invite(self) -> None:
        """Let Karl add a storefront user, and find the link in her mail."""
        page = self.page("karl")
        page.goto(PEOPLE["karl"].url(self.port, BAKERY + "users/"))
        if not page.get_by_text(NEW_USER["email"]).count():
            for act in (press("Add Storefront User"), fill(**NEW_USER), press("OK")):
                act(page)
        for _ in range(20):
            page.goto(PEOPLE["karl"].url(self.port, "mailbox/?q=noa"))
            if page.locator("#content tbody a").count():
                break
            page.wait_for_timeout(500)
        page.locator("#content tbody a").first.click()
        self.link = page.locator("#link").inner_text()
        page.context.close()

    def _context(self, size: tuple[int, int] = (1280, 800), session: Any = None, *, is_dark: bool = False) -> Any:
        context = self.browser.new_context(
            viewport={"width": size[0], "height": size[1]},
            storage_state=session,
            color_scheme="dark" if is_dark else "light",
            reduced_motion="reduce",
            locale="en-GB",
            timezone_id="Europe/Berlin",
        )
        context.set_default_timeout(15_000)
        return context


def choose_password(page: Page) -> None:
    for field in page.locator("input[type=password]").all():
        field.fill(PASSWORD)
    page.locator("form button[type=submit]").click()
    page.wait_for_load_state("load")


if __name__ == "__main__":
    main()
