"""Whether a buyer's VAT number is somebody's: asked of a played VIES, by the worker, or by hand (CAT-4)."""

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from django.db import transaction

from handsel.accounts.bin import delete_account, purge_account
from handsel.accounts.models import Account
from handsel.cli.demo.story import Cast
from handsel.identity.actor import system
from handsel.kernel.isolation import scoped
from handsel.kernel.refusal import Forbidden, Refusal
from handsel.tax.checking import check_numbers
from handsel.tax.models import BuyerTax
from handsel.tax.numbers import ask_for_check, note_answer, take_up_check
from handsel.timeline.models import Event
from tests.cast import NOON
from tests.tax.story import FRENCH_NUMBER, GERMAN_NUMBER, charges, checked, customer, move_to, owed
from tests.tax.vies_double import Vies, played

pytestmark = [pytest.mark.django_db, pytest.mark.covers("CAT-4")]


@pytest.fixture
def vies(settings: Any) -> Iterator[Vies]:
    with played() as vies:
        settings.HANDSEL_VIES_URL = vies.url
        yield vies


@pytest.fixture
def mill(cast: Cast) -> int:
    """A company in France, whose seller is registered in Germany."""
    charges(cast.karl, number=GERMAN_NUMBER)
    return customer(cast.karl, "FR", number=FRENCH_NUMBER)


def known(cast: Cast, account: int) -> BuyerTax:
    with transaction.atomic(), scoped(cast.karl.scope):
        return BuyerTax.objects.get(account_id=account)


def told(cast: Cast, name: str) -> list[dict]:
    with transaction.atomic(), scoped(cast.karl.scope):
        return list(Event.objects.filter(name=name).order_by("pk").values_list("data", flat=True))


def test_a_new_number_is_checked_by_itself_and_what_was_answered_is_kept(cast: Cast, vies: Vies, mill: int):
    vies.knows(FRENCH_NUMBER)
    assert owed(cast.karl, mill).treatment == "domestic"

    assert check_numbers(at=NOON) == 1

    now_known = known(cast, mill)
    assert (now_known.state, now_known.checked_at, now_known.checked_how) == ("checked", NOON, "online")
    assert (now_known.consultation, now_known.told_name) == ("WAPIAAAA1", "Moulin SARL")
    assert owed(cast.karl, mill).treatment == "reverse_charge"
    assert vies.asked == [
        {
            "countryCode": "FR", "vatNumber": FRENCH_NUMBER[2:],
            "requesterMemberStateCode": "DE", "requesterNumber": GERMAN_NUMBER[2:],
        }
    ]  # fmt: skip
    assert told(cast, "tax.number_checked")[0]["consultation"] == "WAPIAAAA1"
    assert check_numbers(at=NOON) == 0


def test_it_is_checked_again_after_a_while_and_a_number_given_up_charges_tax_again(cast: Cast, vies: Vies, mill: int):
    vies.knows(FRENCH_NUMBER)
    check_numbers(at=NOON)
    assert check_numbers(at=NOON + timedelta(days=89)) == 0
    vies.knows(FRENCH_NUMBER, is_valid=False)
    assert check_numbers(at=NOON + timedelta(days=90)) == 1
    assert (known(cast, mill).state, known(cast, mill).told_name) == ("failed", "")
    assert owed(cast.karl, mill).treatment == "domestic"


@pytest.mark.parametrize(
    ("answer", "trouble"),
    [
        ((500, {"errorWrappers": [{"error": "MS_UNAVAILABLE"}]}), "MS_UNAVAILABLE"),
        ((200, {"actionSucceed": False, "errorWrappers": [{"error": "TIMEOUT"}]}), "TIMEOUT"),
        ((503, b"<html>"), "HTTP 503"),
        ((200, {"valid": "yes"}), "UNREADABLE"),
        ((200, [1]), "UNREADABLE"),
        ((200, b"{"), "UNREADABLE"),
        ((500, {"errorWrappers": ["odd"]}), "HTTP 500"),
    ],
)  # fmt: skip
def test_while_the_service_is_away_what_was_known_stays_and_it_is_asked_later(
    cast: Cast, vies: Vies, mill: int, answer: tuple[int, object], trouble: str
):
    vies.knows(FRENCH_NUMBER)
    check_numbers(at=NOON)
    vies.answers[FRENCH_NUMBER] = answer
    later = NOON + timedelta(days=90)
    assert check_numbers(at=later) == 1
    now_known = known(cast, mill)
    assert (now_known.state, now_known.trouble, now_known.tried_at) == ("checked", trouble, later)
    assert owed(cast.karl, mill).treatment == "reverse_charge"
    assert check_numbers(at=later + timedelta(minutes=59)) == 0
    assert check_numbers(at=later + timedelta(hours=1)) == 1
    assert len(told(cast, "tax.check_unanswered")) == 1
    vies.knows(FRENCH_NUMBER)
    check_numbers(at=later + timedelta(hours=2))
    assert known(cast, mill).trouble == ""


