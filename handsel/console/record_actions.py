"""The Actions menu of a record: what can be done with an account in its state, each with why it cannot (ACC-14)."""

from dataclasses import dataclass

from django.urls import reverse
from django.utils.translation import gettext as _

from handsel.accounts.models import Account
from handsel.accounts.rules import may_change_standing, may_manage_accounts, may_tag_accounts
from handsel.accounts.standing import Standing
from handsel.identity.actor import Actor
from handsel.identity.rules import may_invite_buyers
from handsel.kernel.refusal import Verdict
from handsel.ledger.rules import may_add_funds


@dataclass(frozen=True)
class Action:
    """An entry of the menu, which opens a dialog."""

    label: str
    icon: str
    href: str
    verdict: Verdict
    is_danger: bool = False


def actions_for(by: Actor, account: Account, standing: Standing) -> list[list[Action]]:
    """Return what `by` finds in the menu of `account`, whose own state is `standing`, in groups."""
    manage, stand, tag = may_manage_accounts(by), may_change_standing(by), may_tag_accounts(by)
    is_deleted, is_archived = standing == Standing.DELETED, standing == Standing.ARCHIVED
    groups: list[list[tuple[bool, str, str, str, Verdict]]] = [
        [
            (not account.is_reseller, "user-new", _("Add Storefront User"), "user-plus", may_invite_buyers(by)),
            (True, "funds-add", _("Add funds"), "coins", may_add_funds(by)),
            (True, "account-payment-method", _("Change payment method"), "credit-card", manage),
            (True, "account-price-list", _("Change price list"), "discount", manage),
            (True, "account-tags", _("Tags"), "tags", tag),
        ],
        [
            (standing in {Standing.ACTIVE, Standing.INACTIVE}, "account-suspend", _("Suspend"), "ban", stand),
            (standing == Standing.SUSPENDED, "account-lift", _("Lift suspension"), "circle-check", stand),
            (
                standing in {Standing.ACTIVE, Standing.SUSPENDED},
                "account-deactivate",
                _("Deactivate"),
                "user-off",
                stand,
            ),
            (standing == Standing.INACTIVE, "account-activate", _("Activate"), "user-check", stand),
            (not is_archived and not is_deleted, "account-archive", _("Archive"), "archive", stand),
            (is_archived, "account-unarchive", _("Unarchive"), "arrow-back-up", stand),
            (is_deleted, "account-restore", _("Restore"), "arrow-back-up", stand),
        ],
        [(not is_deleted, "account-delete", _("Delete"), "trash", stand)],
    ]
    found = ([_action(account, *rest) for fits, *rest in group if fits] for group in groups)
    return [group for group in found if group]


def _action(account: Account, name: str, label: str, icon: str, verdict: Verdict) -> Action:
    href = reverse(f"console:{name}", args=[account.number])
    return Action(label, icon, href, verdict, is_danger=name == "account-delete")
