"""The limit of the price list: the same by hand-written SQL, past all walls, in as few statements as it takes."""

from collections.abc import Callable, Mapping
from functools import cache
from typing import Any

from bench.server import administrator
from handsel.kernel import clock

PAGE = """
    SELECT p.id, o.sku, o.name, p.name AS plan, k.name AS category, cost.minor AS cost, r.percent,
           coalesce(r.fixed_minor, round(cost.minor * (1 + coalesce(r.percent, c.percent, 20) / 100)))::bigint AS price
      FROM catalog_plan p JOIN catalog_product o ON o.id = p.product_id JOIN catalog_category k ON k.id = o.category_id
      JOIN catalog_pricelist l ON l.seller_id = %(seller)s AND l.is_default
      LEFT JOIN catalog_pricerule r ON r.price_list_id = l.id AND r.level = 4 AND r.target_id = p.id
      LEFT JOIN catalog_pricerule c ON c.price_list_id = l.id AND c.level = 2 AND c.target_id = k.id
     CROSS JOIN LATERAL (SELECT round(round(p.cost_minor * 1.10) * 1.20) AS minor) cost
     WHERE o.withdrawn_at IS NULL AND p.withdrawn_at IS NULL {condition}
     ORDER BY k.position, k.name, o.name, o.id LIMIT 51 OFFSET %(offset)s
"""
WORDS = "AND lower(concat_ws(' ', o.name, p.name, k.name, o.sku)) LIKE ALL (%(words)s)"
ONLY = {
    "own": "AND r.id IS NOT NULL",
    "loss": "AND cost.minor > coalesce(r.fixed_minor, cost.minor * (1 + coalesce(r.percent, c.percent, 20) / 100))",
}
TEMPLATE = """<!doctype html><title>Prices</title><table>{% for row in rows %}<tr><td>{{ row.sku }}</td>
<td><a href="/plans/{{ row.id }}/">{{ row.name }}</a> {{ row.plan }}</td><td>{{ row.category }}</td>
<td>{{ row.cost }}</td><td>{{ row.percent }}</td>
<td><input name="price-{{ row.id }}" value="{{ row.price }}"></td></tr>{% endfor %}</table>"""

RULE = """
    INSERT INTO catalog_pricerule (seller_id, price_list_id, level, target_id, currency, percent, amount_minor,
                                   fixed_minor)
    SELECT %(seller)s, l.id, %(level)s, target, %(currency)s, %(percent)s, 0, %(fixed)s
      FROM catalog_pricelist l, unnest(%(targets)s::bigint[]) target WHERE l.seller_id = %(seller)s AND l.is_default
        ON CONFLICT (price_list_id, level, target_id, currency) DO UPDATE
       SET percent = excluded.percent, fixed_minor = excluded.fixed_minor
"""
CHECKED = """
    WITH priced AS (
        SELECT cost.minor AS cost, coalesce(r.fixed_minor,
                   round(cost.minor * (1 + coalesce(r.percent, c.percent, 20) / 100))) AS price
          FROM catalog_plan p JOIN catalog_product o ON o.id = p.product_id
          JOIN catalog_pricelist l ON l.seller_id = %(seller)s AND l.is_default
          LEFT JOIN catalog_pricerule r ON r.price_list_id = l.id AND r.level = 4 AND r.target_id = p.id
                                       AND r.currency = %(currency)s
          LEFT JOIN catalog_pricerule c ON c.price_list_id = l.id AND c.level = 2 AND c.target_id = o.category_id
         CROSS JOIN LATERAL (SELECT round(round(p.cost_minor * 1.10) * 1.20) AS minor) cost
         WHERE CASE %(level)s WHEN 4 THEN p.id = ANY (%(targets)s) ELSE o.category_id = ANY (%(targets)s) END
    ), saved AS (
        UPDATE catalog_pricelist SET version = version + 1 WHERE seller_id = %(seller)s AND is_default RETURNING id
    )
    INSERT INTO timeline_event (seller_id, xact, name, at, account_id, subject_kind, subject_id, actor_name, reason,
                                data)
    SELECT %(seller)s, pg_current_xact_id()::text::bigint, 'price_list.rules_changed', %(at)s, %(seller)s, 'pricelist',
           saved.id, 'Bench', '', jsonb_build_object('count', (SELECT count(*) FROM priced WHERE price >= cost))
      FROM saved
    RETURNING (SELECT count(*) FROM priced WHERE price < cost)
"""


def acts(seller: int) -> Mapping[str, Callable[[int], None]]:
    """Return what the product is measured beside, by case."""
    from bench.prices import LOSSES, asked, far  # noqa: PLC0415 - that imports this

    category, plans = largest_category(), all_plans()
    template = _template()
    return {
        "a page": lambda number: template(rows_of(seller, asked(number))),
        "a far page": lambda number: template(rows_of(seller, far(number))),
        "what is sold at a loss": lambda _number: template(rows_of(seller, LOSSES)),
        "a percent on a category": lambda number: _save(seller, 2, [category], "", percent=20 + number),
        "a price for every plan": lambda number: _save(seller, 4, plans, "EUR", fixed=50_000 + number),
    }


def backend() -> int:
    """Return the process of the server that works for the limit."""
    return int(_cursor().connection.info.backend_pid)


def rows_of(seller: int, params: Mapping[str, str]) -> list[dict[str, Any]]:
    """Return the rows of the page that `params` ask for."""
    condition = (WORDS if "q" in params else "") + ONLY.get(params.get("only", ""), "")
    words = [f"%{word}%" for word in params.get("q", "").split()]
    offset = 50 * (int(params.get("page", "1")) - 1)
    values = {"seller": seller, "words": words, "offset": offset}
    found: list[dict[str, Any]] = _cursor().execute(PAGE.format(condition=condition), values).fetchall()
    return found[:50]


def largest_category() -> int:
    """Return the category of the range with most products."""
    (row,) = _cursor().execute(
        "SELECT category_id FROM catalog_product WHERE sku LIKE 'R-%' GROUP BY 1 ORDER BY count(*) DESC LIMIT 1"
    )
    return int(row["category_id"])


def all_plans() -> list[int]:
    """Return the plans of the range."""
    rows = _cursor().execute(
        "SELECT p.id FROM catalog_plan p JOIN catalog_product o ON o.id = p.product_id"
        " WHERE o.sku LIKE 'R-%' ORDER BY 1"
    )
    return [int(row["id"]) for row in rows]


def _save(seller: int, level: int, targets: list[int], currency: str, **figures: int) -> None:
    values = {"seller": seller, "level": level, "targets": targets, "currency": currency, "at": clock.now()}
    values |= {"percent": None, "fixed": None} | figures
    cursor = _cursor()
    with cursor.connection.transaction():
        cursor.execute(RULE, values)
        (lost,) = cursor.execute(CHECKED, values).fetchone().values()
    assert lost == 0, lost


@cache
def _cursor() -> Any:
    from psycopg.rows import dict_row  # noqa: PLC0415 - with Django

    return administrator().cursor(row_factory=dict_row)


def _template() -> Callable[[list[dict[str, Any]]], None]:
    from django.template import Context, Engine  # noqa: PLC0415 - needs Django to be set up

    template = Engine().from_string(TEMPLATE)

    def render(rows: list[dict[str, Any]]) -> None:
        assert template.render(Context({"rows": rows}))

    return render
