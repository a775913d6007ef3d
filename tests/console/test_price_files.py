"""A price list as an Excel file, and prices from a file, on the screen (CAT-2, CAT-3)."""

import io
from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from python_calamine import CalamineWorkbook

from handsel.catalog.models import PriceList
from handsel.catalog.price_changes import Change, Way
from handsel.catalog.price_models import ScheduledChange
from handsel.jobs.task_kinds import TASK_KINDS
from handsel.kernel.clock import now
from handsel.kernel.isolation import scoped
from handsel.reports import price_sheets
from handsel.tasks.models import Task
from handsel.tasks.running import forget_file, run_next
from handsel.timeline.models import Event
from tests.catalog.listed import change, default_of, line_of, offered
from tests.console.conftest import HTMX

pytestmark = [pytest.mark.django_db, pytest.mark.covers("CAT-2", "CAT-3")]

PRICES = "/console/price-lists/"
CONTENT = "SKU,Plan,New price\nMAIL,Monthly,4.99\nMAIL,Yearly,5\n"


@pytest.fixture
def at(cast):
    return f"{PRICES}{default_of(cast.karl).pk}/"


def upload(client, at, content=CONTENT, name="new prices.csv"):
    file = SimpleUploadedFile(name, content.encode())
    return client.post(f"{at}import/", {"file": file, "currency": "EUR"})


def work() -> None:
    while run_next(TASK_KINDS, at=now()):
        pass


def looked_at(client, at, content=CONTENT) -> tuple[str, str]:
    """Upload a file, let a worker look through it, and return the address of its page with what stands there."""
    answer = upload(client, at, content)
    assert answer.status_code == 302, answer.content.decode()
    work()
    return answer["Location"], words(client.get(answer["Location"]))


def saved(client, here, **more):
    """Press Save on the page of a file, let the worker do it, and return the page where that ends."""
    answer = client.post(f"{here}save/", {"when": "now"} | more)
    if answer.status_code != 302:
        return answer
    work()
    return client.get(answer["Location"])


def carried(answer, **more):
    return {"packed": answer.context["asked"].packed, "when": "now"} | more


def sheet(answer) -> list[list[object]]:
    return CalamineWorkbook.from_filelike(io.BytesIO(answer.getvalue())).get_sheet_by_index(0).to_python()


def words(answer) -> str:
    return " ".join(answer.content.decode().split())


def test_the_list_is_downloaded_as_it_was_narrowed_and_the_export_is_told(karl, cast, at):
    assert 'excel/?q=mailbox&amp;currency=EUR"' in words(karl.get(at, {"q": "mailbox"}))

    answer = karl.get(f"{at}excel/", {"q": "mailbox"})

    assert answer["Content-Disposition"] == 'attachment; filename="Price list.xlsx"'
    heading, *rows = sheet(answer)
    assert [(row[0], row[heading.index("Price")]) for row in rows] == [("MAIL", 2.86)]
    with scoped(cast.karl.scope):
        told = Event.objects.get(name="export.made").data
    assert (told["what"], told["rows"], told["narrowed"]["q"]) == ("price list", 1, "mailbox")


def test_a_long_list_is_made_by_a_worker(karl, at, monkeypatch):
    monkeypatch.setattr(price_sheets, "SHORT", 1)
    path = f"{at}excel/?currency=EUR&only=sold"

    assert "made in the background" in words(karl.get(path))
    task = karl.post(path)["Location"]
    work()

    heading, *rows = sheet(karl.get(f"{task}file/"))
    assert "Price list.xlsx" in words(karl.get(task))
    assert "MAIL" in {row[0] for row in rows}
    assert {row[heading.index("Currency")] for row in rows} == {"EUR"}


def test_a_file_shows_each_row_and_the_rehearsal_before_it_is_saved(karl, cast, at):
    assert "Prices of Standard from a file" in words(karl.get(f"{at}import/"))

    here, page = looked_at(karl, at)

    assert "new prices.csv" in page
    assert "€4.99" in page
    assert "MAIL has no plan Yearly; it has Monthly." in page
    assert "It touches 1 of your customers: Bakery" in page
    assert "Save 1 price" in page
    assert offered(cast.berta, cast.bakery)["MAIL Monthly"] == 286
    errors = karl.get(f"{here}refused/")
    assert errors["Content-Disposition"] == 'attachment; filename="new prices-refused.csv"'
    assert "3,MAIL has no plan Yearly; it has Monthly.,MAIL,Yearly,,5,," in errors.getvalue().decode()


