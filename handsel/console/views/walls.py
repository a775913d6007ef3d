"""Glass walls: what is below a sub-reseller, and what one's own provider sees of what is below oneself (ACC-25)."""

from django import forms
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_http_methods

from handsel.accounts.models import Account, Wall
from handsel.accounts.rules import may_set_wall, may_view_as_provider
from handsel.accounts.walls import set_wall, wall_of
from handsel.console.below_seen import Address, Below, seen_below
from handsel.console.desk import DeskRequest, at_desk
from handsel.console.records import record_of
from handsel.console.routes import address
from handsel.console.settings_seen import SettingHappening, history_of_settings, settings_menu
from handsel.console.walls_told import LEVELS, NEVER
from handsel.kernel.clock import now
from handsel.web.answers import done
from handsel.web.forms import HouseForm
from handsel.web.tables import page_of

FOUND = "below-found"
"""The part of a page that a search replaces."""


class WallForm(HouseForm):
    """One of the levels."""

    wall = forms.ChoiceField(
        label=gettext_lazy("What your provider sees"),
        choices=Wall,
        widget=forms.RadioSelect,
        error_messages={"required": gettext_lazy("Choose a level."), "invalid_choice": gettext_lazy("Choose a level.")},
    )


@at_desk
@require_GET
def account_below(request: DeskRequest, number: int, reference: str = "") -> HttpResponse:
    record = record_of(request.desk, number, "account-below")

    def place(of: str) -> str:
        return address("account-below", number, *([of] if of else []))

    below = _below(request, record.account, reference, place)
    return _answered(request, "console/accounts/below.html", {"record": record, "below": below})


@at_desk
@require_http_methods(["GET", "POST"])
def settings_wall(request: DeskRequest) -> HttpResponse:
    desk = request.desk
    wall = wall_of(desk.seller_id)
    form = WallForm(request.POST or None, initial={"wall": wall})
    saved = form.submit(lambda typed: set_wall(wall=typed["wall"], by=desk.actor, at=now()))
    if saved:
        return done(request, _("Your provider sees from now on: %s.") % saved.label, "console:settings-wall")
    history = history_of_settings(desk).filter(name="settings.wall_set")
    shown = {
        "form": form,
        "wall": wall,
        "levels": [(level, *LEVELS[level]) for level in Wall],
        "never": NEVER,
        "may_change": may_set_wall(desk.actor),
        "may_view": may_view_as_provider(desk.actor),
        "page": page_of(history, request.GET).shown_as(SettingHappening),
        "sections": settings_menu("settings-wall"),
    }
    return render(request, "console/portal/wall.html", shown, status=form.status)


@at_desk
@require_GET
def settings_wall_view(request: DeskRequest, reference: str = "") -> HttpResponse:
    """Show the very page that the provider gets of this reseller."""
    may_view_as_provider(request.desk.actor).or_refuse()
    if wall_of(request.desk.seller_id) is None:
        raise Http404

    def place(of: str) -> str:
        return address("settings-wall-view", *([of] if of else []))

    below = _below(request, request.desk.account, reference, place)
    return _answered(
        request, "console/portal/wall_view.html", {"below": below, "sections": settings_menu("settings-wall")}
    )


def _below(request: DeskRequest, child: Account, reference: str, place: Address) -> Below:
    zone = timezone.get_current_timezone()
    try:
        return seen_below(child, reference, request.GET, address=place, at=now(), zone=zone)
    except Account.DoesNotExist:
        raise Http404 from None


def _answered(request: DeskRequest, template: str, shown: dict[str, object]) -> HttpResponse:
    if request.htmx and request.htmx.target == FOUND:
        template = "console/accounts/_below_found.html"
    return render(request, template, shown)
