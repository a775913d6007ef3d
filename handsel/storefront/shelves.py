"""The catalogue as a customer walks through it: articles with their plans, by category, searched by words (CAT-1)."""

from collections import Counter as Tally
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Self

from handsel.accounts.folding import fold
from handsel.accounts.portal_settings import OpenPortal
from handsel.catalog.asked import Option, options_asked
from handsel.catalog.offers import Offer, offers_beside
from handsel.catalog.pictures import Picture, pictures_of
from handsel.catalog.shop_window import Displayed, displayed_by
from handsel.kernel.clock import now
from handsel.signups.visitor_prices import offers_to_visitors
from handsel.storefront.counter import Counter
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
    def key(self) -> int:
        """The plan that stands for the product in its address."""
        return self.offers[0].plan_id


@dataclass(frozen=True)
class Category:
    """One part of the range and how many articles it has."""

    name: str
    count: int


@dataclass(frozen=True)
class ShelfSearch:
    """What a visitor looks for; an unknown category holds nothing, empty fields mean all."""

    category: str = ""
    text: str = ""

    @classmethod
    def from_params(cls, params: Mapping[str, str]) -> Self:
        return cls(category=params.get("category", ""), text=params.get("q", "").strip()[:100])

    def within(self, articles: Iterable[Article]) -> list[Article]:
        words = fold(self.text).split()
        return [
            article
            for article in articles
            if self.category in {"", article.shown.category} and all(word in _text(article) for word in words)
        ]


def articles_at(counter: Counter) -> list[Article]:
    """Return what the buyer can buy, at its own prices."""
    return _grouped(counter.offers)


def articles_behind_glass(seller_id: int) -> list[Article]:
    """Return the range of `seller_id` as strangers see it: without plans and prices."""
    return [Article(shown) for shown in displayed_by(seller_id)]


def articles_for_visitors(portal: OpenPortal) -> list[Article]:
    """Return the range as this portal shows it to who is not logged in: with its prices, or behind glass."""
    if not portal.shows_prices:
        return articles_behind_glass(portal.seller_id)
    return _grouped(offers_to_visitors(portal.seller_id))


def article_with(counter: Counter, plan_id: int) -> Article | None:
    """Return the product that has this plan, with all there is to choose and to see; None when it is not sold."""
    offers = offers_beside(counter.buyer_id, plan_id, at=now())
    found = [article for article in _grouped(offers) if any(offer.plan_id == plan_id for offer in article.offers)]
    return next(iter(furnished(counter, found)), None)


def furnished(counter: Counter, articles: Sequence[Article]) -> list[Article]:
    """Return `articles` with what they ask and how they look, in two queries however many there are."""
    products = [article.offers[0].product_id for article in articles]
    asked, pictures = options_asked(counter.buyer_id, products), pictures_of(counter.buyer_id, products)
    return [
        replace(article, options=tuple(asked[product]), pictures=tuple(pictures[product]))
        for article, product in zip(articles, products, strict=True)
    ]


def categories_of(articles: Iterable[Article]) -> list[Category]:
    """Return the categories of `articles` in their order."""
    return [Category(name, count) for name, count in Tally(article.shown.category for article in articles).items()]


def page_of_shelf(articles: Sequence[Article], params: Mapping[str, str]) -> Page[Article]:
    """Return the page of `articles` that `params["page"]` names; the first where it names none."""
    asked = params.get("page", "")
    last = max(1, -(-len(articles) // SHELF_SIZE))
    number = min(max(int(asked), 1), last) if asked.isascii() and asked.isdigit() and len(asked) < len("10000") else 1
    rows = articles[(number - 1) * SHELF_SIZE : number * SHELF_SIZE]
    return Page(rows, number, SHELF_SIZE, len(articles), is_more=False, has_next=number < last)


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
    shown = Displayed(first.product, first.category, first.description, first.kind)
    return Article(shown, offers, tuple(offer for offer in found if offer.is_addon))


def _text(article: Article) -> str:
    numbers = " ".join({offer.sku for offer in article.offers})
    return fold(f"{article.shown.product} {article.shown.category} {article.shown.description} {numbers}")
