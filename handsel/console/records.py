"""The record of a customer or sub-reseller: who it is, its money at a glance, its sections (ACC-14, ACC-15)."""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from handsel.accounts.models import Account, Edge, Kind
from handsel.accounts.record_models import Address, AddressRole, Note
from handsel.accounts.references import reference_of
from handsel.accounts.standing import Effective, Standing, own_standing, standing_of
from handsel.catalog.rates_needed import missing_for
from handsel.console.desk import Desk
from handsel.console.record_actions import Action, actions_for
from handsel.console.record_ways import WayOut, ways_of, ways_to_parent
from handsel.console.recorded import DEFAULTS, NOT_OF, PINNED, RECORDED
from handsel.kernel.clock import now
from handsel.kernel.money import Money
from handsel.ledger.models import Wallet
from handsel.orders.rules import LOCK_TEXT
from handsel.segments.models import Figures
from handsel.web.addresses_seen import SeenAddress
from handsel.web.templatetags.dates import moment_text
from handsel.web.templatetags.money import money_text

_STANDING: dict[Standing, tuple[str, str | Promise, str | Promise]] = {
    Standing.ACTIVE: ("green", gettext_lazy("Active"), ""),
    Standing.SUSPENDED: (
        "red",
        gettext_lazy("Suspended"),
        gettext_lazy("Suspended since %(since)s: nothing can be bought; its users reach their own data and can pay."),
    ),
    Standing.INACTIVE: (
        "grey",
        gettext_lazy("Inactive"),
        gettext_lazy("Inactive since %(since)s: nobody logs in and nothing can be bought; what runs goes on."),
    ),
    Standing.ARCHIVED: (
        "grey",
        gettext_lazy("Archived"),
        gettext_lazy("Archived since %(since)s: it stands in no list, and keeps all its data."),
    ),
    Standing.DELETED: (
        "black",
        gettext_lazy("Deleted"),
        gettext_lazy("Deleted on %(since)s: it lies in the bin for 30 days, and can be restored until then."),
    ),
}
"""State -> its tone, its word, and what it means."""


@dataclass(frozen=True)
class Section:
    """An entry of the side menu."""

    label: str
    icon: str
    href: str
    is_current: bool
    count: int | None = None


@dataclass(frozen=True)
class Place:
    """What the address book has for one role, if it has anything."""

    label: str
    address: SeenAddress | None


def record_of(desk: Desk, number: int, section: str) -> "Record":
    """Return the record of the account with `number`, open at `section`, a URL name. Raises Account.DoesNotExist."""
    edge = RECORDED.first(desk.seller_id, number, now())
    asker = desk.actor.manager_id
    if edge is None or section == NOT_OF[Kind(edge.buyer.kind)] or asker not in {None, edge.buyer.manager_id}:
        raise Account.DoesNotExist
    return Record(edge, section, desk)


