"""The token that brings somebody to another portal: once, within a minute, and nothing else crosses (USR-6)."""

from datetime import timedelta

import pytest
from django.db import connection, transaction
from django.db.utils import ProgrammingError

from handsel.cli.demo.story import Cast
from handsel.identity.actor import system
from handsel.identity.deactivation import deactivate_user
from handsel.identity.guests import VisitKind
from handsel.identity.links import LinkSpent, digest_of
from handsel.kernel.isolation import Scope, scoped
from handsel.kernel.refusal import Forbidden
from handsel.visits.handing import begin_visit, hand_to_child, hand_to_parent
from handsel.visits.models import Destination, HandOff, Visit
from handsel.visits.rules import NoParent, NotLetIn
from tests.cast import NOON
from tests.guests.going import (
    BACK,
    at_door,
    help_at_kleinbach,
    let_in,
    portal,
    stay,
    to_parent,
    told,
    visit_at_nordlicht,
)

pytestmark = [pytest.mark.django_db, pytest.mark.covers("USR-6")]


def test_karl_goes_to_nordlicht_for_bakery_and_both_portals_know(cast: Cast):
    onward = to_parent(cast, cast.karl, cast.bakery)
    arrival = at_door(cast.nordlicht, onward.secret)
    visit = begin_visit(secret=onward.secret, by=portal(cast.nordlicht), at=NOON)

    assert onward.portal.title == "Nordlicht"
    assert arrival is not None
    assert (arrival.kind, arrival.person, arrival.title, arrival.account) == (
        VisitKind.WORKSPACE, "Karl Kaufmann", "Kleinbach", "Bakery Brandt",
    )  # fmt: skip
    assert (visit.seller_id, visit.buyer_id, visit.destination) == (cast.nordlicht, cast.kleinbach, "subscriptions")
    assert told(cast.kleinbach, "hand_off.made") == [("Karl Kaufmann", "", "", cast.bakery)]
    assert told(cast.nordlicht, "visit.began") == [("Karl Kaufmann", "Kleinbach", "", cast.kleinbach)]


def test_only_the_hash_of_a_token_is_kept(cast: Cast):
    onward = to_parent(cast, cast.karl, cast.bakery)

    with transaction.atomic(), scoped(cast.karl.scope):
        kept = HandOff.objects.get()
    assert kept.digest == digest_of(onward.secret)
    assert onward.secret not in str(vars(kept))


@pytest.mark.parametrize(
    "what", ["used", "too old", "of another portal", "of the portal where it was made", "never made"]
)
def test_a_token_that_does_not_fit_is_refused_alike(cast: Cast, what: str):
    onward = to_parent(cast, cast.karl, cast.bakery)
    at, place, secret = NOON, cast.nordlicht, onward.secret
    if what == "used":
        begin_visit(secret=secret, by=portal(place), at=NOON)
    at = NOON + timedelta(seconds=60) if what == "too old" else at
    place = {"of another portal": cast.suedwind, "of the portal where it was made": cast.kleinbach}.get(what, place)
    secret = "x" * 43 if what == "never made" else secret

    assert at_door(place, secret, at) is None
    with pytest.raises(LinkSpent, match="This way in was used or has expired"):
        begin_visit(secret=secret, by=portal(place), at=at)
    if what in {"of another portal", "of the portal where it was made"}:
        assert begin_visit(secret=onward.secret, by=portal(cast.nordlicht), at=NOON).pk  # it was not used up


def test_somebody_who_was_shut_out_at_home_does_not_arrive(cast: Cast):
    onward = to_parent(cast, cast.karl, cast.bakery)
    deactivate_user(user_id=cast.karl.user_id, by=system(cast.kleinbach), at=NOON)

    with pytest.raises(LinkSpent):
        begin_visit(secret=onward.secret, by=portal(cast.nordlicht), at=NOON)


def test_a_token_looked_at_is_not_used_up(cast: Cast):
    onward = to_parent(cast, cast.karl, cast.bakery)

    assert at_door(cast.nordlicht, onward.secret) == at_door(cast.nordlicht, onward.secret)
    assert begin_visit(secret=onward.secret, by=portal(cast.nordlicht), at=NOON).pk


def test_nobody_is_handed_on_for_a_customer_that_is_not_theirs(cast: Cast):
    from handsel.accounts.models import Account  # noqa: PLC0415 - only here

    with pytest.raises(Account.DoesNotExist):
        to_parent(cast, cast.karl, cast.harbour)
    with pytest.raises(Account.DoesNotExist):
        to_parent(cast, cast.nora, cast.bakery)  # two tiers below


def test_the_operator_has_no_storefront_above_it(cast: Cast):
    with pytest.raises(NoParent):
        to_parent(cast, cast.olga, cast.nordlicht)


