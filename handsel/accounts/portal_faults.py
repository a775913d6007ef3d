"""What a setting of a portal can be, checked name by name, whoever sets it: a form or a program (SHO-4)."""

import re
from collections.abc import Callable, Mapping
from typing import Any
from zoneinfo import available_timezones

from django.conf import settings

from handsel.accounts.portal_models import NumberFormat, PriceTax, SecondFactor, SignUp, VisitorPrices
from handsel.accounts.portal_settings import FIELDS_TO_ASK, FIELDS_TO_DEMAND, STANDARD, Settings
from handsel.kernel.email import is_email
from handsel.kernel.money import is_currency

OWN_TEXTS = {"title": 100, "tagline": 200, "email": 254}
"""What names the reseller itself, with how long it may be; never inherited."""

DATE_FORMATS = {
    "j M Y": "31 Dec 2026",
    "d.m.Y": "31.12.2026",
    "d/m/Y": "31/12/2026",
    "m/d/Y": "12/31/2026",
    "Y-m-d": "2026-12-31",
}
"""How dates can be written, in the framework's letters, with an example."""

MOST_CURRENCIES = 30
_COLOUR = re.compile(r"#[0-9a-f]{6}")
_LANGUAGES = frozenset(code for code, _ in settings.LANGUAGES)


def tidied(name: str, value: Any) -> Any:
    """Return `value` as it is kept: texts without stray blanks, lists without doubles."""
    if name in OWN_TEXTS and isinstance(value, str):
        text = " ".join(value.split())
        return text.lower() if name == "email" else text
    if name == "colour" and isinstance(value, str):
        return value.strip().lower()
    if isinstance(value, list | tuple):
        return list(dict.fromkeys(value))
    return value


def find_setting_faults(changes: Mapping[str, Any], before: Settings) -> dict[str, str]:
    """Return what is wrong with tidied `changes`, as sentences by name; None, which inherits, is always right."""
    faults: dict[str, str] = {}
    for name, value in changes.items():
        check = _CHECKS.get(name)
        if check is None:
            faults[name] = "There is no such setting."
        elif value is None and name in OWN_TEXTS:
            faults[name] = "This is your own and cannot be inherited."
        elif value is not None and (fault := check(value)):
            faults[name] = fault
    if not faults and {"language", "languages"} & changes.keys():
        language, languages = (_after(name, changes, before) for name in ("language", "languages"))
        if language not in languages:
            faults["language"] = "Choose a language that is offered."
    return faults


def _after(name: str, changes: Mapping[str, Any], before: Settings) -> Any:
    if name not in changes:
        return before.value(name)
    return before.without(name) if changes[name] is None else changes[name]


def _title(text: str) -> str:
    return _text("title")(text) or ("" if text else "Enter the name that customers read.")


def _email(text: str) -> str:
    return "" if not text or is_email(text) else "Enter a full e-mail address, such as hello@fjord.no."


def _text(name: str) -> Callable[[str], str]:
    limit = OWN_TEXTS[name]
    return lambda text: "" if len(text) <= limit else f"Enter at most {limit} characters."


def _languages(codes: list[str]) -> str:
    return "" if codes and set(codes) <= _LANGUAGES else "Choose at least one language from the list."


def _currencies(codes: list[str]) -> str:
    if len(codes) > MOST_CURRENCIES:
        return f"Choose at most {MOST_CURRENCIES} currencies."
    unknown = [code for code in codes if not is_currency(code)]
    return f"There is no currency {unknown[0]}; enter codes such as EUR." if unknown else ""


def _one_of(known: Any, fault: str) -> Callable[[str], str]:
    return lambda value: "" if value in known else fault


_CHECKS: dict[str, Callable[[Any], str]] = {
    "title": _title,
    "tagline": _text("tagline"),
    "email": _email,
    "colour": lambda value: "" if _COLOUR.fullmatch(value) else "Enter a colour such as #4263eb.",
    "language": _one_of(_LANGUAGES, "Choose a language from the list."),
    "languages": _languages,
    "time_zone": _one_of(available_timezones(), "Choose a time zone from the list, such as Europe/Vienna."),
    "date_format": _one_of(DATE_FORMATS, "Choose a date format from the list."),
    "number_format": _one_of(NumberFormat.values, "Choose a number format from the list."),
    "currencies": _currencies,
    "staff_second_factor": _one_of(SecondFactor.values, "Choose optional or required."),
    "sign_up": _one_of(SignUp.values, "Choose off, approval or open."),
    "sign_up_fields": lambda names: "" if set(names) <= set(FIELDS_TO_ASK) else "Choose fields from the list.",
    "visitor_prices": _one_of(VisitorPrices.values, "Choose hidden or shown."),
    "price_tax": _one_of(PriceTax.values, "Choose with, without or by_buyer."),
    "mandatory_fields": lambda names: "" if set(names) <= set(FIELDS_TO_DEMAND) else "Choose fields from the list.",
}
assert _CHECKS.keys() == {*OWN_TEXTS, *STANDARD}
