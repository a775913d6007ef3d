"""What a key of the API may be used for: subjects of the API, each for reading or for writing (USR-8)."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass

from django.db.models import TextChoices
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from handsel.identity.roles import Role

READ, WRITE = "read", "write"


class Subject(TextChoices):
    """A part of the API that a key can be let into."""

    ACCOUNTS = "accounts", _("Customers and sub-resellers")
    USERS = "users", _("Storefront users")
    ORDERS = "orders", _("Orders and subscriptions")
    FUNDS = "funds", _("Funds")
    CATALOG = "catalog", _("Products and prices")
    MAIL = "mail", _("Mailbox")
    REPORTS = "reports", _("Reports and exports")
    TASKS = "tasks", _("Background work")
    IMPORTS = "imports", _("Imports")
    SETTINGS = "settings", _("Settings")
    STAFF = "staff", _("Staff")
    KEYS = "keys", _("API keys")
    SIGN_IN = "sign_in", _("Sign-in providers")
    AUDIT = "audit", _("Audit log")


ONLY_READ = frozenset({Subject.MAIL, Subject.REPORTS, Subject.AUDIT})
"""Subjects in which there is nothing to change."""


def scope(subject: Subject, access: str) -> str:
    """Return how a scope is written: `orders:read`."""
    return f"{subject.value}:{access}"


ALL_SCOPES: tuple[str, ...] = tuple(
    scope(subject, access)
    for subject in Subject
    for access in (READ, WRITE)
    if access == READ or subject not in ONLY_READ
)
_ASKED_FOR = (Subject.AUDIT, Subject.KEYS, Subject.SIGN_IN)
_RESERVED = frozenset(scope(subject, access) for subject in _ASKED_FOR for access in (READ, WRITE))
USUAL_SCOPES = tuple(one for one in ALL_SCOPES if one not in _RESERVED)
"""What a key gets where nobody chose: all but the audit log, the keys themselves, and how people sign in."""


def covers(scopes: Collection[str], needed: str) -> bool:
    """Whether a key with `scopes` may do what asks for `needed`; who may write a subject may read it too."""
    subject, _colon, access = needed.partition(":")
    return needed in scopes or (access == READ and f"{subject}:{WRITE}" in scopes)


def in_order(scopes: Iterable[str]) -> list[str]:
    """Return those of `scopes` that there are, each once, in the order in which they are told everywhere."""
    wanted = frozenset(scopes)
    return [one for one in ALL_SCOPES if one in wanted]


@dataclass(frozen=True)
class Preset:
    """A usual choice of role and scopes under a name that says what the program is for."""

    label: str | Promise
    role: Role
    scopes: tuple[str, ...]


def _reading(*subjects: Subject) -> tuple[str, ...]:
    return tuple(scope(subject, READ) for subject in subjects)


def _writing(*subjects: Subject) -> tuple[str, ...]:
    return tuple(scope(subject, WRITE) for subject in subjects)


PRESETS: Mapping[str, Preset] = {
    "read": Preset(_("Read everything"), Role.READ_ONLY, tuple(one for one in USUAL_SCOPES if one.endswith(READ))),
    "shop": Preset(
        _("Shop integration"),
        Role.MANAGER,
        _writing(Subject.ACCOUNTS, Subject.USERS, Subject.ORDERS) + _reading(Subject.CATALOG, Subject.FUNDS),
    ),
    "accounting": Preset(
        _("Accounting"),
        Role.FINANCE,
        _writing(Subject.FUNDS, Subject.TASKS) + _reading(Subject.ACCOUNTS, Subject.ORDERS, Subject.REPORTS),
    ),
}
