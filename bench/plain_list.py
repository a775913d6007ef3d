"""The limit of benchmark 1: the same pages by bare SQL, without walls, rendered as fifty plain rows."""

from functools import cache
from typing import Any

from bench.server import administrator

PAGE = """
    SELECT a.id, a.number, a.name, a.contact_name, a.phone, a.city, a.email,
           (SELECT sum(net_minor * catalog_per_year(period_count, period_unit) / 12) FROM subscriptions_subscription s
             WHERE s.seller_id = a.seller_id AND s.buyer_id = a.id AND ended_on IS NULL) AS run_rate,
           EXISTS (SELECT FROM identity_seat t WHERE t.seller_id = a.seller_id AND t.buyer_id = a.id) AS access
      FROM accounts_account a {joins}
     WHERE a.seller_id = %(seller)s AND a.kind = 'customer' AND a.is_listed {conditions}
     ORDER BY a.sort_name, a.id LIMIT 51
"""
TOTAL = """
    SELECT count(*) FROM (
        SELECT FROM accounts_account a {joins}
         WHERE a.seller_id = %(seller)s AND a.kind = 'customer' AND a.is_listed {conditions} LIMIT 1001) AS page
"""
TEXT = "JOIN accounts_searchtext s ON s.id = a.id AND s.seller_id = a.seller_id"
TAGGED = """
    AND a.country = %(country)s AND EXISTS (SELECT FROM accounts_tagging g JOIN accounts_tag t ON t.id = g.tag_id
        WHERE g.seller_id = a.seller_id AND g.account_id = a.id AND t.key = %(tag)s)
"""
TEMPLATE = """<!doctype html><title>Customers</title><p>{{ total }}</p><table>{% for row in rows %}<tr>
<td><a href="/accounts/{{ row.number }}/">{{ row.name }}</a> {{ row.contact_name }}</td><td>{{ row.phone }}</td>
<td>{{ row.city }}</td><td>{{ row.email }}</td><td>{{ row.run_rate }}</td><td>{{ row.access }}</td></tr>{% endfor %}
</table>"""


@cache
def _tools() -> tuple[Any, Any]:
    from django.template import Context, Engine  # noqa: PLC0415 - needs Django to be set up
    from psycopg.rows import dict_row  # noqa: PLC0415 - with it

    template = Engine().from_string(TEMPLATE)
    return administrator().cursor(row_factory=dict_row), lambda found: template.render(Context(found))


def answer(asked: tuple[int, dict[str, str]]) -> bytes:
    """Return the page that `asked` names."""
    cursor, render = _tools()
    page, total = _sql(asked[1])
    values = _values(asked)
    rows = cursor.execute(page, values).fetchall()
    (counted,) = cursor.execute(total, values).fetchone().values()
    return str(render({"rows": rows[:50], "total": counted})).encode()


def names(asked: tuple[int, dict[str, str]]) -> list[str]:
    """Return the numbers that stand on the page, as its links have them."""
    cursor, _ = _tools()
    rows = cursor.execute(_sql(asked[1])[0], _values(asked)).fetchall()
    return [f"/accounts/{row['number']}/" for row in rows[:50]]


def backend() -> int:
    """Return the process of the server that works for it."""
    return int(_tools()[0].connection.info.backend_pid)


def _sql(params: dict[str, str]) -> tuple[str, str]:
    words = _folded(params).split()
    conditions = "".join(f" AND s.text LIKE %(word{place})s" for place, _ in enumerate(words))
    conditions += TAGGED if "tag.is" in params else ""
    joins = TEXT if words else ""
    return PAGE.format(joins=joins, conditions=conditions), TOTAL.format(joins=joins, conditions=conditions)


def _values(asked: tuple[int, dict[str, str]]) -> dict[str, Any]:
    seller, params = asked
    words = {f"word{place}": f"%{word}%" for place, word in enumerate(_folded(params).split())}
    return {"seller": 100_000 + seller, "country": params.get("country.is"), "tag": params.get("tag.is")} | words


def _folded(params: dict[str, str]) -> str:
    from handsel.accounts.folding import fold  # noqa: PLC0415 - needs Django to be set up

    return fold(params.get("q", ""))