def test_a_number_that_the_service_calls_no_number_failed(cast: Cast, vies: Vies, mill: int):
    vies.is_away(FRENCH_NUMBER, "INVALID_INPUT")
    check_numbers(at=NOON)
    assert known(cast, mill).state == "failed"


def test_a_service_that_cannot_be_reached_and_one_that_is_not_wanted(cast: Cast, settings: Any, mill: int):
    settings.HANDSEL_VIES_URL = ""
    assert check_numbers(at=NOON) == 0
    settings.HANDSEL_VIES_URL = "http://127.0.0.1:1"
    assert check_numbers(at=NOON) == 1
    assert (known(cast, mill).state, known(cast, mill).trouble) == ("unchecked", "UNREACHABLE")


def test_a_changed_number_is_unchecked_and_an_answer_about_the_old_one_is_dropped(cast: Cast, vies: Vies, mill: int):
    vies.knows(FRENCH_NUMBER)
    check_numbers(at=NOON)
    other = "FR83404833048"
    move_to(cast.karl, mill, country="FR", number=other)
    now_known = known(cast, mill)
    assert (now_known.number, now_known.state, now_known.consultation) == (other, "unchecked", "")
    by = system(cast.kleinbach)
    note_answer(account_id=mill, number=FRENCH_NUMBER, told=None, trouble="LATE", by=by, at=NOON)
    assert known(cast, mill).trouble == ""
    move_to(cast.karl, mill, country="FR")
    assert known(cast, mill).due_at is None


def test_two_workers_do_not_ask_about_the_same(cast: Cast, mill: int):
    by = system(cast.kleinbach)
    assert take_up_check(account_id=mill, by=by, at=NOON) == (FRENCH_NUMBER, GERMAN_NUMBER)
    assert take_up_check(account_id=mill, by=by, at=NOON) is None


def test_numbers_that_were_there_before_tax_was_set_up_are_checked_then(cast: Cast, vies: Vies):
    vies.knows(FRENCH_NUMBER)
    early = customer(cast.karl, "FR", number=FRENCH_NUMBER)
    customer(cast.karl, "DE", number=GERMAN_NUMBER, name="Home")
    assert check_numbers(at=NOON) == 0
    charges(cast.karl)
    assert check_numbers(at=NOON) == 1
    assert known(cast, early).state == "checked"
    assert len(vies.asked) == 1


def test_staff_ask_for_a_check_and_note_one_made_by_hand(cast: Cast, vies: Vies, mill: int):
    vies.knows(FRENCH_NUMBER)
    assert checked(cast.karl, mill, FRENCH_NUMBER).checked_how == "by_hand"
    assert (known(cast, mill).checked_by_name, known(cast, mill).consultation) == (cast.karl.name, "ref 1")
    ask_for_check(account_id=mill, by=cast.karl, at=NOON)
    assert known(cast, mill).state == "checked"
    assert check_numbers(at=NOON) == 1
    assert known(cast, mill).checked_how == "online"


def test_what_cannot_be_checked_is_refused(cast: Cast):
    mill = customer(cast.karl, "FR", number=FRENCH_NUMBER)

    def refusal_of(account: int, number: str = FRENCH_NUMBER) -> str:
        with pytest.raises(Refusal) as refused:
            checked(cast.karl, account, number)
        return refused.value.code

    assert refusal_of(mill) == "tax_not_set_up"
    charges(cast.karl)
    assert refusal_of(mill, GERMAN_NUMBER) == "number_changed"
    assert refusal_of(cast.bakery) == "number_not_checkable"
    with pytest.raises(Account.DoesNotExist):
        ask_for_check(account_id=cast.harbour, by=cast.karl, at=NOON)
    with pytest.raises(Forbidden):
        ask_for_check(account_id=mill, by=cast.ruth, at=NOON)


def test_who_is_removed_for_good_takes_along_what_was_known(cast: Cast, mill: int):
    delete_account(account_id=mill, by=cast.karl, at=NOON)
    assert purge_account(account_id=mill, by=system(cast.kleinbach), at=NOON + timedelta(days=31))
    with transaction.atomic(), scoped(cast.karl.scope):
        assert not BuyerTax.objects.exists()
