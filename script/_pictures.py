"""Which pictures there are: who looks, at which address, after which clicks."""

import re
from collections.abc import Callable
from dataclasses import dataclass

from playwright.sync_api import Page

DESK, TALL, PHONE = (1280, 800), (1280, 1000), (390, 780)
SETTLED_MS = 400

Act = Callable[[Page], None]


@dataclass(frozen=True)
class Person:
    """Who looks, and where; without an e-mail address they are not logged in."""

    portal: str
    face: str
    email: str = ""

    def url(self, port: int, path: str = "") -> str:
        return f"http://{self.portal}{'.' if self.portal else ''}localhost:{port}{self.face}{path}"


PEOPLE = {
    "visitor": Person("", "/"),
    "clerk": Person("nordlicht", "/console/"),
    "nora": Person("nordlicht", "/console/", "nora@nordlicht.example"),
    "karl": Person("kleinbach", "/console/", "karl@kleinbach.example"),
    "olga": Person("operator", "/console/", "olga@handsel.example"),
    "greta": Person("alpenblick", "/console/", "owner@alpenblick.example"),
    "nadine": Person("cedar", "/console/", "owner@cedar.example"),
    "stranger": Person("kleinbach", "/"),
    "guest": Person("cedar", "/"),
    "berta": Person("kleinbach", "/", "berta@bakery.example"),
}


NEW_PRICES = "SKU,Plan,New price,New percent\nMAIL,Monthly,2.49,\nWEB-S,Monthly,,20\nTLS,One year,40,\nFAX,Monthly,3,\n"


@dataclass(frozen=True)
class Picture:
    """One file of docs/pictures: what `who` sees at `path` after `acts`."""

    name: str
    who: str
    path: str = ""
    acts: tuple[Act, ...] = ()
    size: tuple[int, int] = DESK
    is_dark: bool = False


def press(name: str) -> Act:
    """Press the first button or link of the page's content, or of an open dialog, that is called like this."""

    def act(page: Page) -> None:
        place = page.locator("dialog[open]") if page.locator("dialog[open]").count() else page.locator("#content")
        place.get_by_role("button", name=name).or_(place.get_by_role("link", name=name)).first.click()
        page.wait_for_timeout(SETTLED_MS)

    return act


def fill(**fields: str) -> Act:
    """Fill in an open dialog, else the page: the name of each field, and its value."""

    def act(page: Page) -> None:
        place = "dialog[open] " if page.locator("dialog[open]").count() else "#content "
        for name, value in fields.items():
            field = page.locator(f"{place}[name={name}]").first
            if field.evaluate("field => field.tagName") == "SELECT":
                field.select_option(value)
            else:
                field.fill(value)
        page.wait_for_timeout(SETTLED_MS)

    return act


def in_language(code: str) -> Act:
    """Read on in this language, where the page offers it."""

    def act(page: Page) -> None:
        button = page.locator(f".hs-languages button[value={code}]")
        if button.count():
            button.click()
            page.wait_for_load_state("load")

    return act


def tick(*labels: str) -> Act:
    """Tick boxes of an open dialog."""

    def act(page: Page) -> None:
        for label in labels:
            page.locator("dialog[open]").get_by_label(label, exact=False).check()

    return act


def accept_terms(page: Page) -> None:
    """Tick that the terms are accepted, at the checkout."""
    page.locator("input[name=terms]").check()


def choose_file(name: str, content: str) -> Act:
    """Choose a file of this name and content in an open dialog."""

    def act(page: Page) -> None:
        file = {"name": name, "mimeType": "text/csv", "buffer": content.encode()}
        page.locator("dialog[open] input[type=file]").set_input_files(file)

    return act


def until(selector: str) -> Act:
    """Wait until this is on the page."""

    def act(page: Page) -> None:
        page.locator(selector).first.wait_for()

    return act


def first_row(page: Page) -> None:
    """Open what the first row of the list leads to."""
    page.locator("#content tbody a").first.click()
    page.wait_for_load_state("load")


def menu_of(text: str) -> Act:
    """Open the menu with three dots of the first row that says `text`."""

    def act(page: Page) -> None:
        page.locator("#content tbody tr").filter(has_text=text).first.locator(".hs-icon-button").click()

    return act


