"""A long audit log becomes a file that a worker makes and that only owners have (OPS-2)."""

from dataclasses import replace

import pytest
from django.core.files.storage import default_storage
from django.db import transaction
from python_calamine import CalamineWorkbook

from handsel.identity.actor import Actor
from handsel.identity.models import User
from handsel.identity.roles import Role
from handsel.jobs.task_kinds import TASK_KINDS
from handsel.kernel.isolation import scoped
from handsel.kernel.refusal import Forbidden
from handsel.reports.audit_file import start_audit_file
from handsel.tasks.models import State, Task
from handsel.tasks.rules import may_download
from handsel.tasks.running import run_next
from handsel.timeline.audit import AuditSearch
from handsel.timeline.models import Event
from tests.cast import NOON

pytestmark = [pytest.mark.usefixtures("committed_db"), pytest.mark.covers("OPS-2")]


@pytest.fixture
def klara(cast) -> Actor:
    """Klara owns Kleinbach."""
    with transaction.atomic(), scoped(cast.karl.scope):
        user = User.objects.get(email="klara@kleinbach.example")
    return Actor(user_id=user.pk, name=user.name, seller_id=cast.kleinbach, role=Role.OWNER)


def test_the_worker_makes_it_and_only_who_may_read_the_log_has_it(cast, klara):
    search = AuditSearch.from_params({"kind": "account.added"})
    start_audit_file(search=search, by=klara, at=NOON)

    while run_next(TASK_KINDS, at=NOON):
        pass

    with transaction.atomic(), scoped(klara.scope):
        task = Task.objects.get(kind="audit_file")
        told = Event.objects.get(seller_id=cast.kleinbach, name="export.made")
        added = Event.objects.filter(seller_id=cast.kleinbach, name="account.added").count()
        assert may_download(klara, task, NOON)
        assert not may_download(cast.karl, task, NOON)
        assert not may_download(replace(klara, role=Role.MANAGER), task, NOON)
    assert (task.state, task.file_name, task.result) == (State.DONE, "Audit log.xlsx", {"rows": added})
    assert told.data == {"what": "audit", "narrowed": {"kind": "account.added"}, "rows": added}
    with default_storage.open(task.file) as made:
        rows = CalamineWorkbook.from_filelike(made).get_sheet_by_index(0).to_python()
    assert [row[1] for row in rows] == ["Event"] + ["account.added"] * added
    default_storage.delete(task.file)


def test_only_who_may_read_the_log_asks_for_it(cast):
    with pytest.raises(Forbidden):
        start_audit_file(search=AuditSearch(), by=cast.karl, at=NOON)
