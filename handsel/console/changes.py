"""What a dialog asks for that changes an account's standing: words, form, and what it sets off (ACC-6 to ACC-8).

Each says in plain words what follows, so that nobody has to try it out.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from handsel.accounts.archiving import archive_account, dealings_of, unarchive_account, why_not_archived
from handsel.accounts.bin import delete_account, restore_account, why_not_deleted
from handsel.accounts.models import Account
from handsel.accounts.suspending import (
    ACTIVATE,
    DEACTIVATE,
    LIFT,
    SUSPEND,
    StatusChange,
    activate_account,
    deactivate_account,
    lift_suspension,
    suspend_account,
    why_unchanged,
)
from handsel.console.forms.catalog import ConfirmForm
from handsel.console.forms.standing import KeptReasonForm, SuspensionForm, ToldReasonForm
from handsel.web.forms import HouseForm

Words = str | Promise
WhyNot = Callable[[Account, datetime], str]


@dataclass(frozen=True)
class StandingChange:
    """One dialog. `why_not` says why the change is not open to an account as it is; empty where it is."""

    name: str
    operation: Callable[..., Account]
    form: type[HouseForm]
    heading: Words
    submit: Words
    said: Words
    icon: str
    why_not: WhyNot
    follows: tuple[Words, ...] = field(default=())
    is_grave: bool = True

    @property
    def url(self) -> str:
        return f"console:{self.name}"

    def make(self, account: Account, typed: Mapping[str, Any], **who: Any) -> Account:
        """Do it, with what was typed."""
        return self.operation(
            account_id=account.pk, **{key: value for key, value in typed.items() if key != "sure"}, **who
        )


def _status(change: StatusChange) -> WhyNot:
    return lambda account, at: why_unchanged(account, change, at=at)


def _archive(account: Account, _at: datetime) -> str:
    return why_not_archived(account, dealings_of([account.pk])[account.pk])


def _delete(account: Account, _at: datetime) -> str:
    return why_not_deleted(account, dealings_of([account.pk])[account.pk])


def _open(_account: Account, _at: datetime) -> str:
    return ""


SUSPENSION = StandingChange(
    "account-suspend",
    suspend_account,
    SuspensionForm,
    _("Suspend %s"),
    _("Suspend"),
    _("%s is suspended."),
    "ban",
    _status(SUSPEND),
    (
        _("Nothing can be ordered, here and in all that is below. Orders that wait stay where they are."),
        _("Its people still log in, and reach their own data and the funds page."),
        _("What runs goes on."),
    ),
)
LIFTING = StandingChange(
    "account-lift",
    lift_suspension,
    ToldReasonForm,
    _("Lift the suspension of %s"),
    _("Lift"),
    _("The suspension of %s is lifted."),
    "circle-check",
    _status(LIFT),
    (_("It can order again at once. Orders that waited go on by themselves."),),
    is_grave=False,
)
DEACTIVATION = StandingChange(
    "account-deactivate",
    deactivate_account,
    ToldReasonForm,
    _("Deactivate %s"),
    _("Deactivate"),
    _("%s is inactive."),
    "user-off",
    _status(DEACTIVATE),
    (
        _("Nobody of it can log in, and whoever is logged in is out at once; the same in all that is below."),
        _("Nothing can be ordered. A suspension ends with it."),
        _("What runs goes on and is renewed."),
    ),
)
ACTIVATION = StandingChange(
    "account-activate",
    activate_account,
    ToldReasonForm,
    _("Activate %s"),
    _("Activate"),
    _("%s is active."),
    "user-check",
    _status(ACTIVATE),
    (_("Its people can log in and order again at once."),),
    is_grave=False,
)
ARCHIVING = StandingChange(
    "account-archive",
    archive_account,
    KeptReasonForm,
    _("Archive %s"),
    _("Archive"),
    _("%s is archived."),
    "archive",
    _archive,
    (
        _("It leaves the lists and is counted nowhere; all its data stays."),
        _("Nobody of it can log in or order."),
        _("You can take it out of the archive at any time."),
    ),
)
UNARCHIVING = StandingChange(
    "account-unarchive",
    unarchive_account,
    KeptReasonForm,
    _("Take %s out of the archive"),
    _("Unarchive"),
    _("%s is back in the lists."),
    "arrow-back-up",
    _open,
    (_("It stands in the lists again, as it was."),),
    is_grave=False,
)
DELETION = StandingChange(
    "account-delete",
    delete_account,
    KeptReasonForm,
    _("Delete %s"),
    _("Delete"),
    _("%s lies in the bin."),
    "trash",
    _delete,
    (
        _("It goes into the bin, where you can restore it for 30 days. Nobody of it can log in."),
        _("Then it is removed for good, with its users, addresses, notes and mails."),
    ),
)
RESTORATION = StandingChange(
    "account-restore",
    restore_account,
    ConfirmForm,
    _("Restore %s"),
    _("Restore"),
    _("%s is restored."),
    "arrow-back-up",
    _open,
    (_("It stands in the lists again with all it had, and its people can log in."),),
    is_grave=False,
)
