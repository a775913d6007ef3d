"""A whole import is undone exactly, while nothing else has touched its rows."""

import pytest

from handsel.accounts.details import AccountDetails
from handsel.accounts.importing.undoing import ImportTouched, start_undo
from handsel.accounts.importing.uploads import ImportMovedOn
from handsel.accounts.models import Account
from handsel.accounts.notes import add_note
from handsel.accounts.tree import add_customer, update_account
from handsel.kernel.refusal import Forbidden
from handsel.timeline.models import Event
from tests.accounts.importing_steps import (
    FILE,
    carried_out,
    checked,
    imported,
    look,
    rows,
    seen_by,
    undo,
    work,
)
from tests.cast import NOON

pytestmark = [pytest.mark.covers("ACC-22"), pytest.mark.django_db]

MOVED = FILE.replace("Wien,AT", "Graz,AT")


def edit(cast, account, **changes):
    told = {name: getattr(account, name) for name in AccountDetails.__dataclass_fields__} | changes
    update_account(
        account_id=account.pk, details=AccountDetails(**told), version=account.version, by=cast.karl, at=NOON
    )


def event(cast, touched):
    (found,) = seen_by(cast.karl, lambda: Event.objects.filter(pk=touched.event_id))
    return found.name


def test_what_an_import_added_lies_in_the_bin_afterwards(cast):
    found = carried_out(cast.karl)
    ids = [account.pk for account in imported(cast.karl)]

    assert undo(cast.karl, found).state == "undone"

    assert imported(cast.karl) == []
    in_bin = seen_by(cast.karl, Account.objects.in_bin)
    assert sorted(account.pk for account in in_bin) == sorted(ids)
    events = seen_by(cast.karl, lambda: Event.objects.filter(name="account.deleted"))
    assert {event.account_id for event in events} == set(ids)
    assert len(seen_by(cast.karl, lambda: Event.objects.filter(name="import.undone"))) == 1


def test_what_an_import_changed_gets_its_old_values_back(cast):
    carried_out(cast.karl)
    found = carried_out(cast.karl, MOVED)
    assert found.counts["update"] == 1

    undo(cast.karl, found)

    inn = imported(cast.karl)[1]
    assert (inn.city, inn.country, inn.version) == ("Wien", "AT", 3)
    told = seen_by(cast.karl, lambda: Event.objects.filter(name="account.updated", account_id=inn.pk).order_by("-pk"))
    assert told[0].data["changes"] == {"city": ["Graz", "Wien"]}


def test_an_empty_field_that_an_import_filled_is_empty_again(cast):
    by_hand = add_customer(
        details=AccountDetails(company_name="Inn", contact_name="Bo Ray", email="bo@inn.example"), by=cast.karl, at=NOON
    )
    found = carried_out(cast.karl)
    assert imported(cast.karl)[1].pk == by_hand.pk

    undo(cast.karl, found)

    (again,) = seen_by(cast.karl, lambda: Account.objects.filter(pk=by_hand.pk))
    assert (again.external_number, again.city, again.deleted_at) == ("", "", None)


def test_the_same_file_can_be_imported_again_after_it_was_undone(cast):
    undo(cast.karl, carried_out(cast.karl))

    again = carried_out(cast.karl)

    assert again.counts == {"new": 3, "same": 1, "refused": 1}
    assert len(imported(cast.karl)) == 3


def test_a_number_whose_account_lies_in_the_bin_can_be_given_by_hand(cast):
    undo(cast.karl, carried_out(cast.karl))

    told = AccountDetails(company_name="Neu", email="neu@neu.example", external_number="1")
    add_customer(details=told, by=cast.karl, at=NOON)

    assert [account.name for account in imported(cast.karl)] == ["Neu"]


def test_an_account_edited_since_keeps_the_import_and_is_named(cast):
    found = carried_out(cast.karl)
    inn = imported(cast.karl)[1]
    edit(cast, inn, city="Linz")

    with pytest.raises(ImportTouched, match=rf"happened since to Inn \({inn.number}\), so") as refused:
        start_undo(import_id=found.pk, by=cast.karl, at=NOON)

    (touched,) = refused.value.touched
    assert (touched.number, event(cast, touched)) == (inn.number, "account.updated")
    assert look(cast.karl, found).state == "done"
    assert len(imported(cast.karl)) == 3


def test_a_new_account_to_which_anything_happened_keeps_the_import(cast):
    found = carried_out(cast.karl)
    fox = imported(cast.karl)[2]
    add_note(account_id=fox.pk, text="Called.", by=cast.karl, at=NOON)

    with pytest.raises(ImportTouched) as refused:
        start_undo(import_id=found.pk, by=cast.karl, at=NOON)

    assert [(one.name, event(cast, one)) for one in refused.value.touched] == [("Cy Fox", "note.added")]


def test_a_note_on_an_account_that_was_only_changed_keeps_nobody_from_undoing(cast):
    carried_out(cast.karl)
    found = carried_out(cast.karl, MOVED)
    add_note(account_id=imported(cast.karl)[1].pk, text="Called.", by=cast.karl, at=NOON)

    assert undo(cast.karl, found).state == "undone"


def test_imports_of_the_same_accounts_are_undone_the_last_one_first(cast):
    first = carried_out(cast.karl)
    second = carried_out(cast.karl, MOVED)

    with pytest.raises(ImportTouched, match="Inn"):
        start_undo(import_id=first.pk, by=cast.karl, at=NOON)

    assert undo(cast.karl, second).state == "undone"
    assert undo(cast.karl, first).state == "undone"
    assert imported(cast.karl) == []


def test_what_is_touched_while_an_import_is_being_undone_stays_and_says_so(cast):
    found = carried_out(cast.karl)
    inn = imported(cast.karl)[1]
    start_undo(import_id=found.pk, by=cast.karl, at=NOON)
    edit(cast, inn, city="Linz")

    work()

    assert look(cast.karl, found).state == "undone"
    assert [(account.pk, account.city) for account in imported(cast.karl)] == [(inn.pk, "Linz")]
    assert [row.kept for row in rows(cast.karl, found) if row.kept] == [
        "It was changed while the import was being undone."
    ]


def test_only_an_import_that_is_over_is_undone_and_only_by_those_who_may(cast):
    found = checked(cast.karl)
    with pytest.raises(ImportMovedOn):
        start_undo(import_id=found.pk, by=cast.karl, at=NOON)

    over = carried_out(cast.karl)
    with pytest.raises(Forbidden, match="Only owners, managers and account managers"):
        start_undo(import_id=over.pk, by=cast.ruth, at=NOON)
    undo(cast.karl, over)
    with pytest.raises(ImportMovedOn):
        start_undo(import_id=over.pk, by=cast.karl, at=NOON)
