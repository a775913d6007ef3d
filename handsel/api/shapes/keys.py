"""Keys as the API shows them: never a secret (USR-8)."""

from datetime import datetime
from typing import Self

from ninja import Schema
from pydantic import Field

from handsel.api.paging import Page
from handsel.identity.models import ApiKey


class KeyOut(Schema):
    """A key of one of your programs."""

    id: int
    name: str
    prefix: str = Field(description="How its secret begins.", examples=["hsk_ewP_f8-n"])
    role: str
    scopes: list[str] = Field(examples=[["orders:write"]])
    networks: list[str] = Field(
        description="From where it may be used; none is anywhere.", examples=[["203.0.113.0/24"]]
    )
    made_by: str
    created_at: datetime
    expires_at: datetime | None
    revoked_at: datetime | None
    last_used_at: datetime | None
    last_used_from: str | None = Field(examples=["203.0.113.7"])

    @classmethod
    def of(cls, key: ApiKey) -> Self:
        same = {name: getattr(key, name) for name in cls.model_fields if name != "made_by"}
        return cls.model_construct(made_by=key.made_by_name, **same)


class KeyPage(Page):
    """Your keys, the latest first."""

    items: list[KeyOut]