def from_menu(name: str) -> Act:
    """Choose something from the menu that is open."""

    def act(page: Page) -> None:
        menu = page.locator(".hs-pop:popover-open")
        menu.get_by_role("button", name=name).or_(menu.get_by_role("link", name=name)).first.click()
        page.wait_for_timeout(SETTLED_MS)

    return act


def in_bar(name: str) -> Act:
    """Press a button of the bar over a selection."""

    def act(page: Page) -> None:
        page.locator("#bulk").get_by_role("button", name=name, exact=True).first.click()
        page.locator("dialog[open]").wait_for()

    return act


def keys(*pressed: str) -> Act:
    """Press these keys one after the other."""

    def act(page: Page) -> None:
        for key in pressed:
            page.keyboard.press(key)
        page.wait_for_timeout(SETTLED_MS)

    return act


def into_cart(product: str) -> Act:
    """Put a product into the cart."""

    def act(page: Page) -> None:
        page.get_by_role("button", name=re.compile(f"Add to cart ?: ?{product}$")).click()
        page.wait_for_timeout(SETTLED_MS)

    return act


def type_card(number: str) -> Act:
    """Type this card on the page of the test gateway, and confirm at its bank where that asks."""

    def act(page: Page) -> None:
        page.wait_for_url(re.compile("/form/"))
        for name, value in {"number": number, "expiry": "12/30", "code": "123"}.items():
            page.locator(f"[name={name}]").fill(value)
        page.get_by_role("button", name="Save card").click()
        page.wait_for_load_state("load")
        if "/bank/" in page.url:
            page.get_by_text("Yes, confirm").click()
        page.wait_for_url(re.compile("/payment-details/"))

    return act


def choose(label: str) -> Act:
    """Choose one of several in an open dialog."""

    def act(page: Page) -> None:
        page.locator("dialog[open]").get_by_label(label, exact=True).check()

    return act


def to_cart(page: Page) -> None:
    page.goto(page.url.split("?", 1)[0].rstrip("/") + "/cart/")


def many(product: str, count: int) -> Act:
    """Say how many of a product go into the cart."""

    def act(page: Page) -> None:
        page.get_by_label(f"Quantity of {product}").fill(str(count))

    return act


def to_card(page: Page) -> None:
    page.goto(page.url.split("?", 1)[0].rstrip("/") + "/payment-details/")


def type_prices(*texts: str) -> Act:
    """Type into the first rows of a price list."""

    def act(page: Page) -> None:
        page.locator('#typed input[name^="price-"]').first.focus()
        for text in texts:
            page.keyboard.type(text)
            page.keyboard.press("Enter")
        page.wait_for_timeout(3 * SETTLED_MS)

    return act


def save_phones(page: Page) -> None:
    """Save another phone number in a second window first, and then in this one."""
    other = page.context.new_page()
    other.goto(page.url)
    for window, phone in ((other, "+49 30 901821"), (page, "+49 30 901822")):
        window.locator("#content [name=phone]").fill(phone)
        window.get_by_role("button", name="Update").click()
        window.wait_for_timeout(2 * SETTLED_MS)
    other.close()


