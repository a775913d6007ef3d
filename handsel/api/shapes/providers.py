"""Sign-in providers as the API shows and takes them: never with the secret (USR-7)."""

from datetime import datetime
from typing import Self

from ninja import Schema
from pydantic import Field

from handsel.api.shapes.parts import Input, Text
from handsel.identity.provider_models import SignInProvider
from handsel.identity.providers import ProviderDetails

NAME = "What the button on the log-in page says it leads to."
ISSUER = "The address of the provider, as it calls itself."
DOMAINS = "E-mail domains that it may vouch for; none is any."
LINKS = "Whether people come in for the first time by the e-mail address that the provider has verified."


class ProviderIn(Input):
    """A provider of OpenID Connect to sign in through."""

    name: Text = Field(description=NAME, examples=["Company account"])
    issuer: Text = Field(description=ISSUER, examples=["https://login.fjord-media.example"])
    client_id: Text = Field(description="What the provider calls your portal.", examples=["handsel"])
    secret: Text = Field(description="What the provider gave you; it is shown to nobody again.", examples=["s3cret"])
    for_console: bool = Field(default=True, description="Whether the log-in page of your staff offers it.")
    for_storefront: bool = Field(default=False, description="Whether the log-in page of your customers offers it.")
    domains: list[Text] = Field([], max_length=100, description=DOMAINS, examples=[["fjord-media.example"]])
    links_by_email: bool = Field(default=True, description=LINKS)

    @property
    def details(self) -> ProviderDetails:
        return ProviderDetails(**self.model_dump())


class ProviderChangeIn(Input):
    """What is to change of a provider; what is left out stays, the secret among it."""

    name: Text | None = Field(None, description=NAME, examples=["Company account"])
    issuer: Text | None = Field(None, description=f"{ISSUER} Another one needs its `secret` beside it.")
    client_id: Text | None = None
    secret: Text | None = None
    for_console: bool | None = None
    for_storefront: bool | None = None
    domains: list[Text] | None = Field(None, max_length=100, description=DOMAINS)
    links_by_email: bool | None = Field(None, description=LINKS)

    def details_of(self, known: SignInProvider) -> ProviderDetails:
        """Return what is kept of a provider, with what is to change."""
        names = ("name", "issuer", "client_id", "for_console", "for_storefront", "domains", "links_by_email")
        kept = {name: getattr(known, name) for name in names} | {"secret": ""}
        return ProviderDetails(**{**kept, **self.model_dump(exclude_none=True)})


class ProviderOut(Schema):
    """A provider that vouches for people of your portal."""

    id: int
    name: str = Field(examples=["Company account"])
    issuer: str = Field(examples=["https://login.fjord-media.example"])
    client_id: str = Field(examples=["handsel"])
    for_console: bool
    for_storefront: bool
    domains: list[str] = Field(examples=[["fjord-media.example"]])
    links_by_email: bool
    callback: str = Field(
        description="Where the provider sends people back to; tell it this address.",
        examples=["https://portal.fjord-media.example/sign-in/callback/"],
    )
    created_at: datetime

    @classmethod
    def of(cls, provider: SignInProvider, callback: str) -> Self:
        same = {name: getattr(provider, name) for name in cls.model_fields if name != "callback"}
        return cls.model_construct(callback=callback, **same)
