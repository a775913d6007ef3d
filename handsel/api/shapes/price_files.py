"""Files of prices as the API shows and takes them (CAT-2, CAT-3)."""

from datetime import date
from typing import Literal, Self

from ninja import Schema
from pydantic import Base64Bytes, Field

from handsel.api.shapes.parts import Amount, Currency, Id, Input, Text
from handsel.api.shapes.price_rules import NoticeDays, RehearsalOut
from handsel.catalog.appointments import Appointment
from handsel.catalog.pages import Narrowed
from handsel.catalog.price_file_tasks import RowTold, Told, When
from handsel.catalog.price_files import Fate
from handsel.kernel.refusal import Invalid


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
    file_name: Text = Field("prices", description="What it is called in the list of tasks.", examples=["2027.csv"])
    currency: Currency | None = Field(
        None, description="ISO 4217 code; without it, prices are in the currency of each cost."
    )
    decimal_mark: Literal[".", ","] = Field(".", description="Before the decimals of amounts in text.")


class PriceFileSaveIn(Input):
    """From when the prices of a file hold."""

    starts_on: date | None = Field(None, description="A day to come; null is now.")
    notice_days: NoticeDays = None

    @property
    def when(self) -> When:
        """Raises Invalid naming `notice_days` where there is no day to give notice of."""
        if self.starts_on:
            return When(Appointment(self.starts_on, self.notice_days))
        if self.notice_days is not None:
            raise Invalid(
                fields={"notice_days": "Notice is given of a day to come; send starts_on, or leave this out."}
            )
        return When()


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
    def of(cls, row: RowTold) -> Self:
        return cls.model_construct(
            row=row.line,
            sku=row.sku,
            plan=row.plan,
            plan_id=row.plan_id,
            fate=Fate(row.fate),
            before=None if row.now is None else Amount.of(row.now),
            after=None if row.after is None else Amount.of(row.after),
            reason=row.reason,
        )


class PriceFileOut(Schema):
    """What a file would do to a version of a price list."""

    version: int
    counts: dict[str, int] = Field(description="Fate to number of rows.", examples=[{"changed": 3, "refused": 1}])
    rows: list[PriceRowOut] = Field(
        description="The first 200 that are refused or would change; /price-files/{id}/refused has all refused."
    )
    has_more: bool = Field(description="Whether there are more of these.")
    rehearsal: RehearsalOut | None = Field(description="Null where nothing would change.")

    @classmethod
    def of(cls, told: Told) -> Self:
        return cls.model_construct(
            version=told.version,
            counts={Fate.CHANGED: told.changed, Fate.UNCHANGED: told.idle, Fate.REFUSED: told.refused},
            rows=[PriceRowOut.of(row) for row in told.rows],
            has_more=told.has_more,
            rehearsal=RehearsalOut.of(told.rehearsal) if told.rehearsal else None,
        )
