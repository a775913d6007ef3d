"""What changes prices below, on the screen: what it would do, then saved or kept for a day (CAT-3)."""

import hashlib
from collections.abc import Callable, Mapping
from contextlib import suppress
from datetime import date
from http import HTTPStatus
from typing import Any

from django.core.exceptions import NON_FIELD_ERRORS
from django.http import HttpResponse
from django.utils.translation import gettext as _

from handsel.catalog.alterations import Alteration
from handsel.catalog.price_models import ScheduledChange
from handsel.catalog.rehearsing import Rehearsal, rehearse
from handsel.catalog.scheduling import schedule
from handsel.console.desk import DeskRequest
from handsel.console.price_changes_asked import appointment_asked
from handsel.console.returning import done_here
from handsel.kernel.clock import now
from handsel.kernel.refusal import Refusal
from handsel.web.forms import HouseForm
from handsel.web.templatetags.dates import day_text

_OF_THE_DAY = frozenset({"when", "starts_on", "notice_days", "sure"})
"""What is typed about when it begins: what was seen may begin on another day without being shown again."""


class Altering:
    """One form about one alteration: looked at, saved, or planned, as the button says that was pressed.

    `saved` is what came of it; `rehearsal` is there instead where it is to be shown what it would do.
    """

    def __init__(
        self,
        request: DeskRequest,
        form: HouseForm,
        asked: Callable[[dict[str, Any]], Alteration],
        do: Callable[[dict[str, Any]], object],
    ) -> None:
        self.request, self.form, self.asked, self.do = request, form, asked, do
        self.rehearsal: Rehearsal | None = None
        self.seen = ""
        self.saved = form.submit(self._act)
        if form.is_bound and form.errors:
            self._show_again()

    def _act(self, typed: dict[str, Any]) -> object:
        by, alteration = self.request.desk.actor, self.asked(typed)
        if self._is_to_be_shown(typed):
            self.show(alteration, _day_of(typed))
            return None
        if typed.get("when") == "later":
            kept: Any = alteration
            return schedule(alteration=kept, appointment=appointment_asked(typed), by=by, at=now())
        return self.do(typed) or True

    def show(self, alteration: Alteration, starts_on: date | None = None) -> None:
        """Rehearse `alteration`, as of the day for which it is to be planned. Raises what making it does."""
        self.rehearsal = rehearse(alteration=alteration, starts_on=starts_on, by=self.request.desk.actor, at=now())
        self.form.status = HTTPStatus.OK

    def _show_again(self) -> None:
        """Keep what it would do in sight, beside what is wrong with its day or with nothing that was typed."""
        typed, status = self.form.cleaned_data, self.form.status
        if not set(self.form.errors) <= _OF_THE_DAY | {NON_FIELD_ERRORS}:
            return
        self.seen = _seen_of(typed)
        with suppress(Refusal):
            self.show(self.asked(typed), None if "starts_on" in self.form.errors else _day_of(typed))
        self.form.status = status

    def show_or_why_not(self, alteration: Alteration) -> str:
        """Rehearse it for a dialog in which nothing is typed; return why it cannot be made, mostly nothing."""
        if self.form.is_bound:
            return ""
        try:
            self.show(alteration)
        except Refusal as refusal:
            return " ".join(refusal.fields.values()) or str(refusal)
        return ""

    def _is_to_be_shown(self, typed: Mapping[str, Any]) -> bool:
        """Whether it was asked for, or something else is to be saved than was seen."""
        self.seen = _seen_of(typed)
        do = self.request.POST.get("do", "")
        return do in {"look", "try"} or (do == "save" and self.request.POST.get("seen") != self.seen)

    @property
    def shown(self) -> dict[str, Any]:
        """What its template needs."""
        return {"form": self.form, "rehearsal": self.rehearsal, "seen": self.seen}

    def answer(self, said: str, otherwise: str, *parts: object) -> HttpResponse:
        """Say that it is saved, or for which day it is planned."""
        if isinstance(self.saved, ScheduledChange):
            said = _("The change is planned for %s.") % day_text(self.saved.starts_at.date())
        return done_here(self.request, said, otherwise, *parts)


def _day_of(typed: Mapping[str, Any]) -> date | None:
    return typed.get("starts_on") if typed.get("when") == "later" else None


def _seen_of(typed: Mapping[str, Any]) -> str:
    of_it = sorted((name, str(value)) for name, value in typed.items() if name not in _OF_THE_DAY)
    return hashlib.sha256(repr(of_it).encode()).hexdigest()[:16]
