"""Imports as the API shows and takes them (ACC-22)."""

from datetime import datetime
from typing import Annotated, Any, Literal, Self

from ninja import Schema
from pydantic import Base64Bytes, Field

from handsel.accounts.import_models import Import, ImportedRow, ImportState
from handsel.accounts.importing.fates import Fate
from handsel.api.paging import Page
from handsel.api.shapes.parts import Input, Text

Choice = Annotated[Text, Field(max_length=30)]


class ImportIn(Input):
    """A file of customers or sub-resellers. A call may have five megabytes; larger files go through the console."""

    kind: Literal["customer", "reseller"] = Field(examples=["customer"])
    file_name: Text = Field(max_length=200, examples=["customers.csv"])
    content: Base64Bytes = Field(
        description="The file in base64: CSV (also with gzip), xlsx, xls or ods.",
        examples=["Q29tcGFueSxFbWFpbApDYWbDqSxhbm5AZWxhbi5leGFtcGxlCg=="],
    )


class CheckIn(Input):
    """Which field each column fills. Left out, the columns are taken for what their names say."""

    choices: list[Choice] | None = Field(
        default=None,
        max_length=1_000,
        description=(
            "One for each column, in their order: `email`, `company_name` …, `1:city` for a part of the first address, "
            "`2:city` of the next, or empty to leave the column out."
        ),
        examples=[["company_name", "email"]],
    )
    without_email: bool = Field(default=False, description="Take rows without an e-mail address too.")


class ColumnOut(Schema):
    """A column of the file: its name, the first values in it, and the field that it fills; empty where none."""

    name: str
    values: list[str]
    choice: str


class ImportOut(Schema):
    """An import: how far it is, and how many rows have which fate."""

    id: int
    kind: str
    file_name: str
    state: str = Field(description=f"One of {', '.join(ImportState.values)}.", examples=["checked"])
    counts: dict[str, int] = Field(description="Fate to number of rows.", examples=[{"new": 3, "refused": 1}])
    fault: str = Field(description="Why the file could not be read to its end; mostly empty.")
    columns: list[ColumnOut]
    uploaded_by: str
    uploaded_at: datetime
    done_at: datetime | None
    task: int | None = Field(description="The long work that is, or was last, at it.")

    @classmethod
    def of(cls, found: Import) -> Self:
        parts = zip(found.heading.get("names", ()), found.samples, found.choices, strict=False)
        return cls.model_construct(
            **{name: getattr(found, name) for name in ("id", "kind", "file_name", "state", "counts", "fault")},
            columns=[ColumnOut(name=name, values=values, choice=choice) for name, values, choice in parts],
            uploaded_by=found.user_name,
            uploaded_at=found.uploaded_at,
            done_at=found.done_at,
            task=found.task_id,
        )


class ImportPage(Page):
    """Imports, the latest first."""

    items: list[ImportOut]


class FaultOut(Schema):
    """What is wrong with a row: the column as the file calls it, what stands there, and the reason."""

    column: str
    value: str
    reason: str


class ImportedRowOut(Schema):
    """A row of the file with its fate."""

    row: int = Field(description="The line it starts in, or the row of the sheet.")
    fate: str = Field(description=f"One of {', '.join(Fate)}.", examples=["new"])
    name: str
    told: dict[str, str] = Field(description="What the row tells, by field.")
    changes: dict[str, list[Any]] = Field(description="Field to what stood there and what the row says.")
    faults: list[FaultOut]
    same_as: int | None = Field(description="The earlier row that it repeats.")
    account: int | None = Field(description="The number of the account that it went into, or is about.")

    @classmethod
    def of(cls, row: ImportedRow, numbers: dict[int, int]) -> Self:
        faults = [FaultOut(column=column, value=value, reason=reason) for column, value, reason in row.faults]
        return cls.model_construct(
            row=row.line,
            fate=row.fate,
            name=row.name,
            told=row.told,
            changes=row.changes,
            faults=faults,
            same_as=row.same_as or None,
            account=numbers.get(row.account_id or 0),
        )


class ImportedRowPage(Page):
    """Rows of a file, in their order."""

    items: list[ImportedRowOut]
