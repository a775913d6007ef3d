"""Money and access ask once more who it is, and then go on with what was asked (USR-7)."""

import importlib
from dataclasses import replace
from datetime import timedelta

import pytest
from django.db import transaction

from handsel.accounts.portal_changes import change_settings
from handsel.cli.demo.story import PASSWORD
from handsel.identity.models import Seat
from handsel.identity.people import Person, invite_staff
from handsel.identity.profiles import Profile, change_storefront_user
from handsel.identity.proof import PROVEN, ProofNeeded
from handsel.identity.roles import Role
from handsel.identity.session_models import Session
from handsel.kernel import clock
from handsel.kernel.isolation import scoped
from tests.api.calling import number_of, program
from tests.architecture.source import ROOT, modules
from tests.cast import NOON
from tests.console.conftest import HTMX
from tests.identity.factors import code, with_app
from tests.storefront.visitors import words
from tests.web.signing_in import age_proof

pytestmark = [pytest.mark.django_db, pytest.mark.covers("USR-7")]

ASKS = {
    "activate_own_user",
    "activate_user",
    "add_app",
    "add_domain",
    "add_funds",
    "add_passkey",
    "add_provider",
    "add_reseller",
    "add_storefront_user",
    "adjust_wallet",
    "begin_card_form",
    "begin_top_up",
    "begin_top_up_form",
    "change_api_key",
    "change_gateway_keys",
    "change_own_user",
    "change_password",
    "change_provider",
    "change_role",
    "change_ways_to_pay",
    "choose_main_domain",
    "confirm_adjustment",
    "confirm_announcement",
    "connect_gateway",
    "deactivate_colleague",
    "deactivate_own_user",
    "deactivate_user",
    "disconnect_gateway",
    "give_support_access",
    "hand_to_child",
    "invite_own_user",
    "invite_staff",
    "let_staff_buy",
    "make_api_key",
    "pay_out_refund",
    "receive_payments",
    "record_payment",
    "remove_app",
    "remove_card",
    "remove_colleague",
    "remove_domain",
    "remove_passkey",
    "remove_provider",
    "remove_storefront_user",
    "renew_recovery_codes",
    "reset_second_factor",
    "reverse_transfer",
    "revoke_api_key",
    "rotate_api_key",
    "send_reset_link",
    "set_confirmation_limit",
    "set_delivery_address",
    "set_limits",
    "set_payment_method",
    "set_wall",
    "unlock_wallet",
}
"""What moves money or changes who gets in. Whoever adds such an operation marks it `@proven` and writes it here."""

INVITE = "/console/staff/invite/"
TYPED = {
    "first_name": "Sina",
    "last_name": "Staff",
    "email": "sina@kleinbach.example",
    "role": "read_only",
    "language": "en",
    "date_format": "d.m.Y",
}


def test_these_operations_and_no_others_ask_for_a_fresh_proof():
    for path in modules():
        if "@proven" in path.read_text():
            importlib.import_module(".".join(path.relative_to(ROOT).with_suffix("").parts))

    assert {operation.__name__ for operation in PROVEN} == ASKS


@pytest.mark.parametrize(("minutes", "asks"), [(None, False), (0, False), (120, False), (121, True)])
def test_a_proof_holds_for_two_hours_and_who_asks_without_a_session_needs_none(cast, minutes, asks):
    by = cast.karl if minutes is None else replace(cast.karl, proved_at=NOON - timedelta(minutes=minutes))
    person = Person("Sina", "Staff", "sina@kleinbach.example", "en", "d.m.Y")
    if asks:
        with pytest.raises(ProofNeeded):
            invite_staff(person=person, role=Role.READ_ONLY, by=by, at=NOON)
    else:
        assert invite_staff(person=person, role=Role.READ_ONLY, by=by, at=NOON).pk


def test_a_dialog_asks_over_the_form_and_the_form_stays(karl, cast):
    age_proof(cast, hours=3)

    asked = karl.post(INVITE, TYPED, headers=HTMX)

    assert asked.status_code == 403
    assert (asked["HX-Retarget"], asked["X-Proof"]) == ("#proof", "needed")
    assert "Confirm that it is you" in words(asked)
    wrong = karl.post("/proof/", {"proof-shown": "wrong"}, headers=HTMX)
    assert wrong.status_code == 403
    assert "This is not your password." in words(wrong)
    assert karl.post(INVITE, TYPED, headers=HTMX).status_code == 403

    given = karl.post("/proof/", {"proof-shown": PASSWORD}, headers=HTMX)

    assert (given.status_code, given["HX-Trigger"]) == (204, "proof-given")
    assert karl.post(INVITE, TYPED, headers=HTMX).status_code == 204


