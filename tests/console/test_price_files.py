"""A price list as an Excel file, and prices from a file, on the screen (CAT-2, CAT-3)."""

import io
from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from python_calamine import CalamineWorkbook

from handsel.catalog.models import PriceList
from handsel.catalog.price_changes import Change, Way
from handsel.catalog.price_models import ScheduledChange
from handsel.kernel.clock import now
from handsel.kernel.isolation import scoped
from handsel.timeline.models import Event
from tests.catalog.listed import change, default_of, line_of, offered
from tests.console.conftest import HTMX

pytestmark = [pytest.mark.django_db, pytest.mark.covers("CAT-2", "CAT-3")]

PRICES = "/console/price-lists/"
CONTENT = "SKU,Plan,New price\nMAIL,Monthly,4.99\nMAIL,Yearly,5\n"


@pytest.fixture
def at(cast):
    return f"{PRICES}{default_of(cast.karl).pk}/"


def looked_at(client, at, content=CONTENT, name="new prices.csv"):
    file = SimpleUploadedFile(name, content.encode())
    return client.post(f"{at}import/", {"file": file, "currency": "EUR"})


def carried(answer, **more):
    return {"packed": answer.context["asked"].packed, "when": "now"} | more


def words(answer) -> str:
    return " ".join(answer.content.decode().split())


def test_the_list_is_downloaded_as_it_was_narrowed_and_the_export_is_told(karl, cast, at):
    assert 'excel/?q=mailbox&amp;currency=EUR" download' in words(karl.get(at, {"q": "mailbox"}))

    answer = karl.get(f"{at}excel/", {"q": "mailbox"})

    assert answer["Content-Disposition"] == 'attachment; filename="Price list.xlsx"'
    heading, *rows = CalamineWorkbook.from_filelike(io.BytesIO(answer.content)).get_sheet_by_index(0).to_python()
    assert [(row[0], row[heading.index("Price")]) for row in rows] == [("MAIL", 2.86)]
    with scoped(cast.karl.scope):
        told = Event.objects.get(name="export.made").data
    assert (told["what"], told["rows"], told["narrowed"]["q"]) == ("price list", 1, "mailbox")


def test_a_file_shows_each_row_and_the_rehearsal_before_it_is_saved(karl, cast, at):
    assert "Prices of Standard from a file" in words(karl.get(f"{at}import/"))

    answer = looked_at(karl, at)

    page = words(answer)
    assert "new prices.csv" in page
    assert "€4.99" in page
    assert "MAIL has no plan Yearly; it has Monthly." in page
    assert "It touches 1 of your customers and 0 of your sub-resellers. Bakery" in page
    assert "Save 1 price" in page
    assert offered(cast.berta, cast.bakery)["MAIL Monthly"] == 286
    errors = karl.post(f"{at}import/save/", carried(answer, do="refused"))
    assert errors["Content-Disposition"] == 'attachment; filename="new prices-refused.csv"'
    assert "3,MAIL has no plan Yearly; it has Monthly.,MAIL,Yearly,,5,," in errors.content.decode()


def test_saving_it_changes_the_prices_and_a_second_time_there_is_nothing_to_save(karl, cast, at):
    answer = karl.post(f"{at}import/save/", carried(looked_at(karl, at)))

    assert (answer.status_code, answer["Location"]) == (302, at)
    assert offered(cast.berta, cast.bakery)["MAIL Monthly"] == 499
    again = looked_at(karl, at)
    assert 'value="save"' not in words(again)
    refused = karl.post(f"{at}import/save/", carried(again))
    assert (refused.status_code, "Every price is so already" in words(refused)) == (409, True)


def test_a_file_can_wait_for_a_day(karl, cast, at):
    answer = looked_at(karl, at)
    refused = karl.post(f"{at}import/save/", carried(answer, when="later"))
    assert (refused.status_code, "starts_on" in refused.context["form"].errors) == (422, True)
    day = (now() + timedelta(days=4)).date().isoformat()
    assert karl.post(f"{at}import/save/", carried(answer, when="later", starts_on=day)).status_code == 302
    with scoped(cast.karl.scope):
        assert ScheduledChange.objects.get().plans == 1


