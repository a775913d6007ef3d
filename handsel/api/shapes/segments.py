"""Saved searches over accounts as the API shows and takes them (ACC-10)."""

from datetime import datetime
from typing import Literal, Self
from urllib.parse import urlencode

from django.http import QueryDict
from ninja import Schema
from pydantic import Field

from handsel.api.paging import Page
from handsel.api.shapes.parts import Input, Text
from handsel.kernel.refusal import Invalid
from handsel.segments.models import MAX_NAME, Segment
from handsel.segments.saving import searched_by
from handsel.segments.search import Search
from handsel.segments.words import Vocabulary, chips

SEARCH = "Parameters of GET /customers, as in an address."
EXAMPLE = "country.is=CA&country.is=US&joined.last_days=90"


class Searching(Input):
    """What a segment finds."""

    search: Text = Field(max_length=4_000, description=SEARCH, examples=[EXAMPLE])

    @property
    def read(self) -> Search:
        """The search. Raises Invalid, naming `search`, when a part of it cannot be read."""
        parsed = Search.from_params(QueryDict(self.search))
        if parsed.problems:
            raise Invalid(fields={"search": " ".join(parsed.problems)})
        return parsed.search


class SegmentIn(Searching):
    """A search to keep under a name."""

    kind: Literal["customer", "reseller"] = Field("customer", description="The list that it narrows.")
    name: Text = Field(max_length=MAX_NAME, examples=["New in North America"])
    is_shared: bool = Field(default=False, description="Whether your colleagues see it; otherwise only API keys do.")


class SegmentName(Input):
    """Another name for a segment."""

    name: Text = Field(max_length=MAX_NAME, examples=["New overseas"])


class SegmentSharing(Input):
    """Whether your colleagues see a segment."""

    is_shared: bool


class SegmentOut(Schema):
    """A saved search: send its id as `segment` to GET /customers or GET /resellers."""

    id: int
    kind: str = Field(examples=["customer"])
    name: str
    search: str = Field(description=SEARCH, examples=[EXAMPLE])
    conditions: list[str] = Field(description="The same in plain words.", examples=[["Country is Canada"]])
    is_shared: bool
    owner_name: str
    changed_at: datetime

    @classmethod
    def of(cls, segment: Segment, vocabulary: Vocabulary) -> Self:
        search = searched_by(segment)
        told = {
            name: getattr(segment, name) for name in ("id", "kind", "name", "is_shared", "owner_name", "changed_at")
        }
        return cls.model_construct(
            **told,
            search=urlencode(search.to_params()),
            conditions=[chip.text for chip in chips(search, vocabulary)],
        )


class SegmentPage(Page):
    """Segments by name."""

    items: list[SegmentOut]
