"""What the test gateway knows: cards, forms, payments and refunds of every account, in memory and in a small file."""

import json
import secrets
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from handsel.gateways.play.numbers import Fate, MagicCard, card_with

FORM_LASTS = 24 * 60 * 60
NOT_CONFIRMED = "not_confirmed"

Row = dict[str, Any]


class Wrong(Exception):
    """The caller asked for what cannot be; the text says what."""


class OutOfOrder(Exception):
    """The gateway fails, and nothing happens."""


class Book:
    """The gateway's books. Accounts are told apart by their secret; no method reaches into another account.

    `clock` tells the seconds since 1970; `delay` is how many of them slow banks and disputes take.
    """

    def __init__(self, clock: Callable[[], float], *, delay: float = 5.0, file: Path | None = None) -> None:
        self.clock, self.delay, self.file = clock, delay, file
        self.lock = threading.RLock()
        self.rows: dict[str, dict[str, Row]] = {"cards": {}, "forms": {}, "payments": {}, "refunds": {}, "hooks": {}}
        self.outbox: list[Row] = []
        if file and file.exists():
            kept = json.loads(file.read_text())
            self.rows, self.outbox = kept["rows"], kept["outbox"]

    @contextmanager
    def changing(self) -> Iterator[None]:
        """Let one caller in at a time, and keep what was changed in the file."""
        with self.lock:
            yield
            if self.file:
                fresh = self.file.with_suffix(".new")
                fresh.touch(mode=0o600)
                fresh.write_text(json.dumps({"rows": self.rows, "outbox": self.outbox}))
                fresh.replace(self.file)

    def by_key(self, kind: str, owner: str, key: str) -> Row | None:
        found = (row for row in self.rows[kind].values() if row["owner"] == owner and row["key"] == key)
        return next(found, None)

    def get(self, kind: str, owner: str, reference: str) -> Row:
        row = self.rows[kind].get(reference)
        if row is None or row["owner"] != owner:
            raise Wrong(f"unknown {kind.removesuffix('s')}")
        return row

    def add(self, kind: str, row: Row) -> Row:
        row["reference"] = f"{kind[:2]}_{secrets.token_hex(12)}"
        row["at"] = self.clock()
        self.rows[kind][row["reference"]] = row
        return row

    # Forms and cards

    def start_form(self, owner: str, asked: Row) -> Row:
        first = self.by_key("forms", owner, asked["key"])
        if first:
            return first
        self.rows["hooks"][owner] = {"url": asked["webhook_url"]}
        empty = {"owner": owner, "state": "open", "card": None, "payment": None}
        return self.add("forms", asked | empty)

    def form(self, reference: str) -> Row | None:
        """Return a form as its page shows it, whoever's it is: whoever has its address was sent there."""
        row = self.rows["forms"].get(reference)
        if row and row["state"] == "open" and self.clock() - row["at"] > FORM_LASTS:
            row["state"] = "expired"
        return row

    def leave_form(self, form: Row) -> None:
        """Close a form from which the buyer turned back."""
        if form["state"] == "open":
            form["state"] = "expired"
            self._tell(form["owner"], "form.expired", form["key"], Fate.PAYS)

    def fill_form(self, form: Row, card: MagicCard, month: int, year: int) -> str:
        """Take a card that was typed; return why it was declined, empty when all went well.

        A card that needs its holder leads to the bank first, by `form["waits"]`.
        """
        amount = form.get("amount")
        later = {Fate.DECLINED_LATER, Fate.OUT_OF_ORDER} if amount is not None else set()
        if card.fate in {Fate.DECLINED, Fate.SHORT} | later:
            return str(Fate.SHORT if card.fate == Fate.SHORT else Fate.DECLINED)
        if card.fate == Fate.NEEDS_HOLDER:
            form["waits"] = {"number": card.number, "month": month, "year": year}
            return ""
        self._end_form(form, card, month, year)
        return ""

    def answer_at_bank(self, form: Row, *, confirms: bool) -> str:
        """Take what the cardholder said at the bank about a form; return why it was declined."""
        told = form.pop("waits", None)
        if told is None or form["state"] != "open":
            return ""
        card = card_with(told["number"])
        if not confirms or card is None:
            return NOT_CONFIRMED
        self._end_form(form, card, told["month"], told["year"])
        return ""

    def _end_form(self, form: Row, card: MagicCard, month: int, year: int) -> None:
        kept, amount = self._card(form["owner"], card, month, year), form.get("amount")
        if form["saves_card"]:
            form["card"] = kept["reference"]
        if amount is not None:
            asked = {"key": form["key"], "amount": amount, "currency": form["currency"], "capture": True}
            payment = self.pay(form["owner"], kept, asked)
            if payment["state"] == "needs_holder":
                self.confirm(payment, confirms=True)
            form["payment"] = payment["reference"]
        form["state"] = "done"
        self._tell(form["owner"], "form.done", form["key"], card.fate)

    def _card(self, owner: str, card: MagicCard, month: int, year: int) -> Row:
        told = {"number": card.number[-4:], "fate": str(card.fate), "brand": card.brand, "month": month, "year": year}
        return self.add("cards", {"owner": owner, "key": "", "is_kept": True, **told})

    # Payments

    def pay(self, owner: str, card: Row, asked: Row) -> Row:
        """Charge a card; the same key again returns the first payment."""
        first = self.by_key("payments", owner, asked["key"])
        if first:
            if (first["amount"], first["currency"]) != (asked["amount"], asked["currency"]):
                raise Wrong("this key stands for another payment")
            return first
        fate = Fate(card["fate"])
        if fate == Fate.OUT_OF_ORDER:
            raise OutOfOrder
        row = {
            "owner": owner, "key": asked["key"], "amount": asked["amount"], "currency": asked["currency"],
            "fate": str(fate), "captures": asked["capture"], "state": "authorised", "captured": 0, "refunded": 0,
            "dispute": "", "refusal": "", "due": 0.0,
        }  # fmt: skip
        payment = self.add("payments", row)
        if fate in {Fate.DECLINED, Fate.SHORT, Fate.DECLINED_LATER}:
            payment["state"] = "refused"
            payment["refusal"] = str(Fate.SHORT) if fate == Fate.SHORT else "declined"
        elif fate == Fate.SLOW:
            payment["state"], payment["due"] = "pending", self.clock() + self.delay
        elif fate == Fate.NEEDS_HOLDER:
            payment["state"] = "needs_holder"
        elif asked["capture"]:
            self._take(payment, payment["amount"])
        self._tell(owner, f"payment.{payment['state']}", payment["key"], fate)
        return payment

    def confirm(self, payment: Row, *, confirms: bool) -> None:
        """Take what the cardholder said at the bank about a payment; a second word changes nothing."""
        if payment["state"] != "needs_holder":
            return
        if not confirms:
            payment["state"], payment["refusal"] = "refused", NOT_CONFIRMED
        elif payment["captures"]:
            self._take(payment, payment["amount"])
        else:
            payment["state"] = "authorised"
        self._tell(payment["owner"], f"payment.{payment['state']}", payment["key"], Fate(payment["fate"]))

    def capture(self, payment: Row, amount: int) -> Row:
        if payment["state"] == "captured":
            return payment
        if payment["state"] != "authorised" or not 0 < amount <= payment["amount"]:
            raise Wrong("this payment cannot be captured so")
        if payment["fate"] == Fate.CAPTURE_REFUSED:
            raise Wrong("the bank refuses to pay what it authorised")
        self._take(payment, amount)
        self._tell(payment["owner"], "payment.captured", payment["key"], Fate(payment["fate"]))
        return payment

    def void(self, payment: Row) -> Row:
        if payment["state"] in {"authorised", "needs_holder"}:
            payment["state"] = "voided"
            self._tell(payment["owner"], "payment.voided", payment["key"], Fate(payment["fate"]))
        return payment

    def refund(self, payment: Row, key: str, amount: int) -> Row:
        first = self.by_key("refunds", payment["owner"], key)
        if first:
            return first
        left = payment["captured"] - payment["refunded"]
        row = {"owner": payment["owner"], "key": key, "amount": amount, "state": "done", "refusal": ""}
        if payment["fate"] == Fate.REFUND_REFUSED or payment["dispute"] in {"open", "lost"} or not 0 < amount <= left:
            row |= {"state": "refused", "refusal": "not_refundable"}
        else:
            payment["refunded"] += amount
        refund = self.add("refunds", row)
        self._tell(payment["owner"], f"refund.{refund['state']}", key, Fate(payment["fate"]))
        return refund

    def _take(self, payment: Row, amount: int) -> None:
        payment["state"], payment["captured"] = "captured", amount
        if payment["fate"] in {Fate.DISPUTED, Fate.DISPUTE_WON, Fate.DISPUTE_LOST}:
            payment["due"] = self.clock() + self.delay

    # What time brings

    def pass_time(self) -> None:
        """Let slow banks decide what is due, and disputes begin and end."""
        now = self.clock()
        for payment in self.rows["payments"].values():
            if payment["due"] and payment["due"] <= now:
                payment["due"] = 0.0
                self._decide(payment)
                self._tell(payment["owner"], "payment.changed", payment["key"], Fate(payment["fate"]))

    def _decide(self, payment: Row) -> None:
        fate = payment["fate"]
        if payment["state"] == "pending":
            payment["state"] = "authorised"
            if payment["captures"]:
                self._take(payment, payment["amount"])
        elif payment["dispute"] == "":
            payment["dispute"] = "open"
            if fate != Fate.DISPUTED:
                payment["due"] = self.clock() + self.delay
        elif payment["dispute"] == "open":
            payment["dispute"] = "won" if fate == Fate.DISPUTE_WON else "lost"

    def _tell(self, owner: str, kind: str, key: str, fate: Fate) -> None:
        hook = self.rows["hooks"].get(owner)
        if hook is None or fate == Fate.NOT_TOLD:
            return
        sent = {"owner": owner, "url": hook["url"], "id": f"ev_{secrets.token_hex(12)}", "kind": kind, "key": key}
        self.outbox += [dict(sent, tries=0, due=0.0) for _ in range(2 if fate == Fate.TOLD_TWICE else 1)]
