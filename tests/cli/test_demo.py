"""The demo holds what a visitor looks for, is made as real data is, and comes out the same from the same seed."""

import subprocess
import sys
from collections.abc import Iterator
from typing import Any

import psycopg
import pytest
from django.contrib.auth.hashers import Argon2PasswordHasher

from handsel.cli.demo.story import PASSWORD
from handsel.identity.roles import STAFF, Role
from handsel.mail.kinds import KINDS
from handsel.orders.status import situation_of
from handsel.settings.environment import ROLES
from tests import database
from tests.database import ROOT, Clone
from tests.live import free_port

UNTIL = "2026-11-20T15:30:00+00:00"
SMALL = ("--share", "0.1", "--days", "120", "--until", UNTIL)


def handsel(on: Clone, *arguments: str) -> "subprocess.CompletedProcess[str]":
    command = [sys.executable, "-m", "handsel", *arguments]
    return subprocess.run(command, check=False, cwd=ROOT, env=on.env, capture_output=True, text=True)


def loaded(name: str, *options: str) -> Clone:
    """Return a new database with a demo in it."""
    fresh = database.clone(name, database.EMPTY)
    done = handsel(fresh, "demo", *SMALL, *options)
    assert (done.returncode, done.stderr) == (0, "")
    return fresh


@pytest.fixture(scope="module")
def demo(django_db_setup: None, worker_id: str) -> Iterator[Clone]:
    name = f"demo_{worker_id}"
    database.drop(name)
    yield loaded(name)
    database.drop(name)


def rows(on: Clone, text: str) -> list[tuple[Any, ...]]:
    with psycopg.connect(on.owner_url) as owner:
        return owner.execute(text).fetchall()


def test_its_books_are_right(demo):
    done = handsel(demo, "prove")

    assert (done.returncode, done.stderr) == (0, "")
    assert rows(demo, "SELECT * FROM timeline_deadletter") == []


@pytest.mark.usefixtures("django_db_setup")
def test_a_demo_that_was_cut_short_says_the_way_out_and_is_not_mixed_with_another(worker_id):
    fresh = database.clone(f"cut_short_{worker_id}", database.EMPTY)

    cut, again = (handsel(fresh, "demo", *SMALL, "--share", share) for share in ("nan", "0.1"))

    way_out = "Name a new data folder with HANDSEL_DATA_DIR, or an empty database with DATABASE_URL."
    assert f"Loading the demo was cut short, so a part of it is in the database. {way_out}" in cut.stderr
    assert again.stderr.startswith("CommandError: There are accounts already, be they of a demo that was cut short")
    assert way_out in again.stderr
    assert cut.returncode == again.returncode == 1
    database.drop(f"cut_short_{worker_id}")


@pytest.mark.parametrize("portal", ["kleinbach", "nordlicht"])
def test_every_queue_has_rows(demo, portal):
    legs = rows(
        demo,
        f"""
        SELECT payment, approval, fulfilment FROM orders_leg JOIN accounts_portal USING (seller_id)
         WHERE name = '{portal}' AND asked_at IS NOT NULL
        """,
    )
    carts = rows(
        demo,
        f"""
        SELECT number FROM orders_order JOIN accounts_portal USING (seller_id)
         WHERE name = '{portal}' AND placed_at IS NULL
        """,
    )

    assert {situation_of(*leg).name for leg in legs} >= {
        "awaiting_payment",
        "awaiting_approval",
        "in_progress",
        "executed",
        "canceled",
    }
    assert carts != []


def test_an_order_waits_for_the_funds_of_a_tier_above(demo):
    locked = rows(
        demo,
        """
        SELECT p.name FROM orders_leg l JOIN accounts_portal p ON p.seller_id = l.buyer_id WHERE fulfilment = 'locked'
        """,
    )

    assert ("nordlicht",) in locked


@pytest.mark.covers("CAT-4")
def test_whoever_charges_tax_did_so_on_every_order_and_has_checked_every_number(demo):
    taxed = rows(
        demo,
        """
        SELECT DISTINCT p.name, n.tax_treatment FROM orders_legline n JOIN accounts_portal p USING (seller_id)
          JOIN tax_taxsetup s USING (seller_id)
        """,
    )

    assert {("kleinbach", "domestic"), ("kleinbach", "reverse_charge"), ("kleinbach", "exempt_buyer")} <= set(taxed)
    assert "none" not in {treatment for _, treatment in taxed}
    assert rows(demo, f"SELECT number FROM tax_buyertax WHERE due_at <= '{UNTIL}'") == []


@pytest.mark.covers("CAT-2", "CAT-3")
def test_price_lists_have_rules_of_every_kind_a_second_list_and_a_planned_change(demo):
    rules = rows(demo, "SELECT level, percent IS NULL, is_hidden FROM catalog_pricerule")
    buyers = rows(
        demo,
        """
        SELECT p.name, l.name FROM accounts_edge e JOIN catalog_pricelist l ON l.id = e.price_list_id
          JOIN accounts_portal p ON p.seller_id = e.buyer_id
        """,
    )
    planned = rows(demo, "SELECT state, notice_at < starts_at FROM catalog_scheduledchange")

    assert set(rules) == {(2, False, None), (4, True, None), (4, False, None), (3, True, True)}
    assert buyers == [("kleinbach", "Partners")]
    assert planned == [("waiting", True)]


