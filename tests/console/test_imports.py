"""Imports in the console: upload, columns, dry run, run, undo (ACC-22)."""

import re

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from handsel.accounts.import_models import Import
from handsel.accounts.notes import add_note
from handsel.kernel.clock import now
from handsel.tasks.asking import cancel_task
from tests.accounts import importing_steps
from tests.accounts.importing_steps import FILE, carried_out, checked, imported, look, seen_by, upload
from tests.cast import NOON
from tests.console.conftest import HTMX
from tests.console.counting import queries_of

pytestmark = [pytest.mark.django_db, pytest.mark.covers("ACC-22")]

LIST = "/console/imports/"


def work():
    importing_steps.work(now())


def page(found, rest=""):
    return f"{LIST}{found.pk}/{rest}"


def send(client, content=FILE, name="customers.csv", **how):
    content = content.encode() if isinstance(content, str) else content
    file = SimpleUploadedFile(name, content)
    return client.post(f"{LIST}new/", {"kind": "customer", "file": file}, **how)


def the_import(cast):
    (found,) = seen_by(cast.karl, Import.objects.all)
    return found


def words(answer):
    """The text of a page as a person reads it."""
    text = re.sub(r"<[^>]+>", " ", answer.content.decode())
    return re.sub(r"\s+", " ", text)


def test_a_file_goes_through_all_steps_to_accounts(karl, cast):
    assert "Nothing imported yet" in words(karl.get(LIST))
    assert 'type="file"' in karl.get(f"{LIST}new/", headers=HTMX).content.decode()

    sent = send(karl, headers=HTMX)
    found = the_import(cast)
    assert (sent.status_code, sent.headers["HX-Redirect"]) == (204, page(found, "columns/"))

    columns = karl.get(page(found, "columns/")).content.decode()
    assert "Café Élan" in columns
    assert '<option value="external_number" selected>External number</option>' in columns
    assert '<option value="1:city" selected>City</option>' in columns
    choices = {f"column_{place}": choice for place, choice in enumerate(found.choices)}
    assert karl.post(page(found, "columns/"), choices).headers["Location"] == page(found)
    assert "Checking: 0 rows so far" in words(karl.get(page(found)))
    work()

    dry = words(karl.get(page(found)))
    assert "Would be added 3" in dry
    assert "The same as row 3, which counts." in dry
    assert "Email nonsense : Not a full e-mail address" in dry
    assert "Import 3 rows" in dry
    assert imported(cast.karl) == []

    karl.post(page(found, "run/"))
    assert "Importing: 0 of 5 rows are done" in words(karl.get(page(found)))
    work()

    assert "Added 3" in words(karl.get(page(found)))
    assert len(imported(cast.karl)) == 3
    listed = words(karl.get(LIST))
    assert "customers.csv Customers Imported 3 0 1 1 Karl Kaufmann" in listed


def test_the_progress_asks_again_until_the_work_is_over(karl, cast):
    found = upload(cast.karl)
    karl.post(page(found, "columns/"), {f"column_{place}": choice for place, choice in enumerate(found.choices)})

    asked = karl.get(page(found, "progress/"), headers=HTMX)
    assert 'hx-trigger="every 1s"' in asked.content.decode()
    work()

    assert karl.get(page(found, "progress/"), headers=HTMX).headers["HX-Redirect"] == page(found)


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"", "The file is empty."),
        (b"%PDF-1.7 nothing", "The file is a PDF document."),
        (b"Name,Card number\nAnn,4111111111111111\n", "Handsel never takes card data."),
        (b"PK\x03\x04 no workbook", "no workbook that can be read"),
    ],
)
def test_a_file_that_cannot_be_taken_is_refused_beside_its_field_and_not_kept(karl, cast, content, reason):
    answer = send(karl, content, headers=HTMX)

    assert answer.status_code == 422
    assert reason in words(answer)
    assert seen_by(cast.karl, Import.objects.all) == []


def test_how_a_file_is_read_can_be_corrected(karl, cast):
    found = upload(cast.karl, "Łódź;l@lodz.example\nŻabka;z@zabka.example\n".encode("cp1250"))
    typed = {"encoding": "cp1250", "delimiter": ";", "heading": "-1"}

    karl.post(page(found, "reading/"), typed)

    assert "Łódź Żabka" in words(karl.get(page(found, "columns/")))
    assert look(cast.karl, found).heading["names"] == ["Column 1", "Column 2"]
    assert karl.post(page(found, "reading/"), {"heading": "99"}).status_code == 422


def test_a_file_of_something_else_is_told_as_such(karl, cast):
    found = upload(cast.karl, "Handle,Title,Variant SKU\nshirt,Shirt,1\n")

    assert "The file holds products exported from Shopify, not customers" in words(karl.get(page(found, "columns/")))


def test_choices_without_a_name_are_refused_on_the_page(karl, cast):
    found = upload(cast.karl)

    answer = karl.post(page(found, "columns/"), {"column_4": "email"})

    assert answer.status_code == 422
    assert "Choose a column that holds a company’s or a person’s name." in words(answer)


