"""Keys: how far they reach, when they stop, from where they work, who may make them (USR-8)."""

from datetime import timedelta

import pytest
from django.db import transaction

from handsel.identity.actor import Actor
from handsel.identity.key_use import find_key
from handsel.identity.key_warning import warn_of_expiring_keys
from handsel.identity.keys import (
    KeyRevoked,
    Reach,
    change_api_key,
    make_api_key,
    revoke_api_key,
    rotate_api_key,
)
from handsel.identity.models import ApiKey
from handsel.identity.networks import is_within, read_networks
from handsel.identity.roles import Role
from handsel.identity.scopes import ALL_SCOPES, ONLY_READ, PRESETS, USUAL_SCOPES, covers
from handsel.kernel.isolation import scoped
from handsel.kernel.refusal import Forbidden, Invalid
from handsel.mail.models import Message
from handsel.timeline.models import Event
from handsel.web.network import UNKNOWN
from tests.cast import NOON
from tests.mail.reading import read_all

pytestmark = [pytest.mark.django_db, pytest.mark.covers("USR-8")]

HERE = "203.0.113.7"
HOUR, DAY = timedelta(hours=1), timedelta(days=1)


@pytest.fixture
def klara(cast) -> Actor:
    """Klara owns Kleinbach."""
    return Actor(user_id=None, name="Klara", seller_id=cast.kleinbach, role=Role.OWNER)


def made(by: Actor, name: str = "Warehouse", **reach) -> tuple[ApiKey, str]:
    return make_api_key(name=name, reach=Reach(**{"role": Role.READ_ONLY} | reach), by=by, at=NOON)


def found(secret: str, by: Actor, at=NOON, address: str = HERE):
    with transaction.atomic(), scoped(by.scope):
        return find_key(secret, seller_id=by.seller_id, address=address, at=at)


def events(by: Actor, name: str) -> list[Event]:
    with transaction.atomic(), scoped(by.scope):
        return list(Event.objects.filter(seller_id=by.seller_id, name=name).order_by("pk"))


def test_a_key_stops_at_its_end_and_not_before(klara):
    _, secret = made(klara, expires_at=NOON + DAY)

    assert found(secret, klara, NOON + DAY - timedelta(seconds=1)).is_allowed
    assert found(secret, klara, NOON + DAY) is None


@pytest.mark.parametrize(
    ("networks", "address", "is_allowed"),
    [
        ([], "198.51.100.1", True),
        (["203.0.113.7"], "203.0.113.7", True),
        (["203.0.113.7"], "203.0.113.8", False),
        (["203.0.113.0/24", "2001:db8::/48"], "203.0.113.255", True),
        (["203.0.113.0/24", "2001:db8::/48"], "2001:db8:0:1::9", True),
        (["203.0.113.0/24", "2001:db8::/48"], "2001:db9::1", False),
        (["::ffff:203.0.113.7"], "203.0.113.7", True),
        (["2001:db8::/48"], UNKNOWN, False),  # nobody knows from where
    ],
)
def test_a_key_works_only_from_where_it_names(klara, networks, address, is_allowed):
    _, secret = made(klara, networks=networks)

    assert found(secret, klara, address=address).is_allowed is is_allowed


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("somewhere", "is no address or network"),
        ("203.0.113.300", "is no address or network"),
        ("203.0.113.7/24", "write 203.0.113.0/24 for all of it"),
        ("0.0.0.0/0", "the whole internet"),
        ("::/0", "the whole internet"),
        ("203.0.113.0/33", "is no address or network"),
        ("x" * 500, "is no address or network"),
    ],
)
def test_what_is_no_address_is_refused_in_words(klara, line, said):
    with pytest.raises(Invalid) as refused:
        made(klara, networks=["203.0.113.7", line])

    assert said in refused.value.fields["networks"]
    assert events(klara, "api_key.made") == []


def test_networks_are_kept_in_one_form_each_once():
    assert read_networks([" 203.0.113.7 ", "", "203.0.113.7/32", "2001:DB8::/48"]) == ["203.0.113.7", "2001:db8::/48"]
    assert is_within("2001:db8::1", ["2001:db8::/48"])
    with pytest.raises(Invalid):
        read_networks([f"203.0.113.{number}" for number in range(51)])


@pytest.mark.parametrize(
    ("reach", "field"),
    [
        ({"role": Role.BUYER}, "role"),
        ({"scopes": []}, "scopes"),
        ({"scopes": ["orders:burn"]}, "scopes"),
        ({"scopes": ["audit:write"]}, "scopes"),
        ({"expires_at": NOON}, "expires_at"),
        ({"expires_at": NOON - DAY}, "expires_at"),
    ],
)
def test_what_is_wrong_with_a_key_is_named_and_leaves_no_trace(klara, reach, field):
    with pytest.raises(Invalid) as refused:
        made(klara, **reach)

    assert field in refused.value.fields
    with transaction.atomic(), scoped(klara.scope):
        assert not ApiKey.objects.filter(name="Warehouse").exists()


