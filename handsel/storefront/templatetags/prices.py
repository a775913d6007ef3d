"""The price of a plan on the shelf, and in a line of the cart (CAT-4)."""

from django import template
from django.utils.html import format_html
from django.utils.safestring import SafeString

from handsel.catalog.offers import Offer
from handsel.storefront.cart_seen import SeenLine
from handsel.storefront.prices_shown import LinePrices, ShownPrices
from handsel.web.templatetags.money import money

register = template.Library()


@register.simple_tag
def price_of(prices: ShownPrices, offer: Offer) -> SafeString:
    """Render what a unit costs as the portal shows it."""
    return money(prices.amount(offer))


@register.simple_tag
def line_prices(prices: ShownPrices, line: SeenLine) -> LinePrices | None:
    """Return how a line of the cart stands as the portal shows prices, without add-ons; None where it is not sold."""
    return prices.in_line(line.offer, line.quantity, line.owed) if line.offer else None


@register.simple_tag
def tax_note(prices: ShownPrices, offer: Offer) -> SafeString:
    """Say whether tax is in the price, where there is any."""
    return quiet(prices.note(offer))


@register.filter
def quiet(note: str) -> SafeString:
    """Render what stands beside a price, where something does."""
    return format_html('<small class="text-muted">{}</small>', note) if note else SafeString()
