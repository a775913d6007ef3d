"""Products, their parts and their categories as staff see and change them (CAT-1)."""

import io
from dataclasses import replace

import pytest
import python_calamine
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import transaction

from handsel.catalog.models import Category, Plan, Product
from handsel.catalog.option_models import ProductOption, ProductPicture
from handsel.catalog.products import add_product
from handsel.kernel.isolation import scoped
from tests.cast import NOON
from tests.catalog.operations_calls import a_picture
from tests.catalog.test_prices import CHAIR
from tests.console.conftest import HTMX
from tests.console.counting import queries_of

pytestmark = [pytest.mark.django_db, pytest.mark.covers("CAT-1")]

PRODUCTS = "/console/products/"


@pytest.fixture
def chair(cast):
    return add_product(product=CHAIR, by=cast.karl, at=NOON)


def found(cast, model, **by):
    with transaction.atomic(), scoped(cast.karl.scope):
        return model.objects.filter(seller_id=cast.kleinbach, **by).order_by("pk").last()


def text(client, path, **params):
    answer = client.get(path, params)
    assert answer.status_code == 200
    return answer.content.decode()


def test_a_product_has_a_page_where_it_is_changed_once_per_version(karl, cast, chair):
    home = f"{PRODUCTS}{chair.pk}/"
    assert "Office chair" in text(karl, home)
    assert 'value="Office"' in text(karl, f"{home}edit/")
    told = {"name": "Desk chair", "sku": "CHAIR", "category": "Office › Seats", "kind": "asset",
            "provisioning": "automatic", "description": "Sits.", "version": "1"}  # fmt: skip

    saved = karl.post(f"{home}edit/", told)

    assert saved.status_code == 302
    page = text(karl, home)
    assert all(said in page for said in ("Desk chair", "Office › Seats", "Automatic"))
    late = karl.post(f"{home}edit/", told)
    assert late.status_code == 409
    assert "was changed meanwhile" in late.content.decode()


def test_a_product_is_withdrawn_and_put_back(karl, cast, chair):
    karl.post(f"{PRODUCTS}{chair.pk}/withdraw/", {"sure": "on"})
    assert found(cast, Product, pk=chair.pk).withdrawn_at
    assert "Office chair" in text(karl, PRODUCTS, state="withdrawn")
    assert "Office chair" not in text(karl, PRODUCTS, state="sold")

    assert karl.post(f"{PRODUCTS}{chair.pk}/put-back/").status_code == 302
    assert found(cast, Product, pk=chair.pk).withdrawn_at is None


def test_plans_are_added_changed_and_withdrawn(karl, cast, chair):
    home = f"{PRODUCTS}{chair.pk}/plans/"
    told = {"name": "Weekly", "period_unit": "week", "period_count": "2", "cost": "4", "currency": "EUR",
            "quantity_min": "1", "quantity_max": "5", "quantity_step": "1"}  # fmt: skip
    assert "New plan of Office chair" in text(karl, f"{home}new/")
    assert karl.post(f"{home}new/", told).status_code == 302
    plan = found(cast, Plan, name="Weekly")
    assert "Every 2 weeks" in text(karl, f"{PRODUCTS}{chair.pk}/")

    assert 'value="4.00"' in text(karl, f"{home}{plan.pk}/")
    assert karl.post(f"{home}{plan.pk}/", told | {"cost": "5", "version": "1"}).status_code == 302
    assert karl.post(f"{home}{plan.pk}/", told | {"version": "1"}).status_code == 409
    assert karl.post(f"{home}new/", told | {"quantity_max": "0", "name": "Other"}).status_code == 422
    assert karl.post(f"{home}{plan.pk}/withdraw/", {"sure": "on"}).status_code == 302
    assert found(cast, Plan, name="Weekly").withdrawn_at
    assert karl.post(f"{home}{plan.pk}/put-back/").status_code == 302
    assert karl.post(f"{home}{plan.pk}/burn/").status_code == 404
    assert found(cast, Plan, name="Weekly").cost_minor == 500


def test_what_is_asked_is_added_changed_moved_and_removed(karl, cast, chair):
    home = f"{PRODUCTS}{chair.pk}/options/"
    told = {"label": "Colour", "kind": "choice", "is_required": "on", "choices": "Red\nBlue"}
    assert "What Office chair asks for" in text(karl, f"{home}new/")
    assert karl.post(f"{home}new/", told).status_code == 302
    assert karl.post(f"{home}new/", told | {"label": "Size", "choices": "One"}).status_code == 422
    option = found(cast, ProductOption)
    assert "Red" in text(karl, f"{home}{option.pk}/")
    assert karl.post(f"{home}{option.pk}/", told | {"label": "Paint", "version": "1"}).status_code == 302
    assert karl.post(f"{home}{option.pk}/move/").status_code == 302
    assert "Paint" in text(karl, f"{PRODUCTS}{chair.pk}/")
    assert karl.post(f"{home}{option.pk}/burn/").status_code == 404
    assert karl.post(f"{home}{option.pk}/remove/").status_code == 302
    assert found(cast, ProductOption) is None


