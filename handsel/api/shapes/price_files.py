"""Files of prices as the API shows and takes them (CAT-2, CAT-3)."""

from datetime import date
from typing import Literal, Self

from ninja import Schema
from pydantic import Base64Bytes, Field

from handsel.api.shapes.parts import Amount, Currency, Id, Input
from handsel.api.shapes.price_rules import NoticeDays, RehearsalOut
from handsel.catalog.pages import Narrowed
from handsel.catalog.price_files import Fate, PriceFileSeen, RowSeen
from handsel.catalog.scheduling import Appointment


class PricesFileWanted(Schema):
    """Which plans of a list, in which currency."""

    currency: Currency | None = Field(None, description="ISO 4217 code; without it, each in the currency of its cost.")
    q: str = Field("", max_length=200, description="Words that product, plan, category or number have in them.")
    category: Id | None = None
    only: Literal["", "own", "loss", "hidden", "sold"] = ""

    @property
    def narrowed(self) -> Narrowed:
        return Narrowed(self.q, self.category, self.only)


class PriceFileIn(Input):
    """A file of prices: columns SKU and Plan or Plan no., New price or New percent. A call may have five megabytes."""

    content: Base64Bytes = Field(
        description="The file in base64: CSV (also with gzip), xlsx, xls or ods.",
        examples=["U0tVLFBsYW4sTmV3IHByaWNlCk1BSUwsTW9udGhseSw0Ljk5Cg=="],
    )
    currency: Currency | None = None
    decimal_mark: Literal[".", ","] = Field(".", description="Before the decimals of amounts in text.")


class PriceFileSaveIn(PriceFileIn):
    """The same file, for the version of the list that was rehearsed."""

    version: int = Field(examples=[1])


class PriceFileScheduleIn(PriceFileSaveIn):
    """The same file, for a day to come."""

    starts_on: date
    notice_days: NoticeDays = None

    @property
    def appointment(self) -> Appointment:
        return Appointment(self.starts_on, self.notice_days)


class PriceRowOut(Schema):
    """A row of the file with its fate."""

    row: int = Field(description="The line it starts in, or the row of the sheet.")
    sku: str
    plan: str
    plan_id: int | None
    fate: Fate
    before: Amount | None
    after: Amount | None
    reason: str = Field(description="Why it is refused; mostly empty.")

    @classmethod
    def of(cls, seen: RowSeen) -> Self:
        line = seen.line
        return cls.model_construct(
            row=seen.row.line,
            sku=line.sku if line else seen.row.sku,
            plan=line.plan if line else seen.row.plan,
            plan_id=line.plan_id if line else None,
            fate=seen.fate,
            before=Amount.of(line.unit) if line else None,
            after=Amount.of(seen.after) if seen.after else None,
            reason=seen.reason,
        )


class PriceFileOut(Schema):
    """What a file would do; `version` is that of the list, to be sent when it is saved."""

    version: int
    counts: dict[str, int] = Field(description="Fate to number of rows.", examples=[{"changed": 3, "refused": 1}])
    rows: list[PriceRowOut]
    rehearsal: RehearsalOut | None = Field(description="Null where nothing would change.")

    @classmethod
    def of(cls, seen: PriceFileSeen) -> Self:
        return cls.model_construct(
            version=seen.version,
            counts={fate: len(seen.with_fate(fate)) for fate in Fate},
            rows=[PriceRowOut.of(row) for row in seen.rows],
            rehearsal=RehearsalOut.of(seen.rehearsal) if seen.rehearsal else None,
        )
