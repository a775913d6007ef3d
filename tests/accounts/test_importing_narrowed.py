"""An account manager who sees their own accounts imports beside those that they do not see (ACC-22, USR-5)."""

import pytest

from handsel.accounts.bin import delete_account
from handsel.accounts.details import AccountDetails
from handsel.accounts.importing.fates import Fate
from handsel.accounts.numbering import OF_NO_USE
from handsel.accounts.tree import add_customer, update_account
from handsel.cli.demo.story import Cast
from handsel.identity.actor import Actor
from handsel.identity.roles import Role
from handsel.kernel.refusal import Invalid
from handsel.tasks.models import Task
from tests.accounts.importing_steps import carried_out, imported, rows, seen_by
from tests.cast import NOON
from tests.identity.colleagues import colleague

pytestmark = [pytest.mark.django_db, pytest.mark.covers("ACC-22", "USR-5")]

FILE = """Customer ID,Company,Email
H-7,Windmill,wind@mill.example
H-8,Watermill,water@mill.example
"""


@pytest.fixture
def anna(cast: Cast) -> Actor:
    return colleague(cast, Role.ACCOUNT_MANAGER, own=True, name="Anna")


@pytest.fixture
def hidden(cast: Cast) -> int:
    """An account that Anna does not see, with a number that she will want to give."""
    details = AccountDetails(company_name="Secret Oven", email="oven@secret.example", external_number="H-7")
    return add_customer(details=details, by=cast.karl, at=NOON).pk


def test_a_number_of_an_account_she_does_not_see_fails_its_row_and_no_other(cast: Cast, anna: Actor, hidden: int):
    source = carried_out(anna, FILE)

    first, second = rows(anna, source)
    assert (first.fate, second.fate) == (Fate.REFUSED, Fate.NEW)
    assert OF_NO_USE in str(first.faults)
    assert [account.name for account in imported(anna)] == ["Watermill"]
    (task,) = seen_by(anna, lambda: Task.objects.filter(kind="import_run"))
    assert task.state == "done"


@pytest.mark.parametrize(
    "row", ["H-7,Windmill,wind@mill.example", "H-7,Secret Oven,oven@secret.example", "H-7,Secret Oven,other@x.example"]
)
def test_the_reason_is_the_same_however_near_she_guesses(cast: Cast, anna: Actor, hidden: int, row: str):
    source = carried_out(anna, f"Customer ID,Company,Email\n{row}\nH-8,Watermill,water@mill.example\n")

    refused = rows(anna, source)[0]
    assert [fault[-1] for fault in refused.faults] == [OF_NO_USE]
    assert "Secret" not in OF_NO_USE


def test_who_sees_all_accounts_is_told_whose_number_it_is(cast: Cast, hidden: int):
    source = carried_out(cast.karl, FILE)

    assert "Secret Oven" in str(rows(cast.karl, source)[0].faults)


def test_a_number_that_lies_in_the_bin_is_free_for_her_too(cast: Cast, anna: Actor, hidden: int):
    delete_account(account_id=hidden, reason="Gone", by=cast.karl, at=NOON)

    assert [row.fate for row in rows(anna, carried_out(anna, FILE))] == [Fate.NEW, Fate.NEW]


def test_the_same_words_stand_beside_the_field_when_she_types_it(cast: Cast, anna: Actor, hidden: int):
    mine = add_customer(details=AccountDetails(company_name="Mill", email="mill@mill.example"), by=anna, at=NOON)
    typed = AccountDetails(company_name="Mill", email="mill@mill.example", external_number="H-7")

    with pytest.raises(Invalid) as added:
        add_customer(details=typed, by=anna, at=NOON)
    with pytest.raises(Invalid) as changed:
        update_account(
            account_id=mine.pk, version=mine.version, details=typed, manager_id=anna.user_id, by=anna, at=NOON
        )

    assert added.value.fields == changed.value.fields == {"external_number": OF_NO_USE}
