"""Lines of orders and of carts as the API shows and takes them (CAT-1, ORD-2)."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Self

from ninja import Schema
from pydantic import Field

from handsel.api.shapes.delivered import LineDeliveryOut
from handsel.api.shapes.parts import Amount, Id, Input, PeriodOut, Text
from handsel.catalog.asked import Filled
from handsel.catalog.unsold import Named, named
from handsel.kernel.money import Money
from handsel.kernel.refusal import Invalid, Refusal
from handsel.orders.line_models import AnyLine
from handsel.orders.models import Leg, LegLine, Order
from handsel.orders.wanted import AddonOfAnother, LineWanted, NotOffered, at_line, wrong_by_field
from handsel.signups.cart_models import VisitorCart
from handsel.tax.models import percent_text


class OptionIn(Input):
    """What is filled in where the product asks for something."""

    option_id: Id = Field(description="One of the options of the product.", examples=[1])
    value: Text = Field(max_length=300, description="yes or no, where that is asked.", examples=["shop.example"])


class AddonIn(Input):
    """How many of an add-on are ordered with a line."""

    plan_id: Id = Field(examples=[7])
    quantity: int = Field(examples=[20])


class LineIn(Input):
    """How many of one plan are ordered. The same plan may stand in two lines, each with options of its own."""

    plan_id: Id = Field(description="One of the prices of a price list.", examples=[1])
    quantity: int = Field(1, examples=[2])
    options: list[OptionIn] = Field([], max_length=50)
    addons: list[AddonIn] = Field([], max_length=50)

    @property
    def wanted(self) -> LineWanted:
        """What is ordered. Raises Invalid where an option or add-on is named twice."""
        options = {option.option_id: option.value for option in self.options}
        addons = {addon.plan_id: addon.quantity for addon in self.addons}
        if len(options) < len(self.options):
            raise Invalid(fields={"options": "Name each option of a line once."})
        if len(addons) < len(self.addons):
            raise Invalid(fields={"addons": "Name each add-on of a line once."})
        return LineWanted(self.plan_id, self.quantity, options, addons)

    def place_of(self, field: str, refusal: Refusal) -> str:
        """Return where in a line stands what the domain names `field` (`check_wanted`)."""
        kind, _, number = field.partition("_")
        if kind == "option":
            named = [str(option.option_id) for option in self.options]
            return f"options/{named.index(number)}/value" if number in named else "options"
        if kind == "addon":
            part = "plan_id" if isinstance(refusal, NotOffered | AddonOfAnother) else "quantity"
            named = [str(addon.plan_id) for addon in self.addons]
            return f"addons/{named.index(number)}/{part}"
        return field


def wanted_of(lines: Sequence[LineIn]) -> list[LineWanted]:
    """Return what is ordered, line by line. Raises Invalid where an option or add-on is named twice."""
    found = []
    for place, line in enumerate(lines):
        with at_line(place):
            found.append(line.wanted)
    return found


@contextmanager
def pointing_into(lines: Sequence[LineIn]) -> Iterator[None]:
    """Let what is refused about one of `lines` name where that stands in the body."""

    def placed(name: str, refusal: Refusal) -> str:
        *line, field = name.split("/")
        return "/".join([*line, lines[int(line[-1])].place_of(field, refusal)]) if line else name

    try:
        yield
    except Refusal as refusal:
        refusal.fields = {placed(name, refusal): said for name, said in refusal.fields.items()}
        raise


@contextmanager
def pointing_at(line: LineIn) -> Iterator[None]:
    """Let what is refused about `line`, which is the body, name where that stands there."""
    try:
        yield
    except Refusal as refusal:
        refusal.fields = {line.place_of(name, refusal): said for name, said in wrong_by_field(refusal).items()}
        raise


class OptionOut(Schema):
    """What was filled in, as it was asked then."""

    option_id: int
    label: str = Field(examples=["Domain"])
    kind: str = Field(examples=["domain"])
    value: str = Field(examples=["shop.example"])

    @classmethod
    def all_of(cls, filled: Sequence[Filled]) -> list[Self]:
        return [
            cls.model_construct(option_id=one["option"], label=one["label"], kind=one["kind"], value=one["value"])
            for one in filled
        ]


class LineOut(Schema):
    """One line of an order, at the price of the edge it is seen on."""

    line_id: int = Field(description="The same at every tier.")
    under_id: int | None = Field(description="The line that an add-on belongs to.")
    plan_id: int
    product: str
    plan: str
    kind: str
    period: PeriodOut | None = Field(description="null is charged once.")
    options: list[OptionOut]
    quantity: int
    unit_name: str = Field(description="What one of it is; empty where its plan does not say.", examples=["10 GB"])
    unit: Amount
    net: Amount
    tax_category: str = Field(examples=["standard"])
    tax_treatment: str = Field(description="Why it is taxed so.", examples=["domestic"])
    tax_country: str = Field(description="By which country's rules; empty where tax is not set up.", examples=["DE"])
    tax_region: str = Field(description="The state, where the rate is one of a state.")
    tax_percent: str = Field(examples=["19"])
    tax: Amount
    gross: Amount
    delivery: LineDeliveryOut | None = Field(description="null before the order is settled.")

    @classmethod
    def of(cls, line: LegLine) -> Self:
        def amount(minor: int) -> Amount:
            return Amount.of(Money(minor, line.currency))

        return cls.model_construct(
            line_id=line.line_id,
            under_id=line.under_id,
            plan_id=line.plan_id,
            product=line.product,
            plan=line.plan_name,
            kind=line.kind,
            period=PeriodOut.or_once(line.period),
            options=OptionOut.all_of(line.options),
            quantity=line.quantity,
            unit_name=line.unit_name,
            unit=amount(line.unit_minor),
            net=amount(line.net_minor),
            tax_category=line.tax_category,
            tax_treatment=line.tax_treatment,
            tax_country=line.tax_country,
            tax_region=line.tax_region,
            tax_percent=percent_text(line.tax_percent),
            tax=amount(line.tax_minor),
            gross=amount(line.gross_minor),
            delivery=LineDeliveryOut.of(line),
        )


def lines_of(leg: Leg) -> list[LineOut]:
    """Return the lines of one leg in the order in which they were entered."""
    return [LineOut.of(line) for line in leg.lines.select_related("delivery").order_by("pk")]


class CartLineOut(Schema):
    """How many of one plan lie in a cart."""

    line_id: int
    under_id: int | None = Field(description="The line that an add-on belongs to.")
    plan_id: int
    product: str = Field(description="What it is called, also where it is no longer sold.", examples=["Web hosting"])
    plan: str = Field(examples=["Yearly"])
    quantity: int
    options: list[OptionOut]

    @classmethod
    def of_carts(cls, carts: Sequence[Order] | Sequence[VisitorCart]) -> dict[int, list[Self]]:
        """Return the lines of each of `carts` of one seller, loaded with them; as many queries for many as for one."""
        lines = {cart.pk: sorted(cart.lines.all(), key=lambda line: line.pk) for cart in carts}
        plans = [line.plan_id for lying in lines.values() for line in lying]
        called = named(carts[0].seller_id, plans) if carts else {}
        return {pk: [cls._of(line, called.get(line.plan_id)) for line in lying] for pk, lying in lines.items()}

    @classmethod
    def _of(cls, line: AnyLine, called: Named | None) -> Self:
        return cls.model_construct(
            line_id=line.pk,
            under_id=line.under_id,
            plan_id=line.plan_id,
            product=called.product if called else "",
            plan=called.plan if called else "",
            quantity=line.quantity,
            options=OptionOut.all_of(line.options),
        )
