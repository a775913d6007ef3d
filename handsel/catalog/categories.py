"""The parts of a seller's range: named while a product is made, renamed, ordered, merged, removed (CAT-1)."""

from collections.abc import Sequence
from datetime import datetime

from django.db.models import F, QuerySet
from django.db.models.functions import Coalesce

from handsel.catalog.models import Category, Product
from handsel.catalog.rules import may_offer_products
from handsel.identity.actor import Actor
from handsel.kernel.operation import operation, step
from handsel.kernel.refusal import Conflict, Invalid
from handsel.timeline.record import record

MAX_NAME = 60
BETWEEN = "›"
"""Stands between a category and the one above it, where both are typed in one field."""

MOST = 1_000
"""How many categories a seller may have."""


class CategoryNameTaken(Conflict):
    """Another category in the same place has this name."""

    code = "category_name_taken"


class CategoryNotEmpty(Conflict):
    """Products or categories stand in it."""

    code = "category_not_empty"


class CategoryTooDeep(Conflict):
    """Categories stand in two levels, not in more."""

    code = "category_too_deep"


@operation
def add_category(*, name: str, parent_id: int | None, by: Actor, at: datetime) -> Category:
    """Add a category, by itself or below another.

    Raises Forbidden, Invalid naming `name`, CategoryNameTaken, Category.DoesNotExist when there is no such parent,
    CategoryTooDeep when that stands below another itself.
    """
    may_offer_products(by).or_refuse()
    name = _checked(name)
    known = _locked(by)
    parent = _parent(parent_id, known)
    _refuse_taken(name, parent, known)
    return _added(name, parent, known, by, at)


@operation
def change_category(*, category_id: int, name: str, parent_id: int | None, by: Actor, at: datetime) -> Category:
    """Rename a category, or put it below another or by itself; its products stay in it.

    Raises Forbidden, Category.DoesNotExist, Invalid naming `name` or `parent_id`, CategoryNameTaken, CategoryTooDeep.
    """
    may_offer_products(by).or_refuse()
    name = _checked(name)
    known = _locked(by)
    category = _among(known, category_id)
    if parent_id == category.pk:
        raise Invalid(fields={"parent_id": "A category cannot stand below itself."})
    parent = _parent(parent_id, known)
    if parent and any(other.parent_id == category.pk for other in known):
        raise CategoryTooDeep(fields={"parent_id": f"Categories stand below {category.name}; move these first."})
    _refuse_taken(name, parent, [other for other in known if other.pk != category.pk])
    before = category.name
    category.name, category.parent = name, parent
    category.save(update_fields=["name", "parent"])
    record("category.changed", subject=category, account_id=by.seller_id, by=by, at=at, before=before, after=name)
    return category


@operation
def order_categories(*, category_ids: Sequence[int], by: Actor, at: datetime) -> Sequence[Category]:
    """Show categories in this order, wherever they stand; those that are not named come after them, by name.

    Raises Forbidden, Category.DoesNotExist when one is unknown.
    """
    may_offer_products(by).or_refuse()
    known = _locked(by)
    ordered = [_among(known, category_id) for category_id in dict.fromkeys(category_ids)]
    rest = [category for category in known if category not in ordered]
    for position, category in enumerate(ordered, 1):
        category.position = position
    for category in rest:
        category.position = len(ordered) + 1
    Category.objects.bulk_update([*ordered, *rest], ["position"])
    if ordered:
        names = [category.name for category in ordered]
        record("category.ordered", subject=ordered[0], account_id=by.seller_id, by=by, at=at, names=names)
    return ordered


@operation
def merge_category(*, category_id: int, into_id: int, by: Actor, at: datetime) -> Category:
    """Put all that stands in one category into another, remove the empty one, and return the other.

    Raises Forbidden, Category.DoesNotExist, Invalid naming `into_id` when both are the same, CategoryNotEmpty when
    categories stand below the one.
    """
    may_offer_products(by).or_refuse()
    known = _locked(by)
    category, into = _among(known, category_id), _among(known, into_id)
    if category.pk == into.pk:
        raise Invalid(fields={"into_id": "Choose another category to merge it into."})
    _refuse_parents(category, known)
    moved = Product.objects.filter(seller_id=by.seller_id, category=category).update(category=into)
    before = category.name
    record(
        "category.merged", subject=category, account_id=by.seller_id, by=by, at=at,
        category=before, into=into.name, products=moved,
    )  # fmt: skip
    category.delete()
    return into


