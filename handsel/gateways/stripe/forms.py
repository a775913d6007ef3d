"""The page of Stripe on which a card is typed: a Checkout session (ACC-20, FUN-7)."""

from stripe.params.checkout import SessionCreateParams, SessionCreateParamsPaymentIntentData

from handsel.gateways.interface import FormSeen, FormState, FormWanted
from handsel.gateways.stripe.amounts import units_of
from handsel.gateways.stripe.reading import OUR_KEY, Told, card_of, payment_of, reference_of
from handsel.kernel.money import Money

SEEN_WHOLE = ["payment_intent.latest_charge", "payment_intent.payment_method", "setup_intent.payment_method"]
_LANGUAGES = frozenset(
    {
        *("bg", "cs", "da", "de", "el", "en", "en-GB", "es", "es-419", "et", "fi", "fil", "fr", "fr-CA", "hi-IN", "hr"),
        *(
            "id",
            "it",
            "ja",
            "ko",
            "lt",
            "lv",
            "ms",
            "mt",
            "nb",
            "nl",
            "pl",
            "pt",
            "pt-BR",
            "ro",
            "ru",
            "sk",
            "sl",
            "sv",
        ),
        *("th", "tr", "vi", "zh", "zh-HK", "zh-TW"),
    }
)
"""Those in which Stripe's page can be read."""


def session_of(wanted: FormWanted) -> SessionCreateParams:
    """Return what a Checkout session is asked for with. Raises NotTaken."""
    asked: SessionCreateParams = {
        "success_url": wanted.return_url,
        "cancel_url": wanted.return_url,
        "locale": _language(wanted.language),
        "allowed_payment_method_types": ["card"],
        "metadata": {OUR_KEY: wanted.key},
    }
    if wanted.saves_card:
        asked["customer_creation"] = "always"
    if wanted.amount is None:
        asked["mode"] = "setup"
        asked["setup_intent_data"] = {"metadata": {OUR_KEY: wanted.key}, "description": wanted.description}
    else:
        _ask_to_pay(asked, wanted, wanted.amount)
    return asked


def _ask_to_pay(asked: SessionCreateParams, wanted: FormWanted, amount: Money) -> None:
    paid: SessionCreateParamsPaymentIntentData = {
        "metadata": {OUR_KEY: wanted.key},
        "description": wanted.description,
    }
    if wanted.saves_card:
        paid["setup_future_usage"] = "off_session"
    asked["mode"] = "payment"
    asked["payment_intent_data"] = paid
    asked["line_items"] = [
        {
            "quantity": 1,
            "price_data": {
                "currency": amount.currency.lower(),
                "unit_amount": units_of(amount),
                "product_data": {"name": wanted.description},
            },
        }
    ]
    # What is paid is what was asked for, in the wallet's currency.
    asked["adaptive_pricing"] = {"enabled": False}


def form_of(session: Told) -> FormSeen:
    """Return what came of a session that was told with SEEN_WHOLE."""
    match session["status"]:
        case "expired":
            return FormSeen(FormState.EXPIRED)
        case "complete":
            intent = session.get("payment_intent")
            method = (intent or session["setup_intent"])["payment_method"]
            customer = reference_of(session.get("customer"))
            card = card_of(customer, method) if customer and method.get("card") else None
            return FormSeen(FormState.DONE, card, payment_of(intent) if intent else None)
        case _:
            # A card that was declined there is no end: the buyer types another.
            return FormSeen(FormState.OPEN)


def _language(wanted: str) -> str:
    base, _, region = wanted.partition("-")
    told = f"{base}-{region.upper()}" if region else base
    return next((known for known in (told, base) if known in _LANGUAGES), "auto")
