"""Many accounts of one seller, and the worker that does something to them."""

import dataclasses
from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any

import pytest
from django.db import transaction

from handsel.accounts.details import AccountDetails
from handsel.accounts.models import Account
from handsel.accounts.tree import add_customer
from handsel.bulk import starting
from handsel.bulk.actions import ACTIONS
from handsel.bulk.audience import Audience
from handsel.bulk.starting import start_bulk
from handsel.identity.actor import Actor
from handsel.jobs.worker import run_tasks_once
from handsel.kernel.isolation import scoped
from handsel.tasks.models import Task
from tests.cast import NOON


def customers(by: Actor, names: Iterable[str]) -> list[Account]:
    """Add customers called `names`."""
    return [
        add_customer(details=AccountDetails(company_name=name, email=f"{name.lower()}@example.com"), by=by, at=NOON)
        for name in names
    ]


def ask(action: str, accounts: Sequence[Account], by: Actor, at: datetime = NOON, **params: Any) -> Task:
    """Ask that `action` be done to `accounts`."""
    audience = Audience(numbers=tuple(account.number for account in accounts))
    return start_bulk(action=action, params=params, audience=audience, by=by, at=at)


def in_batches_of(monkeypatch: pytest.MonkeyPatch, size: int) -> None:
    """Let every action change so few accounts in one transaction."""
    small = {name: dataclasses.replace(action, batch=size) for name, action in ACTIONS.items()}
    monkeypatch.setattr(starting, "ACTIONS", small)


def work(at: datetime = NOON) -> None:
    """Let the worker do all that is due."""
    while run_tasks_once(at=at):
        pass


def look(by: Actor, task: Task) -> Task:
    """Return the task as it stands now."""
    with transaction.atomic(), scoped(by.scope):
        return Task.objects.get(pk=task.pk)


def reasons(by: Actor, task: Task) -> list[str]:
    """Return why accounts were left as they were, in the order of the accounts."""
    with transaction.atomic(), scoped(by.scope):
        return list(Task.objects.get(pk=task.pk).skips.order_by("account_id").values_list("reason", flat=True))


def now_are(by: Actor, accounts: Iterable[Account], *fields: str) -> list[Any]:
    """Return `fields` of the accounts as they stand now; of one field just its value."""
    with transaction.atomic(), scoped(by.scope):
        rows = Account.objects.filter(pk__in=[account.pk for account in accounts]).order_by("pk")
        return list(rows.values_list(*fields, flat=len(fields) == 1))