def test_what_somebody_else_changed_meanwhile_is_shown_before_it_is_overwritten(karl, cast, at):
    answer = looked_at(karl, at)
    mail = line_of(cast.karl, "MAIL Monthly")
    change(cast.karl, Change(Way.FIXED, [(4, mail.plan_id)], fixed_minor=600))

    late = karl.post(f"{at}import/save/", carried(answer))

    assert late.status_code == 409
    assert "Somebody else changed Standard." in words(late)
    assert "€6.00" in words(late)
    assert karl.post(f"{at}import/save/", carried(late)).status_code == 302
    assert offered(cast.berta, cast.bakery)["MAIL Monthly"] == 499


@pytest.mark.parametrize(
    ("content", "told"), [("", "The file is empty."), ("%PDF-1.4", "a PDF document"), ("SKU\nx\n", "New price")]
)
def test_what_is_no_file_of_prices_is_told_in_the_dialog(karl, at, content, told):
    answer = looked_at(karl, at, content)
    assert answer.status_code == 422
    assert told in words(answer)


def test_a_page_of_another_list_is_not_taken(karl, sven, ruth, cast, at):
    answer = looked_at(karl, at)
    karl.post(f"{PRICES}new/", {"name": "Gold", "markup_percent": "10"}, headers=HTMX)
    with scoped(cast.karl.scope):
        other = PriceList.objects.get(name="Gold").pk
    assert karl.post(f"{PRICES}{other}/import/save/", carried(answer)).status_code == 422
    assert looked_at(sven, at).status_code == 404
    assert sven.get(f"{at}excel/").status_code == 404
    assert sven.post(f"{at}import/save/", carried(answer)).status_code == 404
    assert looked_at(ruth, at).status_code == 403
    assert ruth.post(f"{at}import/save/", carried(answer)).status_code == 403
    assert ruth.get(f"{at}excel/").status_code == 200


def test_prices_are_typed_into_rows_tried_seen_and_saved_together(karl, cast, at):
    mail, web = (line_of(cast.karl, name).plan_id for name in ("MAIL Monthly", "WEB-S Monthly"))
    assert f'name="price-{mail}"' in words(karl.get(at))

    tried = words(karl.get(f"{at}typed/row/", {f"price-{mail}": "4.99", "currency": "EUR"}, headers=HTMX))
    assert "€4.99" in tried
    assert "margin" in tried
    below = words(karl.get(f"{at}typed/row/", {f"price-{mail}": "0.01", "currency": "EUR"}, headers=HTMX))
    assert "lies below the cost of" in below
    assert words(karl.get(f"{at}typed/row/", {f"price-{mail}": " ", "currency": "EUR"}, headers=HTMX)) == ""

    answer = karl.post(f"{at}typed/", {f"price-{mail}": "4.99", f"price-{web}": "80 %", "currency": "EUR"})
    page = words(answer)
    assert "2 plans change their price: 2 up, 0 down." in page
    assert "Save 2 prices" in page
    assert offered(cast.berta, cast.bakery)["MAIL Monthly"] == 286

    assert karl.post(f"{at}import/save/", carried(answer)).status_code == 302
    assert offered(cast.berta, cast.bakery)["MAIL Monthly"] == 499


def test_nothing_or_too_much_typed_into_rows_changes_nothing(karl, sven, ruth, at):
    assert "Nothing to change" in words(karl.post(f"{at}typed/", {"currency": "EUR"}))
    many = {f"price-{number}": "5" for number in range(501)}
    refused = karl.post(f"{at}typed/", many)
    assert (refused.status_code, "At most 500 prices" in words(refused)) == (422, True)
    assert sven.post(f"{at}typed/", {}).status_code == 404
    assert ruth.post(f"{at}typed/", {"price-1": "5"}).status_code == 403
    assert ruth.get(f"{at}typed/row/", {"price-1": "5"}).status_code == 403
    assert 'name="price-' not in words(ruth.get(at))
