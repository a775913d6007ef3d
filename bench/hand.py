"""The limits for orders and funds: the same steps as the operations take, as bare prepared statements."""

import secrets
from collections.abc import Sequence
from datetime import datetime
from typing import Any

import psycopg
from psycopg.types.json import Jsonb

CHAIN = """
    WITH RECURSIVE up AS (
        SELECT 0 AS position, a.id AS buyer_id, a.seller_id, a.markup_percent FROM hand.account a WHERE a.id = %s
        UNION ALL
        SELECT up.position + 1, a.id, a.seller_id, a.markup_percent
          FROM up JOIN hand.account a ON a.id = up.seller_id WHERE a.id <> a.seller_id
    )
    SELECT position, buyer_id, seller_id, markup_percent FROM up ORDER BY position DESC
"""
LEGS = """
    INSERT INTO hand.leg (order_id, position, seller_id, buyer_id, gross_minor, payment, approval, fulfilment, asked_at)
    SELECT %s, position, seller, buyer, gross, 'unpaid', approval, 'none', CASE position WHEN 0 THEN %s::timestamptz END
      FROM unnest(%s::int[], %s::bigint[], %s::bigint[], %s::bigint[], %s::text[])
        AS leg (position, seller, buyer, gross, approval)
    RETURNING id
"""
EVENTS = """
    INSERT INTO hand.event (seller_id, xact, name, at, account_id, subject_id, actor_name, data)
    SELECT seller, pg_current_xact_id()::text::bigint, %s, %s, account, subject, 'Bench', %s
      FROM unnest(%s::bigint[], %s::bigint[], %s::bigint[]) AS event (seller, account, subject)
"""


def order(db: "psycopg.Connection[Any]", customer: tuple[int, int], plan_id: int, at: datetime) -> int:
    """Take one order through all tiers in three durable commits, as put_in_cart, place_order, approve_order do."""
    order_id = _fill_cart(db, customer, plan_id, at)
    _place(db, order_id, customer, plan_id, at)
    _approve_and_settle(db, order_id, at)
    return order_id


def fund(db: "psycopg.Connection[Any]", customer: tuple[int, int], at: datetime) -> None:
    """Credit one euro to a wallet with a numbered receipt, in one durable commit, as add_funds does."""
    buyer, seller = customer
    with db.transaction():
        text = "UPDATE hand.wallet SET balance_minor = balance_minor + 100 WHERE buyer_id = %s AND seller_id = %s "
        wallet, after = _one(db, text + "RETURNING id, balance_minor", buyer, seller)
        text = (
            "INSERT INTO hand.transfer (seller_id, buyer_id, key, at, reason) VALUES (%s, %s, %s, %s, '') RETURNING id"
        )
        (transfer,) = _one(db, text, seller, buyer, f"funds:{seller}:{secrets.token_hex(16)}", at)
        text = """
            INSERT INTO hand.entry (transfer_id, wallet_id, seller_id, amount_minor, balance_after_minor)
            VALUES (%s, %s, %s, 100, %s), (%s, NULL, %s, -100, NULL)
        """
        db.execute(text, [transfer, wallet, seller, after, transfer, seller])
        (number,) = _one(db, "UPDATE hand.series SET last = last + 1 WHERE seller_id = %s RETURNING last", seller)
        text = "INSERT INTO hand.receipt (transfer_id, seller_id, buyer_id, number) VALUES (%s, %s, %s, %s)"
        db.execute(text, [transfer, seller, buyer, number])
        _tell(db, "funds.added", at, [seller], [buyer], [transfer])


