"""Money and access ask once more who it is, and then go on with what was asked (USR-7)."""

import importlib
from dataclasses import replace
from datetime import timedelta

import pytest
from django.db import transaction

from handsel.cli.demo.story import PASSWORD
from handsel.identity.people import Person, invite_staff
from handsel.identity.proof import PROVEN, ProofNeeded
from handsel.identity.roles import Role
from handsel.identity.session_models import Session
from handsel.kernel import clock
from handsel.kernel.isolation import scoped
from tests.architecture.source import ROOT, modules
from tests.cast import NOON
from tests.console.conftest import HTMX
from tests.identity.factors import code, with_app
from tests.storefront.visitors import words
from tests.web.signing_in import age_proof

pytestmark = [pytest.mark.django_db, pytest.mark.covers("USR-7")]

ASKS = {
    "change_password",
    "hand_to_child",
    "activate_user",
    "add_app",
    "add_funds",
    "add_passkey",
    "add_provider",
    "adjust_wallet",
    "change_api_key",
    "change_provider",
    "change_role",
    "confirm_adjustment",
    "deactivate_colleague",
    "deactivate_user",
    "give_support_access",
    "invite_staff",
    "make_api_key",
    "remove_app",
    "remove_colleague",
    "remove_passkey",
    "remove_provider",
    "renew_recovery_codes",
    "reset_second_factor",
    "reverse_transfer",
    "revoke_api_key",
    "rotate_api_key",
    "send_reset_link",
    "set_confirmation_limit",
    "set_limits",
    "set_payment_method",
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
