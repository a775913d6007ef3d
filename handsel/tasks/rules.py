"""Who may call off long work, and who may have the file that it made (safety T6)."""

from datetime import datetime

from handsel.identity.actor import Actor
from handsel.kernel.refusal import YES, NotFound, Verdict
from handsel.tasks.models import Task


class FileGone(NotFound):
    """There is no file, or not any more."""

    code = "file_gone"


def may_cancel_task(by: Actor, task: Task) -> Verdict:
    """Whoever asked for it calls it off, and so do owners and managers."""
    if _is_theirs(by, task) or by.decides:
        return YES
    return Verdict(f"Only {task.asker_name}, owners and managers cancel this.")


def may_download(by: Actor, task: Task, at: datetime) -> Verdict:
    """Whoever asked for it has the file until it expires, and so do owners and managers."""
    if not (_is_theirs(by, task) or by.decides):
        return Verdict(f"Only {task.asker_name}, owners and managers download this.")
    if not task.file or (task.expires_at is not None and task.expires_at <= at):
        return Verdict("This file is not there any more; make a new one.", FileGone)
    return YES


def _is_theirs(by: Actor, task: Task) -> bool:
    return (task.user_id, task.asker_name) == (by.user_id, by.name)
