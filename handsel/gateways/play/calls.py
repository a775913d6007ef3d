"""The test gateway's API: what an account can ask for, and how it is shown (BIL-3)."""

from collections.abc import Callable, Mapping

from handsel.gateways.play.book import Book, Row, Wrong
from handsel.gateways.play.numbers import Fate


class AnswerLost(Exception):
    """What was asked is done, and the caller does not hear of it."""


class Calls:
    """What the account `owner` asks of the gateway at `base_url`."""

    def __init__(self, book: Book, base_url: str, owner: str) -> None:
        self.book, self.base_url, self.owner = book, base_url, owner

    def answer(self, method: str, names: list[str], asked: Row) -> Row:
        """Return the answer. Raises Wrong, OutOfOrder, AnswerLost, KeyError for what was not told."""
        if method == "POST" and names[0] == "payments" and len(names) == 3:  # noqa: PLR2004 - payments/<reference>/<deed>
            return self._on_payment(names[1], names[2], asked)
        deed = CALLS.get((method, names[0], len(names)))
        if deed is None:
            raise Wrong("no such address")
        return deed(self, asked | {"reference": names[-1]})

    def ping(self, _: Row) -> Row:
        return {"pong": True}

    def start_form(self, asked: Row) -> Row:
        del asked["reference"]
        return self._form(self.book.start_form(self.owner, asked))

    def form(self, asked: Row) -> Row:
        self.book.form(asked["reference"])
        return self._form(self.book.get("forms", self.owner, asked["reference"]))

    def pay(self, asked: Row) -> Row:
        is_new = self.book.by_key("payments", self.owner, asked["key"]) is None
        card = self.book.get("cards", self.owner, asked["card"])
        if not card["is_kept"]:
            raise Wrong("this card was forgotten")
        payment = self.book.pay(self.owner, card, asked)
        if is_new and payment["fate"] == Fate.ANSWER_LOST:
            raise AnswerLost
        return _payment(payment)

    def payment(self, asked: Row) -> Row:
        found = self.book.by_key("payments", self.owner, asked["key"])
        return {"payment": _payment(found) if found else None}

    def refund(self, asked: Row) -> Row:
        found = self.book.by_key("refunds", self.owner, asked["key"])
        return {"refund": _refund(found) if found else None}

    def forget_card(self, asked: Row) -> Row:
        card = self.book.rows["cards"].get(asked["reference"])
        if card and card["owner"] == self.owner:
            card["is_kept"] = False
        return {}

    def _on_payment(self, reference: str, deed: str, asked: Row) -> Row:
        payment = self.book.get("payments", self.owner, reference)
        match deed:
            case "confirm":
                payment["return_url"] = asked["return_url"]
                waits = payment["state"] == "needs_holder"
                return {"url": f"{self.base_url}/bank/{reference}" if waits else "", "payment": _payment(payment)}
            case "capture":
                return _payment(self.book.capture(payment, asked["amount"]))
            case "void":
                return _payment(self.book.void(payment))
            case "refunds":
                return _refund(self.book.refund(payment, asked["key"], asked["amount"]))
        raise Wrong("no such address")

    def _form(self, form: Row) -> Row:
        card = self.book.rows["cards"][form["card"]] if form["card"] else None
        payment = self.book.rows["payments"][form["payment"]] if form["payment"] else None
        return {
            "reference": form["reference"],
            "url": f"{self.base_url}/form/{form['reference']}",
            "state": form["state"],
            "card": _card(card) if card else None,
            "payment": _payment(payment) if payment else None,
        }


CALLS: Mapping[tuple[str, str, int], Callable[[Calls, Row], Row]] = {
    ("GET", "ping", 1): Calls.ping,
    ("POST", "forms", 1): Calls.start_form,
    ("GET", "forms", 2): Calls.form,
    ("POST", "payments", 1): Calls.pay,
    ("GET", "payments", 1): Calls.payment,
    ("GET", "refunds", 1): Calls.refund,
    ("DELETE", "cards", 2): Calls.forget_card,
}


def _payment(row: Row) -> Row:
    names = ("key", "reference", "state", "amount", "currency", "captured", "refunded", "dispute", "refusal")
    return {name: row[name] for name in names}


def _refund(row: Row) -> Row:
    return {name: row[name] for name in ("key", "reference", "state", "refusal")}


def _card(row: Row) -> Row:
    return {
        "token": row["reference"],
        "brand": row["brand"],
        "last_four": row["number"],
        "expiry_month": row["month"],
        "expiry_year": row["year"],
    }
