"""The screens of Settings beside their forms: the menu, the history, what a domain needs (SHO-4)."""

from collections.abc import Iterator
from dataclasses import dataclass

from django.conf import settings
from django.db.models import QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _

from handsel.accounts.portal_models import Domain
from handsel.accounts.portal_settings import OpenPortal
from handsel.console.desk import Desk
from handsel.console.happenings import Change, Happening
from handsel.console.records import Section
from handsel.console.settings_told import label_of, told
from handsel.timeline.models import Event


def settings_menu(current: str) -> list[Section]:
    """Return the entries of the side menu of Settings; `current` is a URL name, with the screen behind a colon."""
    entries = (
        ("settings", _("Name and look"), "palette"),
        ("settings-domains", _("Addresses"), "world"),
        ("settings:formats", _("Languages and formats"), "language"),
        ("settings:trade", _("Customers and currencies"), "coins"),
        ("settings-sign-up", _("Sign-up"), "user-plus"),
        ("settings-rates", _("Currencies and rates"), "switch-horizontal"),
        ("settings-tax", _("Tax"), "percentage"),
        ("settings-payment-methods", _("Payment methods"), "cash"),
        ("settings:access", _("Second factor"), "shield-lock"),
        ("settings-providers", _("Sign-in providers"), "login"),
        ("settings-payments", _("Payments by card"), "credit-card"),
        ("settings-carts", _("Carts"), "shopping-cart"),
        ("settings-delivery", _("Delivery"), "truck-delivery"),
        ("settings-refunds", _("Refunds"), "arrow-back-up"),
        ("settings-terms", _("Terms"), "scale"),
        ("settings-wall", _("What my provider sees"), "eye"),
        ("settings-support", _("Support access"), "headset"),
        ("settings-history", _("History"), "history"),
    )
    return [Section(label, icon, _address(name), is_current=name == current) for name, label, icon in entries]


def _address(name: str) -> str:
    name, _colon, section = name.partition(":")
    return reverse("console:settings-section", args=[section]) if section else reverse(f"console:{name}")


def history_of_settings(desk: Desk) -> QuerySet[Event]:
    """Return what was changed in Settings, the latest first."""
    return desk.events.filter(account_id=desk.seller_id, name__startswith="settings.").order_by("-pk")


@dataclass(frozen=True)
class SettingHappening(Happening):
    """A change of the settings, its values in words."""

    @property
    def changes(self) -> Iterator[Change]:
        for name, (before, after) in self.event.data.get("changes", {}).items():
            yield Change(label_of(name), self._told(name, before), self._told(name, after))

    @staticmethod
    def _told(name: str, value: object) -> str:
        return _("inherited") if value is None and name != "host" else told(name, value)


@dataclass(frozen=True)
class SeenDomain:
    """A host name with what its name server must say, and whether this page was opened at it."""

    domain: Domain
    portal: OpenPortal
    opened_at: str

    @property
    def is_here(self) -> bool:
        return self.domain.host == self.opened_at

    @property
    def console(self) -> str:
        """Where the console can be opened at this host."""
        return f"{settings.HANDSEL_SCHEME}://{self.domain.host}{settings.HANDSEL_PUBLIC_PORT}/console/settings/domains/"

    @property
    def target(self) -> str:
        """What the CNAME record leads to."""
        return self.portal.first_host

    @property
    def owner_record(self) -> tuple[str, str]:
        """The TXT record by which one can see whose host this is: its name and its value."""
        return f"_portal.{self.domain.host}", f"name={self.portal.name}"
