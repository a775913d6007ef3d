"""The record of a customer or sub-reseller: its terms, its money at a glance, its sections (ACC-14)."""

from dataclasses import dataclass
from functools import cached_property

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from handsel.accounts.models import Account, Edge
from handsel.accounts.record_models import Note
from handsel.kernel.money import Money
from handsel.ledger.models import Wallet
from handsel.orders.rules import LOCK_TEXT, is_approval_locked
from handsel.subscriptions.run_rate import run_rates_of_buyers
from handsel.web.templatetags.money import money_text

MOST_PINNED = 3
"""How many pinned notes stand on top of a record; all of them stand under Notes."""


@dataclass(frozen=True)
class Section:
    """An entry of the side menu."""

    label: str
    icon: str
    href: str
    is_current: bool
    count: int | None = None


@dataclass(frozen=True)
class Record:
    """One account as its seller's desk sees it. `section` is the URL name of the part that is open."""

    account: Account
    section: str

    lock_text = LOCK_TEXT

    @cached_property
    def edge(self) -> Edge:
        found = Edge.objects.filter(seller_id=self.account.seller_id, buyer=self.account, ended_at__isnull=True)
        return found.select_related("wallet").get()

    @property
    def wallet(self) -> Wallet | None:
        return getattr(self.edge, "wallet", None)

    @cached_property
    def is_approval_locked(self) -> bool:
        return is_approval_locked(self.account.seller_id)

    @property
    def is_approval_required(self) -> bool:
        return self.is_approval_locked or self.edge.approval_required

    @cached_property
    def run_rate(self) -> Money:
        rates = run_rates_of_buyers(self.account.seller_id, [self.account.pk])
        return rates.get(self.account.pk, Money(0, self.edge.currency))

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
    def held_note(self) -> str:
        """What the available sum is made of, where it is more than the balance."""
        return _("%s held for orders") % money_text(self.held) if self.held else ""

    @cached_property
    def pinned_notes(self) -> list[Note]:
        """What everybody who opens the record should read first."""
        pinned = Note.objects.filter(seller_id=self.account.seller_id, account=self.account, is_pinned=True)
        return list(pinned.order_by("-pk")[:MOST_PINNED])

    @cached_property
    def users_count(self) -> int:
        return self.account.seats.count()

    @property
    def access(self) -> str:
        """Whether somebody can log in to the storefront, in words."""
        count = self.users_count
        return ngettext("%s user", "%s users", count) % count if count else _("None yet")

    @property
    def sections(self) -> list[Section]:
        """The side menu: those of the sections that exist."""
        parts = [
            ("account", _("Information"), "id", None),
            ("account-users", _("Storefront Users"), "users", self.users_count),
            ("account-orders", _("Orders"), "shopping-cart", None),
            ("account-funds", _("Funds"), "wallet", None),
            ("account-addresses", _("Addresses"), "map-pin", None),
            ("account-notes", _("Notes"), "notes", None),
            ("account-mails", _("Mails"), "mail", None),
            ("account-timeline", _("Timeline"), "history", None),
        ]
        if self.account.is_reseller:
            parts = [part for part in parts if part[0] != "account-users"]
        return [
            Section(label, icon, reverse(f"console:{name}", args=[self.account.number]), name == self.section, count)
            for name, label, icon, count in parts
        ]
