"""The timeline in words: what each event is called, how it is drawn, what it changed (ACC-16)."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from handsel.identity.actor import system
from handsel.kernel.money import Money
from handsel.timeline.models import Event
from handsel.web.templatetags.money import money_text

TITLES: dict[str, tuple[str, str | Promise]] = {
    "account.added": ("user-plus", gettext_lazy("Account added")),
    "account.updated": ("edit", gettext_lazy("Information changed")),
    "account.imported": ("upload", gettext_lazy("Imported")),
    "approval.switched": ("clipboard-check", gettext_lazy("Order approval switched")),
    "user.invited": ("mail-forward", gettext_lazy("Invitation sent")),
    "user.activated": ("user-check", gettext_lazy("Log-in activated")),
    "cart.started": ("shopping-cart", gettext_lazy("Cart started")),
    "order.placed": ("shopping-cart", gettext_lazy("Order placed")),
    "order.approved": ("check", gettext_lazy("Order approved")),
    "order.short_of_funds": ("hourglass-high", gettext_lazy("Order waits for funds")),
    "order.awaiting_approval": ("clipboard-check", gettext_lazy("Order waits for approval")),
    "order.settled": ("cash", gettext_lazy("Order paid")),
    "order.executed": ("circle-check", gettext_lazy("Order executed")),
    "order.canceled": ("circle-x", gettext_lazy("Order canceled")),
    "funds.added": ("coins", gettext_lazy("Funds added")),
    "funds.reversed": ("receipt-refund", gettext_lazy("Posting taken back")),
}
"""Event -> icon and words; one that is not listed is told by its name."""

FIELDS: dict[str, str | Promise] = {
    "company_name": gettext_lazy("Company name"),
    "contact_name": gettext_lazy("Contact name"),
    "email": gettext_lazy("E-mail"),
    "phone": gettext_lazy("Phone"),
    "address": gettext_lazy("Address"),
    "city": gettext_lazy("City"),
    "country": gettext_lazy("Country"),
    "state": gettext_lazy("State or province"),
    "postcode": gettext_lazy("Postcode"),
    "tax_number": gettext_lazy("Tax number"),
    "external_number": gettext_lazy("External number"),
    "manager_id": gettext_lazy("Account manager"),
}


@dataclass(frozen=True)
class Change:
    """One field with its value before and after."""

    label: str
    before: object
    after: object


@dataclass(frozen=True)
class Happening:
    """An event as a line of the timeline."""

    event: Event

    @property
    def icon(self) -> str:
        return TITLES.get(self.event.name, ("history", ""))[0]

    @property
    def title(self) -> str:
        known = TITLES.get(self.event.name)
        words = str(known[1]) if known else self.event.name.replace(".", " ").replace("_", " ").capitalize()
        return " ".join(filter(None, [words, self._number, self._amount]))

    @property
    def who(self) -> str:
        """Whoever did it; what timers and retries do has no person behind it."""
        return _("Automatic") if self.event.actor_name == system(self.event.seller_id).name else self.event.actor_name

    @property
    def at(self) -> datetime:
        return self.event.at

    @property
    def reason(self) -> str:
        return self.event.reason

    @property
    def changes(self) -> Iterator[Change]:
        for field, (before, after) in self.event.data.get("changes", {}).items():
            yield Change(str(FIELDS.get(field, field)), before, after)

    @property
    def _number(self) -> str:
        number = self.event.data.get("number")
        return f"· {number}" if number else ""

    @property
    def _amount(self) -> str:
        data = self.event.data
        minor = data.get("amount_minor", data.get("gross_minor"))
        return f"· {money_text(Money(minor, data['currency']))}" if minor and "currency" in data else ""