BAKERY = "accounts/1001/"
NEW_CUSTOMER = {"company_name": "Gasthof Lamm", "contact_name": "Lena Lamm", "email": "lena"}
NEW_RESELLER = {
    "company_name": "Fjordtech", "contact_name": "Frida Fjord", "email": "hello@fjordtech.example", "city": "Bergen",
    "country": "NO", "portal_name": "fjordtech", "portal_title": "Fjordtech", "owner_first_name": "Frida",
    "owner_last_name": "Fjord", "owner_email": "frida@fjordtech.example",
}  # fmt: skip
NEW_USER = {"first_name": "Noa", "last_name": "Levi", "email": "noa@bakery.example", "language": "en"}
NEW_PRODUCT = {
    "name": "Support by the hour", "sku": "HELP", "category": "Services", "kind": "service",
    "description": "A person on the phone, in your language.", "plan_name": "Per hour", "period_unit": "",
    "cost": "45.00",
}  # fmt: skip
SHOP = {
    "company_name": "Bakery Brandt", "address": "Marktplatz 1", "city": "Kleinbach", "postcode": "12345",
    "country": "DE",
}  # fmt: skip
MILL = {
    "company_name": "Bakery Brandt, mill", "contact_name": "Bruno Brandt", "address": "Am Bach 3",
    "city": "Oberkleinbach", "postcode": "12347", "country": "DE", "phone": "+49 30 901825",
}  # fmt: skip
PINNED = {"text": "Call before eight in the morning: later they bake."}
PLANS = {"text": "Opens a second shop in spring, and will then need five more mailboxes."}
PAYMENT = {"amount": "250.00", "reference": "Transfer of 21 November", "note": "Enough for the new hosting."}
BANK_LIST = """Buchungstag;Betrag;Währung;Auftraggeber;Verwendungszweck
02.11.2026;250,00;EUR;Bakery Brandt;Guthaben RF40 1001 danke
02.11.2026;89,90;EUR;Weiß Gartenbau;Kd-Nr 1002 Hosting November
02.11.2026;35,00;EUR;Lars Weiß;Danke
01.11.2026;17,50;EUR;Unbekannt GmbH;RE 2026-118
01.11.2026;12,00;USD;Bakery Brandt;RF40 1001
01.11.2026;-49,00;EUR;Stadtwerke;Strom
"""
GIFT = {"amount": "12.00", "reason": "The site was down on 3 November."}
COLLEAGUE = {"first_name": "Nils", "last_name": "Nord", "email": "nils@nordlicht.example", "role": "manager"}

CUSTOMERS_FILE = """Kundennummer;Firma;Vorname;Nachname;E-Mail;Telefon;Straße;PLZ;Ort;Land;Passwort
K-1001;Gasthof Ochsen;Ida;Ochs;ida@ochsen.example;07151 204010;Marktplatz 3;71332;Waiblingen;Deutschland;x
K-1002;Käserei Alpblick;Urs;Bach;urs@alpblick.example;071 555 10 20;Dorfstrasse 12;9050;Appenzell;Schweiz;x
K-1003;Bakery Brandt;Berta;Brandt;berta@bakery.example;030 901820;Mühlenweg 8;10115;Berlin;Deutschland;x
K-1004;Fahrrad Fuchs;Finn;Fuchs;finn@fuchs;0711 555123;Hauptstr. 5;70173;Stuttgart;Deutschland;x
K-1005;Buchhandlung Lesezeichen;Lea;Lang;lea@lesezeichen.example;0221 555987;Ring 40;50667;Köln;Deutschland;x
K-1001;Gasthof Ochsen;Ida;Ochs;ida@ochsen.example;07151 204010;Marktplatz 3;71332;Waiblingen;Deutschland;x
"""
UPLOAD = (press("New import"), choose_file("Kunden.csv", CUSTOMERS_FILE), press("Upload"), until(".hs-samples"))
CHECK = (press("Check all rows"), until(".hs-tiles"))

