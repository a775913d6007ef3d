"""The settings of a portal in words: what each is called, what it does, how a value of it reads (SHO-4)."""

from collections.abc import Sequence
from zoneinfo import available_timezones

import pycountry
from django.conf import settings
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext, pgettext_lazy

from handsel.accounts.manager_models import HowChosen
from handsel.accounts.models import Wall
from handsel.accounts.paying_models import PaymentMethod
from handsel.accounts.portal_faults import DATE_FORMATS
from handsel.accounts.portal_models import NumberFormat, PriceTax, SignUp, VisitorPrices
from handsel.accounts.portal_settings import FIELDS_TO_ASK, FIELDS_TO_DEMAND
from handsel.console.sentences import FIELDS
from handsel.web.templatetags.money import reader_locale

Text = str | Promise
Choices = list[tuple[str, str]]

LABELS: dict[str, tuple[Text, Text]] = {
    "remind_after_hours": (gettext_lazy("Remind of carts after hours"), ""),
    "most_reminders": (gettext_lazy("Reminders of a cart at most"), ""),
    "keep_days": (gettext_lazy("Keep carts for days"), ""),
    "title": (gettext_lazy("Name"), gettext_lazy("What customers read on every page and in every mail.")),
    "tagline": (gettext_lazy("Line below the name"), gettext_lazy("The first sentence on the front page of the shop.")),
    "email": (gettext_lazy("E-mail"), gettext_lazy("Where answers to mails go, and where customers write for help.")),
    "colour": (gettext_lazy("Colour"), gettext_lazy("Buttons, links and the line on top of mails; always readable.")),
    "language": (
        gettext_lazy("Default language"),
        gettext_lazy("For visitors, and for mails to people who have no language of their own."),
    ),
    "languages": (gettext_lazy("Languages"), gettext_lazy("What visitors and new users can choose from.")),
    "time_zone": (gettext_lazy("Time zone"), gettext_lazy("In which all times are shown.")),
    "date_format": (
        gettext_lazy("Date format"),
        gettext_lazy("For visitors, and what new users begin with; then each user's own format holds."),
    ),
    "number_format": (gettext_lazy("Number format"), gettext_lazy("How amounts and other numbers are written.")),
    "currencies": (
        gettext_lazy("Currencies"),
        gettext_lazy("In which you trade. Your own always comes first; with none chosen here, any can be used."),
    ),
    "mandatory_fields": (
        gettext_lazy("Mandatory fields"),
        gettext_lazy("What must be filled in for a new customer or sub-reseller, beside a name and an e-mail address."),
    ),
    "price_tax": (
        gettext_lazy("Prices with or without tax"),
        gettext_lazy("How prices stand in your storefront. Cart, checkout and orders name net, tax and total anyway."),
    ),
    "staff_second_factor": (
        gettext_lazy("Second factor of staff"),
        gettext_lazy("Where it is required, staff without one set it up before they get any further."),
    ),
    "sign_up": (
        gettext_lazy("Sign-up"),
        gettext_lazy("Whether visitors of the shop become customers by themselves, at once or after your approval."),
    ),
    "sign_up_fields": (
        gettext_lazy("What is asked"),
        gettext_lazy("Beside name, e-mail and password. Mandatory fields are asked for in any case."),
    ),
    "visitor_prices": (
        gettext_lazy("Prices for visitors"),
        gettext_lazy("Whether who is not logged in sees the prices of your default price list, and fills a cart."),
    ),
}
"""Setting -> what it is called, and what it does."""

OTHERS: dict[str, Text] = {
    "logo": gettext_lazy("Logo"),
    "locked": gettext_lazy("Locked for those below"),
    "host": gettext_lazy("Address in mails"),
    "manager_rule": gettext_lazy("Account manager of who signs up"),
    "first_manager": gettext_lazy("The same one, or who takes the rest"),
    "lets_choose": gettext_lazy("Visitors choose"),
    "in_turn": gettext_lazy("Take turns"),
    "on_offer": gettext_lazy("Can be chosen"),
    "of_countries": gettext_lazy("By country"),
    "buys_on_behalf": gettext_lazy("Staff may buy on behalf of customers"),
    "wall": gettext_lazy("What my provider sees"),
    "to_customers": gettext_lazy("Payment methods for customers"),
    "to_resellers": gettext_lazy("Payment methods for sub-resellers"),
    "account_holder": gettext_lazy("Account holder"),
    "iban": gettext_lazy("IBAN"),
    "bic": gettext_lazy("BIC"),
    "bank_name": gettext_lazy("Bank"),
}
"""What else an event can say was changed."""

