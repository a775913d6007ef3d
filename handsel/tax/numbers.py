"""Checking a buyer's VAT number: online by the worker, again after a while, or by hand with a reference (CAT-4)."""

from datetime import datetime, timedelta

from handsel.accounts.models import Account
from handsel.identity.actor import Actor
from handsel.identity.guests import closed_to_guests
from handsel.kernel.database import call_scalar
from handsel.kernel.operation import operation
from handsel.tax.buyers import locked_tax_of
from handsel.tax.models import RECHECKED_AFTER_DAYS, BuyerTax, CheckedHow, NumberState
from handsel.tax.refusals import CheckReferenceMissing, NumberChanged, NumberNotCheckable, TaxNotSetUp
from handsel.tax.rules import may_decide_buyers_tax
from handsel.tax.setting_up import setup_of
from handsel.tax.vies import Told
from handsel.timeline.record import record

LONGEST_REFERENCE = 100
PAUSE = timedelta(hours=1)
"""How long the service is left alone after it gave no answer."""
LEASE = timedelta(minutes=5)
"""How long a number is with one worker."""

CHECKED = ("state", "checked_at", "checked_how", "checked_by_name", "consultation", "told_name", "trouble", "due_at")


@operation
@closed_to_guests
def ask_for_check(*, account_id: int, by: Actor, at: datetime) -> BuyerTax:
    """Have a buyer's number checked online, soon. Until there is an answer, what is known stays.

    Raises Forbidden, NotForGuests, Account.DoesNotExist, TaxNotSetUp, NumberNotCheckable.
    """
    may_decide_buyers_tax(by).or_refuse()
    known = _checkable(account_id, by)
    known.due_at = at
    known.save(update_fields=["number", "number_country", *CHECKED])
    record("tax.check_asked", subject=known, account_id=account_id, by=by, at=at, number=known.number)
    return known


@operation
@closed_to_guests
def note_check_by_hand(
    *, account_id: int, number: str, is_valid: bool, reference: str, by: Actor, at: datetime
) -> BuyerTax:
    """Note what a person found out about a buyer's number, and what proves it. It is checked online again later.

    `number` is the one that was looked up.

    Raises Forbidden, NotForGuests, Account.DoesNotExist, TaxNotSetUp, NumberNotCheckable, NumberChanged where the
    buyer has another by now, CheckReferenceMissing.
    """
    may_decide_buyers_tax(by).or_refuse()
    reference = " ".join(reference.split())
    if not 0 < len(reference) <= LONGEST_REFERENCE:
        said = f"Enter where the check can be seen, in up to {LONGEST_REFERENCE} characters."
        raise CheckReferenceMissing(fields={"reference": said})
    known = _checkable(account_id, by)
    if known.number != number:
        raise NumberChanged(f"The buyer has the number {known.number} by now. Check that one.")
    _note(known, Told(is_valid, consultation=reference), CheckedHow.BY_HAND, by, at)
    return known


@operation
def take_up_check(*, account_id: int, by: Actor, at: datetime) -> tuple[str, str] | None:
    """Return the number to look up and the seller's own; None where another worker has it or there is none any more.

    Raises nothing.
    """
    known = BuyerTax.objects.select_for_update(skip_locked=True).filter(account_id=account_id, due_at__lte=at).first()
    if known is None:
        return None
    setup = setup_of(by.seller_id)
    number = Account.objects.values_list("tax_number", flat=True).get(pk=account_id)
    wanted = setup is not None and number == known.number and known.number_country != ""
    known.due_at = at + LEASE if wanted else None
    known.save(update_fields=["due_at"])
    if setup is None or not wanted:
        return None
    return number, setup.number if call_scalar("tax_number_country", setup.number) else ""


@operation
def note_answer(*, account_id: int, number: str, told: Told | None, trouble: str, by: Actor, at: datetime) -> None:
    """Note what the service said of a number, or, where `told` is None, why it said nothing; then it is asked later.

    What was known stays while the service is away. An answer about a number that changed meanwhile is dropped.
    Raises nothing.
    """
    known = BuyerTax.objects.select_for_update().filter(account_id=account_id, number=number).first()
    if known is None:
        return
    known.tried_at = at
    if told is not None:
        known.save(update_fields=["tried_at"])
        _note(known, told, CheckedHow.ONLINE, by, at)
        return
    if known.trouble != trouble:
        record(
            "tax.check_unanswered", subject=known, account_id=account_id, by=by, at=at, number=number, trouble=trouble
        )
    known.trouble, known.due_at = trouble, at + PAUSE
    known.save(update_fields=["tried_at", "trouble", "due_at"])


def _checkable(account_id: int, by: Actor) -> BuyerTax:
    """Return the locked row of a buyer with its number of now, unchecked where it is another. Raises as its callers."""
    known = locked_tax_of(account_id, by)
    if setup_of(by.seller_id) is None:
        raise TaxNotSetUp("Say in Settings › Tax where you are established first.")
    number = Account.objects.values_list("tax_number", flat=True).get(pk=account_id)
    country = call_scalar("tax_number_country", number)
    if not country:
        raise NumberNotCheckable("This buyer has no VAT number of the European Union; enter one on its record first.")
    if known.number != number:
        known.state, known.checked_at, known.checked_how, known.trouble = NumberState.UNCHECKED, None, "", ""
        known.checked_by_name = known.consultation = known.told_name = ""
    known.number, known.number_country = number, country
    return known


def _note(known: BuyerTax, told: Told, how: CheckedHow, by: Actor, at: datetime) -> None:
    setup = setup_of(known.seller_id)
    known.state = NumberState.CHECKED if told.is_valid else NumberState.FAILED
    known.checked_at, known.checked_how, known.checked_by_name = at, how, by.name
    known.consultation, known.told_name, known.trouble = told.consultation, told.name, ""
    known.due_at = at + timedelta(days=setup.recheck_days if setup else RECHECKED_AFTER_DAYS)
    known.save(update_fields=["number", "number_country", *CHECKED])
    record(
        "tax.number_checked",
        subject=known,
        account_id=known.account_id,
        by=by,
        at=at,
        number=known.number,
        state=str(known.state),
        how=str(how),
        consultation=told.consultation,
        told_name=told.name,
    )
