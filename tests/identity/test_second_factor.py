"""A code works once and for a short while; who lost their second factor is helped by the right people (USR-7)."""

from datetime import timedelta

import pytest
from django.db import transaction

from handsel.cli.demo.story import PASSWORD, Cast
from handsel.identity.actor import Actor, system
from handsel.identity.factor_models import Authenticator, RecoveryCode
from handsel.identity.models import Seat, User
from handsel.identity.roles import Role
from handsel.identity.second_factor import (
    HasApp,
    add_app,
    needs_second_factor,
    new_app_secret,
    remove_app,
    renew_recovery_codes,
    reset_second_factor,
)
from handsel.identity.second_step import Means, Shown, WrongProof, check_passkey_alone, check_second_step
from handsel.identity.throttling import TooManyTries
from handsel.kernel.isolation import scoped
from handsel.kernel.refusal import Forbidden, Invalid
from handsel.timeline.models import Event
from tests.cast import NOON
from tests.identity.factors import HERE, code, with_app

pytestmark = [pytest.mark.django_db, pytest.mark.covers("USR-7")]
HALF_MINUTE = timedelta(seconds=30)
LATER = NOON + timedelta(minutes=5)


def shown(who: Actor, means: Means, text: str, at=LATER) -> User:
    assert who.user_id
    by = system(who.seller_id)
    return check_second_step(user_id=who.user_id, shown=Shown(means, text), place=HERE, by=by, at=at)


def needs(who: Actor) -> bool:
    with transaction.atomic(), scoped(system(who.seller_id).scope):
        return needs_second_factor(User.objects.get(pk=who.user_id))


def names_of_events(who: Actor) -> list[str]:
    with transaction.atomic(), scoped(system(who.seller_id).scope):
        return list(Event.objects.filter(subject_id=who.user_id, subject_kind="user").values_list("name", flat=True))


def owner_of(portal: int) -> Actor:
    with transaction.atomic(), scoped(system(portal).scope):
        user = Seat.objects.select_related("user").get(role=Role.OWNER).user
    return Actor(user_id=user.pk, name=user.name, seller_id=portal, role=Role.OWNER)


def test_an_app_becomes_the_second_factor_once_a_code_proves_that_it_has_the_secret(cast: Cast):
    secret = new_app_secret()
    with pytest.raises(Invalid) as refused:
        add_app(secret=secret, code="000000", by=cast.karl, at=NOON)
    assert set(refused.value.fields) == {"code"}
    assert not needs(cast.karl)

    codes = add_app(secret=secret, code=code(secret), by=cast.karl, at=NOON)

    assert needs(cast.karl)
    assert len(set(codes)) == 10
    assert "user.factor_added" in names_of_events(cast.karl)
    with pytest.raises(HasApp):
        with_app(cast.karl, LATER)


@pytest.mark.parametrize(("steps", "works"), [(-2, False), (-1, True), (0, True), (1, True), (2, False)])
def test_a_clock_may_be_wrong_by_one_step_and_no_more(cast: Cast, steps, works):
    secret, _ = with_app(cast.karl)
    typed = code(secret, LATER + steps * HALF_MINUTE)

    if works:
        assert shown(cast.karl, Means.APP_CODE, typed).pk == cast.karl.user_id
    else:
        with pytest.raises(WrongProof):
            shown(cast.karl, Means.APP_CODE, typed)


def test_a_code_works_once_and_so_does_none_from_before_it(cast: Cast):
    secret, _ = with_app(cast.karl)
    with pytest.raises(WrongProof):
        shown(cast.karl, Means.APP_CODE, code(secret), NOON)  # the one that set it up

    shown(cast.karl, Means.APP_CODE, code(secret, LATER))

    for at in (LATER, LATER - HALF_MINUTE):
        with pytest.raises(WrongProof):
            shown(cast.karl, Means.APP_CODE, code(secret, at))
    assert shown(cast.karl, Means.APP_CODE, code(secret, LATER + HALF_MINUTE), LATER + HALF_MINUTE)