def test_neither_a_program_nor_a_storefront_user_is_handed_on(cast: Cast):
    for by in (system(cast.kleinbach), cast.berta):
        with pytest.raises(Forbidden):
            hand_to_parent(account_id=cast.bakery, destination=Destination.ASSETS, came_from=BACK, by=by, at=NOON)


def test_a_child_is_entered_with_its_consent_only(cast: Cast):
    with pytest.raises(NotLetIn):
        hand_to_child(account_id=cast.kleinbach, came_from=BACK, by=cast.nora, at=NOON)

    let_in(cast)
    visit = help_at_kleinbach(cast, cast.nora)

    assert (visit.seller_id, visit.buyer_id, visit.kind) == (cast.kleinbach, None, VisitKind.SUPPORT)
    assert told(cast.kleinbach, "visit.began") == [("Nora Nordlicht", "Nordlicht", "Karl Kaufmann", cast.kleinbach)]


def test_consent_that_ends_within_the_minute_of_the_token_stops_it(cast: Cast):
    from handsel.visits.support import end_support_access  # noqa: PLC0415 - only here

    let_in(cast)
    onward = hand_to_child(account_id=cast.kleinbach, came_from=BACK, by=cast.nora, at=NOON)
    end_support_access(by=cast.karl, at=NOON)

    with pytest.raises(LinkSpent):
        begin_visit(secret=onward.secret, by=portal(cast.kleinbach), at=NOON)


@pytest.mark.parametrize("seller", ["operator", "suedwind", "nordlicht"])
def test_the_rows_of_a_hand_off_stay_behind_their_own_wall(cast: Cast, seller: str):
    visit = visit_at_nordlicht(cast, cast.karl)

    with transaction.atomic(), scoped(system(getattr(cast, seller)).scope):
        assert list(HandOff.objects.all()) == []
        assert list(Visit.objects.values_list("pk", flat=True)) == [visit.pk] * (seller == "nordlicht")
    with transaction.atomic(), scoped(system(cast.kleinbach).scope):
        assert HandOff.objects.count() == 1  # the control: it is there for those who made it
        assert list(Visit.objects.all()) == []


@pytest.mark.parametrize(
    ("function", "arguments"),
    [
        ("visits_peek", "'x', now()"),
        ("visits_spend", "'x', interval '1 hour', now()"),
        ("visits_stay", "1, now()"),
        ("visits_portal_above", "1"),
        ("visits_portal_below", "1"),
        ("visits_consent_of", "1, now()"),
        ("visits_ask", "1, 'x', 'x', now()"),
    ],
)
def test_no_storefront_session_asks_these_functions(cast: Cast, function: str, arguments: str):
    buyer = Scope((cast.nordlicht,), cast.kleinbach)
    with (
        pytest.raises(ProgrammingError, match="hands nobody on"),
        transaction.atomic(),
        scoped(buyer),
        connection.cursor() as cursor,
    ):
        cursor.execute(f"SELECT {function}({arguments})")


@pytest.mark.parametrize(
    "function", ["visits_usable('x', now())", "visits_at_home(1, 1, 1, now())", "visits_consent(1, now())"]
)
def test_what_the_functions_stand_on_cannot_be_asked_by_the_application(cast: Cast, function: str):
    with (
        pytest.raises(ProgrammingError, match="permission denied"),
        transaction.atomic(),
        scoped(cast.nora.scope),
        connection.cursor() as cursor,
    ):
        cursor.execute(f"SELECT {function}")


def test_a_sibling_or_grandparent_learns_nothing_of_portals_and_consents(cast: Cast):
    let_in(cast)
    for seller in (cast.operator, cast.suedwind):
        with transaction.atomic(), scoped(system(seller).scope), connection.cursor() as cursor:
            cursor.execute(
                "SELECT visits_portal_below(%s), count(*) FROM visits_consent_of(%s, %s)",
                [cast.kleinbach, cast.kleinbach, NOON],
            )
            assert cursor.fetchone() == (None, 0)
            cursor.execute("SELECT visits_portal_above(%s)", [cast.kleinbach])
            assert cursor.fetchone() == (None,)
            with pytest.raises(ProgrammingError, match="out of scope"), transaction.atomic():
                cursor.execute("SELECT visits_ask(%s, 'x', 'x', %s)", [cast.kleinbach, NOON])


def test_the_visit_is_asked_of_its_own_portal_only(cast: Cast):
    visit = visit_at_nordlicht(cast, cast.karl)

    assert stay(visit) is not None
    for seller in (cast.kleinbach, cast.operator, cast.suedwind):
        visit.seller_id = seller
        assert stay(visit) is None
