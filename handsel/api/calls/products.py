"""Your own products in full: what is told of them, plans, options, pictures; the categories they stand in (CAT-1)."""

from collections.abc import Callable
from typing import Any

from django.db.models import Prefetch
from django.http import HttpResponse
from ninja import Router

from handsel.api.keys import ApiRequest
from handsel.api.once import perform
from handsel.api.refusals import may_refuse
from handsel.api.shapes.catalog import PlanIn, ProductOut
from handsel.api.shapes.products import (
    AlternativeIn,
    CategoryIn,
    CategoryMergeIn,
    CategoryOrderIn,
    CategoryOrderOut,
    CategoryOut,
    PictureIn,
    PlanChangeIn,
    ProductChangeIn,
    ProductOptionChangeIn,
    ProductOptionIn,
    WithdrawalIn,
)
from handsel.catalog.categories import (
    add_category,
    categories_of,
    change_category,
    merge_category,
    order_categories,
    remove_category,
)
from handsel.catalog.models import Category, Plan, Product
from handsel.catalog.option_models import ProductOption, ProductPicture
from handsel.catalog.options import add_option, change_option, move_option, remove_option
from handsel.catalog.pictures import add_pictures, describe_picture, move_picture, remove_picture
from handsel.catalog.plans import add_plan, change_plan, withdraw_plan
from handsel.catalog.products import change_product, put_back_product
from handsel.kernel.clock import now

router = Router(tags=["Catalogue"])


def _product(request: ApiRequest, product_id: int) -> Product:
    found = request.auth.products.select_related("category__parent")
    return found.prefetch_related(Prefetch("plans", Plan.objects.order_by("pk")), "options", "pictures").get(
        pk=product_id
    )


def _done(
    request: ApiRequest, changed: int, work: Callable[..., Any], /, *, status: int = 200, **told: Any
) -> HttpResponse:
    """Do `work` for who asks, and answer with the product `changed` as it is then."""

    def act() -> object:
        return work(**told, by=request.auth.actor, at=now())

    # Whatever was changed about the product, it is shown whole, in the same transaction where a key keeps the answer.
    return perform(request, act, lambda _part: ProductOut.of(_product(request, changed)), status=status)


@router.get("/products/{int:product_id}", response=ProductOut, operation_id="products_get")
def product(request: ApiRequest, product_id: int) -> ProductOut:
    """Read a product that you supply yourself, with its plans, what it asks, and its pictures."""
    return ProductOut.of(_product(request, product_id))


@router.patch(
    "/products/{int:product_id}", response=ProductOut, operation_id="products_update", **may_refuse(change_product)
)
def change(request: ApiRequest, product_id: int, body: ProductChangeIn) -> HttpResponse:
    """Change what is told of a product; what was ordered keeps what it was called then."""
    details = body.details(_product(request, product_id))
    return _done(request, product_id, change_product, product_id=product_id, product=details, version=body.version)


@router.post(
    "/products/{int:product_id}/return",
    response=ProductOut,
    operation_id="products_return",
    **may_refuse(put_back_product),
)
def put_back(request: ApiRequest, product_id: int) -> HttpResponse:
    """Sell a withdrawn product again."""
    return _done(request, _product(request, product_id).pk, put_back_product, product_id=product_id)


@router.post(
    "/products/{int:product_id}/plans", response={201: ProductOut}, operation_id="plans_create", **may_refuse(add_plan)
)
def new_plan(request: ApiRequest, product_id: int, body: PlanIn) -> HttpResponse:
    """Charge a product in one more way, or sell one more add-on with it."""
    own = _product(request, product_id).pk
    return _done(request, own, add_plan, status=201, product_id=own, plan=body.details)


@router.put("/plans/{int:plan_id}", response=ProductOut, operation_id="plans_update", **may_refuse(change_plan))
def plan_changed(request: ApiRequest, plan_id: int, body: PlanChangeIn) -> HttpResponse:
    """Change how a product is charged; later orders follow, what was ordered keeps its price."""
    plan = Plan.objects.get(pk=plan_id, seller_id=request.auth.seller_id)
    told: dict[str, Any] = {"plan_id": plan_id, "plan": body.details, "version": body.version}
    return _done(request, plan.product_id, change_plan, **told)


@router.post(
    "/plans/{int:plan_id}/withdrawal", response=ProductOut, operation_id="plans_withdraw", **may_refuse(withdraw_plan)
)
def plan_withdrawn(request: ApiRequest, plan_id: int, body: WithdrawalIn) -> HttpResponse:
    """Stop selling a plan, or sell it again; what runs goes on."""
    plan = Plan.objects.get(pk=plan_id, seller_id=request.auth.seller_id)
    return _done(request, plan.product_id, withdraw_plan, plan_id=plan_id, is_withdrawn=body.is_withdrawn)


@router.post(
    "/products/{int:product_id}/options",
    response={201: ProductOut},
    operation_id="options_create",
    **may_refuse(add_option),
)
def new_option(request: ApiRequest, product_id: int, body: ProductOptionIn) -> HttpResponse:
    """Ask for one more thing when the product is ordered."""
    own = _product(request, product_id).pk
    return _done(request, own, add_option, status=201, product_id=own, option=body.details)


@router.put("/options/{int:option_id}", response=ProductOut, operation_id="options_update", **may_refuse(change_option))
def option_changed(request: ApiRequest, option_id: int, body: ProductOptionChangeIn) -> HttpResponse:
    """Change what is asked; what was ordered keeps what was filled in."""
    option = ProductOption.objects.get(pk=option_id, seller_id=request.auth.seller_id)
    told: dict[str, Any] = {"option_id": option_id, "option": body.details, "version": body.version}
    return _done(request, option.product_id, change_option, **told)