def test_a_recovery_code_works_once_and_new_ones_replace_the_old(cast: Cast):
    _, codes = with_app(cast.karl)

    assert shown(cast.karl, Means.RECOVERY_CODE, codes[0].lower().replace("-", " "))
    with pytest.raises(WrongProof):
        shown(cast.karl, Means.RECOVERY_CODE, codes[0])

    fresh = renew_recovery_codes(by=cast.karl, at=LATER)
    with pytest.raises(WrongProof):
        shown(cast.karl, Means.RECOVERY_CODE, codes[1])
    assert shown(cast.karl, Means.RECOVERY_CODE, fresh[0])


def test_neither_secret_nor_codes_can_be_read_in_the_database(cast: Cast):
    secret, codes = with_app(cast.karl)

    with transaction.atomic(), scoped(cast.karl.scope):
        kept = str(list(Authenticator.objects.values())) + str(list(RecoveryCode.objects.values()))
    assert secret not in kept
    assert not any(one in kept or one.replace("-", "") in kept for one in codes)


def test_a_password_is_no_second_factor_and_somebody_elses_code_neither(cast: Cast):
    _, codes = with_app(cast.karl)
    secret, _ = with_app(cast.ruth)

    for means, text in (
        (Means.PASSWORD, PASSWORD),
        (Means.APP_CODE, code(secret, LATER)),
        (Means.PASSKEY, "{}"),
        (Means.PASSKEY, "no json"),
        (Means.PASSKEY, "[]"),
    ):
        with pytest.raises(WrongProof):
            shown(cast.karl, means, text)
    with pytest.raises(WrongProof):
        shown(cast.ruth, Means.RECOVERY_CODE, codes[0])
    with pytest.raises(WrongProof):
        check_passkey_alone(shown=Shown(Means.PASSKEY, '{"id": "x"}'), place=HERE, by=system(cast.kleinbach), at=LATER)


def test_guessing_codes_is_slowed_down_and_the_right_one_waits_too(cast: Cast):
    secret, _ = with_app(cast.karl)
    for _ in range(10):
        with pytest.raises(WrongProof):
            shown(cast.karl, Means.APP_CODE, "000000")

    with pytest.raises(TooManyTries):
        shown(cast.karl, Means.APP_CODE, code(secret, LATER))
    later = LATER + timedelta(minutes=16)
    assert shown(cast.karl, Means.APP_CODE, code(secret, later), later)


def test_without_the_last_factor_the_recovery_codes_go_too(cast: Cast):
    _, codes = with_app(cast.karl)

    assert remove_app(by=cast.karl, at=LATER)
    assert not remove_app(by=cast.karl, at=LATER)

    assert not needs(cast.karl)
    with pytest.raises(WrongProof):
        shown(cast.karl, Means.RECOVERY_CODE, codes[0])
    assert names_of_events(cast.karl).count("user.factor_removed") == 1


def test_an_owner_takes_a_lost_factor_of_staff_away_and_whoever_sees_to_users_that_of_a_user(cast: Cast):
    klara = owner_of(cast.kleinbach)
    for who in (cast.karl, cast.berta):
        with_app(who)

    reset_second_factor(user_id=cast.karl.user_id, by=klara, at=LATER)
    reset_second_factor(user_id=cast.berta.user_id, by=cast.karl, at=LATER)

    assert not needs(cast.karl)
    assert not needs(cast.berta)
    assert "user.factor_reset" in names_of_events(cast.berta)


@pytest.mark.parametrize(("who", "whose"), [("karl", "ruth"), ("ruth", "berta"), ("karl", "karl"), ("berta", "karl")])
def test_nobody_else_takes_a_factor_away(cast: Cast, who: str, whose: str):
    with_app(getattr(cast, whose))

    with pytest.raises((Forbidden, User.DoesNotExist)):
        reset_second_factor(user_id=getattr(cast, whose).user_id, by=getattr(cast, who), at=LATER)

    assert needs(getattr(cast, whose))


@pytest.mark.covers("OPS-3")
def test_another_portal_finds_nobody_to_help(cast: Cast):
    with_app(cast.karl)
    for by in (cast.nora, cast.sven):
        with pytest.raises(User.DoesNotExist):
            reset_second_factor(user_id=cast.karl.user_id, by=by, at=LATER)
