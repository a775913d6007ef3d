"""An import carried out: accounts, edges and events, once, within the walls."""

import pytest
from django.db import connection, transaction

from handsel.accounts.details import AccountDetails
from handsel.accounts.importing.carrying import carry_out_import, preview_import
from handsel.accounts.importing.cleaning import LENGTHS
from handsel.accounts.importing.opening import open_import
from handsel.accounts.importing.tally import Tally
from handsel.accounts.models import Account, Edge, Kind
from handsel.accounts.tree import add_customer, update_account
from handsel.kernel.isolation import scoped
from handsel.kernel.refusal import Forbidden
from handsel.timeline.models import Event
from tests.accounts.importing_samples import write
from tests.cast import NOON

pytestmark = [pytest.mark.covers("ACC-22"), pytest.mark.django_db]

FILE = """Customer ID,Company,First name,Last name,Email,City,Country
1,Café Élan,Ann,Lee,ann@elan.example,Köln,Germany
2,Inn,Bo,Ray,bo@inn.example,Wien,AT
3,,Cy,Fox,cy@fox.example,,
4,Inn,Bo,Ray,bo@inn.example,Wien,AT
5,Bad,Di,Ash,nonsense,,
"""


def run(path, by, kind=Kind.CUSTOMER, *, preview=False, **options):
    tally = Tally()
    with open_import(path, **options) as opened:
        batches = (
            preview_import(opened, kind=kind, by=by) if preview else carry_out_import(opened, kind=kind, by=by, at=NOON)
        )
        for decisions in batches:
            tally.add(decisions)
    return {fate.value: count for fate, count in tally.fates.items()}


def seen_by(actor, query):
    with transaction.atomic(), scoped(actor.scope):
        return list(query())


def imported(actor):
    return seen_by(
        actor,
        lambda: Account.objects.sold_to_by(actor.seller_id).exclude(external_number="").order_by("external_number"),
    )


def test_a_file_becomes_accounts_with_edges_places_and_events(cast, tmp_path):
    path = write(tmp_path, FILE)

    fates = run(path, cast.karl)

    assert fates == {"new": 3, "same": 1, "refused": 1}
    cafe, inn, fox = imported(cast.karl)
    assert (cafe.name, cafe.contact_name, cafe.email, cafe.country) == (
        "Café Élan",
        "Ann Lee",
        "ann@elan.example",
        "DE",
    )
    assert (fox.name, fox.company_name, fox.joined_at) == ("Cy Fox", "", NOON)
    assert [inn.number, fox.number] == [cafe.number + 1, cafe.number + 2]
    assert cafe.path.endswith(f".{cast.kleinbach}.{cafe.pk}.")
    edges = seen_by(cast.karl, lambda: Edge.objects.filter(buyer__in=[cafe, inn, fox]))
    assert {(edge.seller_id, edge.currency, edge.approval_required) for edge in edges} == {
        (cast.kleinbach, "EUR", True)
    }
    events = seen_by(cast.karl, lambda: Event.objects.filter(name="account.imported").order_by("account_id"))
    assert [(event.account_id, event.actor_name, event.data["row"]) for event in events] == [
        (cafe.pk, cast.karl.name, 2), (inn.pk, cast.karl.name, 3), (fox.pk, cast.karl.name, 4),
    ]  # fmt: skip


def test_an_imported_account_is_found_by_search(cast, tmp_path):
    run(write(tmp_path, FILE), cast.karl)

    found = seen_by(cast.karl, lambda: Account.objects.sold_to_by(cast.kleinbach).matching("elan koln"))

    assert [account.name for account in found] == ["Café Élan"]


def test_a_preview_says_the_same_and_writes_nothing(cast, tmp_path):
    path = write(tmp_path, FILE)

    assert run(path, cast.karl, preview=True) == {"new": 3, "same": 1, "refused": 1}
    assert imported(cast.karl) == []


def test_the_second_time_there_is_nothing_new_and_nothing_changed(cast, tmp_path):
    path = write(tmp_path, FILE)
    run(path, cast.karl)
    before = [(account.pk, account.version) for account in imported(cast.karl)]

    assert run(path, cast.karl, preview=True) == {"unchanged": 3, "same": 1, "refused": 1}
    assert run(path, cast.karl) == {"unchanged": 3, "same": 1, "refused": 1}
    assert [(account.pk, account.version) for account in imported(cast.karl)] == before


