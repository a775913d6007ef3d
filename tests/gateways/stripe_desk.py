"""What can be asked of the Stripe of tests, and what it answers, out of the test gateway's book."""

from collections.abc import Callable, Collection, Mapping
from typing import Any

from stripe.params import PaymentIntentCreateParams, RefundCreateParams
from stripe.params.checkout import SessionCreateParams

from handsel.gateways.play.book import Book
from handsel.gateways.play.numbers import Fate, card_with
from tests.gateways import stripe_shapes as shapes

SECRET = "rk_test_Karls4242"
Row = dict[str, Any]


class Fault(Exception):
    """The answer that is given instead."""

    def __init__(self, status: int, body: Row) -> None:
        self.status, self.body = status, body


class Desk:
    """What can be asked, and the answers."""

    def __init__(self, book: Book, base: str) -> None:
        self.book, self.base, self.rows = book, base, book.rows

    def answer(self, method: str, path: str, asked: Row) -> Row:
        what, *names = path.removeprefix("/v1/").removeprefix("checkout/").split("/")
        deed = CALLS.get((method, what, *names[1:]) if names else (method, f"{what}/"))
        if deed is None:
            raise Fault(404, shapes.an_error("invalid_request_error", "", "Unrecognized request URL"))
        known = KNOWN.get(what) if method == "POST" and not names else None
        for name in asked:
            if known is not None and name.partition("[")[0] not in known:
                code = "parameter_unknown"
                raise Fault(400, shapes.an_error("invalid_request_error", code, f"Received unknown parameter: {name}"))
        return deed(self, names[0] if names else "", asked)

    # Forms

    def start_session(self, asked: Row) -> Row:
        told = {"key": asked["metadata[handsel_key]"], "return_url": asked["success_url"], "webhook_url": "stripe"}
        told |= {"saves_card": asked.get("customer_creation") == "always", "description": "", "amount": None}
        if asked["mode"] == "payment":
            price = "line_items[0][price_data]"
            told |= {"amount": int(asked[f"{price}[unit_amount]"]), "currency": asked[f"{price}[currency]"].upper()}
            told["description"] = asked[f"{price}[product_data][name]"]
        form = {"owner": SECRET, "state": "open", "card": None, "payment": None}
        self.rows["hooks"][SECRET] = {"url": "stripe"}
        return self.session(self.book.add("forms", told | form))

    def type_card(self, name: str, number: str) -> str:
        form, card = self.rows["forms"][name], card_with(number)
        assert card is not None
        refusal = self.book.fill_form(form, card, 12, 2030)
        if "waits" in form:
            # Checkout asks the bank on its own page.
            refusal = self.book.answer_at_bank(form, confirms=True)
        return refusal

    def session(self, form: Row) -> Row:
        payment = self.rows["payments"].get(form["payment"] or "")
        card = self.rows["cards"].get(form["card"] or (payment or {}).get("card", ""))
        return shapes.a_session(form, self.base, card, self.intent(payment) if payment else None)

    def detach(self, card: Row) -> Row:
        if not card["is_kept"]:
            raise Fault(400, shapes.an_error("invalid_request_error", "", "The payment method is not attached."))
        card["is_kept"] = False
        return shapes.a_method(card) | {"customer": None}

    # Payments

    def pay(self, asked: Row) -> Row:
        card = self.get("cards", asked["payment_method"])
        if not card["is_kept"]:
            raise Fault(400, shapes.an_error("invalid_request_error", "resource_missing", "No such PaymentMethod"))
        told = {
            "key": asked["metadata[handsel_key]"],
            "amount": int(asked["amount"]),
            "currency": asked["currency"].upper(),
        }
        row = self.book.pay(SECRET, card, told | {"capture": asked["capture_method"] == "automatic"})
        row["card"] = card["reference"]
        if row["state"] in {"refused", "needs_holder"}:
            raise Fault(402, {"error": shapes.a_refusal(row) | {"payment_intent": self.intent(row)}})
        if row["fate"] == Fate.ANSWER_LOST and not row.get("was_lost"):
            row["was_lost"] = True
            raise Fault(0, self.intent(row))
        return self.intent(row)

    def confirm(self, row: Row, asked: Row) -> Row:
        if row["state"] != "needs_holder" or "return_url" not in asked:
            raise self._unexpected(row)
        row |= {"bank": f"{self.base}/bank/{row['reference']}", "return_url": asked["return_url"]}
        return self.intent(row)

    def capture(self, row: Row, asked: Row) -> Row:
        if row["state"] != "authorised":
            raise self._unexpected(row)
        if row["fate"] == Fate.CAPTURE_REFUSED:
            raise Fault(402, {"error": {"type": "card_error", "code": "card_declined", "message": "No."}})
        return self.intent(self.book.capture(row, int(asked["amount_to_capture"])))

    def cancel(self, row: Row) -> Row:
        if row["state"] not in {"authorised", "needs_holder"}:
            raise self._unexpected(row)
        return self.intent(self.book.void(row))

    def refund(self, row: Row, asked: Row) -> Row:
        amount, left = int(asked["amount"]), row["captured"] - row["refunded"]
        if amount > left:
            told = "Refund amount is greater than unrefunded amount on charge"
            raise Fault(400, shapes.an_error("invalid_request_error", "", told, "amount"))
        if row["dispute"] in {"open", "lost"}:
            raise Fault(400, shapes.an_error("invalid_request_error", "charge_disputed", "It has been charged back."))
        told_row = self.book.refund(row, asked["metadata[handsel_key]"], amount)
        told_row |= {"payment": row["reference"], "currency": row["currency"]}
        return shapes.a_refund(told_row)

    def payment_intents(self, asked: Row) -> list[Row]:
        rows = [self.intent(row) for row in self.rows["payments"].values()]
        return [row for row in rows if asked.get("customer") in {None, row["customer"]}]

    def refunds(self, asked: Row) -> list[Row]:
        rows = self.rows["refunds"].values()
        return [shapes.a_refund(row) for row in rows if asked.get("payment_intent") in {None, row["payment"]}]

    def disputes(self, asked: Row) -> list[Row]:
        rows = [shapes.a_dispute(row) for row in self.rows["payments"].values() if row["dispute"]]
        return [row for row in rows if asked.get("payment_intent") in {None, row["payment_intent"]}]

    def intent(self, row: Row) -> Row:
        return shapes.an_intent(row, self.rows["cards"].get(row.get("card", "")))

    def about(self, kind: str, key: str) -> Row:
        """Return what an event tells of."""
        what = {"checkout": "forms", "refund": "refunds"}.get(kind.partition(".")[0], "payments")
        row = self.book.by_key(what, SECRET, key)
        assert row is not None
        if what == "forms":
            return self.session(row)
        if what == "refunds":
            return shapes.a_refund(row)
        return shapes.a_dispute(row) if kind.startswith("charge.dispute") and row["dispute"] else self.intent(row)

    def get(self, what: str, name: str) -> Row:
        if name not in self.rows[what]:
            raise Fault(404, shapes.an_error("invalid_request_error", "resource_missing", f"No such {what}: '{name}'"))
        return self.rows[what][name]

    def _unexpected(self, row: Row) -> Fault:
        told = f"This PaymentIntent has a status of {shapes.STATUS[row['state']]}."
        code = "payment_intent_unexpected_state"
        return Fault(400, shapes.an_error("invalid_request_error", code, told, payment_intent=self.intent(row)))


