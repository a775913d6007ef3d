"""An import in a real browser, from the file to its undoing, each screen of it read by everybody (ACC-22, SHO-2)."""

import pytest
from playwright.sync_api import BrowserContext

from handsel.cli.demo.story import Cast
from handsel.kernel.clock import now
from tests.accounts import importing_steps
from tests.accounts.importing_steps import FILE, imported
from tests.journeys.people import somebody
from tests.journeys.test_readable import axe, browser_context_args, faults  # noqa: F401 - fixtures
from tests.live import Portal

pytestmark = [pytest.mark.covers("ACC-22", "SHO-2")]

CUSTOMERS = {"name": "customers.csv", "mimeType": "text/csv", "buffer": FILE.encode()}
PICTURE = {"name": "customers.csv", "mimeType": "text/csv", "buffer": b"\x89PNG\r\n"}


def test_a_file_is_imported_and_taken_back(live_portal: Portal, context: BrowserContext, cast: Cast, axe: str):  # noqa: F811
    karl = somebody(context, live_portal, "kleinbach")
    karl.goes_to("/console/log-in/")
    karl.logs_in("karl@kleinbach.example", "/console/")
    page = karl.goes_to("/console/imports/")
    found = faults(page, axe)

    page.locator("#content").get_by_role("link", name="New import").first.click()
    page.locator("dialog[open]").wait_for()
    found += faults(page, axe)
    page.locator("dialog input[type=file]").set_input_files(PICTURE)
    page.get_by_role("button", name="Upload").click()
    page.get_by_text("The file is a picture.").wait_for()
    page.locator("dialog input[type=file]").set_input_files(CUSTOMERS)
    page.get_by_role("button", name="Upload").click()
    page.get_by_role("heading", name="Match columns").wait_for()
    page.get_by_text("Letters or columns look wrong?").click()
    found += faults(page, axe)

    page.get_by_role("button", name="Check all rows").click()
    page.get_by_text("Checking:").wait_for()
    found += faults(page, axe)
    importing_steps.work(now())
    page.get_by_role("button", name="Import 3 rows").wait_for()
    found += faults(page, axe)

    page.get_by_role("button", name="Import 3 rows").click()
    page.get_by_text("Importing:").wait_for()
    importing_steps.work(now())
    assert len(imported(cast.karl)) == 3
    page.get_by_role("button", name="Undo import").click()
    page.locator("dialog[open]").wait_for()
    found += faults(page, axe)
    page.locator("dialog").get_by_role("button", name="Undo import").click()
    page.get_by_text("Undoing the import.").wait_for()
    importing_steps.work(now())
    page.get_by_text("Undone").wait_for()

    assert found == []
    assert imported(cast.karl) == []
