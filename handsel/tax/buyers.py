"""What a seller knows of a buyer's taxes: its exemption, and what came of checking its number (CAT-4)."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from handsel.accounts.models import Account
from handsel.accounts.portal_settings import portal_of
from handsel.identity.actor import Actor
from handsel.identity.guests import closed_to_guests
from handsel.kernel.operation import operation, step
from handsel.tax.models import BuyerTax
from handsel.tax.refusals import ExemptionIncomplete, ExemptionOver
from handsel.tax.rules import may_decide_buyers_tax
from handsel.timeline.record import record

LONGEST_REASON, LONGEST_CERTIFICATE = 200, 100


@dataclass(frozen=True)
class Exemption:
    """Why a buyer pays no tax, what proves it, and the last day on which it holds; None is until somebody ends it."""

    reason: str
    certificate: str
    until: date | None = None


@operation
@closed_to_guests
def exempt_buyer(*, account_id: int, exemption: Exemption, by: Actor, at: datetime) -> BuyerTax:
    """Charge a buyer no tax, from now to the end of the last day; a new exemption replaces the one before.

    Orders that were placed stay as they are.

    Raises Forbidden, NotForGuests, Account.DoesNotExist, ExemptionIncomplete, ExemptionOver.
    """
    may_decide_buyers_tax(by).or_refuse()
    reason, certificate = " ".join(exemption.reason.split()), " ".join(exemption.certificate.split())
    _check(reason, certificate)
    zone = portal_of(by.seller_id).zone
    if exemption.until is not None and exemption.until < at.astimezone(zone).date():
        raise ExemptionOver(fields={"until": "Choose today or a later day, or leave it empty."})
    known = locked_tax_of(account_id, by)
    known.exempt_reason, known.exempt_certificate, known.exempt_until = reason, certificate, exemption.until
    known.exempt_until_at = (
        datetime.combine(exemption.until + timedelta(days=1), time.min, zone) if exemption.until else None
    )
    known.save(update_fields=["exempt_reason", "exempt_certificate", "exempt_until", "exempt_until_at"])
    until = exemption.until.isoformat() if exemption.until else ""
    record(
        "tax.buyer_exempted", subject=known, account_id=account_id, by=by, at=at, reason=reason,
        certificate=certificate, last_day=until,
    )  # fmt: skip
    return known


@operation
@closed_to_guests
def end_exemption(*, account_id: int, by: Actor, at: datetime) -> BuyerTax:
    """Charge a buyer tax again. Twice is once.

    Raises Forbidden, NotForGuests, Account.DoesNotExist.
    """
    may_decide_buyers_tax(by).or_refuse()
    known = locked_tax_of(account_id, by)
    if known.exempt_reason:
        certificate = known.exempt_certificate
        known.exempt_reason, known.exempt_certificate = "", ""
        known.exempt_until, known.exempt_until_at = None, None
        known.save(update_fields=["exempt_reason", "exempt_certificate", "exempt_until", "exempt_until_at"])
        record("tax.exemption_ended", subject=known, account_id=account_id, by=by, at=at, certificate=certificate)
    return known


@step
def locked_tax_of(account_id: int, by: Actor) -> BuyerTax:
    """Return what is known of a buyer of the reseller of `by`, for changing. Raises Account.DoesNotExist."""
    Account.objects.sold_to_by(by.seller_id).only("pk").get(pk=account_id)
    BuyerTax.objects.bulk_create([BuyerTax(seller_id=by.seller_id, account_id=account_id)], ignore_conflicts=True)
    return BuyerTax.objects.select_for_update().get(seller_id=by.seller_id, account_id=account_id)


def buyer_tax_of(account: Account) -> BuyerTax:
    """Return what is known of a buyer; of one that nothing was said of, a row that is not saved."""
    found = BuyerTax.objects.filter(seller_id=account.seller_id, account_id=account.pk).first()
    return found or BuyerTax(seller_id=account.seller_id, account_id=account.pk, number=account.tax_number)


def _check(reason: str, certificate: str) -> None:
    wrong = {}
    if not 0 < len(reason) <= LONGEST_REASON:
        wrong["reason"] = f"Enter why no tax is charged, in up to {LONGEST_REASON} characters."
    if not 0 < len(certificate) <= LONGEST_CERTIFICATE:
        wrong["certificate"] = f"Enter the number of the certificate, in up to {LONGEST_CERTIFICATE} characters."
    if wrong:
        raise ExemptionIncomplete(fields=wrong)
