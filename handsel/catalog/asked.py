"""What a product asks of whoever orders it, and how an answer is read: a pure decision (CAT-1)."""

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from django.utils.translation import gettext as _

from handsel.catalog.option_models import OptionKind
from handsel.kernel.database import call_function

MAX_TEXT = 200
YES, NO = "yes", "no"
_SITE = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,39}")
_LABEL = re.compile(r"[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?")
_LONGEST_DOMAIN = 253

Filled = dict[str, Any]
"""An answer as an order keeps it: option, label, kind, value; and shown, where people read it in other letters."""


@dataclass(frozen=True)
class Option:
    """One thing to fill in. `choices` are the answers of a choice, or the site codes to choose from."""

    option_id: int
    product_id: int
    label: str
    kind: str
    is_required: bool
    help_text: str
    choices: Sequence[str]

    @property
    def field(self) -> str:
        """How forms and refusals call it."""
        return f"option_{self.option_id}"


def with_sites(options: Iterable[Option], codes: Callable[[], Sequence[str]]) -> list[Option]:
    """Return `options` with the codes of the customer's sites to choose from, where one asks for a site code.

    Without any site the code is typed. `codes` is asked only where it is needed.
    """
    return [replace(one, choices=codes()) if one.kind == OptionKind.SITE else one for one in options]


class WrongAnswer(ValueError):
    """Why an answer is none, in a sentence."""


def options_asked(buyer_id: int, product_ids: Sequence[int]) -> dict[int, list[Option]]:
    """Return what products ask that are sold to `buyer_id`, by product, in the order of the form."""
    asked: dict[int, list[Option]] = {product_id: [] for product_id in product_ids}
    if asked:
        for row in call_function("catalog_options", buyer_id, list(asked)):
            asked[row["product_id"]].append(Option(**row))
    return asked


def read_answer(option: Option, typed: str) -> Filled | None:
    """Return what was filled in, as an order keeps it; None where nothing was.

    Domain names are kept as the network writes them (bücher.example is xn--bcher-kva.example) and shown as typed.
    Raises WrongAnswer.
    """
    typed = " ".join(typed.split())
    if not typed:
        return None
    filled: Filled = {"option": option.option_id, "label": option.label, "kind": option.kind}
    named = {"label": option.label, "most": MAX_TEXT}
    match option.kind:
        case OptionKind.DOMAIN:
            shown = typed.lower().removeprefix("https://").removeprefix("http://").rstrip("/").rstrip(".")
            value = _domain(shown, option)
            return filled | {"value": value} | ({"shown": shown} if shown != value else {})
        case OptionKind.SITE if not _SITE.fullmatch(typed):
            raise WrongAnswer(
                _("%(label)s: enter a code of letters, digits, dots and dashes, up to 40 characters.") % named
            )
        case OptionKind.CHOICE if typed not in option.choices:
            raise WrongAnswer(_("%(label)s: choose one from the list.") % named)
        case OptionKind.YES_NO if typed not in {YES, NO}:
            raise WrongAnswer(_("%(label)s: answer yes or no.") % named)
    if len(typed) > MAX_TEXT or not typed.isprintable():
        raise WrongAnswer(_("%(label)s: enter up to %(most)s characters.") % named)
    return filled | {"value": typed}


def answers_of(filled: Sequence[Filled]) -> Mapping[int, str]:
    """Return what was filled in as it would be typed again, by option."""
    return {one["option"]: str(one.get("shown") or one["value"]) for one in filled}


def _domain(shown: str, option: Option) -> str:
    try:
        value = shown.encode("idna").decode("ascii") if not shown.isascii() else shown
    except UnicodeError:
        value = ""
    labels = value.split(".")
    is_name = len(labels) > 1 and len(value) <= _LONGEST_DOMAIN and all(map(_LABEL.fullmatch, labels))
    if not is_name or labels[-1].isdigit():
        raise WrongAnswer(_("%(label)s: enter a domain name such as shop.example.") % {"label": option.label})
    return value
