"""The timeline in words: a plain sentence for each event, how it is drawn, what it changed (ACC-16)."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from handsel.accounts.models import Wall
from handsel.accounts.paying_models import PaymentMethod
from handsel.accounts.record_models import AddressRole
from handsel.console.sentences import FIELDS, SENTENCES
from handsel.console.templatetags.doers import doer
from handsel.identity.roles import BUYERS, Role
from handsel.identity.session_models import Proof
from handsel.kernel.money import Money
from handsel.ledger.documents import PaidBy
from handsel.ledger.tellings import DOCUMENTS
from handsel.orders.particulars_models import Reached
from handsel.tax.models import TaxCategory
from handsel.timeline.models import Event
from handsel.timeline.origin import Way
from handsel.web.templatetags.dates import moment_text
from handsel.web.templatetags.money import money_text, reader_locale

WAYS: dict[str, str | Promise] = {
    Way.CONSOLE: gettext_lazy("in the console"),
    Way.STOREFRONT: gettext_lazy("in the storefront"),
    Way.API: gettext_lazy("over the API"),
    Way.COMMAND: gettext_lazy("on the command line"),
}
"""The way in, in words; what the system does by itself comes from nowhere."""


@dataclass(frozen=True)
class Change:
    """One field with its value before and after."""

    label: str
    before: object
    after: object


@dataclass(frozen=True)
class Happening:
    """An event as a line of the timeline. `buyer` is the account by name, `users` the names of people, by id."""

    event: Event
    buyer: str = ""
    users: Mapping[int, str] = field(default_factory=dict)

    @property
    def icon(self) -> str:
        return SENTENCES.get(self._which, ("history", ""))[0]

    @property
    def title(self) -> str:
        known = SENTENCES.get(self._which)
        if known is None:
            return f"{self.event.name.replace('.', ' ').replace('_', ' ').capitalize()}."
        return str(known[1]) % _Facts(self._facts)

    @property
    def who(self) -> str:
        """Whoever did it, and who let them in; what timers and retries do has no person behind it."""
        name = doer(self.event.actor_name)
        told = {"name": name, "home": self.event.actor_home, "by": self.event.let_in_by}
        if self.event.let_in_by:
            return _("%(name)s of %(home)s, let in by %(by)s") % told
        return _("%(name)s of %(home)s") % told if self.event.actor_home else name

    @property
    def behalf(self) -> str:
        """On whose behalf staff did it, in words; empty where people acted for themselves."""
        return _("on behalf of %s") % self.buyer if self.buyer and self.event.behalf_id else ""

    @property
    def way(self) -> str:
        """By which way it came, in words; empty where nobody asked, or where it was not kept."""
        return str(WAYS.get(self.event.way, ""))

    @property
    def address(self) -> str:
        """From which IP address it came."""
        return self.event.address or ""

    @property
    def at(self) -> datetime:
        return self.event.at

    @property
    def reason(self) -> str:
        return self.event.reason

    @property
    def changes(self) -> Iterator[Change]:
        for name, (before, after) in self.event.data.get("changes", {}).items():
            yield Change(str(FIELDS.get(name, name)), self._told(name, before), self._told(name, after))

    def _told(self, name: str, value: object) -> object:
        """Return a value of the field `name` in words."""
        if name == "manager_id" and isinstance(value, int):
            return self.users.get(value, _("Somebody who is gone"))
        if name.endswith("_minor") and isinstance(value, int):
            return money_text(Money(value, self.event.data["currency"]))
        if name == "own_accounts_only":
            return _("Own accounts only") if value else _("All accounts")
        if name == "role" or isinstance(value, list):
            listed: list[Any] = value if isinstance(value, list) else [value]
            return ", ".join(str(LABELS["role"].get(one, one)) for one in listed if one is not None)
        if name == "country":
            return reader_locale().territories.get(str(value), value)
        return value

    @property
    def _which(self) -> str:
        """The name of the event, with what of its facts makes another sentence of it."""
        name, data = self.event.name, self.event.data
        if "import" in data:
            return f"{name}:undone" if data.get("undone") else f"{name}:import"
        if name == "approval.switched" and not data.get("required"):
            return f"{name}:off"
        if name == "user.invited" and (data.get("again") or data.get("role") not in BUYERS):
            return f"{name}:again" if data.get("again") else f"{name}:staff"
        return name + _VARIANTS.get(name, _none)(data)

    @property
    def _facts(self) -> dict[str, object]:
        data = self.event.data
        facts: dict[str, object] = {"person": self.event.actor_name, **data}
        minor = data.get("amount_minor", data.get("gross_minor"))
        if minor is not None and "currency" in data:
            facts["amount"] = money_text(Money(minor, data["currency"]))
        if self.event.subject_kind == "user":
            # The timeline keeps no names, since it cannot forget them; whoever is still there is named.
            facts["user"] = self.users.get(self.event.subject_id, _("Somebody who is gone"))
        if told := BEFORE.get(self.event.name):
            facts["before"] = str(LABELS[told].get(data["before"], data["before"]))
        if isinstance(data.get("tags"), list):
            facts["tags"] = ", ".join(data["tags"])
        if data.get("until"):
            facts["until"] = moment_text(datetime.fromisoformat(data["until"]))
        for name, labels in LABELS.items():
            if data.get(name) in labels:
                facts[name] = str(labels[data[name]])
        return facts


def _none(_data: Mapping[str, object]) -> str:
    return ""


def _kind(data: Mapping[str, object]) -> str:
    return f":{data.get('kind')}"


def _is_for_itself(data: Mapping[str, object]) -> bool:
    """Whether somebody came from a reseller for itself, and for no customer of it."""
    return data.get("kind") == "workspace" and not data.get("end_customer")


_VARIANTS: dict[str, Callable[[Mapping[str, object]], str]] = {
    "account.came_along": lambda data: ":by_provider" if data.get("how") == "by_provider" else "",
    "account.manager_set": lambda data: "" if data.get("manager") else ":nobody",
    "account.suspended": lambda data: ":until" if data.get("until") else "",
    "session.ended": lambda data: ":everywhere" if "sessions" in data else "",
    "session.refused": lambda data: ":second" if data.get("step") else ":user" if data.get("is_known") else "",
    "charge.changed": lambda data: f":{data.get('state')}",
    "charge.refund_ended": lambda data: f":{data.get('state')}",
    "tax.number_checked": lambda data: ":failed" if data.get("state") == "failed" else "",
    "tax.rate_added": lambda data: "" if data.get("percent") else ":ended",
    "visit.began": lambda data: _kind(data) + (":itself" if _is_for_itself(data) else ""),
    "visit.ended": _kind,
    "funds.reversed": lambda data: "" if data.get("document", "receipt") == "receipt" else ":document",
}
"""Events with another sentence for some facts -> the ending of its name."""

LABELS: dict[str, dict[str, str | Promise]] = {
    "wall": {one.value: one.label for one in Wall},
    "method": {one.value: one.label for one in (*PaymentMethod, *PaidBy)},
    "tax_category": {one.value: one.label for one in TaxCategory},
    "document": dict(DOCUMENTS),
    "what": {
        "customers": gettext_lazy("customers"),
        "resellers": gettext_lazy("sub-resellers"),
        "audit": gettext_lazy("audit log"),
    },
    "step": {one.value: one.label for one in Reached},
    "role": {one.value: one.label for one in (*Role, *AddressRole)},
    "proof": {one.value: one.label for one in Proof},
}
"""Facts that are told in words -> the words."""


BEFORE = {"payment_method.changed": "method", "wall.changed": "wall"}
"""Event -> which of the labels its value before is told by."""


class _Facts(dict[str, object]):
    """What a sentence asks for; what an event does not know is a dash."""

    def __missing__(self, key: str) -> object:
        return "–"
