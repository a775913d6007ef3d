"""Which long work there is, in one table: what the worker does for a task of each kind."""

from collections.abc import Mapping

from handsel.accounts.importing.work import IMPORT_KINDS
from handsel.bulk.starting import BULK
from handsel.bulk.undoing import BULK_UNDO
from handsel.catalog.price_file_tasks import PRICE_FILE_KINDS
from handsel.reports.audit_file import AUDIT_FILE
from handsel.reports.cart_files import CART_FILE
from handsel.reports.list_files import LIST_FILE
from handsel.reports.order_files import ORDER_FILE
from handsel.reports.price_list_files import PRICE_LIST_FILE
from handsel.tasks.running import TaskKind

KINDS: tuple[TaskKind, ...] = (
    BULK,
    BULK_UNDO,
    *IMPORT_KINDS,
    *PRICE_FILE_KINDS,
    LIST_FILE,
    ORDER_FILE,
    CART_FILE,
    AUDIT_FILE,
    PRICE_LIST_FILE,
)

TASK_KINDS: Mapping[str, TaskKind] = {kind.name: kind for kind in KINDS}
