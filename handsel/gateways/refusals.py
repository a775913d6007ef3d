"""How gateways, cards and charges say no (ACC-20, BIL-3, FUN-7)."""

from handsel.kernel.refusal import Conflict, Invalid, NotFound


class NoGateway(Conflict):
    """The seller takes no cards: it has no gateway that is on."""

    code = "no_gateway"


class NoCard(Conflict):
    """The buyer has no card on file."""

    code = "no_card"


class CardExpired(Conflict):
    """The card on file has expired; another is needed."""

    code = "card_expired"


class NoTestGateway(Conflict):
    """This installation runs no test gateway."""

    code = "test_gateway_missing"


class CredentialsWrong(Invalid):
    """The gateway does not know these credentials."""

    code = "credentials_wrong"


class ChargeMoved(Conflict):
    """The charge is not in a state from which this can be done."""

    code = "charge_moved"


class TradeEnded(NotFound):
    """The seller does not sell to this account any more."""

    code = "trade_ended"


class AmountTooSmall(Invalid):
    """Gateways take no amounts as small as this."""

    code = "amount_too_small"
