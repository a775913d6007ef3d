"""Change which methods are offered, where money is sent, and what buyers are told about it (BIL-3)."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db.models import Count
from stdnum import bic as bics
from stdnum import iban as ibans
from stdnum.exceptions import ValidationError

from handsel.accounts.instructions import LANGUAGES, LONGEST, PLACEHOLDERS, tidied_text, unknown_in
from handsel.accounts.models import Edge, Kind
from handsel.accounts.paying_models import OFFLINE, PaymentMethod, WaysToPay
from handsel.accounts.payment import ways_to_pay
from handsel.accounts.portal_models import Portal
from handsel.accounts.rules import may_change_settings
from handsel.accounts.versions import ChangedMeanwhile
from handsel.identity.actor import Actor
from handsel.identity.guests import closed_to_guests
from handsel.identity.proof import proven
from handsel.kernel.operation import operation
from handsel.kernel.refusal import Invalid
from handsel.timeline.record import record

LISTS = ("to_customers", "to_resellers")
TEXTS = {"account_holder": 140, "bank_name": 100}
PLAIN = (*LISTS, *TEXTS, "iban", "bic")
"""What can be changed beside the instructions."""


class NothingOffered(Invalid):
    """Everybody must be able to pay somehow."""

    code = "nothing_offered"


class IbanWrong(Invalid):
    """This is no IBAN: a letter or digit is wrong, or missing."""

    code = "iban_wrong"


class BicWrong(Invalid):
    """This is no BIC."""

    code = "bic_wrong"


class PlaceholderUnknown(Invalid):
    """The words name something that is never filled in."""

    code = "placeholder_unknown"


@operation
@closed_to_guests
@proven
def change_ways_to_pay(*, changes: Mapping[str, Any], version: int, by: Actor, at: datetime) -> WaysToPay:
    """Change what is offered to buyers, the bank, and the instructions; what is left out stays.

    `changes` are by name: the two lists of methods, the parts of the bank, and `instructions` by method and language,
    of which an empty text is removed. `version` is the one that was seen, 0 before the first change. Buyers who pay by
    a method that is no longer offered go on as they are.

    Raises ProofNeeded, Forbidden, NotForGuests, ChangedMeanwhile, NothingOffered, IbanWrong, BicWrong,
    PlaceholderUnknown, Invalid.
    """
    may_change_settings(by).or_refuse()
    Portal.objects.select_for_update().only("pk").get(seller_id=by.seller_id)
    ways = ways_to_pay(by.seller_id)
    if ways.version != version:
        said = "Somebody else changed these settings meanwhile. Compare and save again."
        raise ChangedMeanwhile(said, {name: getattr(ways, name) for name in PLAIN}, ways.version)
    before = _flat(ways)
    for name, value in changes.items():
        _set(ways, name, value)
    after = _flat(ways)
    if after != before:
        told = {name: (before.get(name, ""), value) for name, value in after.items() if before.get(name, "") != value}
        told |= {name: (value, "") for name, value in before.items() if name not in after}
        ways.version += 1
        ways.save(update_fields=[*PLAIN, "instructions", "version"] if ways.pk else None)
        record("settings.changed", subject=ways, account_id=by.seller_id, by=by, at=at, changes=told)
    return ways


def users_of_methods(seller_id: int) -> dict[tuple[bool, str], int]:
    """Return how many buyers pay how: by whether they are sub-resellers, and the method."""
    edges = Edge.objects.filter(seller_id=seller_id, ended_at__isnull=True, buyer__is_listed=True)
    rows = edges.values_list("buyer__kind", "payment_method").annotate(Count("pk")).order_by()
    return {(kind != Kind.CUSTOMER, method): count for kind, method, count in rows}


def still_used(ways: WaysToPay) -> dict[str, int]:
    """Return the methods that are not offered and how many buyers still pay by each, of either kind."""
    left: dict[str, int] = {}
    for (is_reseller, method), count in users_of_methods(ways.seller_id).items():
        if method not in (ways.to_resellers if is_reseller else ways.to_customers):
            left[method] = left.get(method, 0) + count
    return left


def _set(ways: WaysToPay, name: str, value: Any) -> None:
    if name in LISTS:
        setattr(ways, name, _offer(name, value))
    elif name in TEXTS:
        setattr(ways, name, _line(name, value))
    elif name == "iban":
        ways.iban = _iban(value)
    elif name == "bic":
        ways.bic = _bic(value)
    elif name == "instructions":
        for method, texts in value.items():
            ways.instructions[method] = _told(method, ways.instructions.get(method, {}) | dict(texts))
    else:
        raise Invalid(fields={name: "There is no such setting."})


def _offer(name: str, methods: Any) -> list[str]:
    if not set(methods) <= set(PaymentMethod.values):
        raise Invalid(fields={name: "Choose payment methods from the list."})
    if not set(methods) - {PaymentMethod.CARD.value}:
        raise NothingOffered(fields={name: "Offer at least one method beside the credit card."})
    return [method for method in PaymentMethod.values if method in methods]


def _line(name: str, text: str) -> str:
    line = " ".join(tidied_text(text).split())
    if len(line) > TEXTS[name]:
        raise Invalid(fields={name: f"Enter at most {TEXTS[name]} characters."})
    return line


def _iban(text: str) -> str:
    try:
        return str(ibans.validate(text)) if text.strip() else ""
    except ValidationError:
        raise IbanWrong(
            fields={"iban": "This is no IBAN. Check it letter by letter; its check digits do not fit."}
        ) from None


def _bic(text: str) -> str:
    try:
        return str(bics.validate(text)) if text.strip() else ""
    except ValidationError:
        raise BicWrong(fields={"bic": "This is no BIC. It has 8 or 11 letters and digits, such as COBADEFF."}) from None


def _told(method: str, texts: Mapping[str, str]) -> dict[str, str]:
    if method not in OFFLINE:
        raise Invalid(fields={"instructions": f"There are instructions for {', '.join(OFFLINE)} only."})
    found = {}
    for language, text in texts.items():
        if language not in LANGUAGES:
            raise Invalid(fields={"instructions": f"There is no language {language} here."})
        if tidy := tidied_text(text):
            _refuse_text(method, tidy)
            found[language] = tidy
    return found


def _refuse_text(method: str, text: str) -> None:
    if len(text) > LONGEST:
        raise Invalid(fields={method: f"Write at most {LONGEST:,} characters."})
    if unknown := unknown_in(text):
        known = ", ".join(f"{{{name}}}" for name in PLACEHOLDERS)
        raise PlaceholderUnknown(fields={method: f"Nothing is filled in for {{{unknown[0]}}}; write one of {known}."})


def _flat(ways: WaysToPay) -> dict[str, Any]:
    """Return what is set, each instruction under a name of its own, for comparing and for the history."""
    flat: dict[str, Any] = {name: getattr(ways, name) for name in PLAIN}
    for method, texts in ways.instructions.items():
        flat |= {f"instructions:{method}:{language}": text for language, text in texts.items()}
    return flat
