"""The walls of OPS-3 as the catalogue of PostgreSQL shows them: every table has them, or its reason why not."""

import pytest
from django.conf import settings
from django.db import connection

pytestmark = pytest.mark.django_db

NO_TENANT = {
    "django_migrations": "the framework's list of migrations; the application may only read it",
    "django_content_type": "the framework's list of models; the application may only read it",
    "django_session": "found by its random key only, which is bound to a portal by what it holds",
    "auth_permission": "the framework's; never used, rights are rules",
    "auth_group": "the same",
    "auth_group_permissions": "the same",
    "timeline_cursor": "how far a reader has read, over all tenants; no business data",
}
ACROSS_SELLERS = {
    "accounts_searchtext.id -> accounts_account": "kept by a trigger, and the application cannot read it",
    "orders_line.plan_id -> catalog_plan": "a reseller sells the plans of those above it",
    "signups_visitorline.plan_id -> catalog_plan": "the same, for who is not logged in",
    "orders_leg.order_id -> orders_order": "one order has a leg at every tier",
    "orders_internalnote.order_id -> orders_order": "the seller of each tier notes what it likes about it",
}
"""References that leave the tenant, and why they must."""

NOT_LED_BY_SELLER = {
    "account_suspended_for_a_time": "the sweep that notes the end of suspensions goes through all tenants",
    "account_to_remove": "the sweep that empties the bin goes through all tenants",
    "accounts_searchtext_trigram": "text search, by the function of the search role only",
    "orders_searchtext_trigram": "the same",
    "buyer_tax_due": "the worker checks the tax numbers of the buyers of all tenants",
    "card_form_to_check": "the worker asks the gateways of all tenants",
    "card_refund_to_check": "the same",
    "charge_to_check": "the same",
    "heard_notice_to_forget": "the worker forgets what was heard of all tenants' gateways",
    "saved_card_to_forget": "the worker has the gateways of all tenants forget cards",
    "delivery_task_due": "the worker tells the programs of all suppliers what they are to deliver",
    "refund_due": "the worker confirms what the rules of all sellers confirm",
    "event_address_to_forget": "the sweep that forgets old addresses of the network goes through all tenants",
    "event_unread": "readers of the timeline go through all tenants in order",
    "leg_locked": "the sweep that tries locked orders again, oldest first, goes through all tenants",
    "leg_on_card": "the worker takes on orders of all tenants whose card has answered",
    "leg_unpaid": "the sweep that takes up paid orders goes through all tenants",
    "leg_unsettled": "the sweep that gives up orders goes through all tenants",
    "visitor_cart_to_remind": "the worker reminds visitors of all portals",
    "visitor_cart_expires": "the sweep that deletes visitors' carts goes through all portals",
    "message_due": "the mail worker goes through all tenants",
    "session_to_remove": "the sweep that removes sessions that have expired goes through all tenants",
    "import_expires": "the sweep that removes files and rows of imports goes through all tenants",
    "message_of_inviter": "a parent sees the invitations that it caused",
    "scheduled_change_due": "the worker carries out the price changes of all tenants that are due",
    "task_due": "the worker takes up long work of all tenants",
    "task_expires": "the worker removes files of all tenants",
    "visit_to_end": "the sweep that notes the end of visits goes through all tenants",
}
"""Indexes that do not begin with the tenant, and why."""


def rows(sql: str) -> list[tuple]:
    with connection.cursor() as cursor:
        cursor.execute(sql, {"app": settings.HANDSEL_ROLES["app"], "owner": settings.HANDSEL_ROLES["owner"]})
        return cursor.fetchall()


TABLES = """
    SELECT c.oid, c.relname, c.relrowsecurity, c.relforcerowsecurity FROM pg_class c
     WHERE c.relnamespace = 'public'::regnamespace AND c.relkind IN ('r', 'p')
"""


def tenant_tables() -> list[tuple]:
    return [row for row in rows(TABLES) if row[1] not in NO_TENANT]


def test_there_are_tables_to_look_at():
    assert "accounts_account" in {name for _, name, *_ in tenant_tables()}


def test_every_table_says_whose_rows_it_holds():
    with_seller = rows("""
        SELECT attrelid::regclass::text FROM pg_attribute
         WHERE attname = 'seller_id' AND attnotnull AND atttypid = 'bigint'::regtype
    """)

    assert {name for _, name, *_ in tenant_tables()} - {name for (name,) in with_seller} == set()