@operation
def remove_category(*, category_id: int, by: Actor, at: datetime) -> None:
    """Remove a category in which nothing stands.

    Raises Forbidden, Category.DoesNotExist, CategoryNotEmpty.
    """
    may_offer_products(by).or_refuse()
    known = _locked(by)
    category = _among(known, category_id)
    _refuse_parents(category, known)
    if products := Product.objects.filter(seller_id=by.seller_id, category=category).count():
        raise CategoryNotEmpty(
            f"{category.name} has products in it ({products}, withdrawn ones too); merge it into another category."
        )
    record("category.removed", subject=category, account_id=by.seller_id, by=by, at=at, category=category.name)
    category.delete()


def categories_of(seller_id: int) -> QuerySet[Category]:
    """Return the parts of a seller's range in the order in which buyers find them."""
    found = Category.objects.filter(seller_id=seller_id).select_related("parent")
    above = Coalesce("parent__position", "position"), Coalesce("parent__name", "name")
    return found.order_by(*above, F("parent").asc(nulls_first=True), "position", "name")


@step
def category_named(typed: str, *, by: Actor, at: datetime) -> Category:
    """Return the seller's category of this name, made where there is none; "Mail › Archive" is Archive below Mail.

    A name by itself is a category at the top, or else the only one of that name. Case does not count.
    Raises Invalid naming `category`.
    """
    names = [_checked(name, field="category") for name in typed.split(BETWEEN)]
    if len(names) > len(("above", "below")):
        raise Invalid(fields={"category": f"Enter a category, or one below another: Mail {BETWEEN} Archive."})
    known = _locked(by)
    if len(names) == 1:
        alike = [category for category in known if _same(category.name, names[0])]
        found = next((category for category in alike if category.parent_id is None), None)
        if found or len(alike) == 1:
            return found or alike[0]
    category: Category | None = None
    for name in names:
        here = category.pk if category else None
        there = (one for one in known if one.parent_id == here and _same(one.name, name))
        category = next(there, None) or _added(name, category, known, by, at)
    assert category is not None
    return category


@step
def _locked(by: Actor) -> list[Category]:
    """Return all categories of the seller, locked in one order, so that the two levels hold whoever comes together."""
    return list(Category.objects.filter(seller_id=by.seller_id).order_by("pk").select_for_update(no_key=True))


@step
def _added(name: str, parent: Category | None, known: Sequence[Category], by: Actor, at: datetime) -> Category:
    if len(known) >= MOST:
        raise Invalid(fields={"name": f"You have {MOST:,} categories; merge some first."})
    last = max((one.position for one in known), default=0)
    added = Category.objects.create(seller_id=by.seller_id, name=name, parent=parent, position=last)
    record("category.added", subject=added, account_id=by.seller_id, by=by, at=at, category=name)
    return added


def _among(known: Sequence[Category], category_id: int) -> Category:
    found = next((category for category in known if category.pk == category_id), None)
    if found is None:
        raise Category.DoesNotExist
    return found


def _parent(parent_id: int | None, known: Sequence[Category]) -> Category | None:
    if parent_id is None:
        return None
    parent = _among(known, parent_id)
    if parent.parent_id is not None:
        raise CategoryTooDeep(fields={"parent_id": f"{parent.name} stands below another category itself."})
    return parent


def _refuse_taken(name: str, parent: Category | None, known: Sequence[Category]) -> None:
    here = parent.pk if parent else None
    if any(one.parent_id == here and _same(one.name, name) for one in known):
        raise CategoryNameTaken(fields={"name": f"There is a category {name} in this place already."})


def _refuse_parents(category: Category, known: Sequence[Category]) -> None:
    if below := [one.name for one in known if one.parent_id == category.pk]:
        raise CategoryNotEmpty(f"Below {category.name} stand {', '.join(below[:3])}; move or remove these first.")


def _checked(name: str, field: str = "name") -> str:
    name = " ".join(name.split())
    if not 0 < len(name) <= MAX_NAME or not name.isprintable():
        raise Invalid(fields={field: f"Enter a category of up to {MAX_NAME} characters."})
    if BETWEEN in name:
        raise Invalid(fields={field: f"A category has no {BETWEEN} in its name."})
    return name


def _same(one: str, other: str) -> bool:
    return one.casefold() == other.casefold()
