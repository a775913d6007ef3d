"""Narrow account managers who see their own accounts only, in every table that tells of an account (USR-5).

Locks: each table shortly, for a policy more; accounts while an index of those with a manager is made. Undo: drops them,
so that such people see all accounts.
"""

from pathlib import Path

from django.db import migrations

from handsel.kernel.sql import own_accounts, own_through, run_sql

SQL = Path(__file__).parent.parent / "sql"
OWN_RESELLER = "= ANY (SCOPE)"


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0016_told_of_branches"),
        ("identity", "0005_session_round"),
        ("ledger", "0003_wallets_at_once"),
        ("mail", "0002_walls"),
        ("orders", "0004_counted"),
        ("segments", "0004_layouts_stand_with_seats"),
        ("subscriptions", "0002_walls"),
        ("tasks", "0004_roles"),
        ("timeline", "0004_origin_told"),
    ]

    operations = [
        run_sql(SQL, "own_accounts"),
        own_accounts("accounts_address", "account_id"),
        own_accounts("accounts_edge", besides=f"buyer_id {OWN_RESELLER}"),
        own_accounts("accounts_note", "account_id"),
        own_accounts("accounts_tagging", "account_id"),
        own_through("accounts_importedrow", "source_id", "accounts_import"),
        own_accounts("identity_seat", besides="buyer_id IS NULL"),
        own_accounts("ledger_entry"),
        own_accounts("ledger_hold"),
        own_accounts("ledger_ledgeraccount", besides="buyer_id IS NULL"),
        own_accounts("ledger_receipt"),
        own_accounts("ledger_transfer"),
        own_accounts("ledger_wallet", besides=f"buyer_id {OWN_RESELLER}"),
        own_accounts("mail_message"),
        own_accounts("orders_leg"),
        own_accounts("orders_legline"),
        own_accounts("orders_line"),
        own_accounts("orders_order"),
        own_accounts("segments_figures", "id"),
        own_accounts("subscriptions_subscription"),
        own_through("tasks_change", "task_id", "tasks_task"),
        own_through("tasks_skip", "task_id", "tasks_task"),
        own_through("tasks_target", "task_id", "tasks_task"),
        own_accounts("timeline_event", "account_id", besides=f"account_id {OWN_RESELLER}"),
    ]
