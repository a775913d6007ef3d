"""The settings of the portal as the API shows and takes them (SHO-4)."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any, Self

from ninja import Schema
from pydantic import Field

from handsel.accounts.portal_models import Domain, Portal, PortalTerms
from handsel.accounts.portal_settings import STANDARD, OpenPortal, Settings
from handsel.api.keys import Program
from handsel.api.shapes.parts import Id, Input, Text

_ONE_POINT = "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNkYPhfDwAChwGA60e6kgAAAABJRU5ErkJggg=="


class Setting(Schema):
    """One setting: what holds, what is set here, what would hold without, and where the value in force comes from."""

    value: str | list[str] = Field(description="What holds.")
    own: str | list[str] | None = Field(description="What you set; null where you inherit.")
    inherited: str | list[str] = Field(description="What holds without a value of your own.")
    source: str = Field(description="own, provider (who sells to you) or standard.", examples=["provider"])
    is_locked: bool = Field(description="Your provider has locked it; you cannot set it.")
    is_locked_below: bool = Field(description="Resellers below you cannot set it.")

    @classmethod
    def of(cls, name: str, portal: Portal, known: Settings) -> Self:
        return cls.model_construct(
            value=known.value(name),
            own=getattr(portal, name),
            inherited=known.without(name),
            source=known.source(name),
            is_locked=name in known.locked,
            is_locked_below=name in portal.locked,
        )


class DomainOut(Schema):
    """A host name of your own at which the portal answers."""

    id: int
    host: str = Field(examples=["shop.fjord-media.example"])
    is_main: bool = Field(description="Links in mails lead to it.")
    cname: str = Field(description="What a CNAME record of this host must lead to.")

    @classmethod
    def of(cls, domain: Domain, portal: OpenPortal) -> Self:
        return cls.model_construct(id=domain.pk, host=domain.host, is_main=domain.is_main, cname=portal.first_host)


class TermsOut(Schema):
    """One version of your terms; with neither text nor address there were none from then on."""

    version: int = Field(examples=[1])
    text: str
    url: str
    published_at: datetime

    @classmethod
    def of(cls, terms: PortalTerms) -> Self:
        names = ("version", "text", "url", "published_at")
        return cls.model_construct(**{name: getattr(terms, name) for name in names})


class SettingsOut(Schema):
    """What your portal shows the world, and how."""

    version: int = Field(description="Send it with a change.")
    name: str = Field(description="First part of its address; it stays.")
    title: str = Field(examples=["Fjord Media"])
    tagline: str
    email: str
    logo_path: str | None = Field(description="Where the logo stands at this portal; null for none.")
    domains: list[DomainOut]
    terms_version: int | None = Field(description="The version of the terms that holds; null for none.")
    colour: Setting
    language: Setting
    languages: Setting
    time_zone: Setting
    date_format: Setting
    number_format: Setting
    currencies: Setting
    mandatory_fields: Setting
    staff_second_factor: Setting
    sign_up: Setting
    sign_up_fields: Setting
    visitor_prices: Setting
    price_tax: Setting

    @classmethod
    def of(cls, program: Program, known: Settings, shown: OpenPortal, domains: Iterable[Domain]) -> Self:
        portal = program.portal
        own: dict[str, Any] = {name: getattr(portal, name) for name in ("version", "name", "title", "tagline", "email")}
        own |= {name: Setting.of(name, portal, known) for name in STANDARD}
        return cls.model_construct(
            **own,
            logo_path=shown.logo.path if shown.logo else None,
            domains=[DomainOut.of(domain, shown) for domain in domains],
            terms_version=shown.terms.version if shown.terms else None,
        )


class SettingsChange(Input):
    """What is to change; what is left out stays, null is inherited from then on. `version` is the one you read."""

    version: int = Field(examples=[1])
    title: Text = Field("", examples=["Fjord Media"])
    tagline: Text = ""
    email: Text = ""
    colour: Text | None = Field(None, examples=["#4263eb"])
    language: Text | None = Field(None, description="One of languages.", examples=["en"])
    languages: list[Text] | None = Field(None, max_length=50, description="What visitors and new users choose from.")
    time_zone: Text | None = Field(None, description="IANA name.", examples=["Europe/Vienna"])
    date_format: Text | None = Field(None, description="One of j M Y, d.m.Y, d/m/Y, m/d/Y, Y-m-d.", examples=["d.m.Y"])
    number_format: Text | None = Field(
        None, description="The marks between thousands and before decimals; empty as the language has them."
    )
    currencies: list[Text] | None = Field(None, max_length=200, description="ISO 4217 codes; your own always counts.")
    mandatory_fields: list[Text] | None = Field(
        None, max_length=50, description="Of a customer, beside a name and the e-mail.", examples=[["phone", "city"]]
    )
    staff_second_factor: Text | None = Field(
        None, description="Whether staff may log in with a password alone: optional or required.", examples=["required"]
    )
    sign_up: Text | None = Field(
        None, description="Whether visitors sign up by themselves: off, approval or open.", examples=["approval"]
    )
    sign_up_fields: list[Text] | None = Field(
        None, max_length=50, description="What they are asked, beside what is mandatory.", examples=[["phone"]]
    )
    visitor_prices: Text | None = Field(
        None, description="Whether who is not logged in sees prices: hidden or shown.", examples=["shown"]
    )
    price_tax: Text | None = Field(
        None, description="How prices stand in the storefront: with, without or by_buyer.", examples=["with"]
    )
    locked: list[Text] | None = Field(
        None, max_length=50, description="Settings that resellers below cannot set; left out or null, it stays."
    )

    @property
    def changes(self) -> dict[str, Any]:
        """What was sent, by the name of the setting."""
        return {name: getattr(self, name) for name in self.model_fields_set - {"version", "locked"}}


class LogoIn(Input):
    """A picture for the logo: PNG, JPEG, WebP or GIF of at most a megabyte, in base64; null takes it away."""

    version: int = Field(examples=[1])
    image: str | None = Field(max_length=1_500_000, examples=[_ONE_POINT])


class DomainIn(Input):
    """A host name of your own."""

    host: Text = Field(examples=["shop.fjord-media.example"])


class MainDomainIn(Input):
    """The host name that links in mails lead to; null for the first address of the portal."""

    domain_id: Id | None


class TermsIn(Input):
    """Terms to publish: a text or the address of a page; neither withdraws them. `version` is the last you read."""

    version: int = Field(description="0 before the first ones.", examples=[0])
    text: str = Field("", max_length=200_000, examples=["We deliver within a day."])
    url: Text = ""


class TermsHistory(Schema):
    """All versions of your terms, the newest first."""

    items: list[TermsOut]
