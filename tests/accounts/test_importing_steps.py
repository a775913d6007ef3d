"""An import in the console goes from the file to its accounts by way of a dry run."""

import pytest
from django.core.files.storage import default_storage

from handsel.accounts.import_models import Import, ImportedRow
from handsel.accounts.importing.checking import start_check
from handsel.accounts.importing.parser import NO_HEADING, Given
from handsel.accounts.importing.running import NothingToImport, start_run
from handsel.accounts.importing.unreadable import Unreadable
from handsel.accounts.importing.uploads import ImportMovedOn, discard_import, reread_import
from handsel.kernel.refusal import Forbidden, Invalid
from handsel.timeline.models import Event
from tests.accounts.importing_samples import sample
from tests.accounts.importing_steps import carried_out, checked, imported, look, rows, seen_by, upload, work
from tests.cast import NOON

pytestmark = [pytest.mark.covers("ACC-22"), pytest.mark.django_db]

COUNTS = {"new": 3, "same": 1, "refused": 1}


def test_an_uploaded_file_is_understood_and_kept_and_imports_nothing(cast):
    found = upload(cast.karl)

    assert (found.state, found.file_name, found.user_name) == ("uploaded", "customers.csv", cast.karl.name)
    assert found.heading["encoding"] == "utf-8"
    assert found.choices == [
        "external_number",
        "company_name",
        "first_name",
        "last_name",
        "email",
        "1:city",
        "1:country",
    ]
    assert found.samples[1] == ["Café Élan", "Inn", "Bad"]
    assert default_storage.exists(found.file)
    assert imported(cast.karl) == []


def test_a_nul_that_no_database_keeps_stops_neither_the_look_nor_the_check(cast):
    found = checked(cast.karl, b"Company,Email,City\nCaf\x00e,a@x.example,K\x00\nBad\x00,non\x00sense,Wien\n")

    assert found.heading["top"][1] == [2, ["Cafe", "a@x.example", "K"]]
    assert [row.cells for row in rows(cast.karl, found) if row.cells] == [["Bad", "nonsense", "Wien"]]
    assert found.counts == {"new": 1, "refused": 1}


def test_the_dry_run_keeps_the_fate_of_each_row_and_touches_no_account(cast):
    found = checked(cast.karl)

    assert (found.state, found.counts) == ("checked", COUNTS)
    fates = [(row.line, row.fate, row.name) for row in rows(cast.karl, found)]
    assert fates == [
        (2, "new", "Café Élan"),
        (3, "new", "Inn"),
        (4, "new", "Cy Fox"),
        (5, "same", "Inn"),
        (6, "refused", "Bad"),
    ]
    refused = rows(cast.karl, found)[-1]
    assert refused.faults == [["Email", "nonsense", "Not a full e-mail address, such as name@example.com."]]
    assert refused.cells == ["5", "Bad", "Di", "Ash", "nonsense", "", ""]
    assert imported(cast.karl) == []


def test_the_run_does_what_the_dry_run_said_and_says_which_account_each_row_went_into(cast):
    found = carried_out(cast.karl)

    assert (found.state, found.counts, found.done_at, found.file) == ("done", COUNTS, NOON, "")
    accounts = imported(cast.karl)
    assert [account.name for account in accounts] == ["Café Élan", "Inn", "Cy Fox"]
    assert [row.account_id for row in rows(cast.karl, found)][:3] == [account.pk for account in accounts]
    (event,) = seen_by(cast.karl, lambda: Event.objects.filter(name="import.carried_out"))
    assert event.data == {"file": "customers.csv", "kind": "customer", **COUNTS}


def test_the_file_is_removed_when_its_import_is_over(cast):
    name = upload(cast.karl).file
    found = checked(cast.karl)

    start_run(import_id=found.pk, by=cast.karl, at=NOON)
    work()

    assert default_storage.exists(name)
    assert not default_storage.exists(found.file)


def test_the_second_time_there_is_nothing_to_import(cast):
    carried_out(cast.karl)

    again = checked(cast.karl)

    assert again.counts == {"unchanged": 3, "same": 1, "refused": 1}
    with pytest.raises(NothingToImport, match="No row of the file is new"):
        start_run(import_id=again.pk, by=cast.karl, at=NOON)


def test_what_happened_between_dry_run_and_run_is_seen(cast):
    first, second = checked(cast.karl), checked(cast.karl)
    start_run(import_id=first.pk, by=cast.karl, at=NOON)
    work()

    start_run(import_id=second.pk, by=cast.karl, at=NOON)
    work()

    assert look(cast.karl, second).counts == {"unchanged": 3, "same": 1, "refused": 1}
    assert len(imported(cast.karl)) == 3


def test_columns_are_taken_as_a_person_chose_them(cast):
    found = checked(cast.karl, "A,B,C\nBakery,x@example.com,Bonn\n", choices=["company_name", "email", "1:city"])

    (row,) = rows(cast.karl, found)
    assert row.told == {"company_name": "Bakery", "email": "x@example.com", "city": "Bonn"}


