"""The ways out of a record: into the parent's storefront, into a child's console, into a customer's place (USR-6)."""

from collections.abc import Iterator
from dataclasses import dataclass

from django.urls import reverse
from django.utils.translation import gettext as _

from handsel.accounts.models import Account
from handsel.accounts.rules import may_manage_accounts
from handsel.console.desk import Desk
from handsel.identity.roles import RIGHTS, Right
from handsel.kernel.clock import now
from handsel.kernel.refusal import Verdict
from handsel.visits.models import Destination
from handsel.visits.rules import may_help_children, may_look_as_customer, may_visit_parent
from handsel.visits.support import access_to
from handsel.web.templatetags.dates import moment_text


@dataclass(frozen=True)
class WayOut:
    """An entry that leads elsewhere by a POST; one that only asks something opens a dialog. `note` stands below it."""

    label: str
    icon: str
    href: str
    verdict: Verdict
    is_dialog: bool = False
    note: str = ""


_TO_PARENT = (
    (Destination.SERVICES, "tool"),
    (Destination.SUBSCRIPTIONS, "calendar-repeat"),
    (Destination.ASSETS, "license"),
)


def ways_to_parent(desk: Desk, account: Account) -> list[WayOut]:
    """Return the ways into the parent's storefront for `account`; the operator has no parent, and none of them."""
    if not desk.has_parent:
        return []
    verdict = may_visit_parent(desk.actor)
    return [
        WayOut(str(to.label), icon, reverse("console:account-manage", args=[account.number, to.value]), verdict)
        for to, icon in _TO_PARENT
    ]


def ways_of(desk: Desk, account: Account) -> Iterator[WayOut]:
    """Yield all the ways out of the record of `account`."""
    yield from ways_to_parent(desk, account)
    look = reverse("console:account-look", args=[account.number])
    yield WayOut(_("View storefront as customer"), "eye", look, may_look_as_customer(desk.actor))
    if account.is_reseller:
        yield from _workspace(desk, account)


def _workspace(desk: Desk, account: Account) -> Iterator[WayOut]:
    may_help = may_help_children(desk.actor)
    access = access_to(account.pk, at=now()) if may_help else None
    if may_help and access is None:
        href = reverse("console:account-workspace-ask", args=[account.number])
        note = _("%s has not given you support access.") % account.name
        yield WayOut(_("Ask for support access"), "headset", href, may_help, is_dialog=True, note=note)
        return
    href = reverse("console:account-workspace", args=[account.number])
    told = {"by": access.given_by, "until": moment_text(access.until)} if access else {}
    note = _("Let in by %(by)s until %(until)s.") % told if access else ""
    yield WayOut(_("Open workspace"), "headset", href, may_help, note=note)
    if access and Right.ACCOUNTS in RIGHTS[access.role]:
        recording = reverse("console:account-record", args=[account.number])
        may_record = may_manage_accounts(desk.actor)
        yield WayOut(_("Record a customer for them"), "user-plus", recording, may_record, is_dialog=True)
