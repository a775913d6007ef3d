"""The columns of a price list in a file: what the export calls them, and what the import takes for them (CAT-2)."""

from collections.abc import Mapping, Sequence
from functools import cache

from django.conf import settings
from django.utils import translation
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from handsel.accounts.importing.columns import plain

LABELS: Mapping[str, Promise] = {
    "sku": _("SKU"),
    "plan": _("Plan"),
    "plan_id": _("Plan no."),
    "currency": _("Currency"),
    "new_price": _("New price"),
    "new_percent": _("New percent"),
    "price": _("Price"),
    "percent": _("Percent"),
}
"""Column -> what the export calls it. The new ones are empty there: whoever fills them in changes the price."""

_ALSO: Mapping[str, Sequence[str]] = {
    "sku": ("Product number", "Article number", "Article", "Item", "Artikelnummer", "Artikel", "Référence"),
    "plan": ("Plan name", "Variant", "Tarif", "Variante"),
    "plan_id": ("plan_id", "Plan id", "Plan number"),
    "currency": ("Währung", "Devise", "Moneda"),
    "new_price": ("Neuer Preis", "Nouveau prix", "Precio nuevo"),
    "new_percent": ("New markup", "Neuer Aufschlag"),
    "price": ("Net price", "Unit price", "Fixed price", "Preis", "Nettopreis", "Prix", "Precio"),
    "percent": ("Markup", "Markup percent", "Aufschlag"),
}


def places_of(names: Sequence[str]) -> dict[str, int]:
    """Return in which column of a file each of ours is, the first where two are called the same."""
    known = _known()
    places: dict[str, int] = {}
    for place, name in enumerate(names):
        column = known.get(plain(name))
        if column:
            places.setdefault(column, place)
    return places


@cache
def _known() -> dict[str, str]:
    """Return every name of a column, as all our languages call it."""
    known = {plain(name): column for column, names in _ALSO.items() for name in names}
    for language, _name in settings.LANGUAGES:
        with translation.override(language):
            known |= {plain(str(label)): column for column, label in LABELS.items()}
    return known
