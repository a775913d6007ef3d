"""How the books say no (FUN-1, FUN-3, FUN-4, FUN-6)."""

from handsel.kernel.refusal import Conflict, Invalid, NotFound


class NoWallet(NotFound):
    """The buyer has no wallet in this currency."""

    code = "no_wallet"


class WalletShort(Conflict):
    """The wallet lacks the money for this."""

    code = "wallet_short"


class AlreadyReversed(Conflict):
    """A transfer is reversed once only."""

    code = "already_reversed"


class PaidOutAgain(Conflict):
    """Something of this payment was paid out again; take that back first."""

    code = "paid_out_again"


class InBin(Conflict):
    """The account was deleted; money that it is sent would be out of sight."""

    code = "in_bin"


class AccountArchived(Conflict):
    """The account is archived; money that it is sent would be out of sight."""

    code = "account_archived"


class KeyReused(Conflict):
    """The key was told before, for another payment."""

    code = "key_reused"
    status = 422


class NotReversible(Conflict):
    """This kind of posting is taken back in another way."""

    code = "not_reversible"


class CameByCard(Conflict):
    """A gateway took this from a card: it is paid back to the card, not taken out of the wallet only."""

    code = "came_by_card"


class NotWaiting(Conflict):
    """Nobody can answer this any more: somebody has, or it waited too long."""

    code = "not_waiting"


class DateAhead(Invalid):
    """Money cannot have arrived on a day that has not come."""

    code = "date_ahead"


class DateTooOld(Invalid):
    """So long ago is a slip of the pen: what was sent then has arrived or never will, and books are not kept longer."""

    code = "date_too_old"


class TooManyOpen(Conflict):
    """So many announced payments of one buyer do not wait at once."""

    code = "too_many_announced"


class WayNotOffered(Invalid):
    """Money cannot come in or leave in this way."""

    code = "way_not_offered"


class ReasonMissing(Invalid):
    """Nothing is done without a reason."""

    code = "reason_missing"


class CreditInUse(Conflict):
    """More of the credit is used than the new limit; it must be said that this is meant."""

    code = "credit_in_use"


class RefundTooLarge(Conflict):
    """More than the payment was cannot be paid back."""

    code = "refund_too_large"


class NotLocked(Conflict):
    """Only a wallet that is locked is unlocked."""

    code = "not_locked"