KNOWN: Mapping[str, Collection[str]] = {
    "payment_intents": PaymentIntentCreateParams.__annotations__,
    "refunds": RefundCreateParams.__annotations__,
    "sessions": SessionCreateParams.__annotations__,
}
"""What this version of the API knows; anything else is refused, as Stripe does."""
CALLS: Mapping[tuple[str, ...], Callable[[Desk, str, Row], Row]] = {
    ("GET", "payment_intents/"): lambda desk, _, asked: shapes.a_list(
        desk.payment_intents(asked), asked, "/v1/payment_intents"
    ),
    ("GET", "refunds/"): lambda desk, _, asked: shapes.a_list(desk.refunds(asked), asked),
    ("GET", "disputes/"): lambda desk, _, asked: shapes.a_list(desk.disputes(asked), asked),
    ("GET", "sessions/"): lambda _desk, _, _asked: shapes.a_list([]),
    ("GET", "sessions"): lambda desk, name, _: desk.session(desk.get("forms", name)),
    ("GET", "payment_intents"): lambda desk, name, _: desk.intent(desk.get("payments", name)),
    ("GET", "refunds"): lambda desk, name, _: shapes.a_refund(desk.get("refunds", name)),
    ("POST", "sessions/"): lambda desk, _, asked: desk.start_session(asked),
    ("POST", "payment_intents/"): lambda desk, _, asked: desk.pay(asked),
    ("POST", "payment_intents", "capture"): lambda desk, name, asked: desk.capture(desk.get("payments", name), asked),
    ("POST", "payment_intents", "confirm"): lambda desk, name, asked: desk.confirm(desk.get("payments", name), asked),
    ("POST", "payment_intents", "cancel"): lambda desk, name, _: desk.cancel(desk.get("payments", name)),
    ("POST", "refunds/"): lambda desk, _, asked: desk.refund(desk.get("payments", asked["payment_intent"]), asked),
    ("POST", "payment_methods", "detach"): lambda desk, name, _: desk.detach(desk.get("cards", name)),
}
"""Method, what, and a deed: a slash stands where all of them are meant, and no single one."""
