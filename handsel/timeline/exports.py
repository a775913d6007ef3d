"""What left the house: each export is an event, with what, how it was narrowed and how many rows (OPS-2)."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from handsel.kernel.operation import operation
from handsel.timeline.record import Author, record_all


@operation
def note_export(*, what: str, narrowed: Mapping[str, Any], rows: int, by: Author, at: datetime) -> None:
    """Record that `by` took `rows` rows of `what` out, narrowed by this. Raises nothing."""
    data = {"what": what, "narrowed": dict(narrowed), "rows": rows}
    record_all("export.made", [("export", by.seller_id, by.seller_id, data)], by=by, at=at)


@operation
def note_download(*, file_name: str, task_id: int, by: Author, at: datetime) -> None:
    """Record that `by` downloaded the file that a task made. Raises nothing."""
    data = {"file": file_name, "task": task_id}
    record_all("export.downloaded", [("task", task_id, by.seller_id, data)], by=by, at=at)