THREE = keys("j", "x", "ArrowDown", " ", "ArrowDown", " ")
STRIPE_KEY = "rk_test_ForThePicture4242"
PICTURES = (
    # Console
    Picture("front", "visitor"),
    Picture("log-in", "clerk", "log-in/"),
    Picture("start", "nora"),
    Picture("start-dark", "nora", is_dark=True),
    Picture("start-phone", "nora", size=PHONE),
    Picture("customers", "nora", "customers/"),
    Picture("customers-menu", "nora", "customers/", (menu_of(""),)),
    Picture("customers-phone", "nora", "customers/", size=PHONE),
    Picture("customers-right-to-left", "nadine", "customers/"),
    Picture("customers-filtered", "nora", "customers/?country.is=DE&orders_total.over=20+EUR&orders_total.in_days=365"),
    Picture("customers-selected", "nora", "customers/", (keys("j", "x", "ArrowDown", "ArrowDown", " "),)),
    Picture("bulk", "nora", "customers/", (THREE, in_bar("Tag"), fill(names="Priority, Fair 2026"))),
    Picture(
        "bulk-done",
        "nora",
        "customers/",
        (THREE, in_bar("Tag"), fill(names="Priority"), press("Tag"), until("dialog #task a.btn-primary")),
    ),
    Picture("tasks", "nora", "tasks/"),
    Picture("palette", "nora", "customers/", (keys("Control+k", "b", "e", "r"),)),
    Picture("keyboard", "nora", "customers/", (keys("?"),), TALL),
    Picture("import-columns", "karl", "imports/", UPLOAD, TALL),
    Picture("import", "karl", "imports/", (*UPLOAD, *CHECK)),
    Picture("approval-locked", "greta", "customers/"),
    Picture("approval-all", "karl", "customers/", (press("More"), from_menu("Order approval"))),
    Picture("customer-new", "karl", "customers/", (press("New Customer"), fill(**NEW_CUSTOMER), press("Save"))),
    Picture("record", "karl", BAKERY, size=TALL),
    Picture("record-dark", "karl", BAKERY, is_dark=True),
    Picture("record-phone", "karl", BAKERY, size=PHONE),
    Picture("record-conflict", "karl", BAKERY, (save_phones,)),
    Picture("address-new", "karl", BAKERY + "addresses/", (press("Add an address"), tick("Site"), fill(**MILL)), TALL),
    Picture("record-sites", "karl", BAKERY + "sites/"),
    Picture("new-order", "karl", BAKERY + "order/", (press("Add Web hosting Business, Monthly"),), TALL),
    Picture("new-order-phone", "karl", BAKERY + "order/", (press("Add Web hosting Business, Monthly"),), size=PHONE),
    Picture("new-order-dark", "karl", BAKERY + "order/", (press("Add Web hosting Business, Monthly"),), is_dark=True),
    Picture(
        "new-order-price",
        "karl",
        BAKERY + "order/",
        (
            press("Add Web hosting Business, Monthly"),
            until("#content tbody .hs-icon-button"),
            menu_of("Web hosting Business"),
            from_menu("Discount or price"),
            fill(value="5", reason="Loyal customer"),
        ),
    ),
    Picture("settings-carts", "karl", "settings/carts/"),
    Picture(
        "record-addresses",
        "karl",
        BAKERY + "addresses/",
        (
            press("Add an address"),
            tick("Billing", "Shipping"),
            fill(**SHOP),
            press("Save"),
            press("Add an address"),
            tick("Site"),
            fill(**MILL),
            press("Save"),
        ),
    ),
    Picture("note-new", "karl", BAKERY + "notes/", (press("Write a note"), fill(**PLANS))),
    Picture(
        "record-notes",
        "karl",
        BAKERY + "notes/",
        (
            press("Write a note"),
            fill(**PINNED),
            tick("Pin"),
            press("Save"),
            press("Write a note"),
            fill(**PLANS),
            press("Save"),
        ),
    ),
    Picture(
        "account-suspend",
        "karl",
        BAKERY,
        (press("Actions"), from_menu("Suspend"), until("dialog[open]"), fill(reason="Two invoices are overdue")),
    ),
    Picture("account-tags", "karl", BAKERY, (press("Actions"), from_menu("Tags"), fill(names="Priority, Fair 2026"))),
    Picture("tags", "karl", "tags/"),
    Picture("bin", "karl", "bin/"),
    Picture("inactive", "karl", "inactive/?months=3"),
    Picture("duplicates", "karl", "duplicates/"),
    Picture("record-users", "karl", BAKERY + "users/", (menu_of("Berta"),)),
    Picture("user-new", "karl", BAKERY + "users/", (press("Add Storefront User"), fill(**NEW_USER))),
    Picture("guest-ways", "karl", BAKERY, (press("Actions"),), size=TALL),
    Picture(
        "guest-arrival", "karl", BAKERY, (press("Actions"), from_menu("Manage Subscriptions"), until("[name=secret]"))
    ),
    Picture(
        "guest-workspace",
        "karl",
        BAKERY,
        (press("Actions"), from_menu("Manage Services"), until("main form [name=csrfmiddlewaretoken]"), press("Go on")),
    ),
    Picture("support-access", "karl", "settings/support/", size=TALL),
    Picture(
        "guest-look", "karl", BAKERY, (press("Actions"), from_menu("View storefront as customer"), until(".hs-guest"))
    ),
    Picture("record-orders", "karl", BAKERY + "orders/"),
    Picture("record-funds", "karl", BAKERY + "funds/"),
    Picture("record-mails", "karl", BAKERY + "mails/"),
    Picture("record-timeline", "karl", BAKERY + "timeline/"),
    Picture("resellers", "nora", "resellers/"),
    Picture("reseller-new", "nora", "resellers/", (press("New Sub-reseller"), fill(**NEW_RESELLER)), size=(1280, 1100)),
    Picture("orders", "nora", "orders/"),
    Picture("orders-approve", "karl", "orders/?queue=awaiting-approval", (menu_of("Pending"),)),
    Picture("order-unpaid", "karl", "orders/?queue=awaiting-payment", (first_row,)),
    Picture(
        "order-payment", "karl", "orders/?queue=awaiting-payment", (menu_of("Awaiting"), from_menu("Record payment"))
    ),
    Picture("orders-incomplete", "karl", "orders/?queue=incomplete"),
    Picture("order", "karl", "orders/?queue=handled", (first_row,), size=TALL),
    Picture("order-cancel", "nora", "orders/?queue=awaiting-approval", (menu_of("Pending"), from_menu("Reject"))),
    Picture("orders-waiting", "nora", "orders/waiting/"),
    Picture("products", "olga", "products/"),
    Picture("product-new", "nora", "products/", (press("New product"), fill(**NEW_PRODUCT))),
    Picture("product-page", "olga", "products/?q=virtual", (press("Virtual server"),), size=TALL),
    Picture("categories", "olga", "categories/"),
    Picture("taxes", "nora", "reports/taxes/?period=this-year", size=TALL),
    Picture("tax", "nora", "settings/tax/", size=TALL),
    Picture("tax-products", "nora", "settings/tax/products/", size=TALL),
    Picture("price-lists", "nora", "price-lists/"),
    Picture("price-lists-tried", "nora", "price-lists/", (fill(markup_percent="25"),)),
    Picture("price-lists-typed", "nora", "price-lists/", (type_prices("9.90", "20 %", "160", "6"),)),
    Picture(
        "price-lists-rehearsed",
        "nora",
        "price-lists/",
        (
            press("Change the price of Mailbox, Monthly"),
            fill(way="fixed", fixed="2.49"),
            press("See what it changes"),
            until("dialog[open] .hs-banner"),
        ),
        size=TALL,
    ),
    Picture(
        "price-lists-file",
        "nora",
        "price-lists/",
        (
            press("Actions for this price list"),
            press("Prices from a file"),
            choose_file("new prices.csv", NEW_PRICES),
            press("See what it changes"),
            until(".hs-tiles"),
        ),
        size=TALL,
    ),
    Picture("price-lists-planned", "nora", "price-lists/planned/"),
    Picture("funds", "nora", "funds/"),
    Picture("funds-add", "karl", BAKERY + "funds/", (press("Add funds"), fill(**PAYMENT))),
    Picture("receipts", "nora", "funds/receipts/"),
    Picture("receipt", "nora", "funds/receipts/", (first_row,)),
    Picture(
        "payments-file",
        "karl",
        "funds/receipts/",
        (
            press("Payments from a file"),
            choose_file("Umsätze.csv", BANK_LIST),
            press("Look at it"),
            until(".hs-tiles"),
        ),
        size=TALL,
    ),
    Picture("funds-own", "nora", "funds/own/"),
    Picture("new-customers", "nora", "reports/new-customers/?period=this-year&whose=below"),
    Picture("mailbox", "karl", "mailbox/"),
    Picture("message", "karl", "mailbox/?q=noa", (first_row,), size=TALL),
    Picture("staff", "karl", "staff/"),
    Picture("staff-roles", "karl", "staff/roles/", size=(1280, 900)),
    Picture("security", "karl", "security/", size=TALL),
    Picture("security-app", "karl", "security/", (press("Set up"),)),
    Picture("security-passkey", "nora", "security/", (press("Add"), fill(name="Laptop"))),
    Picture("funds-adjust", "karl", BAKERY + "funds/", (press("Actions"), from_menu("Credit or charge"), fill(**GIFT))),
    Picture("funds-to-confirm", "karl", "funds/to-confirm/"),
    Picture("funds-announced", "karl", "funds/announced/"),
    Picture("payment-methods", "karl", "settings/payment-methods/", size=(1280, 1200)),
    Picture("staff-invite", "nora", "staff/", (press("Invite"), fill(**COLLEAGUE))),
    Picture("api-keys", "nora", "api-keys/", (press("New key"), fill(name="Bookkeeping"))),
    Picture("audit", "nora", "audit/", size=(1280, 720)),
    Picture("settings", "nora", "settings/", size=TALL),
    Picture("settings-formats", "karl", "settings/formats/"),
    Picture("rates", "nora", "settings/rates/"),
    Picture(
        "rate-new",
        "nora",
        "settings/rates/",
        (press("Add a rate"), until("dialog[open]"), fill(to_currency="CHF", rate="0.9423")),
    ),
    Picture("price-lists-currency", "nora", "price-lists/?currency=CHF"),
    Picture("settings-providers", "nora", "settings/providers/"),
    Picture("stripe-keys", "greta", "settings/payments/", (press("Stripe"), fill(secret=STRIPE_KEY))),
    Picture("settings-sign-up", "karl", "settings/sign-up/", size=TALL),
    Picture("deliveries", "olga", "deliveries/"),
    Picture("sign-ups", "karl", "sign-ups/"),
    Picture("settings-wall", "karl", "settings/wall/", size=TALL),
    Picture("settings-wall-view", "karl", "settings/wall/view/?kind=reseller"),
    Picture("below", "nora", "resellers/?q=kleinbach", (first_row, press("Below")), size=(1280, 900)),
    # Storefront
    Picture("shop-stranger", "stranger"),
    Picture("shop-log-in", "stranger", "log-in/"),
    Picture("sign-up", "stranger", "sign-up/", size=TALL),
    Picture("sign-up-german", "stranger", "sign-up/", (in_language("de"),), size=PHONE),
    Picture("forgot-password-arabic", "guest", "forgot-password/", (in_language("ar"),), size=PHONE),
    Picture("link-spent-german", "stranger", "reset-password/lost/", (in_language("de"),), size=PHONE),
    Picture("shop", "berta"),
    Picture("shop-dark", "berta", is_dark=True),
    Picture("shop-phone", "berta", size=PHONE),
    Picture("product", "berta", "", (press("Web hosting Business"),)),
    Picture("cart", "berta", "", (into_cart("Web hosting Business"), into_cart("Mailbox"), to_cart)),
    Picture("checkout", "berta", "cart/", (press("checkout"), fill(po_number="PO-4711")), TALL),
    Picture("placed", "berta", "cart/", (press("checkout"), accept_terms, press("Order for"))),
    Picture("shop-announce", "berta", "funds/announced/new/", (fill(amount="250.00"),)),
    Picture("shop-orders", "berta", "orders/"),
    Picture("shop-order", "berta", "orders/", (first_row,)),
    Picture("shop-subscriptions", "berta", "subscriptions/"),
    Picture("shop-funds", "berta", "funds/"),
    Picture("profile", "berta", "profile/"),
    Picture(
        "shop-users",
        "berta",
        "users/",
        (
            press("Invite somebody"),
            fill(first_name="Ben", last_name="Brandt", email="ben@bakery.example"),
            press("Invite"),
        ),
    ),
    Picture("activate", "stranger"),
    Picture("shop-right-to-left", "guest"),
    # Payment by card, last: from here on Bakery pays so
    Picture(
        "gateway", "karl", "settings/payments/", (press("Use the test gateway"), until("text=Test the connection"))
    ),
    Picture(
        "record-payment",
        "karl",
        BAKERY,
        (
            press("Actions"),
            from_menu("Change payment method"),
            choose("Credit card"),
            press("Save"),
            press("Payment details"),
        ),
    ),
    Picture(
        "shop-card",
        "berta",
        "",
        (
            many("Migration service", 3),
            into_cart("Migration service"),
            to_card,
            press("Save a card"),
            type_card("4000 0025 0000 3155"),
            until("text=Visa"),
        ),
    ),
    Picture("checkout-card", "berta", "cart/", (press("checkout"),), TALL),
    Picture("placed-card", "berta", "cart/", (press("checkout"), accept_terms, press("Order for"))),
)
