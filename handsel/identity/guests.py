"""Guests: people who are where they have no seat, and what is closed to them there whatever they may else (USR-6)."""

import functools
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, TypeVar

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

from handsel.identity.roles import Right
from handsel.kernel.refusal import Forbidden

F = TypeVar("F", bound=Callable[..., Any])


class VisitKind(TextChoices):
    """Why somebody is where they have no seat."""

    WORKSPACE = "workspace", _("In the parent's storefront, as its buyer")
    SUPPORT = "support", _("In a child's console, to help")
    LOOK = "look", _("In the own storefront, in a customer's place")


CLOSED_TO_GUESTS = frozenset({Right.STAFF, Right.KEYS, Right.SIGN_IN, Right.AUDIT})
"""Kinds of work that no guest may do, whatever their role."""


class NotForGuests(Forbidden):
    """Only the account's own people do this: passwords, second factors, payment methods, consents, staff, keys."""

    code = "not_for_guests"


@dataclass(frozen=True)
class Guest:
    """Whoever is here on a visit. `rights` is the most they may; `end_customer_id` says for whom they work here.

    `visit_id` is None for whoever does one thing here from home, such as a program that orders.
    """

    visit_id: int | None
    kind: VisitKind
    rights: frozenset[Right]
    end_customer_id: int | None = None


def closed_to_guests(function: F) -> F:
    """Refuse an operation to whoever is only a guest. Stands below `@operation`.

    What it marks raises NotForGuests: a guest changes no password, payment method, second factor, consent, staff, key
    or way to sign in.
    """

    @functools.wraps(function)
    def run(*, by: Any, **details: Any) -> Any:
        if by.guest is not None:
            raise NotForGuests("You are a guest here. Only the account's own people can do this.")
        return function(by=by, **details)

    run.is_closed_to_guests = True  # type: ignore[attr-defined]  # read by the rule that says what must be closed
    return run  # type: ignore[return-value]  # same signature, as wraps says
