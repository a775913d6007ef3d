"""Money moved by hand, by two people and by banks, against a model in plain Python (FUN-1, FUN-3, FUN-4, FUN-6, FUN-7).

Payments, notes and payouts of payments; reversals; requests that a second person answers; credit limits; and what a
bank takes back of a card, whatever is in the wallet. Each step must have the answer that the model gives.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from handsel.cli.demo.story import Cast
from handsel.identity.actor import Actor
from handsel.identity.roles import Role
from handsel.kernel.isolation import scoped
from handsel.kernel.money import Money
from handsel.kernel.operation import operation
from handsel.kernel.refusal import Refusal
from handsel.ledger.adjusting import adjust_wallet
from handsel.ledger.charging_back import charge_back, pay_out_anyway, unlock_wallet
from handsel.ledger.confirming import (
    confirm_adjustment,
    decline_adjustment,
    set_confirmation_limit,
    withdraw_adjustment,
)
from handsel.ledger.documents import Adjustment, Confirmation, Document, PaidBy
from handsel.ledger.funds import add_funds, reverse_transfer
from handsel.ledger.limits import set_limits
from handsel.ledger.models import Receipt
from handsel.ledger.proof import prove_books
from handsel.ledger.receiving import Received
from handsel.ledger.wanted import Wanted
from tests.cast import NOON, wallet
from tests.ledger.people import second_person
from tests.orders.test_by_card_model import forgotten

ALONE = 1_000
"""What one person moves alone."""
PLACE = st.integers(0, 5)
MINOR = st.sampled_from([1, 400, 900, 1_000, 1_001, 1_500])
WHO = st.sampled_from(["karl", "fiona"])
KINDS = st.sampled_from([Document.CREDIT_NOTE, Document.DEBIT_NOTE, Document.PAYOUT])
STEPS = st.one_of(
    st.tuples(st.just("pay_in"), MINOR),
    st.tuples(st.just("adjust"), KINDS, MINOR),
    st.tuples(st.just("pay_back"), PLACE, MINOR),
    st.tuples(st.just("reverse"), PLACE),
    st.tuples(st.just("reverse"), PLACE),
    st.tuples(st.just("answer"), PLACE, WHO, st.sampled_from(["confirm", "confirm", "decline", "withdraw"])),
    st.tuples(st.just("answer"), PLACE, st.just("fiona"), st.just("confirm")),
    st.tuples(st.just("lend"), st.integers(0, 2_000)),
    st.tuples(st.just("bank_takes"), PLACE, MINOR, st.booleans()),
    st.tuples(st.just("unlock")),
)


@dataclass
class Paper:
    """A document: what it did to the wallet, and of a payout which receipt it pays back."""

    kind: Document
    minor: int
    kept: Receipt | Adjustment
    of: "Paper | None" = None
    is_reversed: bool = False

    @property
    def change(self) -> int:
        return self.minor if self.kind in {Document.RECEIPT, Document.CREDIT_NOTE} else -self.minor


@dataclass
class Request:
    """What Karl asked for: a movement, or to reverse a paper."""

    kept: Confirmation
    kind: Document
    minor: int
    of: Paper | None
    is_open: bool = True


@dataclass
class Model:
    """What should be in the wallet, and which papers and requests there are."""

    balance: int
    credit: int = 0
    is_locked: bool = False
    papers: list[Paper] = field(default_factory=list)
    requests: list[Request] = field(default_factory=list)

    @property
    def available(self) -> int:
        return self.balance + self.credit

    def refunded(self, receipt: Paper) -> int:
        return sum(one.minor for one in self.papers if one.of is receipt and not one.is_reversed)

    def why_not_moved(self, kind: Document, minor: int, of: Paper | None) -> str:
        if kind == Document.CREDIT_NOTE:
            return ""
        if self.is_locked or minor > self.available or (kind == Document.PAYOUT and minor > self.balance):
            return "wallet_short"
        if of and of.is_reversed:
            return "already_reversed"
        return "refund_too_large" if of and minor > of.minor - self.refunded(of) else ""

    def why_not_reversed(self, paper: Paper) -> str:
        if paper.is_reversed:
            return "already_reversed"
        if self.refunded(paper):
            return "paid_out_again"
        return "wallet_short" if paper.change > self.available else ""


@operation
def bank_takes(*, receipt: Receipt, minor: int, key: str, is_dispute: bool, by: Actor, at: datetime) -> Adjustment:
    """Do what the gateways do when a bank took money back, or it was given back at the gateway itself.

    Raises what these raise.
    """
    take = charge_back if is_dispute else pay_out_anyway
    return take(receipt, Money(minor, "EUR"), key=key, reason="The bank", by=by, at=at)


class World:
    """Bakery's wallet with Kleinbach, and its model beside it."""

    def __init__(self, cast: Cast) -> None:
        self.cast, self.count = cast, 0
        self.people = {"karl": cast.karl, "fiona": second_person(cast)}
        owner = Actor(cast.karl.user_id, "Karl Kaufmann", cast.kleinbach, Role.OWNER)
        set_confirmation_limit(limit=Money(ALONE, "EUR"), by=owner, at=NOON)
        self.model = Model(self.stood.balance_minor)

    @property
    def stood(self) -> Any:
        return wallet(self.cast.kleinbach, self.cast.bakery)

    def told(self, deed: Callable[[], Any], expected: str) -> Any:
        """Do something, which must be refused with the code `expected`, or be done where that is empty."""
        done, answer = None, ""
        try:
            done = deed()
        except Refusal as refusal:
            answer = refusal.code
        assert answer == expected
        return done

    def key(self) -> str:
        self.count += 1
        return f"step-{self.count}"

    def paper(self, place: int, *kinds: Document) -> Paper | None:
        found = [one for one in self.model.papers if one.kind in kinds or not kinds]
        return found[place % len(found)] if found else None

    def done(self, kind: Document, minor: int, kept: Receipt | Adjustment, of: Paper | None = None) -> None:
        self.model.papers.append(Paper(kind, minor, kept, of))
        self.model.balance += self.model.papers[-1].change

    def pay_in(self, minor: int) -> None:
        received = Received(Money(minor, "EUR"), PaidBy.CARD, NOON.date(), self.key())
        kept = add_funds(buyer_id=self.cast.bakery, received=received, by=self.cast.karl, at=NOON)
        self.done(Document.RECEIPT, minor, kept)

    def adjust(self, kind: Document, minor: int, of: Paper | None = None) -> None:
        method = PaidBy.CASH if kind == Document.PAYOUT else None
        wanted = Wanted(kind, Money(minor, "EUR"), "So", self.key(), method, receipt_id=of.kept.pk if of else None)
        expected = "" if minor > ALONE else self.model.why_not_moved(kind, minor, of)
        kept = self.told(
            lambda: adjust_wallet(buyer_id=self.cast.bakery, wanted=wanted, by=self.cast.karl, at=NOON), expected
        )
        if minor > ALONE:
            self.model.requests.append(Request(kept, kind, minor, of))
        elif kept:
            self.done(kind, minor, kept, of)

    def pay_back(self, place: int, minor: int) -> None:
        if receipt := self.paper(place, Document.RECEIPT):
            self.adjust(Document.PAYOUT, minor, receipt)

    def reverse(self, place: int) -> None:
        paper = self.paper(place)
        if paper is None:
            return
        waits = paper.minor > ALONE
        expected = ("already_reversed" if paper.is_reversed else "") if waits else self.model.why_not_reversed(paper)
        transfer = paper.kept.transfer_id
        kept = self.told(
            lambda: reverse_transfer(transfer_id=transfer, reason="So", by=self.cast.karl, at=NOON), expected
        )
        if kept and waits:
            asked = [one for one in self.model.requests if one.kind == Document.REVERSAL and one.of is paper]
            if any(one.is_open for one in asked):
                assert kept.pk in {one.kept.pk for one in asked if one.is_open}
            else:
                self.model.requests.append(Request(kept, Document.REVERSAL, paper.minor, paper))
        elif kept:
            self.reversed(paper)

    def reversed(self, paper: Paper) -> None:
        paper.is_reversed = True
        self.model.balance -= paper.change

    def answer(self, place: int, who: str, what: str) -> None:
        if not self.model.requests:
            return
        request = self.model.requests[place % len(self.model.requests)]
        expected = self.why_not_answered(request, who, what)
        deeds: dict[str, tuple[Callable[..., Any], dict[str, str]]] = {
            "confirm": (confirm_adjustment, {}),
            "decline": (decline_adjustment, {"reason": "No"}),
            "withdraw": (withdraw_adjustment, {}),
        }
        act, more = deeds[what]
        done = self.told(lambda: act(confirmation_id=request.kept.pk, by=self.people[who], at=NOON, **more), expected)
        if done is None:
            return
        request.is_open = False
        if what == "confirm" and request.kind == Document.REVERSAL:
            assert request.of
            self.reversed(request.of)
        elif what == "confirm":
            self.done(request.kind, request.minor, done, request.of)

    def why_not_answered(self, request: Request, who: str, what: str) -> str:
        if (who == "karl") != (what == "withdraw"):
            return "forbidden"
        if not request.is_open:
            return "not_waiting"
        if what != "confirm":
            return ""
        if request.kind == Document.REVERSAL and request.of:
            return self.model.why_not_reversed(request.of)
        return self.model.why_not_moved(request.kind, request.minor, request.of)

    def lend(self, minor: int) -> None:
        limit = Money(minor, "EUR")
        bakery, karl = self.cast.bakery, self.cast.karl
        set_limits(buyer_id=bakery, credit_limit=limit, low_balance=None, by=karl, at=NOON, below_use=True)
        self.model.credit = minor

    def bank_takes(self, place: int, minor: int, is_dispute: bool) -> None:  # noqa: FBT001 - drawn by place
        receipt = self.paper(place, Document.RECEIPT)
        if receipt is None:
            return
        assert isinstance(receipt.kept, Receipt)
        told = {"receipt": receipt.kept, "minor": minor, "key": self.key(), "is_dispute": is_dispute}
        kept = bank_takes(**told, by=self.cast.karl, at=NOON)
        fits = not is_dispute and self.model.refunded(receipt) + minor <= receipt.minor
        self.done(Document.DEBIT_NOTE if is_dispute else Document.PAYOUT, minor, kept, receipt if fits else None)
        self.model.is_locked |= is_dispute

    def unlock(self) -> None:
        expected = "" if self.model.is_locked else "not_locked"
        bakery, karl = self.cast.bakery, self.cast.karl
        self.told(lambda: unlock_wallet(buyer_id=bakery, currency="EUR", reason="So", by=karl, at=NOON), expected)
        self.model.is_locked = False


@pytest.mark.django_db
@pytest.mark.covers("FUN-1", "FUN-3", "FUN-4", "FUN-6", "FUN-7", "FUN-8")
@settings(max_examples=12, deadline=None, suppress_health_check=list(HealthCheck))
@given(steps=st.lists(STEPS, min_size=8, max_size=20))
def test_whatever_two_people_and_a_bank_do_the_wallet_is_what_the_model_says(cast, steps):
    with forgotten():
        world = World(cast)
        for name, *told in steps:
            getattr(world, name)(*told)
            stood = world.stood
            assert (stood.balance_minor, stood.available_minor) == (world.model.balance, world.model.available)
            assert (stood.locked_at is not None) is world.model.is_locked
        assert prove_books().faults == []
        with transaction.atomic(), scoped(cast.karl.scope):
            open_ones = {one.kept.pk for one in world.model.requests if one.is_open}
            assert set(Confirmation.objects.waiting(NOON).values_list("pk", flat=True)) == open_ones
