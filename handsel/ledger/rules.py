"""Who may move money, who confirms it, and who sees it (FUN-1, FUN-3, FUN-4)."""

from handsel.identity.actor import Actor
from handsel.identity.guests import NotForGuests, VisitKind
from handsel.identity.makers import people_behind
from handsel.identity.rights import needs
from handsel.identity.roles import STAFF, Right, Role
from handsel.kernel.refusal import YES, Verdict
from handsel.ledger.announcement_models import Announcement
from handsel.ledger.documents import Adjustment, Confirmation, PaidBy
from handsel.ledger.models import Receipt
from handsel.ledger.refusals import CameByCard, NotReversible


def may_add_funds(by: Actor) -> Verdict:
    """Record payments of buyers and reverse them."""
    return needs(by, Right.MONEY, "add or reverse funds")


def may_reverse(by: Actor, paper: Receipt | Adjustment) -> Verdict:
    """Take a document back; what a gateway took from a card goes back to that card only, and stays there."""
    if not (allowed := may_add_funds(by)):
        return allowed
    if isinstance(paper, Receipt):
        came = "This came from a card. Pay it back, which sends it to the card."
        return Verdict(came, CameByCard) if hasattr(paper, "charge") else YES
    goes_to_card = paper.method == PaidBy.CARD and paper.receipt is not None and hasattr(paper.receipt, "charge")
    if goes_to_card or hasattr(paper.transfer, "card_refund"):
        return Verdict("This went back to a card; what is on its way there cannot be called back.", NotReversible)
    return YES


def may_adjust(by: Actor) -> Verdict:
    """Credit, charge and pay out; above the limit somebody else confirms it."""
    return needs(by, Right.MONEY, "move money")


def may_unlock(by: Actor) -> Verdict:
    """Let a wallet buy again that was locked because a bank took a payment back."""
    return needs(by, Right.MONEY, "unlock wallets")


def may_set_limits(by: Actor) -> Verdict:
    """Set credit limits and warnings of buyers."""
    return needs(by, Right.MONEY, "set credit limits")


def may_confirm(by: Actor, asked: Confirmation) -> Verdict:
    """Confirm or decline as the second person, never as the one who asked, nor with a key of theirs."""
    if not (allowed := may_adjust(by)):
        return allowed
    people = people_behind(by)
    if not people:
        return Verdict("A person with a name confirms this; nobody is known to stand behind this key.")
    if not people.isdisjoint(asked.asked_by_ids):
        return Verdict("You asked for this yourself; a second person confirms or declines it.")
    return YES


def may_withdraw(by: Actor, asked: Confirmation) -> Verdict:
    """Take back what one asked for."""
    if not (allowed := may_adjust(by)):
        return allowed
    if people_behind(by).isdisjoint(asked.asked_by_ids):
        return Verdict(f"Only {asked.asked_by_name} withdraws this; you can decline it.")
    return YES


def may_set_confirmation_limit(by: Actor) -> Verdict:
    """Decide above which amount a second person confirms."""
    if by.buyer_id is not None or not (by.is_system or by.role == Role.OWNER):
        return Verdict("Only owners set the limit.")
    return YES


def may_announce(by: Actor, buyer_id: int) -> Verdict:
    """Announce payments of the own account: its people who pay; the staff of a sub-reseller in its parent's storefront.

    Staff of the seller records what arrives instead.
    """
    if by.guest is not None and by.guest.kind != VisitKind.WORKSPACE:
        return Verdict("You are a guest here. Only the account's own people announce payments.", NotForGuests)
    if by.buyer_id is None or by.buyer_id != buyer_id:
        return Verdict("Only the account's own people announce payments; add funds when one has arrived.")
    return needs(by, Right.PAY, "announce payments")


def may_announce_above(by: Actor) -> Verdict:
    """Announce payments to the reseller's own seller: its staff who move money and see all accounts; no guest."""
    if by.guest is not None or by.buyer_id is not None or by.manager_id is not None:
        return Verdict("Only the reseller's own people who move its money announce payments to its seller.")
    return needs(by, Right.MONEY, "announce payments to the own seller")


def may_withdraw_announcement(by: Actor, told: Announcement) -> Verdict:
    """Take back an announcement of the own account."""
    return may_announce(by, told.buyer_id)


def may_answer_announcement(by: Actor, told: Announcement) -> Verdict:
    """Confirm or decline an announced payment, as staff, never one's own."""
    if not (allowed := may_add_funds(by)):
        return allowed
    if told.announced_by_id is not None and told.announced_by_id in people_behind(by):
        return Verdict("You announced this payment yourself; somebody else confirms or declines it.")
    return YES


def may_see_books(by: Actor) -> Verdict:
    """See what all books of the seller come to: all staff, but not who sees some accounts only."""
    if by.buyer_id is not None or by.manager_id is not None:
        return Verdict("The books tell of all accounts, and you see your own only.")
    return YES


def may_see_funds(by: Actor) -> Verdict:
    """See what was paid for an account, what is left, receipts and invoices: all staff, and its people for billing."""
    if by.is_system or by.role in STAFF:
        return YES
    return needs(by, Right.PAY, "see funds, receipts and invoices")
