"""Notes on accounts as the API shows and takes them (ACC-16)."""

from datetime import datetime
from typing import Self

from ninja import Schema
from pydantic import Field

from handsel.accounts.notes import MAX_TEXT
from handsel.accounts.record_models import Note
from handsel.api.paging import Page
from handsel.api.shapes.parts import Input, Party, Text


class NoteIn(Input):
    """A new note."""

    text: Text = Field(max_length=MAX_TEXT, examples=["Prefers calls before ten."])
    is_pinned: bool = Field(default=False, description="Pinned notes stand above the others.")


class NoteChange(Input):
    """New words for a note. `version` is the one you read."""

    text: Text = Field(max_length=MAX_TEXT, examples=["Prefers mail."])
    version: int = Field(examples=[1])


class PinIn(Input):
    """Whether a note stands above the others."""

    is_pinned: bool


class NoteOut(Schema):
    """A note, for your colleagues only."""

    id: int
    account: Party
    text: str
    is_pinned: bool
    author_name: str
    written_at: datetime
    edited_at: datetime | None
    version: int = Field(description="Send it with a change.")

    @classmethod
    def of(cls, note: Note) -> Self:
        told = {name: getattr(note, name) for name in cls.model_fields if name != "account"}
        return cls.model_construct(**told, account=Party.of(note.account))


class NotePage(Page):
    """Notes on an account, pinned ones first, then the latest."""

    items: list[NoteOut]