def test_pictures_are_uploaded_together_described_moved_and_removed(karl, cast, chair):
    home = f"{PRODUCTS}{chair.pk}/pictures/"
    files = [SimpleUploadedFile(f"{n}.png", a_picture(8, 6 + n), "image/png") for n in range(2)]
    assert "Pictures of Office chair" in text(karl, f"{home}new/")
    assert karl.post(f"{home}new/", {"pictures": files, "alternative": "A chair"}).status_code == 302
    picture = found(cast, ProductPicture)
    page = text(karl, f"{PRODUCTS}{chair.pk}/")
    assert page.count('alt="A chair"') == 2

    none = karl.post(f"{home}new/", {"pictures": [SimpleUploadedFile("x.png", b"none", "image/png")]})
    assert none.status_code == 422
    assert "This cannot be read as a picture" in none.content.decode()
    assert "A chair" in text(karl, f"{home}{picture.pk}/")
    assert karl.post(f"{home}{picture.pk}/", {"alternative": "Seen from above"}).status_code == 302
    assert karl.post(f"{home}{picture.pk}/move/").status_code == 302
    assert found(cast, ProductPicture, position=1).alternative == "Seen from above"
    assert karl.post(f"{home}{picture.pk}/burn/").status_code == 404
    assert karl.post(f"{home}{picture.pk}/remove/").status_code == 302
    assert karl.get(f"/pictures/{picture.digest}.webp").status_code == 404


def test_categories_are_named_ordered_merged_and_removed(karl, cast, chair):
    home = "/console/categories/"
    assert "Office" in text(karl, home)
    assert "New category" in text(karl, f"{home}new/")
    assert karl.post(f"{home}new/", {"name": "Desks"}).status_code == 302
    assert karl.post(f"{home}new/", {"name": "desks"}).status_code == 409
    office, desks = found(cast, Category, name="Office"), found(cast, Category, name="Desks")
    assert karl.post(f"{home}{office.pk}/up/").status_code == 302
    assert [text(karl, home).index(name) for name in (">Office<", ">Desks<")] == sorted(
        text(karl, home).index(name) for name in (">Office<", ">Desks<")
    )
    assert 'value="Desks"' in text(karl, f"{home}{desks.pk}/")
    assert karl.post(f"{home}{desks.pk}/", {"name": "Tables", "parent_id": office.pk}).status_code == 302
    assert "Office › Tables" in text(karl, home)
    assert karl.post(f"{home}{office.pk}/remove/", {"sure": "on"}).status_code == 409
    assert "Merge Tables" in text(karl, f"{home}{desks.pk}/merge/")
    assert karl.post(f"{home}{desks.pk}/merge/", {"into_category_id": office.pk}).status_code == 302
    karl.post(f"{home}new/", {"name": "Empty"})
    empty = found(cast, Category, name="Empty")
    assert "Remove Empty" in text(karl, f"{home}{empty.pk}/remove/")
    assert karl.post(f"{home}{empty.pk}/remove/", {"sure": "on"}).status_code == 302
    assert found(cast, Category).name == "Office"


def test_products_are_found_sorted_and_those_from_above_are_read_only(karl, cast, chair):
    add_product(product=replace(CHAIR, sku="ARM", name="Armchair", category="Lounge"), by=cast.karl, at=NOON)
    page = text(karl, PRODUCTS, sort="name")
    assert page.index("Armchair") < page.index("Office chair")
    assert "Armchair" not in text(karl, PRODUCTS, category=str(chair.category_id))
    assert "Armchair" in text(karl, PRODUCTS, q="arm lounge")
    assert "No product found" in text(karl, PRODUCTS, kind="service")
    above = text(karl, PRODUCTS, **{"from": "above", "q": "mailbox"})
    assert "Mailbox" in above
    assert "Armchair" not in above
    assert text(karl, PRODUCTS, page="999", category="x" * 30, sort="worst")


def test_readers_look_and_change_nothing_and_siblings_find_nothing(ruth, sven, cast, chair):
    assert "Office chair" in text(ruth, f"{PRODUCTS}{chair.pk}/")
    assert ruth.post(f"{PRODUCTS}{chair.pk}/put-back/").status_code == 403
    assert sven.get(f"{PRODUCTS}{chair.pk}/").status_code == 404
    assert sven.post(f"{PRODUCTS}{chair.pk}/put-back/").status_code == 404


def test_the_list_takes_the_same_queries_however_long_it_is(karl, cast, chair):
    few = queries_of(karl, PRODUCTS)
    for number in range(4):
        add_product(
            product=CHAIR.__class__(f"C{number}", "Chair", f"New {number}", CHAIR.kind, CHAIR.plans),
            by=cast.karl,
            at=NOON,
        )
    assert queries_of(karl, PRODUCTS) <= few
    assert karl.get(PRODUCTS, headers=HTMX).status_code == 200


def test_the_list_is_taken_along_for_excel_as_filtered(karl, ruth, cast, chair):
    add_product(product=replace(CHAIR, sku="ARM", name="=Armchair", category="Lounge"), by=cast.karl, at=NOON)

    answer = karl.get(f"{PRODUCTS}excel/?q=arm")

    assert 'filename="Products.xlsx"' in answer["Content-Disposition"]
    head, *rows = python_calamine.load_workbook(io.BytesIO(answer.content)).get_sheet_by_index(0).to_python()
    assert head[:6] == ["Article number", "Product", "Category", "Kind", "Provisioning", "Plan"]
    assert [row[0] for row in rows] == ["ARM"] * len(CHAIR.plans)
    assert rows[0][1].endswith("=Armchair")
    assert rows[0][2] == "Lounge"
    assert rows[0][10] == "sold"
    everything = python_calamine.load_workbook(io.BytesIO(ruth.get(f"{PRODUCTS}excel/").content))
    assert {row[0] for row in everything.get_sheet_by_index(0).to_python()[1:]} == {"ARM", "CHAIR"}


def test_the_file_needs_the_same_queries_however_many_products_there_are(karl, cast, chair):
    path = f"{PRODUCTS}excel/"
    few = queries_of(karl, path)

    for number in range(5):
        add_product(product=replace(CHAIR, sku=f"C{number}", name=f"Chair {number}"), by=cast.karl, at=NOON)

    assert queries_of(karl, path) == few