def test_every_tenant_table_forces_row_security():
    assert [name for _, name, enabled, forced in tenant_tables() if not (enabled and forced)] == []


def test_every_tenant_table_has_policies_for_the_application_and_for_migrations():
    policies = set(rows("SELECT tablename, unnest(roles) FROM pg_policies WHERE schemaname = 'public'"))
    names = {name for _, name, *_ in tenant_tables()}
    roles = settings.HANDSEL_ROLES

    assert {name for name in names if (name, roles["owner"]) not in policies} == set()
    assert {name for name in names if (name, roles["app"]) not in policies} - _hidden_from_application() == set()


def test_every_table_that_tells_of_an_account_is_narrowed_to_own_accounts():
    telling = rows("""
        SELECT DISTINCT attrelid::regclass::text FROM pg_attribute JOIN pg_class c ON c.oid = attrelid
         WHERE attname IN ('buyer_id', 'account_id') AND NOT attisdropped
           AND c.relnamespace = 'public'::regnamespace AND c.relkind IN ('r', 'p')
    """)
    narrowed = {
        name
        for (name,) in rows("""
            SELECT tablename FROM pg_policies WHERE policyname = 'own_accounts' AND permissive = 'RESTRICTIVE'
        """)
    }

    assert {"orders_leg", "accounts_account", "tasks_task", "segments_tally"} <= narrowed
    assert {name for (name,) in telling} - narrowed - _hidden_from_application() == set(), (
        "add own_accounts(table, column) of kernel/sql.py to the migration (decision 0015)"
    )


def _hidden_from_application() -> set[str]:
    """Tables that the application cannot read at all need no policy for it: books behind functions, search text."""
    return {
        name
        for (name,) in rows("""
            SELECT relname FROM pg_class WHERE relnamespace = 'public'::regnamespace AND relkind = 'r'
               AND NOT has_table_privilege(%(app)s, oid, 'SELECT, INSERT, UPDATE, DELETE')
        """)
    }


def test_every_tenant_table_can_be_referred_to_within_its_seller():
    unique = rows("""
        SELECT conrelid::regclass::text FROM pg_constraint
         WHERE contype IN ('u', 'p') AND connamespace = 'public'::regnamespace
           AND (SELECT array_agg(attname::text ORDER BY attname) FROM pg_attribute
                 WHERE attrelid = conrelid AND attnum = ANY (conkey)) = '{id,seller_id}'
    """)

    assert {name for _, name, *_ in tenant_tables()} - {name for (name,) in unique} == set()


def test_references_between_tenant_tables_stay_within_a_seller():
    plain = rows("""
        SELECT conrelid::regclass::text, confrelid::regclass::text, conname,
               (SELECT attname FROM pg_attribute WHERE attrelid = conrelid AND attnum = conkey[1])
          FROM pg_constraint
         WHERE contype = 'f' AND connamespace = 'public'::regnamespace AND cardinality(conkey) = 1
    """)
    composite = set(
        rows("""
        SELECT conrelid::regclass::text, attname::text FROM pg_constraint, pg_attribute
         WHERE contype = 'f' AND connamespace = 'public'::regnamespace AND cardinality(conkey) > 1
           AND attrelid = conrelid AND attnum = ANY (conkey)
           AND EXISTS (SELECT FROM pg_attribute s WHERE s.attrelid = conrelid AND s.attnum = ANY (conkey)
                        AND s.attname = 'seller_id')
    """)
    )
    tenants = {name for _, name, *_ in tenant_tables()}
    open_references = [
        f"{table}.{column} -> {target}"
        for table, target, _name, column in plain
        if table in tenants and target in tenants and column != "seller_id" and (table, column) not in composite
    ]

    assert set(open_references) - set(ACROSS_SELLERS) == set()


def test_every_index_of_a_tenant_table_begins_with_an_end_of_the_trade():
    # Beside these stand indexes that Django makes of itself: one column of a reference, and `_like` of a unique text.
    others = rows("""
        SELECT i.indexrelid::regclass::text, i.indrelid::regclass::text FROM pg_index i
         WHERE i.indrelid IN (SELECT oid FROM pg_class WHERE relnamespace = 'public'::regnamespace)
           AND NOT i.indisunique AND i.indexrelid::regclass::text NOT LIKE '%%\\_like'
           AND (SELECT attname FROM pg_attribute WHERE attrelid = i.indrelid AND attnum = i.indkey[0])
               NOT IN ('seller_id', 'buyer_id')
           AND NOT (cardinality(i.indkey::int2[]) = 1 AND EXISTS (
               SELECT FROM pg_constraint WHERE contype = 'f' AND conrelid = i.indrelid AND i.indkey[0] = ANY (conkey)))
    """)

    assert {index for index, table in others if table not in NO_TENANT} - set(NOT_LED_BY_SELLER) == set()


