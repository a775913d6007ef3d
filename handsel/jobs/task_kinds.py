"""Which long work there is, in one table: what the worker does for a task of each kind."""

from collections.abc import Mapping

from handsel.reports.list_files import LIST_FILE
from handsel.tasks.running import TaskKind

KINDS: tuple[TaskKind, ...] = (LIST_FILE,)

TASK_KINDS: Mapping[str, TaskKind] = {kind.name: kind for kind in KINDS}