def test_a_column_with_passwords_shows_nothing_and_cannot_be_chosen(karl, cast):
    found = upload(cast.karl, "Company,Email,Password\nInn,i@inn.example,hunter2\n")

    shown = karl.get(page(found, "columns/")).content.decode()

    assert "hunter2" not in shown
    assert "Passwords are never read." in shown
    assert "column_2" not in shown


def test_the_rows_can_be_narrowed_to_a_fate(karl, cast):
    found = checked(cast.karl)

    refused = words(karl.get(page(found, "?fate=refused")))

    assert "Bad" in refused
    assert "Cy Fox" not in refused


def test_what_would_change_is_shown_field_by_field(karl, cast):
    carried_out(cast.karl)
    found = checked(cast.karl, FILE.replace("Wien", "Graz"))

    assert "City: Wien Graz" in words(karl.get(page(found, "?fate=update")))


def test_refused_rows_come_back_as_a_file_that_can_be_mended_and_imported(karl, cast):
    found = checked(cast.karl, FILE.replace("nonsense", "=cmd()"))

    answer = karl.get(page(found, "refused/"))
    text = b"".join(answer.streaming_content).decode("utf-8-sig")

    assert answer.headers["Content-Disposition"] == 'attachment; filename="customers-refused.csv"'
    assert text.splitlines() == [
        "Row,What is wrong,Customer ID,Company,First name,Last name,Email,City,Country",
        '6,"Email: Not a full e-mail address, such as name@example.com.",5,Bad,Di,Ash,\'=cmd(),,',
    ]
    mended = checked(cast.karl, text.replace("'=cmd()", "di@bad.example"))
    assert mended.counts == {"new": 1}


def test_an_import_is_undone_after_a_question(karl, cast):
    found = carried_out(cast.karl)
    asked = words(karl.get(page(found, "undo/"), headers=HTMX))
    assert "Accounts that the import added (3) go to the bin" in asked

    answer = karl.post(page(found, "undo/"), {"sure": "on"}, headers=HTMX)
    assert answer.headers["HX-Redirect"] == page(found)
    assert "Undoing the import." in words(karl.get(page(found)))
    work()

    assert imported(cast.karl) == []
    assert "Undone" in words(karl.get(page(found)))
    assert karl.get(page(found, "undo/")).status_code == 409


def test_what_keeps_an_import_from_being_undone_is_named(karl, cast):
    found = carried_out(cast.karl)
    fox = imported(cast.karl)[2]
    add_note(account_id=fox.pk, text="Called.", by=cast.karl, at=NOON)

    for answer in (
        karl.get(page(found, "undo/"), headers=HTMX),
        karl.post(page(found, "undo/"), {"sure": "on"}, headers=HTMX),
    ):
        assert "Cy Fox A note was written. Karl Kaufmann" in words(answer)
    assert len(imported(cast.karl)) == 3


def test_an_upload_is_discarded(karl, cast):
    found = checked(cast.karl)
    assert "Discard customers.csv?" in words(karl.get(page(found, "discard/"), headers=HTMX))

    karl.post(page(found, "discard/"), {"sure": "on"}, headers=HTMX)

    assert seen_by(cast.karl, Import.objects.all) == []


def test_work_that_stopped_goes_on_where_it_was(karl, cast):
    found = checked(cast.karl)
    karl.post(page(found, "run/"))
    cancel_task(task_id=look(cast.karl, found).task_id, by=cast.karl, at=NOON)
    assert "This stopped before it was through." in words(karl.get(page(found)))

    karl.post(page(found, "resume/"))
    work()

    assert look(cast.karl, found).state == "done"
    assert len(imported(cast.karl)) == 3


def test_who_only_reads_sees_imports_and_changes_nothing(ruth, cast):
    found = carried_out(cast.karl)

    assert "Imported" in words(ruth.get(LIST))
    assert "Undo import" not in words(ruth.get(page(found)))
    assert ruth.get(f"{LIST}new/").status_code == 403
    for rest in ("undo/", "refused/", "columns/", "discard/"):
        assert ruth.get(page(found, rest)).status_code == 403
    assert ruth.post(page(found, "run/")).status_code == 403


def test_another_resellers_import_is_not_found(karl, cast):
    found = checked(cast.nora)

    for rest in ("", "columns/", "progress/", "undo/", "discard/", "refused/"):
        assert karl.get(page(found, rest)).status_code == 404
    for rest in ("run/", "resume/", "reading/"):
        assert karl.post(page(found, rest)).status_code == 404


def test_an_import_of_a_colleague_is_seen_and_not_continued(karl, cast):
    other = upload(cast.nora)

    assert karl.get(page(other, "columns/")).status_code == 404


def test_lists_need_the_same_queries_however_long_they_are(karl, cast):
    found = carried_out(cast.karl)
    short = queries_of(karl, LIST), queries_of(karl, page(found))
    lines = "".join(f"9{n},Shop {n},,,shop{n}@example.com,,\n" for n in range(20))
    for _ in range(3):
        longer = checked(cast.karl, FILE + lines)

    assert (queries_of(karl, LIST), queries_of(karl, page(longer))) == short


def test_imported_sub_resellers_are_told_as_such(nora, cast):
    file = SimpleUploadedFile("shops.csv", FILE.encode())
    nora.post(f"{LIST}new/", {"kind": "reseller", "file": file})

    assert "shops.csv Sub-resellers" in words(nora.get(LIST))