def fund_many(db: "psycopg.Connection[Any]", customers: Sequence[tuple[int, int]], at: datetime) -> None:
    """Credit one euro to each of many wallets of one seller in one durable commit, as receive_payments does."""
    seller, buyers = customers[0][1], [buyer for buyer, _ in customers]
    with db.transaction():
        text = """
            SELECT buyer_id, id, balance_minor FROM hand.wallet
             WHERE seller_id = %s AND buyer_id = ANY (%s) ORDER BY id FOR UPDATE
        """
        wallets = {buyer: (wallet, balance) for buyer, wallet, balance in db.execute(text, [seller, buyers])}
        rows = [(buyer, *wallets[buyer]) for buyer in buyers]
        text = "UPDATE hand.wallet SET balance_minor = balance_minor + 100 WHERE id = ANY (%s)"
        db.execute(text, [[wallet for _, wallet, _ in rows]])
        text = """
            INSERT INTO hand.transfer (seller_id, buyer_id, key, at, reason)
            SELECT %s, buyer, key, %s, '' FROM unnest(%s::bigint[], %s::text[]) AS credit (buyer, key) RETURNING id
        """
        keys = [f"funds:{seller}:{secrets.token_hex(16)}" for _ in rows]
        transfers = [row[0] for row in db.execute(text, [seller, at, buyers, keys])]
        text = """
            INSERT INTO hand.entry (transfer_id, wallet_id, seller_id, amount_minor, balance_after_minor)
            SELECT transfer, side.*
              FROM unnest(%s::bigint[], %s::bigint[], %s::bigint[]) AS credit (transfer, wallet, after)
             CROSS JOIN LATERAL (VALUES (wallet, %s::bigint, 100, after), (NULL, %s, -100, NULL)) AS side
        """
        db.execute(text, [transfers, [row[1] for row in rows], [row[2] + 100 for row in rows], seller, seller])
        text = "UPDATE hand.series SET last = last + %s WHERE seller_id = %s RETURNING last"
        (last,) = _one(db, text, len(rows), seller)
        text = """
            INSERT INTO hand.receipt (transfer_id, seller_id, buyer_id, number)
            SELECT transfer, %s, buyer, number
              FROM unnest(%s::bigint[], %s::bigint[], %s::bigint[]) AS credit (transfer, buyer, number)
        """
        db.execute(text, [seller, transfers, buyers, list(range(last - len(rows) + 1, last + 1))])
        _tell(db, "funds.added", at, [seller] * len(rows), buyers, transfers)


def _fill_cart(db: "psycopg.Connection[Any]", customer: tuple[int, int], plan_id: int, at: datetime) -> int:
    buyer, seller = customer
    with db.transaction():
        _one(db, "SELECT cost_minor FROM hand.plan WHERE id = %s", plan_id)
        text = "INSERT INTO hand.orders (seller_id, buyer_id, number, started_at) VALUES (%s, %s, %s, %s) RETURNING id"
        (order_id,) = _one(db, text, seller, buyer, secrets.token_hex(4), at)
        _tell(db, "cart.started", at, [seller], [buyer], [order_id])
        db.execute("INSERT INTO hand.line (order_id, plan_id, quantity) VALUES (%s, %s, 1)", [order_id, plan_id])
    return int(order_id)


