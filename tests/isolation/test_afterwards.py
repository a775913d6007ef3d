"""What follows from an act, in mails and in files, shows nobody what is another's (OPS-3)."""

import random

import pytest
from django.core.files.storage import default_storage
from django.db import transaction

from handsel.jobs.worker import run_once, run_tasks_once
from handsel.kernel import clock
from handsel.kernel.isolation import Scope, scoped
from handsel.tasks.models import Task
from handsel.timeline.reading import newest_xact
from tests.isolation.asking import Asker, send, unpacked
from tests.isolation.conftest import SEED, Stage
from tests.isolation.rightful import Found
from tests.isolation.staging import mails_after, staged

pytestmark = [pytest.mark.covers("OPS-3")]

SAMPLE = 15
OWN_WORDS = (
    ("/workspace/ask/", "identity_user."),
    ("/contact/", "identity_user."),
    ("/acceptance", "signups_signup."),
    ("/accept/", "signups_signup."),
)
WITH_FILE = ("/export", "/excel/")


def acts(stage: Stage) -> list[Found]:
    """Return the rightful calls that did something."""
    found = stage.rightful("kleinbach").found.values()
    return [one for one in found if one.call.method != "GET" and one.answer.status < 400]


def foreign_after(stage: Stage, found: Found) -> list[str]:
    """Do what was done once more, let the worker follow, and return what foreign texts it wrote, and to whom."""
    last = stage.world.admin.execute("SELECT max(id) FROM mail_message").fetchone()[0]
    shown: list[str] = []

    def follow(_response: object) -> None:
        while run_once(at=clock.now(), horizon=newest_xact()):
            pass
        for seller, buyer, written in mails_after(last):
            reader = Asker(f"mail of {seller} to {buyer}", stage.world.named(seller), seller, buyer)
            foreign = [c for c in stage.judge.foreign(reader, written) if not says_who_asks(found, c.column)]
            shown.extend(f"{reader.name} shows {canary} after {found.call}" for canary in foreign)

    stage.hearing.ask(found.asker, found.call, then=follow)
    return shown


def says_who_asks(found: Found, column: str) -> bool:
    """Whoever asks a sub-reseller to be let in says who they are, and who signed up reads their own words."""
    return any(found.route.path.endswith(end) and column.startswith(words) for end, words in OWN_WORDS)


def files_of(tenant: int) -> list[str]:
    with transaction.atomic(), scoped(Scope((tenant,))):
        files = list(Task.objects.filter(seller_id=tenant).exclude(file="").values_list("file", flat=True))
    written = []
    for name in files:
        with default_storage.open(name) as file:
            written.append(unpacked(file.read()))
    return written


def test_mails_after_a_few_acts_show_nothing_foreign(stage: Stage):
    some = random.Random(SEED).sample(acts(stage), SAMPLE)

    assert [fault for one in some for fault in foreign_after(stage, one)] == []


@pytest.mark.long
def test_mails_after_all_acts_show_nothing_foreign(stage: Stage):
    assert [fault for one in acts(stage) for fault in foreign_after(stage, one)] == []


def test_files_that_are_made_show_nothing_foreign(stage: Stage, worker_id: str):
    asked = [one for one in acts(stage) if any(word in one.call.route for word in WITH_FILE)]
    # Files are written in transactions of their own, so these acts are kept, in a database of their own.
    with staged(f"isolation_files_{worker_id}"):
        for one in asked:
            send(one.asker, one.call)
        while run_tasks_once(at=clock.now()):
            pass
        written = files_of(asked[0].asker.tenant)

    assert asked != []
    assert any(stage.judge.own(asked[0].asker, text) for text in written)
    assert [str(c) for text in written for c in stage.judge.foreign(asked[0].asker, text)] == []