def test_without_scripts_what_was_typed_goes_along_and_is_sent_on(karl, cast):
    age_proof(cast, hours=3)
    asked = karl.post(INVITE, TYPED)
    assert asked.status_code == 403
    for name, value in TYPED.items():
        assert f'<input type="hidden" name="{name}" value="{value}">' in asked.content.decode()

    given = karl.post("/proof/", TYPED | {"proof-shown": PASSWORD, "proof-path": INVITE})

    assert (given.status_code, given["Location"]) == (307, INVITE)
    assert karl.post(INVITE, TYPED).status_code == 302


@pytest.mark.parametrize("elsewhere", ["https://evil.example/", "//evil.example/", "javascript:alert(1)", ""])
def test_a_proof_leads_nowhere_else(karl, elsewhere):
    given = karl.post("/proof/", {"proof-shown": PASSWORD, "proof-path": elsewhere})

    assert given["Location"] == "/"


def test_the_code_of_an_app_proves_it_too_and_only_for_this_session(karl, cast):
    secret, _ = with_app(cast.karl)
    age_proof(cast, hours=3)

    assert karl.post("/proof/", {"proof-shown": code(secret, clock.now())}, headers=HTMX).status_code == 204

    with transaction.atomic(), scoped(cast.karl.scope):
        fresh = [
            one.proved_at > clock.now() - timedelta(minutes=1)
            for one in Session.objects.filter(user_id=cast.karl.user_id)
        ]
    assert fresh == [True]


def test_reading_and_what_moves_nothing_ask_for_nothing(karl, cast):
    age_proof(cast, days=3)

    assert karl.get("/console/customers/").status_code == 200
    assert karl.get(INVITE).status_code == 200


def test_who_is_not_logged_in_has_nothing_to_prove(client):
    assert client.post("/proof/", {"proof-shown": PASSWORD}, SERVER_NAME="kleinbach.localhost").status_code == 302


DOORS = {
    "a storefront user": ("/console/accounts/{bakery}/users/new/", {
        "first_name": "Bruno", "last_name": "Brandt", "email": "bruno@bakery.example",
        "language": "en", "date_format": "d.m.Y", "role": "buyer",
    }),
    "what the provider sees": ("/console/settings/wall/", {"wall": "names"}),
    "buying on behalf": ("/console/settings/on-behalf/", {"allowed": "on"}),
    "a host name": ("/console/settings/domains/new/", {"host": "shop.kleinbach.example"}),
}  # fmt: skip
"""Changes of access that were no matter of proof once: where they are made, with what."""


@pytest.mark.parametrize("door", DOORS)
def test_every_door_asks_in_the_console_and_opens_with_a_proof(karl, cast, door):
    path, typed = DOORS[door]
    path = path.format(bakery=number_of(cast.bakery, cast.karl))
    age_proof(cast, hours=3)
    asked = karl.post(path, typed, headers=HTMX)
    assert (asked.status_code, asked.headers.get("X-Proof")) == (403, "needed"), asked.content.decode()

    karl.post("/proof/", {"proof-shown": PASSWORD}, headers=HTMX)

    assert karl.post(path, typed, headers=HTMX).status_code in {200, 204, 302}


def test_another_role_of_a_storefront_user_asks_and_another_name_does_not(cast):
    stale = replace(cast.karl, proved_at=NOON - timedelta(hours=3))
    with transaction.atomic(), scoped(cast.karl.scope):
        seat = Seat.objects.select_related("user").get(user_id=cast.berta.user_id)
    profile = Profile("Bertha", "Brandt", "en", "d.m.Y")

    change_storefront_user(seat_id=seat.pk, profile=profile, role=Role(seat.role), by=stale, at=NOON)
    with pytest.raises(ProofNeeded):
        change_storefront_user(seat_id=seat.pk, profile=profile, role=Role.BILLING, by=stale, at=NOON)


def test_of_all_settings_only_the_second_factor_of_staff_asks(cast):
    stale = replace(cast.karl, proved_at=NOON - timedelta(hours=3))

    change_settings(changes={"title": "Kleinbach Cloud"}, version=1, by=stale, at=NOON)
    with pytest.raises(ProofNeeded):
        change_settings(changes={"staff_second_factor": "required"}, version=2, by=stale, at=NOON)


def test_a_program_that_has_no_session_is_asked_for_nothing(cast):
    shop = program(cast.karl, "kleinbach")

    assert shop.send("PUT", "/settings/wall", {"wall": "names"}).status_code == 200
