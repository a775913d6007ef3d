"""The limit of the queues: the same pages by bare SQL, without walls, rendered as fifty plain rows."""

from functools import cache
from typing import Any

from bench.server import administrator

COMMON = ("backup", "managed", "hosting", "web host", "gmbh", "garage", "exa", "office lic", "shop1")
RARE = ("po-77", "shop4711", "zephyr wines", "legacy", "kkf0", "po-19999", "shop123456", "ferrari", "nobody", "novas")

PAGE = """
    SELECT l.number, a.name, l.payment_method, l.payment, l.fulfilment, l.gross_minor, l.currency, l.asked_at,
           p.billing ->> 'company_name' AS invoice_name, p.po_number
      FROM orders_leg l JOIN accounts_account a ON a.id = l.buyer_id
      LEFT JOIN orders_particulars p ON p.order_id = l.order_id
     WHERE l.seller_id = %(seller)s AND l.asked_at IS NOT NULL {conditions}
     ORDER BY {order} LIMIT 51
"""
TOTAL = """
    SELECT count(*) FROM (SELECT FROM orders_leg l
                           WHERE l.seller_id = %(seller)s AND l.asked_at IS NOT NULL {conditions} LIMIT 1001) AS page
"""
LATEST = "l.asked_at DESC, l.id DESC"
OURS_FIRST = f"CASE WHEN l.approval = 'pending' AND l.fulfilment = 'none' THEN 1 ELSE 0 END DESC, {LATEST}"
AWAITING = """
    AND (l.fulfilment = 'none' AND l.payment IN ('partly_paid', 'unpaid')
         OR l.fulfilment = 'executed' AND l.payment IN ('on_card', 'partly_paid', 'unpaid'))
"""
UNDER_WAY = """
    AND (l.fulfilment IN ('failed', 'in_progress', 'locked')
         OR l.fulfilment = 'none' AND l.payment IN ('on_card', 'paid', 'refunded'))
"""
HANDLED = """
    AND (l.fulfilment = 'executed' AND l.payment IN ('paid', 'refunded') OR l.fulfilment = 'canceled')
"""
CONDITIONS = {
    "queue=awaiting-payment": AWAITING,
    "queue=awaiting-approval": UNDER_WAY,
    "queue=handled": HANDLED,
    "status=canceled": "AND l.fulfilment = 'canceled'",
    "status=failed": "AND l.fulfilment = 'failed'",
    "status=executed_refunded": "AND l.fulfilment = 'executed' AND l.payment = 'refunded'",
}
COLUMNS = {
    "method": "AND l.payment_method = %(method)s",
    "placed_by": "AND l.placed_by = %(placed_by)s",
    "since": "AND l.asked_at >= %(since)s",
    "until": "AND l.asked_at < %(until)s::date + 1",
}
WALKED = """
    AND CASE WHEN (SELECT text FROM orders_searchtext s WHERE s.id = l.id) LIKE {words}
               OR (SELECT text FROM accounts_searchtext s
                    WHERE s.id = l.buyer_id AND s.seller_id = l.seller_id) LIKE {words} THEN true ELSE false END
"""
LOOKED_UP = """
    AND l.id IN (SELECT id FROM orders_searchtext WHERE seller_id = %(seller)s AND text LIKE {words}
                 UNION SELECT o.id FROM accounts_searchtext s
                         JOIN orders_leg o ON o.seller_id = s.seller_id AND o.buyer_id = s.id
                        WHERE s.seller_id = %(seller)s AND s.text LIKE {words})
"""
TEMPLATE = """<!doctype html><title>Orders</title><p>{{ total }}</p><table>{% for row in rows %}<tr>
<td><a href="/orders/{{ row.number }}/">{{ row.number }}</a> {{ row.po_number }}</td><td>{{ row.name }}</td>
<td>{{ row.invoice_name }}</td><td>{{ row.payment_method }}</td><td>{{ row.payment }} {{ row.fulfilment }}</td>
<td>{{ row.gross_minor }} {{ row.currency }}</td><td>{{ row.asked_at }}</td></tr>{% endfor %}</table>"""


@cache
def _tools() -> tuple[Any, Any]:
    from django.template import Context, Engine  # noqa: PLC0415 - needs Django to be set up
    from psycopg import ClientCursor  # noqa: PLC0415 - with it
    from psycopg.rows import dict_row  # noqa: PLC0415 - the same

    template = Engine().from_string(TEMPLATE)
    return ClientCursor(administrator(), row_factory=dict_row), lambda found: template.render(Context(found))


def answer(asked: tuple[int, dict[str, str]]) -> bytes:
    """Return the page that `asked` names."""
    cursor, render = _tools()
    page, total = _sql(asked[1])
    values = _values(asked)
    rows = cursor.execute(page, values).fetchall()
    counted = len(rows)
    if counted > 50:  # noqa: PLR2004 - a page
        (counted,) = cursor.execute(total, values).fetchone().values()
    return str(render({"rows": rows[:50], "total": counted})).encode()


def numbers(asked: tuple[int, dict[str, str]]) -> list[str]:
    """Return the numbers of the orders that stand on the page."""
    cursor, _ = _tools()
    return [row["number"] for row in cursor.execute(_sql(asked[1])[0], _values(asked)).fetchall()[:50]]


def backend() -> int:
    """Return the process of the server that works for it."""
    return int(_tools()[0].connection.info.backend_pid)


def _sql(params: dict[str, str]) -> tuple[str, str]:
    conditions = " ".join(
        CONDITIONS.get(f"{name}={value}") or COLUMNS.get(name) or "" for name, value in params.items()
    )
    if text := params.get("q"):
        words = f"ALL (ARRAY[{', '.join(f'%(word{place})s' for place, _ in enumerate(text.split()))}])"
        conditions += (WALKED if text in COMMON else LOOKED_UP).format(words=words)
    order = OURS_FIRST if params.get("queue") == "awaiting-approval" else LATEST
    return PAGE.format(conditions=conditions, order=order), TOTAL.format(conditions=conditions)


def _values(asked: tuple[int, dict[str, str]]) -> dict[str, Any]:
    seller, params = asked
    words = {f"word{place}": f"%{word}%" for place, word in enumerate(params.get("q", "").split())}
    return {"seller": 100_000 + seller, **params, **words}