@router.post(
    "/options/{int:option_id}/earlier", response=ProductOut, operation_id="options_move", **may_refuse(move_option)
)
def option_earlier(request: ApiRequest, option_id: int) -> HttpResponse:
    """Ask for it one place earlier."""
    option = ProductOption.objects.get(pk=option_id, seller_id=request.auth.seller_id)
    return _done(request, option.product_id, move_option, option_id=option_id)


@router.post(
    "/options/{int:option_id}/removal", response=ProductOut, operation_id="options_remove", **may_refuse(remove_option)
)
def option_removed(request: ApiRequest, option_id: int) -> HttpResponse:
    """Ask for it no more; what was ordered keeps what was filled in."""
    option = ProductOption.objects.get(pk=option_id, seller_id=request.auth.seller_id)
    return _done(request, option.product_id, remove_option, option_id=option_id)


@router.post(
    "/products/{int:product_id}/pictures",
    response={201: ProductOut},
    operation_id="pictures_create",
    **may_refuse(add_pictures),
)
def new_picture(request: ApiRequest, product_id: int, body: PictureIn) -> HttpResponse:
    """Show one more picture of a product."""
    told: dict[str, Any] = {"product_id": product_id, "files": [body.content], "alternative": body.alternative}
    return _done(request, _product(request, product_id).pk, add_pictures, status=201, **told)


@router.patch(
    "/pictures/{int:picture_id}", response=ProductOut, operation_id="pictures_update", **may_refuse(describe_picture)
)
def picture_described(request: ApiRequest, picture_id: int, body: AlternativeIn) -> HttpResponse:
    """Say what is seen in a picture."""
    picture = ProductPicture.objects.get(pk=picture_id, seller_id=request.auth.seller_id)
    return _done(request, picture.product_id, describe_picture, picture_id=picture_id, alternative=body.alternative)


@router.post(
    "/pictures/{int:picture_id}/earlier", response=ProductOut, operation_id="pictures_move", **may_refuse(move_picture)
)
def picture_earlier(request: ApiRequest, picture_id: int) -> HttpResponse:
    """Show a picture one place earlier; the first stands on the shelf."""
    picture = ProductPicture.objects.get(pk=picture_id, seller_id=request.auth.seller_id)
    return _done(request, picture.product_id, move_picture, picture_id=picture_id)


@router.post(
    "/pictures/{int:picture_id}/removal",
    response=ProductOut,
    operation_id="pictures_remove",
    **may_refuse(remove_picture),
)
def picture_removed(request: ApiRequest, picture_id: int) -> HttpResponse:
    """Show a picture no more."""
    picture = ProductPicture.objects.get(pk=picture_id, seller_id=request.auth.seller_id)
    return _done(request, picture.product_id, remove_picture, picture_id=picture_id)


@router.get("/categories", response=list[CategoryOut], operation_id="categories_list")
def categories(request: ApiRequest) -> list[CategoryOut]:
    """List the parts of your range, in the order in which buyers find them."""
    return [CategoryOut.of(category) for category in categories_of(request.auth.seller_id)]


@router.post("/categories", response={201: CategoryOut}, operation_id="categories_create", **may_refuse(add_category))
def new_category(request: ApiRequest, body: CategoryIn) -> HttpResponse:
    """Add a category, by itself or below another."""

    def act() -> Category:
        return add_category(name=body.name, parent_id=body.parent_category_id, by=request.auth.actor, at=now())

    return perform(request, act, CategoryOut.of, status=201)


@router.put(
    "/categories/{int:category_id}",
    response=CategoryOut,
    operation_id="categories_update",
    **may_refuse(change_category),
)
def category_changed(request: ApiRequest, category_id: int, body: CategoryIn) -> HttpResponse:
    """Rename a category or put it in another place; its products stay in it."""
    found = categories_of(request.auth.seller_id).get(pk=category_id)

    def act() -> Category:
        above = body.parent_category_id
        return change_category(category_id=found.pk, name=body.name, parent_id=above, by=request.auth.actor, at=now())

    return perform(request, act, CategoryOut.of)


@router.post(
    "/categories/{int:category_id}/merge",
    response=CategoryOut,
    operation_id="categories_merge",
    **may_refuse(merge_category),
)
def category_merged(request: ApiRequest, category_id: int, body: CategoryMergeIn) -> HttpResponse:
    """Put all that stands in one category into another, and remove the empty one."""
    found = categories_of(request.auth.seller_id).get(pk=category_id)

    def act() -> Category:
        return merge_category(category_id=found.pk, into_id=body.into_category_id, by=request.auth.actor, at=now())

    return perform(request, act, CategoryOut.of)


@router.post(
    "/categories/{int:category_id}/removal",
    response=CategoryOut,
    operation_id="categories_remove",
    **may_refuse(remove_category),
)
def category_removed(request: ApiRequest, category_id: int) -> HttpResponse:
    """Remove a category in which nothing stands; the answer is what it was."""
    found = categories_of(request.auth.seller_id).get(pk=category_id)

    def act() -> Category:
        remove_category(category_id=found.pk, by=request.auth.actor, at=now())
        return found

    return perform(request, act, CategoryOut.of)


@router.put(
    "/categories-order", response=CategoryOrderOut, operation_id="categories_order", **may_refuse(order_categories)
)
def categories_ordered(request: ApiRequest, body: CategoryOrderIn) -> HttpResponse:
    """Say in which order buyers find your categories; those that are not named come after them."""

    def act() -> list[Category]:
        order_categories(category_ids=body.category_ids, by=request.auth.actor, at=now())
        return list(categories_of(request.auth.seller_id))

    return perform(request, act, CategoryOrderOut.of)