def test_what_a_file_changes_is_on_the_timeline_with_what_stood_before(cast, tmp_path):
    run(write(tmp_path, FILE), cast.karl)
    inn = imported(cast.karl)[1]

    fates = run(write(tmp_path, FILE.replace("Wien,AT", "Graz,")), cast.karl)

    assert fates == {"update": 1, "unchanged": 2, "same": 1, "refused": 1}
    after = imported(cast.karl)[1]
    assert (after.city, after.country, after.email, after.version) == ("Graz", "AT", "bo@inn.example", 2)
    (event,) = seen_by(cast.karl, lambda: Event.objects.filter(name="account.updated", account_id=inn.pk))
    assert event.data["changes"] == {"city": ["Wien", "Graz"]}


def test_a_change_made_on_the_record_meanwhile_is_seen(cast, tmp_path):
    run(write(tmp_path, FILE), cast.karl)
    cafe = imported(cast.karl)[0]
    told = AccountDetails(
        company_name="Café Élan", contact_name="Ann Lee", email="ann@elan.example", external_number="1"
    )
    update_account(account_id=cafe.pk, details=told, version=1, by=cast.karl, at=NOON)

    assert run(write(tmp_path, FILE), cast.karl)["update"] == 1
    assert (imported(cast.karl)[0].city, imported(cast.karl)[0].version) == ("Köln", 3)


def test_an_account_made_by_hand_is_recognised_and_gets_its_number(cast, tmp_path):
    told = AccountDetails(company_name="CAFÉ ÉLAN", email="ann@elan.example")
    by_hand = add_customer(details=told, by=cast.karl, at=NOON)

    run(write(tmp_path, FILE), cast.karl)

    assert imported(cast.karl)[0].pk == by_hand.pk


def test_a_sibling_has_its_own_numbers_and_sees_nothing(cast, tmp_path):
    path = write(tmp_path, FILE)
    run(path, cast.karl)

    assert run(path, cast.sven, preview=True)["new"] == 3
    assert imported(cast.sven) == []
    assert run(path, cast.sven)["new"] == 3
    assert {account.seller_id for account in imported(cast.sven)} == {cast.suedwind}


def test_resellers_are_imported_without_a_portal_and_keep_apart_from_customers(cast, tmp_path):
    path = write(tmp_path, FILE)

    assert run(path, cast.nora, Kind.RESELLER)["new"] == 3
    assert {account.kind for account in imported(cast.nora)} == {"reseller"}
    assert run(path, cast.nora, Kind.CUSTOMER) == {"refused": 5}


def test_who_only_reads_imports_nothing(cast, tmp_path):
    path = write(tmp_path, FILE)

    for preview in (True, False):
        with pytest.raises(Forbidden, match="Only owners, managers and account managers"):
            run(path, cast.ruth, preview=preview)


def test_rows_without_address_are_refused_unless_allowed(cast, tmp_path):
    path = write(tmp_path, "Company,Phone\nInn,1\nCafé,2\nInn,3\nInn,1\n")

    assert run(path, cast.karl) == {"refused": 4}
    assert run(path, cast.karl, allow_missing=frozenset({"email"})) == {"new": 3, "same": 1}
    assert run(path, cast.karl, allow_missing=frozenset({"email"})) == {"unchanged": 3, "same": 1}


@pytest.mark.parametrize("rows", [1, 400])
def test_a_batch_needs_as_many_queries_however_many_rows_it_has(cast, tmp_path, rows, django_assert_max_num_queries):
    lines = [f"{n},Shop {n},shop{n}@example.com" for n in range(1, rows + 1)]
    path = write(tmp_path, "\n".join(["Customer ID,Company,Email", *lines]))

    with django_assert_max_num_queries(27):
        run(path, cast.karl)


def test_a_long_file_is_written_in_short_transactions(cast, tmp_path):
    lines = [f"{n},Shop {n},shop{n}@example.com" for n in range(1, 1202)]
    path = write(tmp_path, "\n".join(["Customer ID,Company,Email", *lines]))

    assert run(path, cast.karl) == {"new": 1201}

    with transaction.atomic(), scoped(cast.karl.scope), connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM timeline_event WHERE name = 'account.imported'")
        assert cursor.fetchone() == (1201,)


def test_the_lengths_are_those_of_the_columns():
    assert {name: Account._meta.get_field(name).max_length for name in LENGTHS} == LENGTHS
