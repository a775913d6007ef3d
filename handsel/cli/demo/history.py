"""Two years of history, repeatable from a seed and made through the public operations, each at its own time.

Nothing here writes to the database by itself, so all that holds for real data holds for the demo's.
"""

import random
from datetime import datetime, timedelta
from functools import partial

from handsel.catalog.models import ProductKind, Provisioning
from handsel.catalog.periods import MONTHLY, ONCE
from handsel.catalog.products import PlanDetails, ProductDetails, add_product
from handsel.cli.demo import story
from handsel.cli.demo.colleagues import hire, share_out
from handsel.cli.demo.currencies import plan_francs
from handsel.cli.demo.deliveries import issue_certificates
from handsel.cli.demo.diary import Diary, in_office_hours, leave_it
from handsel.cli.demo.furnishing import furnish_first, furnish_later
from handsel.cli.demo.prices import set_prices
from handsel.cli.demo.shelf import fill_shelf
from handsel.cli.demo.shops import OPENINGS, Opening, Shop, cast_shops, open_shop
from handsel.cli.demo.taxes import sell_taxed, set_up_taxes
from handsel.cli.demo.today import set_the_scene
from handsel.cli.demo.trade import Client, Trade
from handsel.kernel import chance

LENGTH = timedelta(days=730)
LAST_DAYS = timedelta(days=2)

OWN_PRODUCTS = {
    "suedwind": ProductDetails(
        "ONSITE", "On-site visit", "Services", ProductKind.SERVICE, (PlanDetails("Per visit", ONCE, "EUR", 8_500),),
        "A technician comes to your office, within two working days.", Provisioning.AUTOMATIC,
    ),
    "nordlicht": ProductDetails(
        "CARE", "Website care", "Services", ProductKind.SUBSCRIPTION, (PlanDetails("Monthly", MONTHLY, "EUR", 2_900),),
        "Updates, uptime watch and small changes, every month.", Provisioning.AUTOMATIC,
    ),
}  # fmt: skip
"""What resellers supply themselves, beside what they buy."""


def write_history(*, until: datetime, seed: int, share: float = 1.0, length: timedelta = LENGTH) -> None:
    """Fill an empty installation with everybody and what they did in the time before `until`.

    `share` makes it smaller: the part of all customers that join. Raises IntegrityError when there is an operator.
    """
    chance.seed(seed)
    dice = random.Random(seed)  # noqa: S311 - no secret comes from it
    began = in_office_hours(until - length)
    try:
        cast = story.tell(began)
        diary = Diary(until - LAST_DAYS)
        trade = Trade(dice, diary)
        shops = cast_shops(cast)
        _begin(cast, shops, trade, share, length)
        diary.by_hand = partial(issue_certificates, cast.olga)
        diary.live()
        diary.by_hand = leave_it
        set_the_scene(cast, shops, trade, until)
        sell_taxed(cast.karl, diary, until - timedelta(minutes=20))
        set_prices(shops, until - timedelta(minutes=10))
        furnish_later(shops, until)
        fill_shelf(shops, until)
        share_out(shops["kleinbach"].owner, until)
    finally:
        chance.seed(None)


def _begin(cast: story.Cast, shops: dict[str, Shop], trade: Trade, share: float, length: timedelta) -> None:
    began = in_office_hours(trade.diary.until + LAST_DAYS - length)
    furnish_first(shops, began)
    set_up_taxes(shops, began)
    hire(shops["kleinbach"].owner, began)
    for portal, percent in (("nordlicht", 14), ("suedwind", 25), ("kleinbach", 20)):
        story.set_default_markup(shops[portal].owner, percent, began)
    for portal, product in OWN_PRODUCTS.items():
        add_product(product=product, by=shops[portal].owner, at=began)

    for account, shop, buyer in (
        (cast.bakery, shops["kleinbach"], cast.berta),
        (cast.harbour, shops["suedwind"], None),
    ):
        client = Client(account, shop, buyer)
        trade.clients.append(client)
        trade.diary.plan(began + timedelta(days=5), partial(trade.shop_again, client))
    for shop in shops.values():
        _plan_arrivals(shop, trade, began, share)
    for opening in OPENINGS:
        if timedelta(days=opening.day) < length / 2:
            when = began + timedelta(days=opening.day)
            trade.diary.plan(when, partial(_open, opening, shops, trade, share))
    plan_francs(shops["nordlicht"], trade.diary, began)
    raised = began + length / 2
    trade.diary.plan(raised, partial(_raise_prices, shops))


def _open(opening: Opening, shops: dict[str, Shop], trade: Trade, share: float, at: datetime) -> None:
    shops[opening.portal] = open_shop(opening, shops[opening.parent], at)
    trade.diary.wake_worker(at)
    _plan_arrivals(shops[opening.portal], trade, at, share)


def _plan_arrivals(shop: Shop, trade: Trade, began: datetime, share: float) -> None:
    """Spread the arrival of a shop's customers over the time that is left, more of them towards the end."""
    left = trade.diary.until - began
    for _ in range(max(1, round(shop.clients * share))):
        when = began + left * trade.chance.betavariate(1.4, 1.1)
        trade.diary.plan(when, partial(trade.join, shop))


def _raise_prices(shops: dict[str, Shop], at: datetime) -> None:
    """Half-way through, one reseller sells dearer: orders before and after it have their own prices."""
    story.set_default_markup(shops["kleinbach"].owner, 22, at)
    for shop in shops.values():
        shop.forget_prices()
