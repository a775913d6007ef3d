"""Products of one's own: what is told of them, their plans, what they ask, how they look (CAT-1)."""

from dataclasses import replace

import pytest
from django.db import transaction

from handsel.catalog.asked import Option, WrongAnswer, options_asked, read_answer
from handsel.catalog.models import Plan, Product
from handsel.catalog.offers import offers_to
from handsel.catalog.option_models import OptionKind, ProductOption, ProductPicture
from handsel.catalog.options import (
    OptionChanged,
    OptionDetails,
    OptionLabelTaken,
    add_option,
    change_option,
    move_option,
    remove_option,
)
from handsel.catalog.periods import MONTHLY, WEEKLY, YEARLY
from handsel.catalog.pictures import (
    MOST_PICTURES,
    TooManyPictures,
    add_pictures,
    describe_picture,
    move_picture,
    pictures_of,
    remove_picture,
    stored_picture,
)
from handsel.catalog.plans import PlanChanged, PlanNameTaken, add_plan, change_plan, withdraw_plan
from handsel.catalog.products import (
    PlanDetails,
    ProductChanged,
    SkuTaken,
    add_product,
    change_product,
    put_back_product,
    withdraw_product,
)
from handsel.kernel.isolation import scoped
from handsel.kernel.pictures import NotAPicture, PictureTooLarge, TooManyPoints
from handsel.kernel.refusal import Invalid
from tests.cast import NOON
from tests.catalog.operations_calls import MORE, OPTION, a_picture
from tests.catalog.test_prices import CHAIR, offered

pytestmark = [pytest.mark.django_db, pytest.mark.covers("CAT-1")]


@pytest.fixture
def chair(cast):
    return add_product(product=CHAIR, by=cast.nora, at=NOON)


def plan_of(cast, product):
    with transaction.atomic(), scoped(cast.nora.scope):
        return Plan.objects.get(product=product)


def test_a_product_is_changed_for_all_below_once_per_version(cast, chair):
    change = replace(CHAIR, name="Desk chair", category="Furniture")

    change_product(product_id=chair.pk, product=change, version=1, by=cast.nora, at=NOON)

    with pytest.raises(ProductChanged):
        change_product(product_id=chair.pk, product=CHAIR, version=1, by=cast.nora, at=NOON)
    with transaction.atomic(), scoped(cast.karl.scope):
        offer = next(offer for offer in offers_to(cast.kleinbach) if offer.sku == "CHAIR")
    assert (offer.product, offer.category) == ("Desk chair", "Furniture")


def test_what_is_wrong_with_a_change_is_named_and_nothing_is_changed(cast, chair):
    add_product(product=replace(CHAIR, sku="DESK"), by=cast.nora, at=NOON)
    for change, refusal in (
        ({"name": ""}, Invalid), ({"sku": "DESK"}, SkuTaken), ({"description": "x" * 4_001}, Invalid),
    ):  # fmt: skip
        with pytest.raises(refusal):
            change_product(product_id=chair.pk, product=replace(CHAIR, **change), version=1, by=cast.nora, at=NOON)
    with pytest.raises(Product.DoesNotExist):
        change_product(product_id=chair.pk, product=CHAIR, version=1, by=cast.sven, at=NOON)
    with transaction.atomic(), scoped(cast.nora.scope):
        assert Product.objects.get(pk=chair.pk).version == 1


def test_a_withdrawn_product_is_put_back(cast, chair):
    withdraw_product(product_id=chair.pk, by=cast.nora, at=NOON)
    assert "CHAIR Each" not in offered(cast.karl, cast.kleinbach)

    put_back_product(product_id=chair.pk, by=cast.nora, at=NOON)
    put_back_product(product_id=chair.pk, by=cast.nora, at=NOON)

    assert "CHAIR Each" in offered(cast.karl, cast.kleinbach)


def test_plans_are_added_changed_and_withdrawn_each_by_itself(cast, chair):
    weekly = add_plan(product_id=chair.pk, plan=MORE, by=cast.nora, at=NOON)
    assert offered(cast.karl, cast.kleinbach)["CHAIR Weekly"] == 240

    change_plan(plan_id=weekly.pk, plan=replace(MORE, cost_minor=300), version=1, by=cast.nora, at=NOON)
    assert offered(cast.karl, cast.kleinbach)["CHAIR Weekly"] == 360

    withdraw_plan(plan_id=weekly.pk, is_withdrawn=True, by=cast.nora, at=NOON)
    withdraw_plan(plan_id=weekly.pk, is_withdrawn=True, by=cast.nora, at=NOON)
    assert set(offered(cast.karl, cast.kleinbach)) & {"CHAIR Each", "CHAIR Weekly"} == {"CHAIR Each"}

    withdraw_plan(plan_id=weekly.pk, is_withdrawn=False, by=cast.nora, at=NOON)
    assert "CHAIR Weekly" in offered(cast.karl, cast.kleinbach)


