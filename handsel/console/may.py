"""What the person at a desk may do, whatever it is done to: templates ask it to show a button or to grey it (USR-5)."""

from dataclasses import dataclass
from functools import cached_property

from handsel.accounts import rules as of_accounts
from handsel.catalog import rules as of_catalog
from handsel.identity import rules as of_identity
from handsel.identity.actor import Actor
from handsel.kernel.refusal import Verdict
from handsel.ledger import rules as of_ledger
from handsel.orders import rules as of_orders
from handsel.signups import rules as of_signups


@dataclass(frozen=True)
class May:
    """The rules that need nothing but who asks; each answers with a Verdict, whose `reason` says why not."""

    actor: Actor

    @property
    def manage_accounts(self) -> Verdict:
        return of_accounts.may_manage_accounts(self.actor)

    @property
    def answer_sign_ups(self) -> Verdict:
        return of_signups.may_answer_sign_ups(self.actor)

    @property
    def order(self) -> Verdict:
        return of_orders.may_order_for_customers(self.actor)

    @property
    def write_notes(self) -> Verdict:
        return of_accounts.may_write_notes(self.actor)

    @property
    def invite_buyers(self) -> Verdict:
        return of_identity.may_invite_buyers(self.actor)

    @property
    def see_to_staff(self) -> Verdict:
        return of_identity.may_see_to_staff(self.actor)

    @property
    def add_funds(self) -> Verdict:
        return of_ledger.may_add_funds(self.actor)

    @property
    def set_rates(self) -> Verdict:
        return of_catalog.may_set_rates(self.actor)

    @cached_property
    def switch_approval_for_all(self) -> Verdict:
        return of_orders.may_switch_approval_for_all(self.actor)
