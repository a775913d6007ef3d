"""Functions that run with more rights than their caller give nothing to who asks for what is not theirs (OPS-3)."""

from typing import Any

import psycopg
import pytest
from django.db import DatabaseError, connection, transaction

from handsel.kernel import clock
from handsel.kernel.isolation import Scope, scoped
from handsel.settings.environment import ROLES
from tests.isolation.asking import nothing_kept
from tests.isolation.conftest import Stage
from tests.isolation.judging import PORTAL
from tests.isolation.staging import digest

pytestmark = [pytest.mark.covers("OPS-3")]

FOR_WORKERS = {
    "mail_claim": "the mail worker takes up the mail of all resellers",
}
"""Functions that go through all tenants, and why."""

CALLED = """
    SELECT p.oid::regproc::text, coalesce(p.proargnames, '{}')::text[], p.proargtypes::regtype[]::text[], p.pronargs
      FROM pg_proc p
     WHERE p.prosecdef AND p.pronamespace = 'public'::regnamespace AND p.prorettype <> 'trigger'::regtype
       AND has_function_privilege(%s, p.oid, 'EXECUTE') AND p.proname NOT LIKE 'probe_%%'
     ORDER BY 1
"""
BY_TYPE: dict[str, list[Any]] = {
    "integer": [5],
    "text": ["", "a"],
    "boolean": [True],
    "numeric": [1],
    "jsonb": ["{}"],
    "text[]": [[]],
    "interval": ["1 minute"],
    "date": ["2026-11-02"],
}


def test_functions_of_the_database_give_nothing_foreign(stage: Stage):
    functions = stage.world.admin.execute(CALLED, [ROLES["app"]]).fetchall()
    sven = stage.everybody.person("owner", "suedwind")
    faults, asked = [], 0

    for name, names, types, count in functions:
        if name in FOR_WORKERS:
            continue
        for values in arguments(stage, names[:count], types[:count]):
            said, changed = call(stage, sven.tenant, name, types, values)
            asked += 1
            shown = [c for c in stage.judge.foreign(sven, said) if not PORTAL.search(c.column)]
            faults += [f"{name}{values} shows {canary}" for canary in shown]
            faults += [f"{name}{values} changes {table}" for table in changed]

    assert asked > 40
    assert faults == [], "\n".join(faults)


def arguments(stage: Stage, names: list[str], types: list[str]) -> list[list[Any]]:
    """Return values for the arguments: Kleinbach's things for those that name one, in turn the first and the last."""
    return [
        [value(stage, name, kind, last=last) for name, kind in zip(names, types, strict=True)] for last in (False, True)
    ]


def value(stage: Stage, name: str, kind: str, *, last: bool) -> Any:
    if kind == "timestamp with time zone":
        return clock.now()
    if kind == "timestamp with time zone[]":
        return [clock.now(), clock.now()]
    if kind in {"bigint", "bigint[]"}:
        number = thing(stage, name.removeprefix("p_"), last=last)
        return number if kind == "bigint" else [number]
    known = BY_TYPE.get(kind, [None])
    return known[-1 if last else 0]


def thing(stage: Stage, word: str, *, last: bool) -> int:
    """Return the id of something of Kleinbach's that the name of an argument tells of."""
    tenant = stage.world.tenants["kleinbach"]["id"]
    if word in {"seller", "parent"}:
        return tenant
    kind = stage.things.kind_named(word)
    if kind in {None, "account", "duplicate"} or word in {"buyer", "child"}:
        ids = [found.account for found in stage.things.own("account", tenant)]
    else:
        tables = {"order": "orders_order", "leg": "orders_leg", "ownannouncement": "ledger_transfer"}
        ids = stage.things.ids_of(tables.get(kind) or stage.things.table_of(kind), tenant)
    return (ids or [tenant])[-1 if last else 0]


def call(stage: Stage, tenant: int, name: str, types: list[str], values: list[Any]) -> tuple[str, list[str]]:
    places = ", ".join(f"%s::{kind}" for kind in types)
    with nothing_kept(), scoped(Scope((tenant,))):
        try:
            with transaction.atomic(), connection.cursor() as cursor:
                cursor.execute(f"SELECT * FROM {name}({places})", values)
                said = str(cursor.fetchall())
        except (DatabaseError, psycopg.Error) as refused:
            said = str(refused)
        changed = digest()
    before = stage.hearing.before
    return said, [
        f"{table} of {seller}"
        for (table, seller), found in changed.items()
        if seller != tenant and before.get((table, seller)) != found
    ]
