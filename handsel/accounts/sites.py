"""The sites of an account: any number, each with a code that names it for good; orders can belong to one (ORD-17)."""

import re
from dataclasses import asdict, dataclass, replace
from datetime import datetime
from typing import Self

from django.utils.translation import gettext as _

from handsel.accounts.models import Account
from handsel.accounts.record_models import Address, Site
from handsel.accounts.rules import may_keep_data_of
from handsel.accounts.versions import ChangedMeanwhile
from handsel.identity.actor import Actor
from handsel.kernel.operation import operation, step
from handsel.kernel.refusal import Conflict, Invalid, NotFound
from handsel.timeline.record import record

_CODE = re.compile(r"[A-Z0-9][A-Z0-9._-]{0,29}")
_HOST = re.compile(r"(?=.{1,253}$)([a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?")
MAX_NAME, MAX_NOTE = 120, 2_000


class SiteNotFound(NotFound):
    """The account has no such site."""

    code = "site_not_found"


class SiteArchived(Conflict):
    """The site is archived and takes no new orders."""

    code = "site_archived"


@dataclass(frozen=True)
class SiteDetails:
    """What a person fills in besides the code. `address_id` is one of the account's address book, or None."""

    name: str = ""
    domain: str = ""
    note: str = ""
    address_id: int | None = None

    @classmethod
    def of(cls, site: Site) -> Self:
        """Return what `site` says now."""
        return cls(**{name: getattr(site, name) for name in asdict(cls())})

    def tidied(self) -> Self:
        """Return the same without needless blanks; a domain as hosts are written."""
        domain = self.domain.strip().lower().rstrip(".")
        domain = domain.removeprefix("https://").removeprefix("http://").rstrip("/")
        return replace(self, name=" ".join(self.name.split()), domain=_as_ascii(domain), note=self.note.strip())


@operation
def add_site(*, account_id: int, code: str, details: SiteDetails, by: Actor, at: datetime) -> Site:
    """Add a site to an account; its code is made of capitals and never changes.

    Raises Forbidden, Account.DoesNotExist, Invalid with what is wrong by field: so, too, a code that the account has.
    """
    may_keep_data_of(by, account_id).or_refuse()
    account = Account.objects.filter(seller_id=by.seller_id).get(pk=account_id, deleted_at__isnull=True)
    code, details = code.strip().upper(), details.tidied()
    faults = _find_faults(account_id, details, by)
    if not _CODE.fullmatch(code):
        faults["code"] = _("Enter a code of at most 30 letters, digits, points and hyphens, such as OSLO-1.")
    if faults:
        raise Invalid(fields=faults)
    site, is_new = Site.objects.get_or_create(
        seller_id=by.seller_id, account=account, code=code, defaults=asdict(details)
    )
    if not is_new:
        raise Invalid(fields={"code": _("There is a site %(code)s already.") % {"code": code}})
    record("site.added", subject=site, account_id=account_id, by=by, at=at, code=code)
    return site


@operation
def change_site(*, site_id: int, details: SiteDetails, version: int, by: Actor, at: datetime) -> Site:
    """Change what a site says; `version` is the one the person saw.

    Raises Forbidden, Site.DoesNotExist, Invalid with what is wrong by field, ChangedMeanwhile.
    """
    site = _locked(site_id, by)
    before, after = SiteDetails.of(site), details.tidied()
    if site.version != version:
        said = _("Somebody else changed this site meanwhile. Compare and save again.")
        raise ChangedMeanwhile(said, asdict(before), site.version)
    if faults := _find_faults(site.account_id, after, by):
        raise Invalid(fields=faults)
    changed = {name: value for name, value in asdict(after).items() if value != getattr(before, name)}
    if not changed:
        return site
    for name, value in changed.items():
        setattr(site, name, value)
    site.version += 1
    site.save(update_fields=[*changed, "version"])
    told = {name: (getattr(before, name), value) for name, value in changed.items() if name != "address_id"}
    record("site.changed", subject=site, account_id=site.account_id, by=by, at=at, code=site.code, changes=told)
    return site


@operation
def archive_site(*, site_id: int, by: Actor, at: datetime) -> Site:
    """Let a site take no new orders; those that it has keep it. Twice is once.

    Raises Forbidden, Site.DoesNotExist.
    """
    site = _locked(site_id, by)
    if site.archived_at is None:
        site.archived_at = at
        site.save(update_fields=["archived_at"])
        record("site.archived", subject=site, account_id=site.account_id, by=by, at=at, code=site.code)
    return site


@operation
def unarchive_site(*, site_id: int, by: Actor, at: datetime) -> Site:
    """Let an archived site take orders again. Twice is once.

    Raises Forbidden, Site.DoesNotExist.
    """
    site = _locked(site_id, by)
    if site.archived_at is not None:
        site.archived_at = None
        site.save(update_fields=["archived_at"])
        record("site.unarchived", subject=site, account_id=site.account_id, by=by, at=at, code=site.code)
    return site


def open_site(site_id: int, *, account_id: int) -> Site:
    """Return a site of this very account that takes orders. Raises SiteNotFound, SiteArchived."""
    site = Site.objects.filter(account_id=account_id, pk=site_id).first()
    if site is None:
        raise SiteNotFound(fields={"site_id": _("There is no such site; choose one of the account's own.")})
    if site.archived_at is not None:
        said = _("The site %(code)s is archived; choose another, or take it out of the archive.") % {"code": site.code}
        raise SiteArchived(fields={"site_id": said})
    return site


@step
def _locked(site_id: int, by: Actor) -> Site:
    site = Site.objects.select_for_update(no_key=True, of=("self",)).get(seller_id=by.seller_id, pk=site_id)
    may_keep_data_of(by, site.account_id).or_refuse()
    return site


def _find_faults(account_id: int, details: SiteDetails, by: Actor) -> dict[str, str]:
    faults: dict[str, str] = {}
    if details.domain and not _HOST.fullmatch(details.domain):
        faults["domain"] = _("Enter a domain, such as fjord-media.no.")
    if len(details.name) > MAX_NAME:
        faults["name"] = _("Enter at most %(most)s characters.") % {"most": MAX_NAME}
    if len(details.note) > MAX_NOTE:
        faults["note"] = _("Enter at most %(most)s characters.") % {"most": MAX_NOTE}
    book = Address.objects.filter(seller_id=by.seller_id, account_id=account_id)
    if details.address_id is not None and not book.filter(pk=details.address_id).exists():
        faults["address_id"] = _("Choose an address of the account's own book.")
    return faults


def _as_ascii(domain: str) -> str:
    """Return a domain as it stands in the network; what is none is left as it was typed."""
    try:
        return domain.encode("idna").decode() if domain else ""
    except UnicodeError:
        return domain