def _place(db: "psycopg.Connection[Any]", order_id: int, customer: tuple[int, int], plan_id: int, at: datetime) -> None:
    buyer, seller = customer
    with db.transaction():
        _one(db, "SELECT placed_at FROM hand.orders WHERE id = %s FOR UPDATE", order_id)
        (_, cost, product, _) = _one(db, "SELECT id, cost_minor, product, name FROM hand.plan WHERE id = %s", plan_id)
        tiers = []
        for position, of, by, markup in db.execute(CHAIN, [buyer]).fetchall():
            cost = int((cost * (100 + markup) + 50) // 100)  # rounded half up
            tiers.append((position, by, of, cost, "pending" if position == 0 else "not_needed"))
        legs = [row[0] for row in db.execute(LEGS, [order_id, at, *map(list, zip(*tiers, strict=True))])]
        text = """
            INSERT INTO hand.leg_line (leg_id, plan_id, product, quantity, unit_minor)
            SELECT leg, %s, %s, 1, unit FROM unnest(%s::bigint[], %s::bigint[]) AS line (leg, unit)
        """
        db.execute(text, [plan_id, product, legs, [tier[3] for tier in tiers]])
        gross = tiers[-1][3]
        text = (
            "SELECT id, balance_minor - held_minor FROM hand.wallet WHERE buyer_id = %s AND seller_id = %s FOR UPDATE"
        )
        wallet, available = _one(db, text, buyer, seller)
        assert available >= gross
        text = "INSERT INTO hand.hold (wallet_id, key, amount_minor, created_at) VALUES (%s, %s, %s, %s)"
        db.execute(text, [wallet, f"order:{order_id}:0", gross, at])
        db.execute("UPDATE hand.wallet SET held_minor = held_minor + %s WHERE id = %s", [gross, wallet])
        db.execute("UPDATE hand.leg SET payment = 'paid' WHERE id = %s", [legs[-1]])
        db.execute("UPDATE hand.orders SET placed_at = %s WHERE id = %s", [at, order_id])
        _tell(db, "order.placed", at, [seller], [buyer], [legs[-1]])
        _tell(db, "order.awaiting_approval", at, [seller], [buyer], [legs[-1]])


def _approve_and_settle(db: "psycopg.Connection[Any]", order_id: int, at: datetime) -> None:
    with db.transaction():
        text = "SELECT id, seller_id, buyer_id, gross_minor, approval FROM hand.leg WHERE order_id = %s "
        legs = db.execute(text + "ORDER BY position FOR UPDATE", [order_id]).fetchall()
        assert legs[0][4] == "pending"
        db.execute("UPDATE hand.leg SET approval = 'approved', decided_at = %s WHERE id = %s", [at, legs[0][0]])
        _tell(db, "order.approved", at, [legs[0][1]], [legs[0][2]], [legs[0][0]])

        ids, sellers, buyers, amounts = (list(column) for column in list(zip(*legs, strict=True))[:4])
        text = """
            SELECT w.id, w.balance_minor - w.held_minor FROM hand.wallet w
              JOIN unnest(%s::bigint[], %s::bigint[]) AS leg (seller, buyer)
                ON w.seller_id = leg.seller AND w.buyer_id = leg.buyer ORDER BY w.id FOR UPDATE OF w
        """
        found = db.execute(text, [sellers, buyers]).fetchall()
        assert len(found) == len(legs)
        assert min(available for _, available in found) >= 0
        text = "UPDATE hand.hold SET ended_at = %s WHERE key = %s AND ended_at IS NULL RETURNING amount_minor"
        (held,) = _one(db, text, at, f"order:{order_id}:0")
        text = """
            INSERT INTO hand.transfer (seller_id, buyer_id, key, at, reason)
            SELECT seller, buyer, 'order:' || %s || ':' || n, %s, 'order'
              FROM unnest(%s::bigint[], %s::bigint[]) WITH ORDINALITY AS leg (seller, buyer, n) RETURNING id
        """
        transfers = [row[0] for row in db.execute(text, [str(order_id), at, sellers, buyers])]
        text = """
            UPDATE hand.wallet w SET balance_minor = balance_minor - leg.amount, held_minor = held_minor - leg.held
              FROM unnest(%s::bigint[], %s::bigint[], %s::bigint[], %s::bigint[]) AS leg (seller, buyer, amount, held)
             WHERE w.seller_id = leg.seller AND w.buyer_id = leg.buyer RETURNING w.buyer_id, w.id, w.balance_minor
        """
        moved = {
            row[0]: row[1:] for row in db.execute(text, [sellers, buyers, amounts, [held, *[0] * (len(legs) - 1)]])
        }
        text = """
            INSERT INTO hand.entry (transfer_id, wallet_id, seller_id, amount_minor, balance_after_minor)
            SELECT * FROM unnest(%s::bigint[], %s::bigint[], %s::bigint[], %s::bigint[], %s::bigint[])
        """
        wallets, after = ([moved[buyer][n] for buyer in buyers] for n in (0, 1))
        nothing: list[int | None] = [None] * len(legs)
        minus = [-amount for amount in amounts]
        sides = [transfers * 2, wallets + nothing, sellers * 2, minus + amounts, after + nothing]
        db.execute(text, sides)
        text = """
            UPDATE hand.leg SET settled_at = %s, payment = 'paid', fulfilment = 'in_progress',
                   asked_at = coalesce(asked_at, %s)
             WHERE order_id = %s
        """
        db.execute(text, [at, at, order_id])
        _tell(db, "order.settled", at, sellers, buyers, ids)


def _tell(
    db: "psycopg.Connection[Any]", name: str, at: datetime, sellers: list[int], accounts: list[int], ids: Sequence[int]
) -> None:
    db.execute(EVENTS, [name, at, Jsonb({"currency": "EUR"}), sellers, accounts, list(ids)])


def _one(db: "psycopg.Connection[Any]", text: str, *values: Any) -> tuple[Any, ...]:
    row = db.execute(text, values).fetchone()
    assert row, text
    return tuple(row)
