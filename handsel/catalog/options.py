"""What a product of one's own asks of whoever orders it: add, change, order, remove (CAT-1)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from handsel.catalog.option_models import OptionKind, ProductOption
from handsel.catalog.products import own_product
from handsel.catalog.rules import may_offer_products
from handsel.identity.actor import Actor
from handsel.kernel.operation import operation, step
from handsel.kernel.refusal import Conflict, Invalid
from handsel.timeline.record import record

MOST_OPTIONS, MOST_CHOICES = 20, 100
_LONGEST_LABEL, _LONGEST_HELP, _LONGEST_CHOICE = 60, 200, 100


class OptionChanged(Conflict):
    """Somebody else changed the option meanwhile."""

    code = "option_changed"


class OptionLabelTaken(Conflict):
    """The product asks for something of this name already."""

    code = "option_label_taken"


@dataclass(frozen=True)
class OptionDetails:
    """What is told of an option. `choices` are the answers of a choice, in their order; others have none."""

    label: str
    kind: OptionKind
    is_required: bool = True
    help_text: str = ""
    choices: Sequence[str] = ()

    @property
    def columns(self) -> dict[str, Any]:
        """What of it stands in which column."""
        choices = [" ".join(choice.split()) for choice in self.choices if choice.strip()]
        return {
            "label": " ".join(self.label.split()),
            "kind": self.kind,
            "is_required": self.is_required,
            "help_text": " ".join(self.help_text.split()),
            "choices": list(dict.fromkeys(choices)) if self.kind == OptionKind.CHOICE else [],
        }


@operation
def add_option(*, product_id: int, option: OptionDetails, by: Actor, at: datetime) -> ProductOption:
    """Ask for one more thing when the product is ordered. Carts that hold it already are asked at their checkout.

    Raises Forbidden, Product.DoesNotExist when it is not the seller's own, Invalid with the field that is wrong,
    OptionLabelTaken.
    """
    may_offer_products(by).or_refuse()
    product = own_product(product_id, by)
    _check(option)
    known = list(ProductOption.objects.filter(seller_id=by.seller_id, product=product))
    if len(known) >= MOST_OPTIONS:
        raise Invalid(fields={"label": f"A product asks for at most {MOST_OPTIONS} things."})
    _refuse_taken(option, known)
    last = max((one.position for one in known), default=0)
    same = {"seller_id": by.seller_id, "product": product, "position": last + 1}
    added = ProductOption.objects.create(**same, **option.columns)
    _tell("option.added", added, product.name, by, at)
    return added


@operation
def change_option(*, option_id: int, option: OptionDetails, version: int, by: Actor, at: datetime) -> ProductOption:
    """Change what is asked; what was ordered keeps what was asked and filled in then.

    `version` is the one the person saw. Raises Forbidden, ProductOption.DoesNotExist when it is not the seller's own,
    OptionChanged, Invalid with the field that is wrong, OptionLabelTaken.
    """
    may_offer_products(by).or_refuse()
    found = _own(option_id, by)
    if found.version != version:
        raise OptionChanged(f"{found.label} was changed meanwhile; look again.")
    _check(option)
    others = ProductOption.objects.filter(seller_id=by.seller_id, product_id=found.product_id).exclude(pk=option_id)
    _refuse_taken(option, others)
    for name, value in option.columns.items():
        setattr(found, name, value)
    found.version = version + 1
    found.save(update_fields=[*option.columns, "version"])
    _tell("option.changed", found, found.product.name, by, at)
    return found


@operation
def move_option(*, option_id: int, by: Actor, at: datetime) -> ProductOption:
    """Ask for it one place earlier; the first stays the first.

    Raises Forbidden, ProductOption.DoesNotExist when it is not the seller's own.
    """
    may_offer_products(by).or_refuse()
    found = _own(option_id, by)
    ordered = list(
        ProductOption.objects.filter(seller_id=by.seller_id, product_id=found.product_id).order_by("position", "pk")
    )
    place = ordered.index(found)
    if place:
        ordered[place - 1], ordered[place] = ordered[place], ordered[place - 1]
        for position, one in enumerate(ordered, 1):
            one.position = position
        ProductOption.objects.bulk_update(ordered, ["position"])
        _tell("option.moved", found, found.product.name, by, at)
    return found


@operation
def remove_option(*, option_id: int, by: Actor, at: datetime) -> None:
    """Ask for it no more; what was ordered keeps what was filled in.

    Raises Forbidden, ProductOption.DoesNotExist when it is not the seller's own.
    """
    may_offer_products(by).or_refuse()
    found = _own(option_id, by)
    _tell("option.removed", found, found.product.name, by, at)
    found.delete()


@step
def _own(option_id: int, by: Actor) -> ProductOption:
    options = ProductOption.objects.select_related("product").select_for_update(of=("self",), no_key=True)
    return options.get(pk=option_id, seller_id=by.seller_id)


@step
def _tell(name: str, option: ProductOption, product: str, by: Actor, at: datetime) -> None:
    record(name, subject=option, account_id=by.seller_id, by=by, at=at, product=product, option=option.label)


def _refuse_taken(option: OptionDetails, known: Sequence[ProductOption] | Any) -> None:
    label = option.columns["label"].casefold()
    if any(one.label.casefold() == label for one in known):
        raise OptionLabelTaken(fields={"label": "The product asks for this already; name it otherwise."})


def _check(option: OptionDetails) -> None:
    columns, wrong = option.columns, {}
    if not 0 < len(columns["label"]) <= _LONGEST_LABEL:
        wrong["label"] = f"Say what is asked in up to {_LONGEST_LABEL} characters."
    if len(columns["help_text"]) > _LONGEST_HELP:
        wrong["help_text"] = f"Explain it in up to {_LONGEST_HELP} characters."
    choices = columns["choices"]
    if option.kind == OptionKind.CHOICE and not 2 <= len(choices) <= MOST_CHOICES:  # noqa: PLR2004 - one is no choice
        wrong["choices"] = f"Enter 2 to {MOST_CHOICES} answers, each on a line of its own."
    if any(len(choice) > _LONGEST_CHOICE for choice in choices):
        wrong["choices"] = f"Keep each answer within {_LONGEST_CHOICE} characters."
    if wrong:
        raise Invalid(fields=wrong)
