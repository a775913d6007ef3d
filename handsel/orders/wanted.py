"""What somebody wants of a plan: how many, what is filled in, which add-ons; checked by what is sold (CAT-1)."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import TypeVar

from django.utils.formats import number_format
from django.utils.translation import gettext as _

from handsel.catalog.asked import Filled, Option, WrongAnswer, answers_of, options_asked, read_answer
from handsel.catalog.models import MOST_AT_ONCE
from handsel.catalog.offers import Offer
from handsel.catalog.period_words import every
from handsel.kernel.refusal import Conflict, Invalid, NotFound, Refusal
from handsel.orders.line_models import AnyLine

L = TypeVar("L", bound=AnyLine)

MAX_QUANTITY = MOST_AT_ONCE


class NotOffered(NotFound):
    """The plan is not sold to this buyer."""

    code = "not_offered"


class QuantityOutsideLimits(Invalid):
    """Of this plan fewer, more, or other numbers are sold."""

    code = "quantity_outside_limits"


class OptionMissing(Invalid):
    """Something that the product asks for was not filled in."""

    code = "option_missing"


class OptionWrong(Invalid):
    """Something was filled in that is no answer, or that the product does not ask for."""

    code = "option_wrong"


class AddonAlone(Conflict):
    """An add-on is ordered only together with the product that it belongs to."""

    code = "addon_alone"


class AddonOfAnother(Invalid):
    """The plan is no add-on of this product, or is charged for another period."""

    code = "addon_of_another"


@dataclass(frozen=True)
class LineWanted:
    """`quantity` of a plan. `options` are typed answers by option, `addons` quantities by plan; 0 is none."""

    plan_id: int
    quantity: int = 1
    options: Mapping[int, str] = field(default_factory=dict)
    addons: Mapping[int, int] = field(default_factory=dict)

    @property
    def plan_ids(self) -> list[int]:
        return [self.plan_id, *(plan_id for plan_id, quantity in self.addons.items() if quantity)]


@dataclass(frozen=True)
class Checked:
    """What is wanted, as it can be written down."""

    offer: Offer
    quantity: int
    options: Sequence[Filled]
    addons: Mapping[int, int]


@dataclass(frozen=True)
class Shelf:
    """What a buyer is offered of some plans, and what their products ask."""

    offers: Mapping[int, Offer]
    asked: Mapping[int, Sequence[Option]]

    @classmethod
    def of(cls, buyer_id: int, offers: Iterable[Offer]) -> "Shelf":
        by_plan = {offer.plan_id: offer for offer in offers}
        products = sorted({offer.product_id for offer in by_plan.values() if not offer.is_addon})
        return cls(by_plan, options_asked(buyer_id, products))


def grouped_digits(number: int) -> str:
    """Return `number` as the reader's language writes it."""
    return number_format(number, force_grouping=True)


def check_quantity(quantity: int) -> None:
    """Raise Invalid unless so many can be ordered at all."""
    if not 1 <= quantity <= MAX_QUANTITY:
        told = _("Enter a quantity between 1 and %(most)s.") % {"most": grouped_digits(MAX_QUANTITY)}
        raise Invalid(fields={"quantity": told})


def check_wanted(wanted: LineWanted, shelf: Shelf) -> Checked:
    """Return what is wanted as it can be written down.

    Raises NotOffered, Invalid for a quantity that is out of reason, QuantityOutsideLimits, AddonAlone for an add-on by
    itself, AddonOfAnother, OptionMissing, OptionWrong; `fields` names quantity, option_<id> and addon_<plan>.
    """
    check_quantity(wanted.quantity)
    offer = shelf.offers.get(wanted.plan_id)
    if offer is None:
        raise NotOffered(_("This product is not offered any more; choose another."))
    if offer.is_addon:
        raise AddonAlone(
            _("%(plan)s is ordered only together with %(product)s; choose a plan of it first.")
            % {"plan": offer.plan, "product": offer.product}
        )
    _check_limits(offer, wanted.quantity, "quantity")
    addons = {plan_id: quantity for plan_id, quantity in wanted.addons.items() if quantity}
    for plan_id, quantity in addons.items():
        _check_addon(offer, plan_id, quantity, shelf)
    return Checked(offer, wanted.quantity, _read(wanted.options, shelf.asked.get(offer.product_id, ())), addons)


