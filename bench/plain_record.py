"""The limit of benchmark 2: a section of a record by bare SQL, without walls, rendered as plain rows."""

from functools import cache
from typing import Any

from bench.server import administrator

TOP = """
    SELECT a.*, w.balance_minor, w.held_minor, w.credit_limit_minor, f.orders_count, f.running_count, f.users_count,
           ARRAY(SELECT t.name FROM accounts_tagging g JOIN accounts_tag t ON t.id = g.tag_id
                  WHERE g.seller_id = a.seller_id AND g.account_id = a.id ORDER BY t.key) AS tags
      FROM accounts_account a
      LEFT JOIN ledger_wallet w ON w.seller_id = a.seller_id AND w.buyer_id = a.id
      LEFT JOIN segments_figures f ON f.id = a.id
     WHERE a.seller_id = %(seller)s AND a.number = %(number)s
"""
USERS = """
    SELECT u.email, u.first_name || ' ' || u.last_name AS name, u.last_login, t.role
      FROM identity_seat t JOIN identity_user u ON u.id = t.user_id
     WHERE t.seller_id = %(seller)s AND t.buyer_id = %(buyer)s
     ORDER BY u.last_name, u.id LIMIT 50
"""
ORDERS = """
    SELECT l.number, l.asked_at, l.payment, l.fulfilment, l.gross_minor, l.currency, l.payment_method
      FROM orders_leg l WHERE l.seller_id = %(seller)s AND l.buyer_id = %(buyer)s AND l.asked_at IS NOT NULL
     ORDER BY l.asked_at DESC, l.id DESC LIMIT 20
"""
BODIES = {"": "", "users/": USERS, "orders/": ORDERS}
TEMPLATE = """<!doctype html><title>{{ top.name }}</title><h1>{{ top.name }}</h1><p>{{ top.balance_minor }}
{{ top.held_minor }} {{ top.orders_count }} {{ top.users_count }}{% for tag in top.tags %} {{ tag }}{% endfor %}</p><dl>
<dd>{{ top.contact_name }}</dd><dd>{{ top.email }}</dd><dd>{{ top.phone }}</dd><dd>{{ top.address }}</dd>
<dd>{{ top.city }}</dd><dd>{{ top.postcode }}</dd><dd>{{ top.country }}</dd></dl><table>{% for row in rows %}<tr>
{% for name, value in row.items %}<td>{{ value }}</td>{% endfor %}</tr>{% endfor %}</table>"""


def customers(desks: int, each: int = 50) -> dict[int, list[int]]:
    """Return numbers of customers that have orders, by the number of their seller."""
    rows = _tools()[0].execute(
        "SELECT seller_id - 100000 AS seller, (array_agg(number ORDER BY number))[1:%(each)s] AS numbers"
        "  FROM accounts_account a WHERE a.kind = 'customer' AND a.seller_id BETWEEN 100000 AND %(last)s"
        "   AND EXISTS (SELECT FROM orders_leg l WHERE l.seller_id = a.seller_id AND l.buyer_id = a.id)"
        " GROUP BY seller_id", {"each": each, "last": 99_999 + desks},
    )  # fmt: skip
    return {row["seller"]: row["numbers"] for row in rows.fetchall()}


def backend() -> int:
    """Return the process of the server that works for the limit."""
    return int(_tools()[0].connection.info.backend_pid)


def answer(section: str, asked: tuple[int, int]) -> bytes:
    """Return the section of the record that `asked` names."""
    top, rows = _found(section, asked)
    return str(_tools()[1]({"top": top, "rows": rows})).encode()


def words(section: str, asked: tuple[int, int]) -> list[str]:
    """Return what stands on the page."""
    top, rows = _found(section, asked)
    return [top["email"], *top["tags"]] if not section else [str(row.get("number") or row["email"]) for row in rows]


def _found(section: str, asked: tuple[int, int]) -> tuple[dict[str, Any], list[dict[str, Any]]]:
    cursor, _render = _tools()
    top = cursor.execute(TOP, {"seller": 100_000 + asked[0], "number": asked[1]}).fetchone()
    if not BODIES[section]:
        return top, []
    return top, cursor.execute(BODIES[section], {"seller": top["seller_id"], "buyer": top["id"]}).fetchall()


@cache
def _tools() -> tuple[Any, Any]:
    from django.template import Context, Engine  # noqa: PLC0415 - needs Django to be set up
    from psycopg.rows import dict_row  # noqa: PLC0415 - with it

    template = Engine().from_string(TEMPLATE)
    return administrator().cursor(row_factory=dict_row), lambda found: template.render(Context(found))
