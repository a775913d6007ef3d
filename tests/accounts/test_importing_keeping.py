"""What is kept of imports is kept as long as it is of use, and a killed worker loses and doubles nothing."""

from datetime import timedelta

import pytest
from django.core.files.storage import default_storage

from handsel.accounts.import_models import Import
from handsel.accounts.importing import checking, running
from handsel.accounts.importing.checking import start_check
from handsel.accounts.importing.keeping import forget_imports
from handsel.accounts.importing.running import UNDONE_WITHIN, start_run
from handsel.accounts.importing.undoing import start_undo
from handsel.accounts.importing.uploads import KEPT
from handsel.accounts.rules import may_undo_import
from handsel.kernel.refusal import Conflict
from handsel.tasks.asking import cancel_task
from handsel.tasks.running import LEASE, run_next
from handsel.timeline.models import Event
from tests.accounts.importing_steps import (
    KINDS,
    carried_out,
    checked,
    imported,
    look,
    rows,
    seen_by,
    undo,
    upload,
    work,
)
from tests.cast import NOON

pytestmark = [pytest.mark.covers("ACC-22"), pytest.mark.django_db]

LATER = NOON + LEASE + timedelta(minutes=1)
SHOPS = [number % 1100 + 1 for number in range(1200)]
LONG = "Customer ID,Company,Email\n" + "".join(f"{n},Shop {n},shop{n}@x.example\n" for n in SHOPS)


def dying_after(batches, work):
    """Do `work` that many times, and then be killed, once."""
    done = []

    def batch(*args, **how):
        done.append(1)
        if len(done) == batches + 1:
            raise KeyboardInterrupt
        return work(*args, **how)

    return batch


def test_a_check_whose_worker_was_killed_goes_on_where_it_was(cast, monkeypatch):
    found = upload(cast.karl, LONG)
    start_check(import_id=found.pk, choices=found.choices, without_email=False, by=cast.karl, at=NOON)

    with monkeypatch.context() as patch:
        patch.setattr(checking, "check_batch", dying_after(2, checking.check_batch))
        with pytest.raises(KeyboardInterrupt):
            run_next(KINDS, at=NOON)
    assert look(cast.karl, found).counts == {"new": 1000}
    work(LATER)

    assert (look(cast.karl, found).state, look(cast.karl, found).counts) == ("checked", {"new": 1100, "same": 100})
    assert len(rows(cast.karl, found)) == 1200


def test_a_run_whose_worker_was_killed_adds_everybody_once(cast, monkeypatch):
    found = checked(cast.karl, LONG)
    start_run(import_id=found.pk, by=cast.karl, at=NOON)

    with monkeypatch.context() as patch:
        patch.setattr(running, "keep_rows", dying_after(1, running.keep_rows))
        with pytest.raises(KeyboardInterrupt):
            run_next(KINDS, at=NOON)
    assert len(imported(cast.karl)) == 500
    work(LATER)

    assert look(cast.karl, found).counts == {"new": 1100, "same": 100}
    assert len(imported(cast.karl)) == 1100
    events = seen_by(cast.karl, lambda: Event.objects.filter(name="account.imported"))
    assert len({event.account_id for event in events}) == len(events) == 1100


def test_a_long_import_is_undone_in_batches(cast):
    found = carried_out(cast.karl, LONG)

    assert undo(cast.karl, found).state == "undone"

    assert imported(cast.karl) == []


def test_an_upload_that_nobody_imports_is_forgotten_with_its_file(cast):
    found = upload(cast.karl)

    assert forget_imports(at=NOON + KEPT - timedelta(seconds=1)) == 0
    assert forget_imports(at=NOON + KEPT) == 1

    assert seen_by(cast.karl, Import.objects.all) == []
    assert not default_storage.exists(found.file)


def test_an_import_that_is_over_keeps_its_figures_and_cannot_be_undone_any_more(cast):
    found = carried_out(cast.karl)

    assert forget_imports(at=NOON + UNDONE_WITHIN) == 1

    over = look(cast.karl, found)
    assert (over.state, over.counts, over.heading) == ("done", {"new": 3, "same": 1, "refused": 1}, {})
    assert rows(cast.karl, found) == []
    assert not may_undo_import(cast.karl, over)
    with pytest.raises(Conflict, match="for 30 days"):
        start_undo(import_id=found.pk, by=cast.karl, at=NOON)
    assert forget_imports(at=NOON + UNDONE_WITHIN * 2) == 0


@pytest.mark.parametrize("is_stopped", [False, True])
def test_an_import_at_work_is_left_alone_even_when_it_stopped(cast, is_stopped):
    found = checked(cast.karl)
    start_run(import_id=found.pk, by=cast.karl, at=NOON)
    if is_stopped:
        cancel_task(task_id=look(cast.karl, found).task_id, by=cast.karl, at=NOON)

    forget_imports(at=NOON + KEPT)

    assert len(rows(cast.karl, found)) == 5
    assert look(cast.karl, found).expires_at > NOON + KEPT
