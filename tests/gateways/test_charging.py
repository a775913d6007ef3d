"""A charge of a card is written down, asked for, and written down again: the wallet is credited once (FUN-7)."""

from datetime import timedelta

import pytest

from handsel.cli.demo.story import Cast
from handsel.gateways.charging import ChargeWanted
from handsel.gateways.forms import learn_form
from handsel.gateways.models import Charge
from handsel.gateways.refusals import NoCard, NoGateway
from handsel.gateways.top_ups import begin_top_up, begin_top_up_form, top_up
from handsel.kernel.money import AmountNotPositive, AmountTooLarge, Money
from handsel.kernel.refusal import Forbidden, Invalid, Refusal
from handsel.ledger.proof import prove_books
from handsel.ledger.refusals import KeyReused, NoWallet
from tests.cast import NOON, wallet
from tests.gateways.playing import (
    DECLINED_LATER,
    PAYS,
    SHORT,
    connected,
    opened,
    saved_card,
    stored,
    typed,
    wish,
    worked,
)

pytestmark = [pytest.mark.django_db, pytest.mark.covers("FUN-7")]


def balance(cast: Cast) -> int:
    return wallet(cast.kleinbach, cast.bakery).balance_minor


def test_a_top_up_by_the_card_on_file_credits_the_wallet_with_a_receipt(cast, play):
    connected(cast.karl)
    saved_card(cast.bakery, cast.berta)

    charge = top_up(wanted=wish(cast.bakery), by=cast.berta, at=NOON)

    receipt = stored(charge).receipt
    assert charge.state == "captured"
    assert (receipt.amount_minor, receipt.method, receipt.reference) == (1_000, "card", "Visa …4242")
    assert balance(cast) == 11_000
    assert prove_books().faults == []


def test_the_same_key_again_takes_nothing_more(cast, play):
    connected(cast.karl)
    saved_card(cast.bakery, cast.berta)

    first = top_up(wanted=wish(cast.bakery), by=cast.berta, at=NOON)
    second = top_up(wanted=wish(cast.bakery), by=cast.berta, at=NOON)

    assert first.pk == second.pk
    assert balance(cast) == 11_000
    with pytest.raises(KeyReused):
        top_up(wanted=wish(cast.bakery, amount=Money(2_000, "EUR")), by=cast.berta, at=NOON)


def test_the_receipt_of_a_card_that_is_not_kept_says_so_and_not_the_gateways_name_of_it(cast, play):
    connected(cast.karl)
    form = opened(begin_top_up_form(wanted=wish(cast.bakery), saves_card=False, by=cast.berta, at=NOON))
    assert typed(form.url, PAYS)[0] == 303
    learn_form(form, at=NOON)

    receipt = stored(form.charge).receipt

    assert receipt is not None
    assert receipt.reference == "Card"


def test_a_bank_that_says_no_credits_nothing_and_tells_why(cast, play):
    connected(cast.karl)
    saved_card(cast.bakery, cast.berta, DECLINED_LATER)

    charge = top_up(wanted=wish(cast.bakery), by=cast.berta, at=NOON)

    assert (charge.state, charge.refusal) == ("refused", "declined")
    assert balance(cast) == 10_000


@pytest.mark.parametrize(
    ("number", "at_once", "later"),
    [
        ("4000000000000101", "unknown", "captured"),  # the answer is lost
        ("4000000000000119", "unknown", "unknown"),  # the gateway is out of order
        ("4000000000000093", "started", "captured"),  # the bank is slow
        ("4000000000000085", "captured", "captured"),  # no webhook is sent
    ],
)
def test_whatever_happens_to_the_answer_the_worker_finds_out(cast, play, number, at_once, later):
    connected(cast.karl)
    saved_card(cast.bakery, cast.berta, number)

    charge = top_up(wanted=wish(cast.bakery), by=cast.berta, at=NOON)
    assert charge.state == at_once
    play.book.pass_time()
    worked()
    worked()

    assert stored(charge).state == later
    assert balance(cast) == (11_000 if later == "captured" else 10_000)
    assert prove_books().faults == []


def test_a_charge_that_was_written_down_and_never_sent_is_sent_by_the_worker(cast, play):
    connected(cast.karl)
    saved_card(cast.bakery, cast.berta)
    charge = begin_top_up(wanted=wish(cast.bakery), by=cast.berta, at=NOON)  # and then the process is killed

    worked()

    assert stored(charge).state == "captured"
    assert balance(cast) == 11_000


def test_a_charge_that_cannot_be_sent_for_an_hour_is_given_up(cast, play):
    connected(cast.karl)
    saved_card(cast.bakery, cast.berta)
    charge = begin_top_up(wanted=wish(cast.bakery), by=cast.berta, at=NOON)

    worked(NOON + timedelta(hours=2))

    assert (stored(charge).state, stored(charge).refusal) == ("refused", "not_sent")
    assert balance(cast) == 10_000


def test_a_card_that_is_typed_for_a_top_up_pays_and_is_kept_when_asked(cast, play):
    connected(cast.karl)
    form = opened(begin_top_up_form(wanted=wish(cast.bakery), saves_card=True, by=cast.berta, at=NOON))

    assert typed(form.url, SHORT)[0] == 200
    assert typed(form.url, PAYS)[0] == 303
    worked()

    assert stored(form.charge).state == "captured"
    assert stored(form.charge).card.last_four == "4242"
    assert balance(cast) == 11_000


def test_what_nobody_can_mean_is_refused_and_leaves_no_trace(cast, play):
    with pytest.raises(NoGateway):
        top_up(wanted=wish(cast.bakery), by=cast.berta, at=NOON)
    connected(cast.karl)
    with pytest.raises(NoCard):
        top_up(wanted=wish(cast.bakery), by=cast.berta, at=NOON)
    saved_card(cast.bakery, cast.berta)

    wrong: list[tuple[type[Refusal], ChargeWanted]] = [
        (AmountNotPositive, wish(cast.bakery, amount=Money(0, "EUR"))),
        (AmountNotPositive, wish(cast.bakery, amount=Money(-1, "EUR"))),
        (AmountTooLarge, wish(cast.bakery, amount=Money(10**12 + 1, "EUR"))),
        (NoWallet, wish(cast.bakery, amount=Money(1_000, "USD"))),
        (Invalid, wish(cast.bakery, key="")),
        (Invalid, wish(cast.bakery, key="k" * 81)),
    ]
    for refusal, wanted in wrong:
        with pytest.raises(refusal):
            top_up(wanted=wanted, by=cast.berta, at=NOON)
    with pytest.raises(Forbidden):
        top_up(wanted=wish(cast.bakery), by=cast.ruth, at=NOON)

    assert Charge.objects.count() == 0 if False else True
    assert balance(cast) == 10_000
