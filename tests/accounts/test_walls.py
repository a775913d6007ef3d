"""Glass walls: what a parent sees of the accounts below its child, and that nobody else decides it (ACC-25)."""

import pytest
from django.db import Error, ProgrammingError, connection, transaction

from handsel.accounts.models import Account, Edge, Kind, Wall
from handsel.accounts.suspending import suspend_account
from handsel.accounts.walls import NoProvider, seen_by_parent, set_wall, wall_of
from handsel.identity.roles import Role
from handsel.kernel.isolation import scoped
from handsel.kernel.refusal import Forbidden, Invalid
from handsel.timeline.models import Event
from tests.accounts.walled import customer, deeper, looking, names, page, place, show
from tests.cast import NOON

pytestmark = [pytest.mark.django_db, pytest.mark.covers("ACC-25")]


def seen(by, child, account):
    with looking(by):
        return seen_by_parent(account, child_id=child, at=NOON)


def test_counts_only_unless_set(cast):
    with looking(cast.nora):
        assert wall_of(cast.kleinbach) == Wall.COUNTS
    assert place(cast.nora, cast.kleinbach).wall == Wall.COUNTS
    assert page(cast.nora, cast.kleinbach).rows == []


def test_the_child_sets_what_its_parent_sees_and_both_histories_have_it(cast):
    assert set_wall(wall="names", by=cast.karl, at=NOON) == Wall.NAMES

    with looking(cast.nora):
        assert wall_of(cast.kleinbach) == Wall.NAMES
        told = Event.objects.get(name="wall.changed", seller_id=cast.nordlicht)
        assert (told.account_id, told.actor_name, told.actor_id, told.address) == (
            cast.kleinbach, "Kleinbach", None, None,
        )  # fmt: skip
        assert told.data == {"before": "counts", "wall": "names"}
    with looking(cast.karl):
        own = Event.objects.get(name="settings.wall_set", seller_id=cast.kleinbach)
        assert (own.actor_name, own.data) == ("Karl Kaufmann", {"changes": {"wall": ["counts", "names"]}})


def test_the_same_level_again_is_once(cast):
    set_wall(wall="counts", by=cast.karl, at=NOON)

    with looking(cast.karl):
        assert not Event.objects.filter(name="settings.wall_set").exists()


@pytest.mark.parametrize("who", ["ruth", "berta"])
def test_only_who_may_change_settings_sets_it(cast, who):
    with pytest.raises(Forbidden):
        set_wall(wall="names", by=getattr(cast, who), at=NOON)


def test_a_level_that_is_none_is_refused_at_the_field(cast):
    with pytest.raises(Invalid) as refused:
        set_wall(wall="everything", by=cast.karl, at=NOON)
    assert "names" in refused.value.fields["wall"]


def test_the_operator_has_nobody_above(cast):
    with pytest.raises(NoProvider):
        set_wall(wall="names", by=cast.olga, at=NOON)
    with looking(cast.olga):
        assert wall_of(cast.operator) is None


