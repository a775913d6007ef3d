"""The price of a plan on the shelf (CAT-4)."""

from django import template
from django.utils.html import format_html
from django.utils.safestring import SafeString

from handsel.catalog.offers import Offer
from handsel.storefront.cart_seen import SeenLine
from handsel.storefront.prices_shown import ShownPrices
from handsel.web.templatetags.money import money

register = template.Library()


@register.simple_tag
def price_of(prices: ShownPrices, offer: Offer) -> SafeString:
    """Render what a unit costs as the portal shows it."""
    return money(prices.amount(offer))


@register.simple_tag
def total_of(prices: ShownPrices, line: SeenLine) -> SafeString:
    """Render what a line of the cart comes to as the portal shows prices, without its add-ons."""
    return money(None if line.total is None else prices.sum_of(line.total, line.owed))


@register.simple_tag
def tax_note(prices: ShownPrices, offer: Offer) -> SafeString:
    """Say whether tax is in the price, where there is any."""
    note = prices.note(offer)
    return format_html('<small class="text-muted">{}</small>', note) if note else SafeString()