def test_only_owners_make_change_rotate_and_revoke(klara, cast):
    key, _ = made(klara)

    for work in (
        lambda: made(cast.karl, "Other"),
        lambda: change_api_key(key_id=key.pk, reach=Reach(Role.OWNER), by=cast.karl, at=NOON),
        lambda: rotate_api_key(key_id=key.pk, grace=DAY, by=cast.karl, at=NOON),
        lambda: revoke_api_key(key_id=key.pk, by=cast.karl, at=NOON),
    ):
        with pytest.raises(Forbidden):
            work()


def test_a_new_secret_works_beside_the_one_before_for_the_time_of_grace(klara):
    key, before = made(klara)

    changed, after = rotate_api_key(key_id=key.pk, grace=DAY, by=klara, at=NOON)

    assert changed.sender == key.sender  # idempotency keys go on
    assert found(after, klara).key.pk == found(before, klara).key.pk == key.pk
    assert found(before, klara, NOON + DAY) is None
    assert found(after, klara, NOON + DAY)


def test_without_grace_the_secret_before_stops_at_once(klara):
    key, before = made(klara)

    _, after = rotate_api_key(key_id=key.pk, grace=timedelta(), by=klara, at=NOON)

    assert found(before, klara) is None
    assert found(after, klara)
    for grace in (timedelta(days=31), timedelta(hours=-1)):
        with pytest.raises(Invalid):
            rotate_api_key(key_id=key.pk, grace=grace, by=klara, at=NOON)


def test_a_revoked_key_is_good_for_nothing_and_stays_revoked(klara):
    key, secret = made(klara)
    rotate_api_key(key_id=key.pk, grace=DAY, by=klara, at=NOON)

    revoke_api_key(key_id=key.pk, by=klara, at=NOON)

    assert found(secret, klara) is None
    with pytest.raises(KeyRevoked):
        rotate_api_key(key_id=key.pk, grace=DAY, by=klara, at=NOON)
    with pytest.raises(KeyRevoked):
        change_api_key(key_id=key.pk, reach=Reach(Role.READ_ONLY), by=klara, at=NOON)


def test_a_change_is_told_with_what_stood_before_and_after(klara):
    key, _ = made(klara, scopes=["orders:read"])

    reach = Reach(Role.FINANCE, ["funds:write"], [HERE], NOON + DAY)
    change_api_key(key_id=key.pk, reach=reach, by=klara, at=NOON)
    change_api_key(key_id=key.pk, reach=reach, by=klara, at=NOON + 2 * DAY)  # nothing new: the end that passed stays

    [told] = events(klara, "api_key.changed")
    assert told.data["changes"] == {
        "role": ["read_only", "finance"],
        "scopes": [["orders:read"], ["funds:write"]],
        "networks": [[], [HERE]],
        "expires_at": [None, (NOON + DAY).isoformat()],
    }


def test_owners_are_warned_once_a_week_before(klara, cast):
    made(klara, expires_at=NOON + timedelta(days=8))
    read_all(NOON)

    assert warn_of_expiring_keys(at=NOON) == 0
    assert warn_of_expiring_keys(at=NOON + DAY) == 1
    assert warn_of_expiring_keys(at=NOON + DAY) == 0

    read_all(NOON + DAY)
    with transaction.atomic(), scoped(klara.scope):
        mails = list(Message.objects.filter(seller_id=cast.kleinbach, kind="api_key_expires"))
    assert [mail.recipient for mail in mails] == ["klara@kleinbach.example"]
    assert "Warehouse" in mails[0].subject


def test_another_day_is_warned_of_anew(klara):
    key, _ = made(klara, expires_at=NOON + DAY)
    assert warn_of_expiring_keys(at=NOON) == 1

    change_api_key(key_id=key.pk, reach=Reach(Role.READ_ONLY, expires_at=NOON + 2 * DAY), by=klara, at=NOON)

    assert warn_of_expiring_keys(at=NOON) == 1


def test_who_may_write_may_read_and_presets_name_scopes_that_there_are():
    assert covers(["orders:write"], "orders:read")
    assert not covers(["orders:read"], "orders:write")
    assert not covers(["orders:write"], "funds:read")
    assert all(set(preset.scopes) <= set(ALL_SCOPES) for preset in PRESETS.values())
    assert {f"{subject}:write" for subject in ONLY_READ}.isdisjoint(ALL_SCOPES)
    asked_for = {one for one in ALL_SCOPES if one not in USUAL_SCOPES}
    assert asked_for == {"audit:read", "keys:read", "keys:write", "sign_in:read", "sign_in:write"}