@pytest.mark.parametrize(
    ("choices", "reason"),
    [
        (["email", ""], "holds a company’s or a person’s name"),
        (["external_number", "external_number"], "one column for the external number"),
        (["company_name", "password"], "a field from the list"),
    ],
)
def test_choices_that_do_not_fit_are_refused(cast, choices, reason):
    found = upload(cast.karl, "A,B\nx,y\n")

    with pytest.raises(Invalid, match=reason):
        start_check(import_id=found.pk, choices=choices, without_email=False, by=cast.karl, at=NOON)


def test_a_file_is_read_again_as_a_person_corrects_it(cast):
    found = upload(cast.karl, "Łódź Sp. z o.o.;biuro@lodz.example\nŻabka;z@zabka.example\n".encode("cp1250"))
    given = Given(encoding="cp1250", delimiter=";", heading_line=NO_HEADING)

    again = reread_import(import_id=found.pk, given=given, by=cast.karl, at=NOON)

    assert again.heading["names"] == ["Column 1", "Column 2"]
    assert again.samples == [["Łódź Sp. z o.o.", "Żabka"], ["biuro@lodz.example", "z@zabka.example"]]
    assert again.choices == ["", "email"]
    start_check(import_id=found.pk, choices=["company_name", "email"], without_email=False, by=cast.karl, at=NOON)
    work()
    assert look(cast.karl, found).counts == {"new": 2}


@pytest.mark.parametrize(
    ("content", "reason"),
    [("", "empty"), ("%PDF-1.7", "a PDF"), ("Name,Card number\nAnn,4111\n", "holds card numbers")],
)
def test_a_file_that_is_no_table_is_refused_and_not_kept(cast, content, reason):
    with pytest.raises(Unreadable, match=reason):
        upload(cast.karl, content)

    assert seen_by(cast.karl, Import.objects.all) == []


def test_passwords_are_neither_shown_nor_kept(cast):
    found = checked(
        cast.karl, "Company,Email,Password\nBad,nonsense,hunter2\n", choices=["company_name", "email", "email"]
    )

    assert found.samples[2] == []
    kept = [found.heading, found.samples, *((row.told, row.cells, row.faults) for row in rows(cast.karl, found))]
    assert "hunter2" not in str(kept)


def test_rows_without_an_address_are_taken_where_a_person_allows_it(cast):
    assert checked(cast.karl, "Company,Phone\nInn,1\n").counts == {"refused": 1}
    assert checked(cast.karl, "Company,Phone\nInn,1\n", without_email=True).counts == {"new": 1}


def test_characters_that_no_database_takes_keep_no_file_from_being_shown(cast):
    content = "Na\0me,Email\nIn\0n,non\0sense\nCafé,c@example.com,too\0much\nBar,b@bar.example\n"

    found = checked(cast.karl, content, choices=["company_name", "email"])

    assert [(row.fate, row.cells) for row in rows(cast.karl, found)] == [
        ("refused", ["Inn", "nonsense"]), ("refused", ["Café", "c@example.com", "toomuch"]), ("new", None),
    ]  # fmt: skip


@pytest.mark.long
def test_every_messy_file_is_shown_and_checked_or_refused_in_a_sentence(cast):
    files = sorted(path for path in sample("messy-imports").glob("*/*") if path.is_file())
    ends = {}

    for path in files:
        try:
            found = upload(cast.karl, path.read_bytes(), name=path.name)
        except Unreadable as refusal:
            ends[path.name] = str(refusal)
            continue
        named = ["company_name", *[""] * (len(found.choices) - 1)]
        start_check(import_id=found.pk, choices=named, without_email=True, by=cast.karl, at=NOON)
        work()
        ends[path.name] = look(cast.karl, found).state

    assert len(files) >= 50
    assert {end for end in ends.values() if end != "checked"} == {"The file is empty."}


def test_what_could_be_read_before_a_file_breaks_off_can_be_imported(cast):
    found = checked(cast.karl, 'Company,Email\nInn,i@inn.example\n"Café,c@example.com\n')

    assert found.counts == {"new": 1, "refused": 1}


def test_a_discarded_import_leaves_nothing(cast):
    found = checked(cast.karl)

    discard_import(import_id=found.pk, by=cast.karl, at=NOON)

    assert seen_by(cast.karl, Import.objects.all) == []
    assert seen_by(cast.karl, ImportedRow.objects.all) == []
    assert not default_storage.exists(found.file)


def test_an_import_that_is_over_is_neither_run_again_nor_discarded(cast):
    found = carried_out(cast.karl)

    for late in (start_run, discard_import):
        with pytest.raises(ImportMovedOn, match="moved on"):
            late(import_id=found.pk, by=cast.karl, at=NOON)


def test_a_file_belongs_to_who_uploaded_it(cast):
    found = checked(cast.nora)

    with pytest.raises(Forbidden, match="Only owners, managers and account managers"):
        upload(cast.ruth)
    with pytest.raises(Import.DoesNotExist):
        start_run(import_id=found.pk, by=cast.karl, at=NOON)
