"""The magic card numbers of the test gateway: each stands for something that happens at real ones (BIL-3)."""

from dataclasses import dataclass
from enum import StrEnum


class Fate(StrEnum):
    """What becomes of a card's payments."""

    PAYS = "pays"
    DECLINED = "declined"
    SHORT = "insufficient_funds"
    DECLINED_LATER = "declined_later"
    DISPUTED = "disputed"
    DISPUTE_WON = "dispute_won"
    DISPUTE_LOST = "dispute_lost"
    TOLD_TWICE = "told_twice"
    NOT_TOLD = "not_told"
    SLOW = "slow"
    ANSWER_LOST = "answer_lost"
    OUT_OF_ORDER = "out_of_order"
    CAPTURE_REFUSED = "capture_refused"
    REFUND_REFUSED = "refund_refused"
    NEEDS_HOLDER = "needs_holder"


@dataclass(frozen=True)
class MagicCard:
    """A number, what it stands for, and how the gateway's page tells it."""

    number: str
    fate: Fate
    told: str
    brand: str = "Visa"

    @property
    def grouped(self) -> str:
        return " ".join(self.number[place : place + 4] for place in range(0, len(self.number), 4))


MAGIC = (
    MagicCard("4242424242424242", Fate.PAYS, "Pays"),
    MagicCard("5555555555554444", Fate.PAYS, "Pays", "Mastercard"),
    MagicCard("4000000000000002", Fate.DECLINED, "Is declined, on this page and later"),
    MagicCard("4000000000009995", Fate.SHORT, "Has too little money on it"),
    MagicCard("4000000000000341", Fate.DECLINED_LATER, "Can be saved, and is declined when it is charged"),
    MagicCard("4000000000000259", Fate.DISPUTED, "Pays; then the bank disputes it"),
    MagicCard("4000000000000267", Fate.DISPUTE_WON, "Pays, is disputed, and the dispute is won"),
    MagicCard("4000000000000275", Fate.DISPUTE_LOST, "Pays, is disputed, and the dispute is lost"),
    MagicCard("4000000000000077", Fate.TOLD_TWICE, "Pays; each webhook is sent twice"),
    MagicCard("4000000000000085", Fate.NOT_TOLD, "Pays; no webhook is sent"),
    MagicCard("4000000000000093", Fate.SLOW, "Pays after a while: the bank takes its time"),
    MagicCard("4000000000000101", Fate.ANSWER_LOST, "Pays, and the answer is lost on its way"),
    MagicCard("4000000000000119", Fate.OUT_OF_ORDER, "Is out of order: the gateway fails, and nothing is paid"),
    MagicCard("4000000000000127", Fate.CAPTURE_REFUSED, "Can be authorised, and not be captured"),
    MagicCard("4000000000000135", Fate.REFUND_REFUSED, "Pays, and cannot be refunded"),
    MagicCard("4000002500003155", Fate.NEEDS_HOLDER, "Pays once its holder has confirmed it at the bank"),
)

_BY_NUMBER = {card.number: card for card in MAGIC}
_SHORTEST, _LONGEST = 12, 19


def card_with(number: str) -> MagicCard | None:
    """Return the card with this number; whatever else could be one pays, and None stands for what could not."""
    digits = number.replace(" ", "").replace("-", "")
    if not (digits.isascii() and digits.isdigit() and _SHORTEST <= len(digits) <= _LONGEST and _checks(digits)):
        return None
    brand = {"4": "Visa", "5": "Mastercard", "3": "American Express"}.get(digits[0], "Card")
    return _BY_NUMBER.get(digits) or MagicCard(digits, Fate.PAYS, "Pays", brand)


def _checks(digits: str) -> bool:
    doubled = [int(digit) * (1 + place % 2) for place, digit in enumerate(reversed(digits))]
    return sum(value - 9 if value > 9 else value for value in doubled) % 10 == 0  # noqa: PLR2004 - by Luhn
