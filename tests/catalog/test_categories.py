"""A seller's range stands in categories, which it names, orders and merges (CAT-1)."""

from dataclasses import replace

import pytest
from django.db import IntegrityError, connection, transaction

from handsel.catalog.categories import (
    CategoryNameTaken,
    CategoryNotEmpty,
    CategoryTooDeep,
    add_category,
    change_category,
    merge_category,
    order_categories,
    remove_category,
)
from handsel.catalog.models import Category, Product
from handsel.catalog.offers import offers_to
from handsel.catalog.products import add_product
from handsel.kernel.isolation import scoped
from handsel.kernel.refusal import Forbidden, Invalid
from tests.cast import NOON
from tests.catalog.test_prices import CHAIR

pytestmark = [pytest.mark.django_db, pytest.mark.covers("CAT-1")]


def named(by, name, above=None):
    return add_category(name=name, parent_id=above.pk if above else None, by=by, at=NOON)


def told(by):
    """Return the seller's categories: name -> the name of the one above."""
    with transaction.atomic(), scoped(by.scope):
        found = Category.objects.filter(seller_id=by.seller_id).select_related("parent")
        return {category.name: category.parent and category.parent.name for category in found}


def put(product, category):
    """Put a product into a category past the operations."""
    Product.objects.filter(pk=product.pk).update(category=category)
    connection.check_constraints()


def test_a_product_stands_in_a_category_that_is_typed_or_known(cast):
    chair = add_product(product=CHAIR, by=cast.nora, at=NOON)
    desk = add_product(product=replace(CHAIR, sku="DESK", category=" office "), by=cast.nora, at=NOON)
    lamp = add_product(product=replace(CHAIR, sku="LAMP", category="Office › Light"), by=cast.nora, at=NOON)

    assert chair.category_id == desk.category_id
    assert lamp.category.parent_id == chair.category_id
    assert told(cast.nora) == {"Office": None, "Light": "Office"}


def test_a_name_that_stands_once_below_another_is_found_without_the_other(cast):
    above = named(cast.nora, "Furniture")
    office = named(cast.nora, "Office", above)

    assert add_product(product=CHAIR, by=cast.nora, at=NOON).category_id == office.pk


@pytest.mark.parametrize("category", ["", "  ", "x" * 61, "A › B › C", "A › ", "a\x00b"])
def test_what_is_no_category_is_refused_and_leaves_nothing(cast, category):
    with pytest.raises(Invalid) as refused:
        add_product(product=replace(CHAIR, category=category), by=cast.nora, at=NOON)

    assert set(refused.value.fields) == {"category"}
    assert told(cast.nora) == {}
    assert not Product.objects.filter(seller_id=cast.nordlicht).exists()


def test_a_category_is_renamed_put_below_another_and_its_products_go_along(cast):
    product = add_product(product=CHAIR, by=cast.nora, at=NOON)
    above = named(cast.nora, "Furniture")

    change_category(category_id=product.category_id, name="Seats", parent_id=above.pk, by=cast.nora, at=NOON)

    assert told(cast.nora) == {"Furniture": None, "Seats": "Furniture"}
    with transaction.atomic(), scoped(cast.karl.scope):
        offer = next(offer for offer in offers_to(cast.kleinbach) if offer.sku == "CHAIR")
    assert (offer.category, offer.category_id) == ("Furniture › Seats", product.category_id)


def test_buyers_find_categories_in_the_order_that_the_seller_gave_them(cast):
    with transaction.atomic(), scoped(cast.olga.scope):
        by_name = {category.name: category.pk for category in Category.objects.filter(seller_id=cast.operator)}
    order = ["Services", "Mail", "Hosting"]

    order_categories(category_ids=[by_name[name] for name in order], by=cast.olga, at=NOON)

    with transaction.atomic(), scoped(cast.berta.scope):
        seen = list(dict.fromkeys(offer.category for offer in offers_to(cast.bakery)))
    assert seen == [*order, "Backup", "Security"]


def test_a_category_is_merged_into_another_or_removed_when_it_is_empty(cast):
    product = add_product(product=CHAIR, by=cast.nora, at=NOON)
    into = named(cast.nora, "Furniture")
    with pytest.raises(CategoryNotEmpty):
        remove_category(category_id=product.category_id, by=cast.nora, at=NOON)

    merge_category(category_id=product.category_id, into_id=into.pk, by=cast.nora, at=NOON)

    assert told(cast.nora) == {"Furniture": None}
    empty = named(cast.nora, "Empty")
    remove_category(category_id=empty.pk, by=cast.nora, at=NOON)
    assert told(cast.nora) == {"Furniture": None}


def test_names_stand_once_in_a_place_and_places_are_two_deep(cast):
    above = named(cast.nora, "Furniture")
    below = named(cast.nora, "Seats", above)
    other = named(cast.nora, "Seats")
    with pytest.raises(CategoryNameTaken):
        named(cast.nora, "furniture")
    with pytest.raises(CategoryNameTaken):
        change_category(category_id=below.pk, name="Furniture", parent_id=None, by=cast.nora, at=NOON)
    with pytest.raises(CategoryTooDeep):
        named(cast.nora, "Stools", below)
    with pytest.raises(CategoryTooDeep):
        change_category(category_id=above.pk, name="Furniture", parent_id=other.pk, by=cast.nora, at=NOON)
    with pytest.raises(Invalid):
        change_category(category_id=below.pk, name="Seats", parent_id=below.pk, by=cast.nora, at=NOON)
    with pytest.raises(Invalid):
        merge_category(category_id=below.pk, into_id=below.pk, by=cast.nora, at=NOON)
    with pytest.raises(CategoryNotEmpty):
        merge_category(category_id=above.pk, into_id=below.pk, by=cast.nora, at=NOON)


def test_another_sellers_category_is_not_found_and_readers_change_none(cast):
    foreign = named(cast.sven, "Breeze")
    for work in (
        lambda by: change_category(category_id=foreign.pk, name="Mine", parent_id=None, by=by, at=NOON),
        lambda by: remove_category(category_id=foreign.pk, by=by, at=NOON),
        lambda by: order_categories(category_ids=[foreign.pk], by=by, at=NOON),
        lambda by: add_category(name="Below", parent_id=foreign.pk, by=by, at=NOON),
    ):
        with pytest.raises(Category.DoesNotExist):
            work(cast.nora)
    with pytest.raises(Forbidden):
        named(cast.ruth, "Mine")
    assert told(cast.sven) == {"Breeze": None}


def test_the_database_holds_products_to_categories_of_their_own_seller(cast):
    foreign = named(cast.sven, "Breeze")
    product = add_product(product=CHAIR, by=cast.nora, at=NOON)

    with pytest.raises(IntegrityError), transaction.atomic(), scoped(cast.nora.scope):
        put(product, foreign)
