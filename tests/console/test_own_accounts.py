"""Every screen of an account manager who is narrowed: their own accounts and nothing of the others (USR-5)."""

from collections.abc import Iterator
from contextlib import suppress

import pytest
from django.test import Client
from django.urls import NoReverseMatch, get_resolver, reverse

from handsel.accounts.details import AccountDetails
from handsel.accounts.models import Account
from handsel.accounts.notes import add_note
from handsel.accounts.tree import add_customer
from handsel.cli.demo.story import Cast
from handsel.identity.actor import Actor
from handsel.identity.roles import Role
from handsel.kernel.isolation import scoped
from handsel.ledger.models import Receipt
from handsel.mail.models import Message
from handsel.orders.models import Leg
from tests.cast import NOON
from tests.console.conftest import logged_in
from tests.console.counting import queries_of
from tests.identity.colleagues import colleague
from tests.orders.buying import buy

pytestmark = [pytest.mark.django_db, pytest.mark.covers("USR-5")]

LISTS = (
    "start", "customers", "resellers", "orders", "orders-waiting", "receipts", "funds", "mailbox", "imports", "tasks",
    "new-customers", "bin", "inactive", "duplicates", "tags", "staff",
)  # fmt: skip


@pytest.fixture
def anna(cast: Cast) -> Actor:
    return colleague(cast, Role.ACCOUNT_MANAGER, own=True, name="Anna")


@pytest.fixture
def desk(anna: Actor) -> Client:
    return logged_in("kleinbach", "anna@kleinbach.example")


@pytest.fixture
def mill(anna: Actor) -> Account:
    """An account of Anna's own."""
    return add_customer(details=AccountDetails(company_name="Mill", email="mill@mill.example"), by=anna, at=NOON)


def number_of(cast: Cast) -> int:
    with scoped(cast.karl.scope):
        return Account.objects.get(pk=cast.bakery).number


def record_pages(number: int) -> Iterator[str]:
    """Yield the address of each screen that asks for an account by its number and nothing else."""
    for name in get_resolver("handsel.console.urls").reverse_dict:
        if isinstance(name, str):
            with suppress(NoReverseMatch):
                yield reverse(f"console:{name}", args=[number])


NOT_THERE = ("/below/", "/record/", "/workspace/ask/", "/card/remove/")
"""What is below an account, to record for it, to ask to be let in: for sub-resellers only; a card where one is kept."""


def test_every_page_of_a_record_is_another_world_for_accounts_of_others(desk, mill, cast):
    pages = [page for page in record_pages(999_999) if page.startswith("/console/accounts/")]
    assert len(pages) > 15
    bakery = number_of(cast)

    for page in pages:
        theirs, own = (page.replace("999999", str(number)) for number in (bakery, mill.number))
        nothing = desk.get(page)
        answer = desk.get(theirs)
        assert answer.status_code == nothing.status_code in {403, 404, 405}, theirs
        assert b"Bakery" not in answer.content, theirs
        found = {404} if page.endswith(NOT_THERE) else {200, 302, 403, 405}
        assert desk.get(own).status_code in found, own
        assert desk.post(theirs).status_code in {403, 404, 405}, theirs


def test_no_list_names_an_account_of_others(desk, karl, mill, cast):
    buy(cast, "WEB-S")
    add_note(account_id=cast.bakery, text="Likes rye at the Bakery.", by=cast.karl, at=NOON)

    for name in LISTS:
        answer = desk.get(reverse(f"console:{name}"))
        assert answer.status_code == 200, name
        assert b"Bakery" not in answer.content, name
    for name in ("customers", "orders", "receipts", "funds"):
        assert b"Bakery" in karl.get(reverse(f"console:{name}")).content, name
    assert b"Mill" in desk.get(reverse("console:customers")).content


def test_what_belongs_to_others_is_not_found_by_its_own_number(desk, karl, cast):
    buy(cast, "WEB-S")
    with scoped(cast.karl.scope):
        order = Leg.objects.sold_by(cast.kleinbach).filter(buyer_id=cast.bakery).latest("pk").number
        receipt = Receipt.objects.filter(buyer_id=cast.bakery).latest("pk").number
        mail = Message.objects.filter(buyer_id=cast.bakery).values_list("pk", flat=True).first()

    pages = [reverse("console:order", args=[order]), reverse("console:receipt", args=[receipt])]
    pages += [reverse("console:message", args=[mail])] if mail else []
    for page in pages:
        assert karl.get(page).status_code == 200, page
        assert desk.get(page).status_code == 404, page
    for action in ("order-approve", "order-cancel", "order-retry"):
        assert desk.post(reverse(f"console:{action}", args=[order])).status_code == 404, action


def test_the_palette_and_the_search_find_her_own_only(desk, karl, mill, cast):
    for text, seen in (("bakery", False), ("mill", True)):
        for page in (f"/console/palette/?q={text}", f"/console/customers/?q={text}"):
            assert (text.capitalize().encode() in desk.get(page).content.replace(b"milliseconds", b"")) == seen, page
    assert b"Bakery" in karl.get("/console/palette/?q=bakery").content


def test_a_customer_whom_she_adds_at_her_desk_is_hers(desk, anna):
    form = {"company_name": "Dairy", "email": "dairy@dairy.example"}
    assert desk.post("/console/customers/new/", form).status_code in {204, 302}

    with scoped(anna.scope):
        assert Account.objects.get(name="Dairy").manager_id == anna.user_id


def test_her_list_takes_as_many_queries_however_long_it_is(desk, mill, anna):
    before = queries_of(desk, "/console/customers/")
    for place in range(4):
        add_customer(
            details=AccountDetails(company_name=f"Mill {place}", email=f"m{place}@m.example"), by=anna, at=NOON
        )

    assert queries_of(desk, "/console/customers/") == before
