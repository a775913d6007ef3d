"""Guessing is slow, and nobody can be kept out by somebody else's guessing (USR-3, safety P4)."""

import pytest

from handsel.cli.demo.story import PASSWORD, Cast
from handsel.identity.actor import system
from handsel.identity.login import WrongLogin, check_login
from handsel.identity.models import User
from handsel.identity.throttling import (
    TRIES_AT_ACCOUNT,
    TRIES_FROM_EVERYWHERE,
    TRIES_FROM_NETWORK,
    WINDOW,
    Place,
    TooManyTries,
)
from tests.cast import NOON

pytestmark = pytest.mark.django_db

KARL = "karl@kleinbach.example"
HERE, ELSEWHERE = Place("10.0.0.1"), Place("10.7.7.7")


def log_in(cast: Cast, place: Place, password: str = PASSWORD, email: str = KARL, at=NOON) -> User:
    return check_login(email=email, password=password, place=place, by=system(cast.kleinbach), at=at)


def guess(cast: Cast, place: Place, times: int, email: str = KARL) -> None:
    for _ in range(times):
        with pytest.raises(WrongLogin):
            log_in(cast, place, "wrong", email)


@pytest.mark.covers("USR-3")
def test_who_guesses_is_stopped_and_the_person_gets_in_from_elsewhere(cast: Cast):
    guess(cast, HERE, TRIES_AT_ACCOUNT)

    with pytest.raises(TooManyTries):
        log_in(cast, HERE)
    assert log_in(cast, ELSEWHERE).email == KARL
    assert log_in(cast, HERE, at=NOON + WINDOW).email == KARL


@pytest.mark.covers("USR-3")
def test_an_address_that_nobody_has_is_stopped_just_as_soon(cast: Cast):
    guess(cast, HERE, TRIES_AT_ACCOUNT, "nobody@kleinbach.example")

    with pytest.raises(TooManyTries):
        log_in(cast, HERE, email="nobody@kleinbach.example")


@pytest.mark.covers("USR-3")
def test_a_network_that_guesses_at_many_is_stopped_for_all_of_them(cast: Cast):
    for number in range(TRIES_FROM_NETWORK):
        guess(cast, HERE, 1, f"guess{number}@kleinbach.example")

    with pytest.raises(TooManyTries):
        log_in(cast, HERE)
    assert log_in(cast, ELSEWHERE).email == KARL


@pytest.mark.covers("USR-3")
def test_one_house_has_one_network_whichever_of_its_addresses_it_takes(cast: Cast):
    for number in range(TRIES_AT_ACCOUNT):
        guess(cast, Place(f"2001:db8:1:1::{number + 1:x}"), 1)

    with pytest.raises(TooManyTries):
        log_in(cast, Place("2001:db8:1:1:ffff::1"))
    assert log_in(cast, Place("2001:db8:1:2::1")).email == KARL


@pytest.mark.covers("USR-3")
def test_many_networks_together_cannot_keep_out_a_known_device(cast: Cast):
    mine = Place(HERE.address, "a mark", cast.karl.user_id)
    for number in range(TRIES_FROM_EVERYWHERE // 5):
        guess(cast, Place(f"10.1.{number}.1"), 5)

    for stranger in (ELSEWHERE, Place(HERE.address, "a mark", cast.ruth.user_id), Place(HERE.address, "a mark")):
        with pytest.raises(TooManyTries):
            log_in(cast, stranger)
    assert log_in(cast, mine).email == KARL


@pytest.mark.covers("USR-3")
def test_a_known_device_guesses_no_longer_than_others_and_only_stops_itself(cast: Cast):
    mine = Place(HERE.address, "a mark", cast.karl.user_id)
    guess(cast, mine, TRIES_AT_ACCOUNT)

    with pytest.raises(TooManyTries):
        log_in(cast, mine)
    assert log_in(cast, Place(HERE.address, "another mark", cast.karl.user_id)).email == KARL
    assert log_in(cast, HERE).email == KARL
