"""The catalogue as a customer walks through it: articles with their plans, by category, searched by words (CAT-1)."""

from collections import Counter as Tally
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Self

from handsel.accounts.folding import fold
from handsel.catalog.offers import Offer
from handsel.catalog.shop_window import Displayed, displayed_by
from handsel.storefront.counter import Counter
from handsel.web.tables import Page

SHELF_SIZE = 24


@dataclass(frozen=True)
class Article:
    """One product on the shelf with the plans in which it can be bought; without any before the log-in."""

    shown: Displayed
    offers: tuple[Offer, ...] = ()

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


def article_with(counter: Counter, plan_id: int) -> Article | None:
    """Return the product that has this plan, with all its plans; None when it is not sold (any more)."""
    return next((a for a in articles_at(counter) if any(offer.plan_id == plan_id for offer in a.offers)), None)


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
    plans: dict[tuple[str, Displayed], list[Offer]] = {}
    for offer in offers:
        shown = Displayed(offer.product, offer.category, offer.description, offer.kind)
        plans.setdefault((offer.sku, shown), []).append(offer)
    return [Article(shown, tuple(found)) for (_, shown), found in plans.items()]


def _text(article: Article) -> str:
    return fold(f"{article.shown.product} {article.shown.category} {article.shown.description}")