@pytest.mark.parametrize(
    "change",
    [
        {"name": ""}, {"cost_minor": 0}, {"quantity_min": 0}, {"quantity_min": 5, "quantity_max": 4},
        {"quantity_step": 0}, {"quantity_max": 100_001}, {"unit": "x" * 31}, {"currency": "XQX"},
    ],
)  # fmt: skip
def test_a_plan_that_cannot_be_is_refused(cast, chair, change):
    with pytest.raises(Invalid) as refused:
        add_plan(product_id=chair.pk, plan=replace(MORE, **change), by=cast.nora, at=NOON)

    assert set(refused.value.fields) == {"plan"}
    with transaction.atomic(), scoped(cast.nora.scope):
        assert Plan.objects.filter(product=chair).count() == 1


def test_a_plan_of_another_and_one_that_was_changed_meanwhile_are_left(cast, chair):
    plan = plan_of(cast, chair)
    with pytest.raises(PlanNameTaken):
        add_plan(product_id=chair.pk, plan=replace(MORE, name="Each"), by=cast.nora, at=NOON)
    with pytest.raises(PlanChanged):
        change_plan(plan_id=plan.pk, plan=MORE, version=7, by=cast.nora, at=NOON)
    for work in (
        lambda: change_plan(plan_id=plan.pk, plan=MORE, version=1, by=cast.sven, at=NOON),
        lambda: withdraw_plan(plan_id=plan.pk, is_withdrawn=True, by=cast.sven, at=NOON),
    ):
        with pytest.raises(Plan.DoesNotExist):
            work()


def test_a_product_with_addons_only_is_refused(cast):
    with pytest.raises(Invalid) as refused:
        add_product(
            product=replace(CHAIR, plans=[PlanDetails("GB", MONTHLY, "EUR", 5, is_addon=True)]), by=cast.nora, at=NOON
        )
    assert set(refused.value.fields) == {"plans"}


def test_options_are_asked_in_their_order_of_whoever_buys_and_of_no_sibling(cast, chair):
    add_option(product_id=chair.pk, option=OPTION, by=cast.nora, at=NOON)
    colour = OptionDetails("Colour", OptionKind.CHOICE, choices=("Red", " Blue ", "Red", ""))
    second = add_option(product_id=chair.pk, option=colour, by=cast.nora, at=NOON)
    move_option(option_id=second.pk, by=cast.nora, at=NOON)

    with transaction.atomic(), scoped(cast.berta.scope):
        asked = options_asked(cast.bakery, [chair.pk])[chair.pk]
    with transaction.atomic(), scoped(cast.sven.scope):
        sibling = options_asked(cast.harbour, [chair.pk])[chair.pk]

    assert [(option.label, list(option.choices)) for option in asked] == [("Colour", ["Red", "Blue"]), ("Domain", [])]
    assert sibling == []


def test_options_are_changed_once_per_version_and_removed(cast, chair):
    option = add_option(product_id=chair.pk, option=OPTION, by=cast.nora, at=NOON)
    with pytest.raises(OptionLabelTaken):
        add_option(product_id=chair.pk, option=replace(OPTION, label="domain"), by=cast.nora, at=NOON)
    change_option(option_id=option.pk, option=replace(OPTION, is_required=False), version=1, by=cast.nora, at=NOON)
    with pytest.raises(OptionChanged):
        change_option(option_id=option.pk, option=OPTION, version=1, by=cast.nora, at=NOON)
    for bad in ({"label": ""}, {"kind": OptionKind.CHOICE, "choices": ("One",)}, {"help_text": "x" * 201}):
        with pytest.raises(Invalid):
            change_option(option_id=option.pk, option=replace(OPTION, **bad), version=2, by=cast.nora, at=NOON)
    with pytest.raises(ProductOption.DoesNotExist):
        remove_option(option_id=option.pk, by=cast.sven, at=NOON)
    remove_option(option_id=option.pk, by=cast.nora, at=NOON)
    with transaction.atomic(), scoped(cast.nora.scope):
        assert not ProductOption.objects.filter(product=chair).exists()