def test_while_the_worker_is_at_it_the_page_tells_how_far(karl, at):
    here = upload(karl, at)["Location"]

    assert "Looking at 2 rows" in words(karl.get(here))
    assert 'hx-trigger="every 1s"' in words(karl.get(here, headers=HTMX))
    work()
    assert karl.get(here, headers=HTMX)["HX-Redirect"] == here
    assert "Look through a file of prices" in words(karl.get("/console/tasks/"))
    assert karl.get(here.replace("price-files", "tasks"))["Location"] == here
    saving = karl.post(f"{here}save/", {"when": "now"})["Location"]
    assert "Saving 1 price." in words(karl.get(saving))


def test_saving_it_changes_the_prices_and_a_second_time_there_is_nothing_to_save(karl, cast, at):
    here, _page = looked_at(karl, at)
    answer = saved(karl, here)

    assert (answer.status_code, answer["Location"]) == (302, at)
    assert offered(cast.berta, cast.bakery)["MAIL Monthly"] == 499
    again, page = looked_at(karl, at)
    assert "Save" not in page.partition("<main")[2]
    assert "Every price is so already" in words(saved(karl, again))


def test_a_file_can_wait_for_a_day(karl, cast, at):
    here, _page = looked_at(karl, at)
    for day in ("", now().date().isoformat()):
        refused = saved(karl, here, when="later", starts_on=day)
        assert (refused.status_code, "starts_on" in refused.context["form"].errors) == (422, True)
    day = (now() + timedelta(days=4)).date().isoformat()
    assert saved(karl, here, when="later", starts_on=day, notice_days="2").status_code == 302
    with scoped(cast.karl.scope):
        assert ScheduledChange.objects.get().plans == 1
    assert offered(cast.berta, cast.bakery)["MAIL Monthly"] == 286


def test_a_file_is_not_saved_over_what_somebody_else_changed_meanwhile(karl, cast, at):
    here, _page = looked_at(karl, at)
    mail = line_of(cast.karl, "MAIL Monthly")
    change(cast.karl, Change(Way.FIXED, [(4, mail.plan_id)], fixed_minor=600))

    page = words(saved(karl, here))

    assert "Nothing was changed. Somebody else changed Standard." in page
    assert offered(cast.berta, cast.bakery)["MAIL Monthly"] == 600


def test_a_file_that_is_gone_is_not_saved(karl, cast, at):
    here, _page = looked_at(karl, at)
    with scoped(cast.karl.scope):
        (look,) = Task.objects.filter(kind="price_look")
    forget_file(task_id=look.pk, by=cast.karl, at=now())

    assert "choose it again" in words(saved(karl, here))
    assert karl.get(f"{here}refused/").status_code == 404


def test_what_somebody_else_changed_meanwhile_is_shown_before_typed_prices_overwrite_it(karl, cast, at):
    mail = line_of(cast.karl, "MAIL Monthly")
    answer = karl.post(f"{at}typed/", {f"price-{mail.plan_id}": "4.99", "currency": "EUR"})
    change(cast.karl, Change(Way.FIXED, [(4, mail.plan_id)], fixed_minor=600))

    late = karl.post(f"{at}typed/save/", carried(answer))

    assert late.status_code == 409
    assert "Somebody else changed Standard." in words(late)
    assert "€6.00" in words(late)
    assert karl.post(f"{at}typed/save/", carried(late)).status_code == 302
    assert offered(cast.berta, cast.bakery)["MAIL Monthly"] == 499


@pytest.mark.parametrize(
    ("content", "told"), [("", "The file is empty."), ("%PDF-1.4", "a PDF document"), ("SKU\nx\n", "New price")]
)
def test_what_is_no_file_of_prices_is_told_in_the_dialog(karl, at, content, told):
    answer = upload(karl, at, content)
    assert answer.status_code == 422
    assert told in words(answer)


def test_a_page_of_another_list_is_not_taken(karl, sven, ruth, cast, at):
    here, _page = looked_at(karl, at)
    mail = line_of(cast.karl, "MAIL Monthly")
    typed = karl.post(f"{at}typed/", {f"price-{mail.plan_id}": "4.99", "currency": "EUR"})
    karl.post(f"{PRICES}new/", {"name": "Gold", "markup_percent": "10"}, headers=HTMX)
    with scoped(cast.karl.scope):
        other = f"{PRICES}{PriceList.objects.get(name='Gold').pk}/"
    assert karl.post(f"{other}typed/save/", carried(typed)).status_code == 422
    for client, code in ((sven, 404), (ruth, 403)):
        assert upload(client, at).status_code == code
        assert client.get(here).status_code == code
        assert client.post(f"{here}save/", {"when": "now"}).status_code == code
        assert client.get(f"{here}refused/").status_code == code
        assert client.post(f"{at}typed/save/", carried(typed)).status_code == code
    assert sven.get(f"{at}excel/").status_code == 404
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
    assert "2 plans rise in price." in page
    assert "Save 2 prices" in page
    assert offered(cast.berta, cast.bakery)["MAIL Monthly"] == 286

    assert karl.post(f"{at}typed/save/", carried(answer)).status_code == 302
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
