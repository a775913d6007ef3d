"""The catalogue as a customer walks through it: articles with their plans, by category, searched by words (CAT-1)."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from handsel.accounts.portal_settings import OpenPortal
from handsel.accounts.tree import own_currency
from handsel.catalog.asked import Option, options_asked, with_sites
from handsel.catalog.offers import Offer, offers_to, plans_beside
from handsel.catalog.pictures import Picture, pictures_of
from handsel.catalog.shelf import Category, Market, Sought, categories_on_shelf
from handsel.catalog.shop_window import Displayed, displayed_by
from handsel.kernel.clock import now
from handsel.signups.visitor_prices import offers_to_visitors
from handsel.storefront.counter import Counter
from handsel.storefront.shoppers import Shopper
from handsel.web.searches import searched, sought_category
from handsel.web.sold_pages import page_of_sold
from handsel.web.tables import Page

SHELF_SIZE = 24


@dataclass(frozen=True)
class Article:
    """One product on the shelf with the plans in which it can be bought; without any before the log-in."""

    shown: Displayed
    offers: tuple[Offer, ...] = ()
    addons: tuple[Offer, ...] = ()
    options: tuple[Option, ...] = ()
    pictures: tuple[Picture, ...] = ()

    @property
    def is_configured(self) -> bool:
        """Whether there is more to choose than a plan and how many."""
        return bool(self.options or self.addons)

    @property
    def lowest(self) -> Offer:
        """The plan with the lowest price."""
        return min(self.offers, key=lambda offer: offer.unit_minor)

    @property
    def has_several_prices(self) -> bool:
        """Whether its plans cost differently."""
        return len({(offer.unit_minor, offer.period, offer.unit_name) for offer in self.offers}) > 1

    @property
    def differs_in_quantity(self) -> bool:
        """Whether its plans are ordered in other quantities."""
        return len({(offer.quantity_min, offer.quantity_max, offer.quantity_step) for offer in self.offers}) > 1

    @property
    def key(self) -> int:
        """The plan that stands for the product in its address."""
        return self.shown.plan_id


@dataclass(frozen=True)
class Shelf:
    """The range of a portal as somebody sees it: a buyer at its own prices, visitors with prices or behind glass."""

    market: Market
    show: Callable[[Sequence[int]], list[Article]]

    @property
    def categories(self) -> list[Category]:
        """The categories in which something is sold, in their order, with those below them."""
        return categories_on_shelf(self.market, at=now())

    def page(self, sought: Sought, params: Mapping[str, str]) -> Page[Article]:
        """Return the page that `params["page"]` names; the first where it names none."""
        return page_of_sold(self.market, sought, params, SHELF_SIZE, self.show, at=now())


def shelf_at(counter: Counter) -> Shelf:
    """Return what the buyer can buy, at its own prices."""
    buyer_id = counter.buyer_id
    return Shelf(Market(buyer_id=buyer_id), lambda plans: _grouped(offers_to(buyer_id, plans, at=now())))


def shelf_for_visitors(portal: OpenPortal) -> Shelf:
    """Return the range as this portal shows it to who is not logged in: with its prices, or behind glass."""
    seller_id = portal.seller_id
    if not portal.shows_prices:
        return Shelf(Market(seller_id), lambda plans: [Article(shown) for shown in displayed_by(seller_id, plans)])
    market = Market(seller_id, currency=own_currency(seller_id))
    return Shelf(market, lambda plans: _grouped(offers_to_visitors(seller_id, plans)))


def sought_by(params: Mapping[str, str]) -> Sought:
    """Return what a visitor looks for; empty fields mean all."""
    return Sought(searched(params), sought_category(params), is_described=True)


def article_with(shopper: Shopper, plan_id: int) -> Article | None:
    """Return the product that has this plan, with all there is to choose and to see; None when it is not sold."""
    found = _grouped(shopper.offers_beside(plan_id))
    with_plan = [article for article in found if any(offer.plan_id == plan_id for offer in article.offers)]
    return next(iter(furnished(shopper, with_plan)), None)


def article_behind_glass(visitor: Shopper, plan_id: int) -> Article | None:
    """Return the same as it is seen where prices are not shown."""
    plans = plans_beside(visitor.told_to, plan_id)
    found = [Article(shown) for shown in displayed_by(visitor.told_to, plans)] if plan_id in plans else []
    return next(iter(furnished(visitor, found)), None)


def furnished(shopper: Shopper, articles: Sequence[Article]) -> list[Article]:
    """Return `articles` with what they ask and how they look, in a few queries however many there are."""
    products = [article.shown.product_id for article in articles]
    asked = options_asked(shopper.told_to, [article.shown.product_id for article in articles if article.offers])
    pictures = pictures_of(shopper.told_to, products)
    return [
        replace(
            article,
            options=tuple(with_sites(asked.get(product, ()), lambda: shopper.site_codes)),
            pictures=tuple(pictures[product]),
        )
        for article, product in zip(articles, products, strict=True)
    ]


def _grouped(offers: Iterable[Offer]) -> list[Article]:
    plans: dict[int, list[Offer]] = {}
    for offer in offers:
        plans.setdefault(offer.product_id, []).append(offer)
    return [article for found in plans.values() if (article := _article(found))]


def _article(found: Sequence[Offer]) -> Article | None:
    """Return the product of these offers; None where nothing but add-ons of it is sold."""
    offers = tuple(offer for offer in found if not offer.is_addon)
    if not offers:
        return None
    first = offers[0]
    shown = Displayed(first.plan_id, first.product_id, first.product, first.category, first.description, first.kind)
    return Article(shown, offers, tuple(offer for offer in found if offer.is_addon))