def wrong_by_field(refusal: Refusal) -> Mapping[str, str]:
    """Return what is wrong with a line, by field; where all of it cannot be ordered, that is its plan."""
    if isinstance(refusal, NotOffered | AddonAlone) and not refusal.fields:
        return {"plan_id": str(refusal)}
    return refusal.fields


@contextmanager
def at_line(place: int) -> Iterator[None]:
    """Let a refusal say which of many lines it means: its fields then begin with lines/<place>/, counted from 0."""
    try:
        yield
    except Refusal as refusal:
        refusal.fields = {f"lines/{place}/{name}": said for name, said in wrong_by_field(refusal).items()}
        raise


def as_wanted(line: AnyLine, addons: Iterable[AnyLine]) -> LineWanted:
    """Return what a line of a cart wants, to be checked again."""
    return LineWanted(
        line.plan_id, line.quantity, answers_of(line.options), {one.plan_id: one.quantity for one in addons}
    )


def grouped(lines: Iterable[L]) -> list[tuple[L, list[L]]]:
    """Return lines in the order in which they were entered, each with its add-ons."""
    under: dict[int, list[L]] = {}
    tops = []
    for line in sorted(lines, key=lambda line: line.pk):
        if line.under_id is None:
            tops.append(line)
        else:
            under.setdefault(line.under_id, []).append(line)
    return [(line, under.get(line.pk, [])) for line in tops]


def belongs(addon: Offer, offer: Offer) -> bool:
    """Whether an add-on can stand under a plan: of the same product, and charged once or as often as that."""
    return addon.is_addon and addon.product_id == offer.product_id and addon.goes_with(offer)


def _check_addon(offer: Offer, plan_id: int, quantity: int, shelf: Shelf) -> None:
    name = f"addon_{plan_id}"
    addon = shelf.offers.get(plan_id)
    if addon is None:
        raise NotOffered(fields={name: _("This add-on is not offered any more; leave it out.")})
    if not belongs(addon, offer):
        raise AddonOfAnother(fields={name: _why_not(addon, offer)})
    if not 1 <= quantity <= MAX_QUANTITY:
        told = {"most": grouped_digits(MAX_QUANTITY), "plan": addon.plan}
        raise Invalid(fields={name: _("Enter a quantity between 0 and %(most)s of %(plan)s.") % told})
    _check_limits(addon, quantity, name)


def _why_not(addon: Offer, offer: Offer) -> str:
    told = {"addon": addon.plan, "product": offer.product, "plan": offer.plan}
    if not addon.is_addon or addon.product_id != offer.product_id:
        return _("%(addon)s is no add-on of %(product)s, %(plan)s.") % told
    told |= {"often": every(addon.period), "other": every(offer.period)}
    said = _(
        "%(addon)s (%(often)s) is sold only with a plan of %(product)s that is charged as often; "
        "%(plan)s is not (%(other)s)."
    )
    return said % told


def _check_limits(offer: Offer, quantity: int, name: str) -> None:
    low, high, step = offer.quantity_min, offer.quantity_max, offer.quantity_step
    if low <= quantity <= high and (quantity - low) % step == 0:
        return
    if low == high:
        said = _("Of %(product)s, %(plan)s, order %(low)s.")
    elif step == 1:
        said = _("Of %(product)s, %(plan)s, order between %(low)s and %(high)s.")
    else:
        said = _("Of %(product)s, %(plan)s, order between %(low)s and %(high)s, in steps of %(step)s.")
    told = {"product": offer.product, "plan": offer.plan}
    told |= {"low": grouped_digits(low), "high": grouped_digits(high), "step": grouped_digits(step)}
    raise QuantityOutsideLimits(fields={name: said % told})


def _read(typed: Mapping[int, str], asked: Sequence[Option]) -> list[Filled]:
    known = {option.option_id: option for option in asked}
    if unknown := sorted(set(typed) - set(known)):
        raise OptionWrong(fields={f"option_{unknown[0]}": _("The product does not ask for this; leave it out.")})
    filled, missing, wrong = [], {}, {}
    for option in asked:
        try:
            answer = read_answer(option, typed.get(option.option_id, ""))
        except WrongAnswer as error:
            wrong[option.field] = str(error)
            continue
        if answer is not None:
            filled.append(answer)
        elif option.is_required:
            needed = _("%(label)s: this is needed to deliver it; fill it in.")
            missing[option.field] = needed % {"label": option.label}
    if missing:
        raise OptionMissing(fields=missing | wrong)
    if wrong:
        raise OptionWrong(fields=wrong)
    return filled
