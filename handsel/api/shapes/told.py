"""What is said about an order besides its lines, as the API takes and shows it (ORD-17, ORD-18)."""

from collections.abc import Sequence
from datetime import datetime
from typing import Self

from ninja import Schema
from pydantic import Field

from handsel.api.shapes.parts import Id, Input, Text
from handsel.orders.models import Leg
from handsel.orders.particulars import Told
from handsel.orders.particulars_models import InternalNote, Particulars
from handsel.web.particulars_form import SeenParticulars

TOLD = "What the buyer said; null where it is another tier's buyer."


class ToldIn(Input):
    """What is said about an order besides its lines."""

    po_number: Text = Field("", description="The buyer's own number of the purchase.", examples=["PO-4711"])
    note: Text = Field("", description="The buyer's note; both ends read it.")
    site_id: Id | None = Field(None, description="One of the buyer's sites that takes orders.")
    delivery_address_id: Id | None = Field(None, description="Of the buyer's address book; null is the usual one.")
    billing_address_id: Id | None = Field(None, description="Of the buyer's address book; null is the usual one.")

    @property
    def told(self) -> Told:
        return Told(**{name: getattr(self, name) for name in ToldIn.model_fields})


class InternalNoteIn(Input):
    """What your staff note about an order; empty takes it away."""

    text: Text = Field(examples=["Asked for a call before delivery."])
    version: int = Field(description="The one you read, 0 for none.", examples=[0])


class InternalNoteOut(Schema):
    """What your staff noted about an order; nobody else ever reads it."""

    text: str
    author_name: str
    version: int

    @classmethod
    def of(cls, note: InternalNote | None) -> Self:
        found = note or InternalNote(text="", author_name="", version=0)
        return cls.model_construct(text=found.text, author_name=found.author_name, version=found.version)


class SiteOfOrder(Schema):
    """For which site of the buyer it is."""

    id: int
    code: str
    name: str


class ToldOut(Schema):
    """What the buyer said about the order; the addresses as they were when it was placed."""

    po_number: str
    note: str
    site: SiteOfOrder | None
    delivery: dict[str, str]
    billing: dict[str, str]
    terms_version: int | None = Field(description="Which version of the seller's terms was accepted at the checkout.")
    terms_accepted_at: datetime | None
    terms_accepted_by: str

    @classmethod
    def of(cls, found: Particulars) -> Self:
        site = SiteOfOrder(id=found.site.pk, code=found.site.code, name=found.site.name) if found.site else None
        told = {name: getattr(found, name) for name in cls.model_fields if name != "site"}
        return cls.model_construct(**told, site=site)


def told_of(legs: Sequence[Leg], party_id: int) -> dict[int, ToldOut]:
    """Return by order what the buyers of `party_id`, or it itself, said about these, in one query for all."""
    seen = SeenParticulars.of((leg.order_id for leg in legs), party_id=party_id)
    return {order_id: ToldOut.of(one.found) for order_id, one in seen.items()}