FIRST_CURRENCIES = ("EUR", "USD", "GBP", "CHF", "SEK", "NOK", "DKK", "PLN", "CZK", "AED", "ILS", "CAD", "AUD", "JPY")
CONTINENTS = (
    "Africa", "America", "Antarctica", "Arctic", "Asia", "Atlantic", "Australia", "Europe", "Indian", "Pacific",
)  # fmt: skip
NOTHING = pgettext_lazy("nothing chosen", "none")


def told(name: str, value: object) -> str:
    """Return `value` of the setting `name` as a person reads it."""
    if name == "logo":
        return _("a picture") if value else _("none")
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    if name == "locked":
        return _joined([label_of(str(one)) for one in _listed(value)])
    if name == "currencies" and value == []:
        return pgettext("currency", "any")
    if isinstance(value, list | tuple):
        return _joined([_one(name, str(one)) for one in value])
    return _one(name, str(value)) if value is not None else "–"


def label_of(name: str) -> str:
    """Return what the setting `name` is called."""
    if name.startswith("instructions:"):
        _words, method, language = name.split(":")
        told = {"method": _(PaymentMethod(method).label), "language": dict(choices_of("language"))[language]}
        return _("Payment instructions: %(method)s, %(language)s") % told
    return str(LABELS[name][0] if name in LABELS else OTHERS.get(name, name))


def choices_of(name: str) -> Choices:
    """Return what the setting `name` can be chosen from."""
    return _CHOICES[name]()


def field_choices() -> Choices:
    """Return the fields that can be made mandatory, as forms call them."""
    return [(name, field_label(name)) for name in FIELDS_TO_DEMAND]


def field_label(name: str) -> str:
    return str(FIELDS["manager_id" if name == "manager" else name])


def _one(name: str, value: str) -> str:
    if name == "wall":
        return str(Wall(value).label)
    if name in {"to_customers", "to_resellers"}:
        return _(PaymentMethod(value).label)
    if name == "manager_rule":
        return _(HowChosen(value).label)
    known = {"languages": "language"}.get(name, name)
    if known in _PLAIN:
        return dict(choices_of(known)).get(value, value)
    if name in {"mandatory_fields", "sign_up_fields"}:
        return field_label(value)
    return value.replace("_", " ") if name == "time_zone" else value


_PLAIN = frozenset(
    {"language", "date_format", "number_format", "staff_second_factor", "sign_up", "visitor_prices", "price_tax"}
)


def _listed(value: object) -> Sequence[object]:
    return value if isinstance(value, list | tuple) else ()


def _joined(texts: Sequence[str]) -> str:
    return ", ".join(texts) if texts else str(NOTHING)


def _languages() -> Choices:
    names = reader_locale().languages
    return [(code, str(names.get(code, name)).capitalize()) for code, name in settings.LANGUAGES]


def _time_zones() -> Choices:
    zones = sorted(zone for zone in available_timezones() if zone.partition("/")[0] in CONTINENTS)
    return [(zone, zone.replace("_", " ")) for zone in ["UTC", *zones]]


def _currencies() -> Choices:
    names = reader_locale().currencies
    codes = dict.fromkeys([*FIRST_CURRENCIES, *sorted(one.alpha_3 for one in pycountry.currencies)])
    return [(code, f"{code} · {names[code]}") for code in codes if code in names and not code.startswith("X")]


def _second_factors() -> Choices:
    return [("optional", _("Optional")), ("required", _("Required"))]


def _sign_ups() -> Choices:
    return [(one.value, _(one.label)) for one in SignUp]


def _visitor_prices() -> Choices:
    return [(one.value, _(one.label)) for one in VisitorPrices]


def _price_taxes() -> Choices:
    return [(one.value, str(one.label)) for one in PriceTax]


_CHOICES = {
    "price_tax": _price_taxes,
    "sign_up": _sign_ups,
    "sign_up_fields": lambda: [(name, field_label(name)) for name in FIELDS_TO_ASK],
    "visitor_prices": _visitor_prices,
    "language": _languages,
    "languages": _languages,
    "time_zone": _time_zones,
    "date_format": lambda: list(DATE_FORMATS.items()),
    "number_format": lambda: [(one.value, _(one.label)) for one in NumberFormat],
    "currencies": _currencies,
    "mandatory_fields": field_choices,
    "staff_second_factor": _second_factors,
}
