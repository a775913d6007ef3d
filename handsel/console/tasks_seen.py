"""Long work as its page and the list of it show it: what it is, how far it has come, what to do (ACC-8, ACC-13)."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime

from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from handsel.bulk import starting, undoing
from handsel.bulk.undoing import may_undo
from handsel.console.bulk_words import WORDS, said_of
from handsel.console.desk import Desk
from handsel.console.tabs import Tab
from handsel.identity.actor import Actor
from handsel.kernel.clock import now
from handsel.kernel.refusal import Verdict
from handsel.tasks.models import State, Task
from handsel.tasks.rules import may_cancel_task, may_download
from handsel.web.tables import Page, page_of
from handsel.web.templatetags.design import number

TONES = {
    State.QUEUED: "yellow",
    State.RUNNING: "blue",
    State.DONE: "green",
    State.FAILED: "red",
    State.CANCELED: "grey",
}
STATES = {
    State.QUEUED: gettext_lazy("Waiting"),
    State.RUNNING: gettext_lazy("At work"),
    State.DONE: gettext_lazy("Done"),
    State.FAILED: gettext_lazy("Failed"),
    State.CANCELED: gettext_lazy("Canceled"),
}
KINDS: Mapping[str, tuple[str, str | Promise]] = {
    "list_file": ("table", gettext_lazy("Excel file")),
    "order_file": ("table", gettext_lazy("Orders as Excel file")),
    "cart_file": ("table", gettext_lazy("Carts as Excel file")),
    "audit_file": ("table", gettext_lazy("Audit log as Excel file")),
    "price_list_file": ("table", gettext_lazy("Price list as Excel file")),
    "price_look": ("eye", gettext_lazy("Look through a file of prices")),
    "price_save": ("device-floppy", gettext_lazy("Prices from a file")),
    "import_check": ("checks", gettext_lazy("Check of an import")),
    "import_run": ("upload", gettext_lazy("Import")),
    "import_undo": ("arrow-back-up", gettext_lazy("Undo of an import")),
}
"""Kind of work -> its icon and what it is called; actions on many accounts have words of their own."""

_BULK = {starting.KIND, undoing.UNDO_KIND}


@dataclass(frozen=True)
class SeenTask:
    """A task as `viewer` sees it at `at`. Needs the task with its `undone_by`."""

    task: Task
    viewer: Actor
    at: datetime

    @property
    def is_bulk(self) -> bool:
        return self.task.kind in _BULK

    @property
    def is_undo(self) -> bool:
        return self.task.kind == undoing.UNDO_KIND

    @property
    def icon(self) -> str:
        if self.is_undo:
            return "arrow-back-up"
        if self.is_bulk:
            return WORDS[self.task.params["action"]].icon
        return KINDS.get(self.task.kind, ("progress", ""))[0]

    @property
    def title(self) -> str:
        if not self.is_bulk:
            known = KINDS.get(self.task.kind)
            return str(known[1]) if known else self.task.kind.replace("_", " ").capitalize()
        label = str(WORDS[self.task.params["action"]].label)
        return _("Undo: %s") % label if self.is_undo else label

    @property
    def detail(self) -> str:
        """What it was asked for with, in a few words."""
        if self.is_bulk:
            return said_of(self.task.params["action"], self.task.params["params"])
        return self.task.file_name

    @property
    def tone(self) -> str:
        return TONES[State(self.task.state)]

    @property
    def state(self) -> str:
        return str(STATES[State(self.task.state)])

    @property
    def over(self) -> int:
        """How many rows are over, whatever became of them."""
        return self.task.done_count + self.task.skipped_count

    @property
    def how_far(self) -> str:
        """How many of how many are over, in words; empty while nobody knows."""
        if self.task.total is None:
            return _("%s so far") % number(self.over) if self.over else ""
        return _("%(over)s of %(total)s") % {"over": number(self.over), "total": number(self.task.total)}

    @property
    def result(self) -> str:
        """What came of it, in words."""
        if self.is_bulk:
            return self._changed() + self._left()
        rows = self.task.result.get("rows", self.over)
        return ngettext("%s row", "%s rows", rows) % number(rows) if rows else ""

    def _changed(self) -> str:
        count = self.task.done_count
        if self.is_undo:
            return ngettext("%s as before", "%s as before", count) % number(count)
        return f"{number(count)} {WORDS[self.task.params['action']].done}"

    def _left(self) -> str:
        count = self.task.skipped_count
        return ngettext(", %s left as it was", ", %s left as they were", count) % number(count) if count else ""

    @property
    def seen_count(self) -> int | None:
        """How many the asker saw, where there turned out to be more or fewer."""
        return None if self.is_undo else self.task.params.get("seen")

    @property
    def may_cancel(self) -> bool:
        return self.task.is_open and bool(may_cancel_task(self.viewer, self.task))

    @property
    def may_undo(self) -> Verdict:
        return may_undo(self.viewer, self.task)

    @property
    def has_actions(self) -> bool:
        """Whether anything can be done about it."""
        return self.has_file or self.may_cancel or bool(self.may_undo)

    @property
    def has_file(self) -> bool:
        return bool(may_download(self.viewer, self.task, self.at))


def task_page(desk: Desk, params: Mapping[str, str]) -> Page[SeenTask]:
    """Return the page of long work that `params` ask for, the latest first; one's own unless all of it is wanted."""
    tasks = desk.tasks.select_related("undone_by").order_by("-pk")
    if params.get("whose") != "all":
        tasks = tasks.filter(user_id=desk.user.pk)
    at = now()
    return page_of(tasks, params).shown_as(lambda task: SeenTask(task, desk.actor, at))


def whose_tabs(current: str) -> Iterator[Tab]:
    """Yield one's own work and that of everybody."""
    address = reverse("console:tasks")
    yield Tab(_("Mine"), address, current != "all")
    yield Tab(_("Everybody’s"), f"{address}?whose=all", current == "all")