@dataclass(frozen=True)
class Record:
    """One account as its seller's desk sees it. `section` is the URL name of the part that is open.

    `edge` is what `RECORDED` finds.
    """

    edge: Edge
    section: str
    desk: Desk

    lock_text = LOCK_TEXT

    @property
    def account(self) -> Account:
        return self.edge.buyer

    @cached_property
    def figures(self) -> Figures:
        """What it bought and who can log in, as the database keeps it."""
        found: Figures | None = getattr(self.account, "figures", None)
        return found or Figures(account=self.account, currency=self.edge.currency)

    @property
    def reference(self) -> str:
        """What it writes on payments, so that they are known to be its."""
        return reference_of(self.account.number)

    @property
    def wallet(self) -> Wallet | None:
        return getattr(self.edge, "wallet", None)

    @property
    def is_approval_locked(self) -> bool:
        return bool(self.edge.is_approval_locked)  # type: ignore[attr-defined]  # as RECORDED finds it

    @property
    def is_approval_required(self) -> bool:
        return self.is_approval_locked or self.edge.approval_required

    @cached_property
    def missing_rates(self) -> list[str]:
        """From which currencies we lack an exchange rate to the account's, so that it is not offered all (CAT-5)."""
        if not self.edge.needs_rates:  # type: ignore[attr-defined]  # as RECORDED finds it
            return []
        return missing_for(self.account.seller_id, self.edge.currency, at=now())

    @cached_property
    def standing(self) -> Effective:
        """Its effective state: the worst of its own and of all above it."""
        if self.edge.standing == Standing.ACTIVE:  # type: ignore[attr-defined]  # as RECORDED finds it
            return Effective(Standing.ACTIVE)
        return standing_of(self.account.pk, at=now())

    @property
    def standing_tone(self) -> str:
        return _STANDING[self.standing.standing][0]

    @property
    def standing_text(self) -> str:
        return str(_STANDING[self.standing.standing][1])

    @property
    def standing_said(self) -> str:
        """Why it is not active, and whose decision that is; empty while all is well."""
        found = self.standing
        if found.is_active:
            return ""
        if found.whose == "seller":
            return _("Your own account is suspended by your provider; until that is lifted, nobody below you buys.")
        if found.whose == "above":
            return _("Your provider takes no orders at the moment, so nobody below you buys.")
        told = {"since": moment_text(found.since) if found.since else "–"}
        if found.until:
            told["until"] = moment_text(found.until)
            return _("Suspended since %(since)s, until %(until)s. It is lifted by itself then.") % told
        return str(_STANDING[found.standing][2]) % told

    @property
    def own_standing(self) -> Standing:
        """What it is by itself."""
        return own_standing(self.account, at=now())

    @property
    def tags(self) -> list[str]:
        return list(self.edge.tag_names)  # type: ignore[attr-defined]  # as RECORDED finds it

    @cached_property
    def actions(self) -> list[list[Action]]:
        """What can be done with it, in groups."""
        return actions_for(self.desk.actor, self.account, self.own_standing)

    @cached_property
    def ways(self) -> list[WayOut]:
        """Where one goes from here: the parent's storefront, its workspace, its place in the storefront."""
        return list(ways_of(self.desk, self.account))

    @property
    def ways_to_parent(self) -> list[WayOut]:
        return ways_to_parent(self.desk, self.account)

    @property
    def run_rate(self) -> Money:
        return Money(int(self.figures.run_rate_minor or 0), self.figures.currency)

    @property
    def running(self) -> str:
        """How much runs, in words."""
        count = self.figures.running_count
        return ngettext("%s subscription", "%s subscriptions", count) % count if count else ""

    @property
    def available(self) -> Money:
        return Money(self.wallet.available_minor if self.wallet else 0, self.edge.currency)

    @property
    def balance(self) -> Money:
        return Money(self.wallet.balance_minor if self.wallet else 0, self.edge.currency)

    @property
    def held(self) -> Money:
        return Money(self.wallet.held_minor if self.wallet else 0, self.edge.currency)

    @property
    def credit_limit(self) -> Money:
        return Money(self.wallet.credit_limit_minor if self.wallet else 0, self.edge.currency)

    @property
    def low_balance(self) -> Money | None:
        """Below which amount available the account is warned."""
        low = self.wallet.low_balance_minor if self.wallet else None
        return None if low is None else Money(low, self.edge.currency)

    @property
    def low_note(self) -> str:
        """When the account is warned, in words."""
        return _("Warned below %s") % money_text(self.low_balance) if self.low_balance is not None else ""

    @property
    def balance_note(self) -> str:
        """What of the balance can be spent, where that is another sum."""
        return "" if self.available == self.balance else _("%s available") % money_text(self.available)

    @cached_property
    def pinned_notes(self) -> list[Note]:
        """What everybody who opens the record should read first."""
        return PINNED.all(self.account.seller_id, self.account.pk)

    @property
    def has_access(self) -> bool:
        """Whether anybody can log in to the storefront for it."""
        return not self.account.is_reseller and self.figures.users_count > 0

    @property
    def access(self) -> str:
        """Who can log in to the storefront, in words."""
        count = self.figures.users_count
        return ngettext("%s user", "%s users", count) % count if count else _("No access")

    @cached_property
    def places(self) -> list[Place]:
        """Where it is billed, where parcels go, whom to ask: the defaults of its address book."""
        book = DEFAULTS.all(self.account.seller_id, self.account.pk)
        by_role: dict[str, Address] = {role: address for address in book for role in address.default_for}
        return [
            Place(label, SeenAddress(by_role[role]) if role in by_role else None)
            for role, label in (
                (AddressRole.BILLING, _("Billing address")),
                (AddressRole.SHIPPING, _("Shipping address")),
                (AddressRole.CONTACT, _("Contact")),
            )
        ]

    @property
    def sections(self) -> Iterator[Section]:
        """Yield the side menu: those of the sections that exist."""
        counts = {"account-users": self.figures.users_count, "account-subscriptions": self.figures.running_count}
        counts["account-orders"] = self.figures.orders_count
        for name, label, icon in (
            ("account", _("Information"), "id"),
            ("account-users", _("Storefront Users"), "users"),
            ("account-orders", _("Orders"), "shopping-cart"),
            ("account-subscriptions", _("Subscriptions"), "calendar-repeat"),
            ("account-assets", _("Assets"), "license"),
            ("account-below", _("Below"), "sitemap"),
            ("account-funds", _("Funds"), "wallet"),
            ("account-payment-details", _("Payment details"), "credit-card"),
            ("account-addresses", _("Addresses"), "map-pin"),
            ("account-sites", _("Sites"), "building-store"),
            ("account-tax", _("Tax"), "percentage"),
            ("account-notes", _("Notes"), "notes"),
            ("account-mails", _("Mails"), "mail"),
            ("account-timeline", _("Timeline"), "history"),
        ):
            if name != NOT_OF[Kind(self.account.kind)]:
                href = reverse(f"console:{name}", args=[self.account.number])
                yield Section(label, icon, href, name == self.section, counts.get(name))
