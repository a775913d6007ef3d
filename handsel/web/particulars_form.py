"""What a buyer says about an order besides its lines, as both faces ask for it and show it (ORD-17, ORD-18)."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import asdict, dataclass
from typing import Any, ClassVar, Self

from django import forms
from django.db.models import Q, QuerySet
from django.utils.translation import gettext, pgettext
from django.utils.translation import gettext_lazy as _

from handsel.accounts.record_models import Address, AddressRole, Site
from handsel.kernel.lookups import among, listed
from handsel.kernel.prepared import IDS, Compiled
from handsel.orders.particulars import Told, address_now
from handsel.orders.particulars_models import MAX_NOTE, MAX_PO_NUMBER, Particulars
from handsel.web.forms import HouseForm
from handsel.web.templatetags.money import reader_locale


class ParticularsForm(HouseForm):
    """Addresses, site, purchase-order number and note. What there is nothing to choose of is not asked for.

    Only what was sent is taken, so that one field can be saved by itself. `usual` tells the address that counts for a
    role where none is chosen.
    """

    ids = "order_%s"
    widths: ClassVar[dict[str, str]] = {
        "delivery_address_id": "half",
        "billing_address_id": "half",
        "site_id": "half",
        "po_number": "half",
    }

    delivery_address_id = forms.TypedChoiceField(
        label=_("Delivery address"), coerce=int, empty_value=None, required=False
    )
    billing_address_id = forms.TypedChoiceField(
        label=_("Billing address"), coerce=int, empty_value=None, required=False
    )
    site_id = forms.TypedChoiceField(label=_("Site"), coerce=int, empty_value=None, required=False)
    po_number = forms.CharField(
        label=_("Purchase-order number"),
        max_length=MAX_PO_NUMBER,
        required=False,
        help_text=_("Yours; it stands on the order and can be searched for."),
        widget=forms.TextInput({"dir": "auto", "autocomplete": "off"}),
    )
    note = forms.CharField(label=_("Note"), max_length=MAX_NOTE, required=False, widget=forms.Textarea({"rows": 3}))

    def __init__(
        self,
        data: Mapping[str, Any] | None,
        *,
        book: Iterable[Address],
        sites: Iterable[Site],
        told: Told,
        usual: Callable[[AddressRole], Mapping[str, str]],
    ) -> None:
        super().__init__(data, initial=asdict(told))
        addresses = list(book)
        for name, role in (("delivery_address_id", AddressRole.SHIPPING), ("billing_address_id", AddressRole.BILLING)):
            fitting = [one for one in addresses if {role, AddressRole.SITE} & set(one.roles)]
            none = _as_usual(usual(role)) if fitting else ""
            self._offer(name, none, [(one.pk, one.line) for one in fitting])
        self._offer("site_id", str(_("None")), [(site.pk, site.label) for site in sites])

    def _offer(self, name: str, none: str, choices: list[tuple[int, str]]) -> None:
        if not choices and not self.data.get(name):
            del self.fields[name]
            return
        self.fields[name].choices = [("", none), *choices]  # type: ignore[attr-defined]

    @property
    def changes(self) -> dict[str, Any]:
        """What was sent, by field."""
        return {name: value for name, value in self.cleaned_data.items() if name in self.data}


def _said(party_id: int, orders: str) -> QuerySet[Particulars]:
    theirs = Q(seller_id=party_id) | Q(buyer_id=party_id)
    return Particulars.objects.filter(theirs, among("order_id", orders)).select_related("site")


SAID = Compiled(_said, orders=IDS)


@dataclass(frozen=True)
class SeenPlace:
    """An address of an order, in the lines in which it is read."""

    label: str
    lines: tuple[str, ...]


@dataclass(frozen=True)
class SeenParticulars:
    """What an order says besides its lines, to read."""

    found: Particulars

    @classmethod
    def of(cls, order_ids: Iterable[int], *, party_id: int) -> dict[int, Self]:
        """Return by order what was said about these, where `party_id` sold to the buyer, or is the buyer."""
        return {row.order_id: cls(row) for row in SAID.all(party_id, listed(order_ids))}

    @property
    def po_told(self) -> str:
        """The purchase-order number with the word for it."""
        return told_po(self.found.po_number)

    @property
    def places(self) -> list[SeenPlace]:
        """Where it goes and where the bill goes; one after the other only where they differ."""
        return _places(self.found.delivery, self.found.billing)


def places_now(told: Told, *, seller_id: int, buyer_id: int) -> list[SeenPlace]:
    """Return where an order goes, and its bill, if it is placed now with what is `told`."""
    whose = {"seller_id": seller_id, "buyer_id": buyer_id}
    delivery = address_now(AddressRole.SHIPPING, told.delivery_address_id, **whose)
    return _places(delivery, address_now(AddressRole.BILLING, told.billing_address_id, **whose))


def _places(delivery: Mapping[str, str], billing: Mapping[str, str]) -> list[SeenPlace]:
    if delivery == billing:
        return [_seen(_("Delivery and billing address"), delivery)] if any(delivery.values()) else []
    return [_seen(_("Delivery address"), delivery), _seen(_("Billing address"), billing)]


def _as_usual(told: Mapping[str, str]) -> str:
    """Return the choice of the address that counts where none is chosen, with what it says."""
    line = ", ".join(_seen("", told).lines)
    return gettext("As usual: %(address)s") % {"address": line} if line else gettext("As usual")


def _seen(label: object, told: Mapping[str, str]) -> SeenPlace:
    country = told.get("country", "")
    place = " ".join(filter(None, [told.get("postcode"), told.get("city")]))
    lines = [
        told.get("company_name"),
        told.get("contact_name"),
        told.get("address"),
        ", ".join(filter(None, [place, told.get("state")])),
        reader_locale().territories.get(country, country),
    ]
    return SeenPlace(str(label), tuple(line for line in lines if line))


def told_po(number: str) -> str:
    """Return a purchase-order number with the word for it, unless it begins with that itself."""
    word = pgettext("purchase order", "PO")
    return number if number.casefold().startswith(word.casefold()) else f"{word} {number}"