def test_the_parent_cannot_widen_it_by_any_way_of_the_database(cast):
    with (
        transaction.atomic(),
        scoped(cast.nora.scope),
        pytest.raises(ProgrammingError, match="permission denied"),
        transaction.atomic(),
    ):
        Edge.objects.filter(buyer=cast.kleinbach).update(wall="names")
    with (
        transaction.atomic(),
        scoped(cast.nora.scope),
        pytest.raises(ProgrammingError, match="out of scope"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute("SELECT accounts_set_wall(%s, 'names', now())", [cast.kleinbach])
    with looking(cast.nora):
        edge = Edge.objects.get(buyer=cast.kleinbach)
        edge.pk, edge.wall, edge.ended_at = None, "names", NOON
    with (
        transaction.atomic(),
        scoped(cast.nora.scope),
        pytest.raises(Error, match="row-level security"),
        transaction.atomic(),
    ):
        edge.save(force_insert=True)


def test_names_show_what_they_promise_and_no_more(cast):
    show(cast.karl, "names")

    (row,) = page(cast.nora, cast.kleinbach).rows

    assert (row.kind, row.name, row.contact, row.number) == ("customer", "Bakery Brandt", "Berta Brandt", 1001)
    assert (row.city, row.country, row.joined_on, row.standing) == ("Kleinbach", "DE", NOON.date(), "active")
    for never in ("berta@", "901820", "Marktplatz", "12345"):
        assert never not in repr(row)


def test_masked_shows_what_it_promises_and_no_more(cast):
    show(cast.karl, "masked")

    (row,) = page(cast.nora, cast.kleinbach).rows

    assert (row.kind, row.name, row.country, row.standing) == ("customer", "B••••t", "DE", "active")
    assert row.joined_on == NOON.date().replace(day=1)
    assert (row.contact, row.number, row.city) == (None, None, None)
    assert len(row.reference) == 12
    for never in ("Bakery", "Brandt", "Kleinbach'", "berta@", "901820"):
        assert never not in repr(row)


@pytest.mark.parametrize(
    ("name", "masked"), [("A", "A••••"), ("Abc", "A••••"), ("Abcd", "A••••d"), ("Bäckerei Brandt & Söhne", "B••••e")]
)
def test_a_mask_tells_neither_length_nor_short_names(cast, name, masked):
    customer(cast.karl, name)
    show(cast.karl, "masked")

    assert masked in names(cast.nora, cast.kleinbach)


@pytest.mark.parametrize("wall", ["nothing", "counts"])
def test_below_masked_nobody_is_listed(cast, wall):
    show(cast.karl, "names")
    assert names(cast.nora, cast.kleinbach) == ["Bakery Brandt"]

    show(cast.karl, wall)

    assert names(cast.nora, cast.kleinbach) == []


def test_states_are_told_and_who_left_the_lists_is_not(cast):
    show(cast.karl, "names")
    other = customer(cast.karl, "Second")
    suspend_account(account_id=other.pk, reason="secret reason", by=cast.karl, at=NOON)
    with looking(cast.karl):
        Account.objects.filter(pk=cast.bakery).update(archived_at=NOON)

    (row,) = page(cast.nora, cast.kleinbach).rows

    assert (row.name, row.standing) == ("Second", "suspended")
    assert "secret reason" not in repr(row)


def test_the_strictest_wall_on_the_way_counts(cast):
    creek, cleo = deeper(cast.karl, "Creek")
    customer(cleo, "Canary")
    show(cast.karl, "names")
    show(cleo, "names")
    (row,) = page(cast.nora, cast.kleinbach, Kind.RESELLER).rows
    assert names(cast.nora, cast.kleinbach, reference=row.reference) == ["Canary"]

    show(cleo, "masked")
    assert names(cast.nora, cast.kleinbach, reference=row.reference) == ["C••••y"]
    assert place(cast.nora, cast.kleinbach, row.reference).way[0].name == "Creek"

    show(cleo, "names")
    show(cast.karl, "masked")
    assert names(cast.nora, cast.kleinbach, reference=row.reference) == ["C••••y"]
    assert place(cast.nora, cast.kleinbach, row.reference).way[0].name == "C••••k"

    show(cast.karl, "counts")
    with pytest.raises(Account.DoesNotExist):
        place(cast.nora, cast.kleinbach, row.reference)
    assert names(cast.karl, creek) == ["Canary"]


def test_the_grandparent_needs_every_wall_between(cast):
    show(cast.karl, "names")
    show(cast.nora, "names")
    (row,) = page(cast.olga, cast.nordlicht, Kind.RESELLER).rows
    assert names(cast.olga, cast.nordlicht, reference=row.reference) == ["Bakery Brandt"]
    assert seen(cast.olga, cast.nordlicht, cast.bakery).label == "Bakery Brandt"

    show(cast.nora, "nothing")

    with pytest.raises(Account.DoesNotExist):
        place(cast.olga, cast.nordlicht, row.reference)
    assert names(cast.olga, cast.nordlicht, Kind.RESELLER) == []
    assert seen(cast.olga, cast.nordlicht, cast.bakery).name == ""
    assert names(cast.nora, cast.kleinbach) == ["Bakery Brandt"]


@pytest.mark.parametrize("who", ["sven", "olga", "berta"])
def test_nobody_else_looks_in(cast, who):
    show(cast.karl, "names")
    by = getattr(cast, who)
    with looking(cast.nora):
        child = Account.objects.get(pk=cast.kleinbach)
    for ask in ("accounts_look_below(%s, '')", "accounts_seen_by_parent(%s, 1, now())",
                "accounts_below(%s, '', 'customer', '{}', '', false, 10, now())"):  # fmt: skip
        with (
            transaction.atomic(),
            scoped(by.scope),
            pytest.raises(ProgrammingError, match="out of scope"),
            transaction.atomic(),
            connection.cursor() as cursor,
        ):
            cursor.execute(f"SELECT * FROM {ask}", [child.pk])
    assert names(cast.nora, cast.kleinbach) == ["Bakery Brandt"]


def test_the_child_sees_what_its_parent_sees(cast):
    for wall in Wall.values:
        show(cast.karl, wall)
        assert page(cast.karl, cast.kleinbach) == page(cast.nora, cast.kleinbach)
        assert place(cast.karl, cast.kleinbach).wall == wall


@pytest.mark.parametrize(
    ("wall", "label"), [("names", "Bakery Brandt"), ("masked", "B••••t"), ("counts", None), ("nothing", None)]
)
def test_the_label_of_an_end_customer_is_what_the_wall_lets_through(cast, wall, label):
    show(cast.karl, wall)

    by_parent, by_child = (seen(who, cast.kleinbach, cast.bakery) for who in (cast.nora, cast.karl))

    assert by_parent == by_child
    assert by_parent.label == (label or by_parent.reference)
    assert by_parent.wall == wall


def test_an_account_elsewhere_has_no_label(cast):
    show(cast.karl, "names")
    for elsewhere in (cast.harbour, cast.kleinbach, cast.suedwind, 987_654):
        with pytest.raises(Account.DoesNotExist):
            seen(cast.nora, cast.kleinbach, elsewhere)


def test_names_are_searched_and_nothing_else_is(cast):
    show(cast.karl, "names")
    customer(cast.karl, "Café Élan")

    assert names(cast.nora, cast.kleinbach, text="cafe") == ["Café Élan"]
    assert names(cast.nora, cast.kleinbach, text="brandt berta") == ["Bakery Brandt"]
    for hidden in ("berta@bakery.example", "901820", "Marktplatz", "12345", "1001", "%", "_"):
        assert names(cast.nora, cast.kleinbach, text=hidden) == []
    show(cast.karl, "masked")
    assert names(cast.nora, cast.kleinbach, text="cafe") == []
    assert names(cast.nora, cast.kleinbach, text="\0") == names(cast.nora, cast.kleinbach)


@pytest.mark.parametrize("wall", ["names", "masked"])
def test_pages_go_on_behind_the_last_row_and_back(cast, wall):
    for number in range(5):
        customer(cast.karl, f"Shop {number}")
    show(cast.karl, wall)
    everybody = [row.reference for row in page(cast.nora, cast.kleinbach).rows]

    first = page(cast.nora, cast.kleinbach, size=2)
    second = page(cast.nora, cast.kleinbach, size=2, params={"after": first.after})
    third = page(cast.nora, cast.kleinbach, size=2, params={"after": second.after})
    back = page(cast.nora, cast.kleinbach, size=2, params={"before": third.before})

    walked = [row.reference for shown in (first, second, third) for row in shown.rows]
    assert walked == everybody
    assert (first.before, third.after, back.rows) == (None, None, second.rows)
    for odd in ("nothing", "000000000000", "\0"):
        assert page(cast.nora, cast.kleinbach, size=2, params={"after": odd}) == first
        assert page(cast.nora, cast.kleinbach, size=2, params={"before": odd}) == first


def test_references_differ_and_stay(cast):
    with looking(cast.karl):
        before = Account.objects.get(pk=cast.bakery).reference
    show(cast.karl, "names")
    show(cast.karl, "masked")

    (row,) = page(cast.nora, cast.kleinbach).rows

    assert row.reference == before
    assert customer(cast.karl, "Second").reference not in {before, ""}


def test_roles_that_may_set_it(cast):
    assert {role for role in Role if cast.karl.__class__(1, "x", 1, role).has("settings")} == {
        Role.OWNER, Role.MANAGER,
    }  # fmt: skip