NOT_TOLD = {
    *("activation_again", "password_reset", "password_changed", "login_changed"),
    *("api_key_expires", "support_asked_for", "funds_low", "orders_wait", "announcement_declined"),
    *("card_asked_for", "card_not_taken", "order_card_failed", "order_to_confirm", "wallet_locked"),
    *("card_refunded", "incomplete_order", "visitor_cart"),
    *("sign_up_confirm", "sign_up_known", "sign_up_waiting", "sign_up_accepted", "sign_up_rejected"),
    *("prices_change", "price_change_canceled", "delivery_failed", "order_not_delivered", "order_price_asked"),
    *("delivered_in_vain", "order_given_up", "order_withdrawn"),
    *("refund_waits", "refund_answered"),
}
"""Mails of what nobody does, or does not yet come to, in the story of the demo."""


def test_all_kinds_of_mail_are_there_and_none_was_sent(demo):
    found = rows(demo, "SELECT kind, state FROM mail_message")

    assert {kind for kind, _ in found} >= {kind.name for kind in KINDS} - NOT_TOLD
    assert {state for _, state in found} == {"kept"}


def test_every_login_that_is_printed_works(demo):
    told = handsel(demo, "demo", "--logins").stdout
    users = rows(
        demo,
        """
        SELECT DISTINCT s.role, u.email, p.name, u.password FROM identity_user u
          JOIN identity_seat s ON s.user_id = u.id JOIN accounts_portal p ON p.seller_id = u.seller_id
        """,
    )

    assert PASSWORD in told
    shown = [user for user in users if f" {user[1]} " in told and f"//{user[2]}.localhost" in told]
    assert {role for role, *_ in shown} == STAFF | {Role.BUYER_AND_BILLING}
    assert all(Argon2PasswordHasher().verify(PASSWORD, password) for *_, password in shown)


def test_everything_happened_in_the_order_of_time(demo):
    ages = [at for (at,) in rows(demo, "SELECT at FROM timeline_event ORDER BY id")]
    late = rows(
        demo,
        """
        SELECT number, placed_at, settled_at, executed_at FROM orders_leg
         WHERE executed_at NOT BETWEEN settled_at AND settled_at + interval '2 days' OR settled_at < placed_at
        """,
    )
    terms = rows(
        demo,
        """
        SELECT DISTINCT s.started_on = l.executed_at::date FROM subscriptions_subscription s
          JOIN orders_legline n ON n.id = s.leg_line_id JOIN orders_leg l ON l.id = n.leg_id
        """,
    )

    assert ages == sorted(ages)
    assert late == []
    assert terms == [(True,)]


@pytest.mark.long
def test_the_same_seed_tells_the_same_story_and_another_another(demo, worker_id):
    def story(on: Clone) -> list[tuple[Any, ...]]:
        return rows(on, "SELECT number, position, placed_at, gross_minor FROM orders_leg ORDER BY order_id, position")

    again, other = f"demo_again_{worker_id}", f"demo_other_{worker_id}"
    try:
        assert story(loaded(again)) == story(demo)
        assert story(loaded(other, "--seed", "7")) != story(demo)
    finally:
        database.drop(again)
        database.drop(other)


def test_it_is_not_loaded_over_accounts_that_are_there(demo):
    before = rows(demo, "SELECT count(*) FROM timeline_event")

    done = handsel(demo, "demo")

    assert done.returncode == 1
    assert "empty installation" in done.stderr
    assert len(done.stderr.splitlines()) == 1
    assert rows(demo, "SELECT count(*) FROM timeline_event") == before


@pytest.mark.usefixtures("django_db_setup")
@pytest.mark.parametrize(
    "behind",
    [
        "DELETE FROM django_migrations WHERE app = 'timeline'",
        f'REVOKE ALL ON django_migrations FROM "{ROLES["app"]}"',
        "ALTER TABLE django_migrations RENAME TO migrations_to_come",
    ],
)
def test_it_is_not_loaded_into_tables_that_are_not_up_to_date(worker_id, behind):
    fresh = database.clone(f"behind_{worker_id}", database.EMPTY)
    with psycopg.connect(fresh.owner_url) as owner:
        owner.execute(behind)

    done = handsel(fresh, "demo", *SMALL)

    assert done.returncode == 1
    assert done.stderr.startswith("CommandError: The tables are not up to date, so nothing was loaded.")
    assert len(done.stderr.splitlines()) == 1
    assert rows(fresh, "SELECT * FROM accounts_account") == []
    database.drop(f"behind_{worker_id}")


def test_half_a_demo_in_a_database_of_ones_own_is_told_and_not_served(demo, tmp_path):
    (tmp_path / "demo-under-way").touch()
    env = demo.env | {"HANDSEL_DATA_DIR": str(tmp_path)}
    command = [sys.executable, "-m", "handsel", "up", "--port", str(free_port())]

    done = subprocess.run(command, check=False, cwd=ROOT, env=env, capture_output=True, text=True)

    assert done.returncode == 1
    assert "cut short" in done.stderr
    assert len(done.stderr.splitlines()) == 1
