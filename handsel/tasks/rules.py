"""Who may call off long work, and who may have the file that it made (safety T6)."""

from datetime import datetime

from handsel.identity.actor import Actor
from handsel.identity.rights import needs
from handsel.identity.roles import Right
from handsel.kernel.refusal import YES, NotFound, Verdict
from handsel.tasks.models import Task


class FileGone(NotFound):
    """There is no file, or not any more."""

    code = "file_gone"


NEEDED_FOR_FILES = {"audit_file": Right.AUDIT}
"""Kind of work -> the right without which nobody has its file, whoever asked for it."""


def may_cancel_task(by: Actor, task: Task) -> Verdict:
    """Call off long work that they asked for themselves, or that of colleagues whose work they see to."""
    return _theirs_or_needs(by, task, "cancel this")


def may_download(by: Actor, task: Task, at: datetime) -> Verdict:
    """Have the file that they asked for until it expires, or that of colleagues whose work they see to."""
    if not (allowed := _theirs_or_needs(by, task, "download this")):
        return allowed
    if task.kind in NEEDED_FOR_FILES and not (allowed := needs(by, NEEDED_FOR_FILES[task.kind], "download this")):
        return allowed
    if not task.file or (task.expires_at is not None and task.expires_at <= at):
        return Verdict("This file is not there any more; make a new one.", FileGone)
    return YES


def _theirs_or_needs(by: Actor, task: Task, deed: str) -> Verdict:
    if by.wrote(task.user_id, task.asker_name):
        return YES
    return needs(by, Right.STAFF, deed, besides=task.asker_name)
