"""The terms under which a reseller sells: published in versions, none of them ever changed (SHO-4)."""

from datetime import datetime
from urllib.parse import urlsplit

from handsel.accounts.portal_models import Portal, PortalTerms
from handsel.accounts.rules import may_change_settings
from handsel.accounts.versions import ChangedMeanwhile
from handsel.identity.actor import Actor
from handsel.identity.guests import closed_to_guests
from handsel.kernel.operation import operation, step
from handsel.kernel.prepared import Prepared
from handsel.kernel.refusal import Invalid
from handsel.timeline.record import record

MAX_TEXT = 100_000
MAX_URL = 500

LAST = Prepared(lambda seller_id: PortalTerms.objects.filter(seller_id=seller_id).order_by("-version")[:1])


@operation
@closed_to_guests
def publish_terms(*, text: str, url: str, version: int, by: Actor, at: datetime) -> PortalTerms:
    """Publish terms as text or as the address of a page; with neither there are none any more.

    `version` is the last one that the person saw, 0 for none. The same again publishes nothing.

    Raises Forbidden, NotForGuests, ChangedMeanwhile, Invalid when it is both, too long, no address of a page or
    nothing at all.
    """
    may_change_settings(by).or_refuse()
    last = _locked_last(by)
    if last.version != version:
        said = "Somebody else published terms meanwhile. Compare and publish again."
        raise ChangedMeanwhile(said, {"text": last.text, "url": last.url}, last.version)
    text, url = "\n".join(line.rstrip() for line in text.splitlines()).strip(), url.strip()
    _refuse_faults(text, url)
    if not (text or url or version):
        raise Invalid(fields={"text": "Write your terms, or enter the address of the page where they stand."})
    if (text, url) == (last.text, last.url):
        return last
    terms = PortalTerms.objects.create(
        seller_id=by.seller_id, version=version + 1, text=text, url=url, published_at=at, author_name=by.name
    )
    name = "settings.terms_published" if text or url else "settings.terms_withdrawn"
    record(name, subject=terms, account_id=by.seller_id, by=by, at=at, version=terms.version, url=url)
    return terms


def last_terms(seller_id: int) -> PortalTerms | None:
    """Return what a seller published last, withdrawn or not; None where it never published any."""
    return LAST.first(seller_id)


@step
def _locked_last(by: Actor) -> PortalTerms:
    Portal.objects.select_for_update().only("pk").get(seller_id=by.seller_id)
    return last_terms(by.seller_id) or PortalTerms(seller_id=by.seller_id, version=0)


def _refuse_faults(text: str, url: str) -> None:
    faults: dict[str, str] = {}
    if text and url:
        faults["url"] = "Give the terms as text or as an address, not both."
    elif url and not _is_page(url):
        faults["url"] = "Enter the address of a page, such as https://fjord-media.no/terms."
    if len(text) > MAX_TEXT:
        faults["text"] = f"Write at most {MAX_TEXT:,} characters."
    if faults:
        raise Invalid(fields=faults)


def _is_page(url: str) -> bool:
    if len(url) > MAX_URL or any(not char.isprintable() or char.isspace() for char in url):
        return False
    try:
        parts = urlsplit(url)
    except ValueError:
        return False
    return parts.scheme in {"https", "http"} and "." in (parts.hostname or "") and not parts.username