@pytest.mark.parametrize(
    ("kind", "typed", "value"),
    [
        ("text", "  Two   words ", "Two words"),
        ("domain", "HTTPS://Shop.Example/", "shop.example"),
        ("domain", "bücher.example", "xn--bcher-kva.example"),
        ("domain", "shop", None),
        ("domain", "192.168.1.1", None),
        ("domain", "-shop.example", None),
        ("domain", f"{'a' * 64}.example", None),
        ("site", "HQ-01", "HQ-01"),
        ("site", "no blanks", None),
        ("choice", "Red", "Red"),
        ("choice", "Green", None),
        ("yes_no", "yes", "yes"),
        ("yes_no", "maybe", None),
        ("text", "x" * 201, None),
        ("text", "a\x00b", None),
    ],
)
def test_an_answer_is_read_by_its_kind(kind, typed, value):
    option = Option(1, 1, "Asked", kind, is_required=True, help_text="", choices=["Red"])
    if value is None:
        with pytest.raises(WrongAnswer, match="Asked"):
            read_answer(option, typed)
    else:
        assert read_answer(option, typed)["value"] == value


def test_pictures_are_drawn_anew_kept_in_order_and_shown_below(cast, chair):
    added = add_pictures(
        product_id=chair.pk,
        files=[a_picture(2_000, 1_000), a_picture(form="JPEG", colour="red")],
        by=cast.nora,
        at=NOON,
    )
    assert (added[0].width, added[0].height) == (1_200, 600)
    assert add_pictures(product_id=chair.pk, files=[a_picture(2_000, 1_000)], by=cast.nora, at=NOON) == []

    describe_picture(picture_id=added[1].pk, alternative="Red", by=cast.nora, at=NOON)
    move_picture(picture_id=added[1].pk, by=cast.nora, at=NOON)

    with transaction.atomic(), scoped(cast.berta.scope):
        assert [one.alternative for one in pictures_of(cast.bakery, [chair.pk])[chair.pk]] == ["Red", ""]
    with transaction.atomic(), scoped(cast.karl.scope):
        assert stored_picture(cast.kleinbach, added[0].digest).startswith(b"RIFF")
    with transaction.atomic(), scoped(cast.sven.scope):
        assert stored_picture(cast.suedwind, added[0].digest) is None
        assert pictures_of(cast.harbour, [chair.pk])[chair.pk] == []

    remove_picture(picture_id=added[0].pk, by=cast.nora, at=NOON)
    with transaction.atomic(), scoped(cast.karl.scope):
        assert stored_picture(cast.kleinbach, added[0].digest) is None


@pytest.mark.parametrize(
    ("data", "refusal"),
    [(b"no picture", NotAPicture), (b"", NotAPicture), (b"\x89PNG\r\n\x1a\n" + b"0" * 50, NotAPicture),
     (b"0" * (8 * 1024 * 1024 + 1), PictureTooLarge), (a_picture(6_400, 6_400), TooManyPoints)],
    ids=["text", "nothing", "broken", "heavy", "bomb"],
)  # fmt: skip
def test_a_picture_that_is_none_is_refused_with_all_that_came_with_it(cast, chair, data, refusal):
    with pytest.raises(refusal):
        add_pictures(product_id=chair.pk, files=[a_picture(), data], by=cast.nora, at=NOON)
    with transaction.atomic(), scoped(cast.nora.scope):
        assert not ProductPicture.objects.filter(product=chair).exists()


def test_a_product_has_room_for_twelve_pictures_of_its_own_seller(cast, chair):
    many = [a_picture(8, 6 + n) for n in range(MOST_PICTURES + 1)]
    with pytest.raises(TooManyPictures):
        add_pictures(product_id=chair.pk, files=many, by=cast.nora, at=NOON)
    (one,) = add_pictures(product_id=chair.pk, files=many[:1], by=cast.nora, at=NOON)
    with pytest.raises(ProductPicture.DoesNotExist):
        remove_picture(picture_id=one.pk, by=cast.sven, at=NOON)
    with pytest.raises(Invalid):
        describe_picture(picture_id=one.pk, alternative="x" * 201, by=cast.nora, at=NOON)


def test_plans_are_offered_from_often_to_seldom(cast, chair):
    for name, period in (("Yearly", YEARLY), ("Weekly", WEEKLY), ("Monthly", MONTHLY)):
        add_plan(product_id=chair.pk, plan=replace(MORE, name=name, period=period), by=cast.nora, at=NOON)

    assert [name for name in offered(cast.karl, cast.kleinbach) if name.startswith("CHAIR")] == [
        "CHAIR Weekly", "CHAIR Monthly", "CHAIR Yearly", "CHAIR Each",
    ]  # fmt: skip
