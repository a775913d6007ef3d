"""What people do in the browser, in the words of the journeys."""

from dataclasses import dataclass

from playwright.sync_api import Browser, BrowserContext, Page

from handsel.cli.demo.story import PASSWORD
from tests.live import Portal


@dataclass
class Person:
    """Somebody with a browser of their own at one portal."""

    page: Page
    portal: Portal
    name: str

    def goes_to(self, path: str) -> Page:
        self.page.goto(self.portal.url(self.name, path))
        return self.page

    def logs_in(self, email: str, path: str, password: str = PASSWORD) -> Page:
        page = self.goes_to(f"{path}log-in/")
        page.get_by_label("E-mail").fill(email)
        page.get_by_label("Password").fill(password)
        page.get_by_role("button", name="Log in", exact=True).click()
        page.wait_for_url(lambda url: "log-in" not in url)
        return page


def somebody(context: BrowserContext, portal: Portal, name: str) -> Person:
    """Give a person the browser of the test: complaints in its console fail the test."""
    return Person(context.new_page(), portal, name)


def somebody_else(browser: Browser, portal: Portal, name: str) -> Person:
    """Give another person a browser of their own, with other cookies."""
    return Person(browser.new_context(locale="en-GB").new_page(), portal, name)


def link_in_the_mailbox(karl: Person, to: str) -> str:
    """Look into the Mailbox until a mail to this address is there, and return the link in it."""
    page = karl.goes_to("/console/mailbox/")
    row = page.get_by_role("row").filter(has_text=to).first
    for _ in range(40):
        if row.is_visible():
            break
        page.wait_for_timeout(500)
        page.reload()
    row.get_by_role("link").first.click()
    return page.locator("#link").inner_text()
