"""What people fill in about a site, and how sites stand in lists (ORD-17)."""

from collections.abc import Iterable, Mapping
from typing import Any, ClassVar, Self

from django import forms
from django.db.models import BooleanField, ExpressionWrapper, Q, QuerySet
from django.utils.translation import gettext_lazy as _

from handsel.accounts.record_models import Address, Site
from handsel.accounts.sites import MAX_NAME, MAX_NOTE, SiteDetails
from handsel.web.searches import searched
from handsel.web.tables import Page, page_of
from handsel.web.versioned_form import VersionedForm


class SiteForm(VersionedForm):
    """A site that stands already: all but its code can be changed. `addresses` is the book of its account."""

    ids = "site_%s"
    widths: ClassVar[dict[str, str]] = {"code": "half", "name": "half", "domain": "half", "address_id": "half"}
    field_order = ("code", "name", "domain", "address_id", "note")

    name = forms.CharField(label=_("Name"), max_length=MAX_NAME, required=False)
    domain = forms.CharField(
        label=_("Domain"),
        max_length=253,
        required=False,
        widget=forms.TextInput({"placeholder": "fjord-media.no", "dir": "auto"}),
    )
    address_id = forms.TypedChoiceField(label=_("Address"), coerce=int, empty_value=None, required=False)
    note = forms.CharField(label=_("Note"), max_length=MAX_NOTE, required=False, widget=forms.Textarea({"rows": 3}))

    def __init__(self, data: Mapping[str, Any] | None = None, *, addresses: Iterable[Address], **details: Any) -> None:
        super().__init__(data, **details)
        book = list(addresses)
        self._details = details | {"addresses": book}
        field = self.fields["address_id"]
        field.choices = [("", _("None")), *((one.pk, one.line) for one in book)]  # type: ignore[attr-defined]

    @classmethod
    def of(cls, site: Site, data: Mapping[str, Any] | None, addresses: Iterable[Address]) -> Self:
        """Return the form of `site`, with what was typed."""
        initial = {name: getattr(site, name) for name in SiteForm.base_fields}
        return cls(data, addresses=addresses, initial=initial)


class NewSiteForm(SiteForm):
    """A new site; its code is typed once."""

    code = forms.CharField(
        label=_("Code"),
        max_length=30,
        help_text=_("It names the site for good and cannot be changed."),
        widget=forms.TextInput({"placeholder": "OSLO-1", "dir": "auto", "autocomplete": "off", "autofocus": True}),
        error_messages={"required": _("Enter a code, such as OSLO-1.")},
    )


def typed_site(typed: dict[str, Any]) -> SiteDetails:
    """Return what was typed in a form of a site, without code and version."""
    return SiteDetails(**{name: value for name, value in typed.items() if name not in {"code", "version"}})


def listed_sites(sites: QuerySet[Site], params: Mapping[str, str]) -> Page[Site]:
    """Return the page of `sites` that `params` ask for, with their addresses; open ones first, each by its code."""
    text = searched(params)
    found = sites.filter(_has(text)) if text else sites
    is_archived = ExpressionWrapper(Q(archived_at__isnull=False), output_field=BooleanField())
    return page_of(found.select_related("address").order_by(is_archived, "code", "pk"), params)


def _has(text: str) -> Q:
    return Q(code__icontains=text) | Q(name__icontains=text) | Q(domain__icontains=text)