def test_functions_with_more_rights_than_their_caller_cannot_be_led_astray():
    definers = rows("""
        SELECT p.oid::regprocedure::text, r.rolname, coalesce(array_to_string(p.proconfig, ','), ''),
               p.proacl IS NULL OR EXISTS (SELECT FROM aclexplode(p.proacl) WHERE grantee = 0),
               p.prorettype = 'trigger'::regtype
          FROM pg_proc p JOIN pg_roles r ON r.oid = p.proowner
         WHERE p.prosecdef AND p.pronamespace = 'public'::regnamespace
    """)
    definer_roles = {settings.HANDSEL_ROLES[key] for key in ("ledger", "search", "chain")}

    assert definers != []
    assert [name for name, owner, *_ in definers if owner not in definer_roles] == []
    assert [name for name, _, config, *_ in definers if "search_path=public, pg_temp" not in config] == []
    assert [name for name, _, _, everybody, is_trigger in definers if everybody and not is_trigger] == []


def test_the_application_owns_nothing_and_cannot_empty_a_table():
    owned = rows("SELECT relname FROM pg_class JOIN pg_roles r ON r.oid = relowner WHERE r.rolname = %(app)s")
    emptied = rows("""
        SELECT relname FROM pg_class WHERE relnamespace = 'public'::regnamespace AND relkind = 'r'
           AND has_table_privilege(%(app)s, oid, 'TRUNCATE, REFERENCES, TRIGGER')
    """)

    assert owned == []
    assert emptied == []


@pytest.mark.parametrize("right", ["INSERT", "UPDATE", "DELETE"])
def test_the_application_cannot_write_in_the_books(right):
    written = rows(f"""
        SELECT relname FROM pg_class WHERE relnamespace = 'public'::regnamespace AND relkind = 'r'
           AND relname IN ('ledger_transfer', 'ledger_entry', 'ledger_ledgeraccount', 'ledger_hold')
           AND has_table_privilege(%(app)s, oid, '{right}')
    """)

    assert written == []


def test_views_show_what_their_reader_may_see():
    views = rows("""
        SELECT relname FROM pg_class JOIN pg_roles r ON r.oid = relowner
         WHERE relnamespace = 'public'::regnamespace AND relkind = 'v' AND r.rolname = %(owner)s
           AND NOT coalesce(reloptions @> '{security_invoker=true}', false)
    """)

    assert views == []


def test_no_policy_lets_everybody_in():
    roles = {role for (role,) in rows("SELECT unnest(roles) FROM pg_policies WHERE schemaname = 'public'")}
    open_to_all = rows("""
        SELECT tablename, policyname FROM pg_policies
         WHERE schemaname = 'public' AND %(app)s = ANY (roles) AND 'true' IN (qual, with_check)
    """)

    assert roles - set(settings.HANDSEL_ROLES.values()) == set()
    assert open_to_all == []


def test_nothing_is_granted_to_everybody_by_table_or_by_default():
    everybody = rows("""
        SELECT relname FROM pg_class, aclexplode(relacl) WHERE relnamespace = 'public'::regnamespace AND grantee = 0
    """)
    defaults = rows("SELECT defaclrole::regrole::text, defaclobjtype::text FROM pg_default_acl")

    assert everybody == []
    assert defaults == []


def test_there_is_nothing_that_row_security_cannot_cover():
    # Materialised views and foreign tables have no policies; a tenant's rows in one would be everybody's.
    kinds = rows("SELECT relname FROM pg_class WHERE relnamespace = 'public'::regnamespace AND relkind IN ('m', 'f')")

    assert kinds == []


def test_the_application_cannot_set_a_sequence_back():
    settable = rows("""
        SELECT seqrelid::regclass::text FROM pg_sequence WHERE has_sequence_privilege(%(app)s, seqrelid, 'UPDATE')
    """)

    assert settable == []


def test_there_is_no_other_schema_for_rows():
    schemas = rows("SELECT nspname FROM pg_namespace WHERE nspname !~ '^pg_' AND nspname <> 'information_schema'")

    assert schemas == [("public",)]
