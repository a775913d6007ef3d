"""The bank's page of the test gateway: a cardholder confirms, refuses or walks away, as with 3-D Secure (BIL-3)."""

from handsel.gateways.play.book import Book, Row


def is_waiting(about: Row) -> bool:
    """Whether a form or a payment waits for what its cardholder says at the bank."""
    return "waits" in about or about["state"] == "needs_holder"


def answered(book: Book, about: Row, said: str) -> str:
    """Take what was said at the bank about a form or a payment, and return where the browser goes.

    Who leaves without an answer changes nothing, and finds the bank's page again where they came from.
    """
    if said in {"confirm", "refuse"}:
        if "saves_card" in about:
            about["fault"] = book.answer_at_bank(about, confirms=said == "confirm")
        else:
            book.confirm(about, confirms=said == "confirm")
    # Who refuses a card may type another.
    return f"/form/{about['reference']}" if about.get("fault") else str(about["return_url"])
