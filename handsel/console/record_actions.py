"""The Actions menu of a record: what can be done with an account in its state, each with why it cannot (ACC-14)."""

from dataclasses import dataclass

from django.urls import reverse
from django.utils.translation import gettext as _

from handsel.accounts.models import Account
from handsel.accounts.rules import may_change_standing, may_manage_accounts, may_tag_accounts
from handsel.accounts.standing import Standing
from handsel.gateways.rules import may_handle_card
from handsel.identity.actor import Actor
from handsel.identity.rules import may_add_buyers
from handsel.kernel.refusal import Verdict
from handsel.ledger.rules import may_add_funds, may_adjust, may_set_limits


@dataclass(frozen=True)
class Action:
    """An entry of the menu, which opens a dialog."""

    label: str
    icon: str
    href: str
    verdict: Verdict
    is_danger: bool = False


_STANDS = frozenset({Standing.ACTIVE, Standing.SUSPENDED, Standing.INACTIVE})


def actions_for(by: Actor, account: Account, standing: Standing) -> list[list[Action]]:
    """Return what `by` finds in the menu of `account`, whose own state is `standing`, in groups."""
    manage, stand, tag = may_manage_accounts(by), may_change_standing(by), may_tag_accounts(by)
    entries = (
        (0, not account.is_reseller, "user-new", _("Add Storefront User"), "user-plus", may_add_buyers(by)),
        (0, True, "funds-add", _("Add funds"), "coins", may_add_funds(by)),
        (0, True, "funds-top-up", _("Charge card"), "credit-card", may_handle_card(by, account.pk)),
        (0, True, "funds-adjust", _("Credit or charge"), "switch-horizontal", may_adjust(by)),
        (0, True, "funds-pay-out", _("Pay out"), "transfer-out", may_adjust(by)),
        (0, True, "funds-limits", _("Credit limit and warning"), "adjustments", may_set_limits(by)),
        (0, True, "account-payment-method", _("Change payment method"), "credit-card", manage),
        (0, True, "account-price-list", _("Change price list"), "discount", manage),
        (0, True, "account-tags", _("Tags"), "tags", tag),
        (1, standing in _STANDS - {Standing.SUSPENDED}, "account-suspend", _("Suspend"), "ban", stand),
        (1, standing == Standing.SUSPENDED, "account-lift", _("Lift suspension"), "circle-check", stand),
        (1, standing in _STANDS - {Standing.INACTIVE}, "account-deactivate", _("Deactivate"), "user-off", stand),
        (1, standing == Standing.INACTIVE, "account-activate", _("Activate"), "user-check", stand),
        (1, standing in _STANDS, "account-archive", _("Archive"), "archive", stand),
        (1, standing == Standing.ARCHIVED, "account-unarchive", _("Unarchive"), "arrow-back-up", stand),
        (1, standing == Standing.DELETED, "account-restore", _("Restore"), "arrow-back-up", stand),
        (2, standing != Standing.DELETED, "account-delete", _("Delete"), "trash", stand),
    )
    groups: list[list[Action]] = [[], [], []]
    for group, fits, name, label, icon, verdict in entries:
        if fits:
            href = reverse(f"console:{name}", args=[account.number])
            groups[group].append(Action(label, icon, href, verdict, is_danger=name == "account-delete"))
    return [group for group in groups if group]
