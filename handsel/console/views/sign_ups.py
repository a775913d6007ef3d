"""Those who signed up by themselves: the queue, one in full, and a yes or no to one or several (ACC-3)."""

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_http_methods

from handsel.console.desk import DeskRequest, at_desk
from handsel.console.forms.sign_ups import ChosenForm, RejectForm
from handsel.console.returning import done_here
from handsel.console.sign_ups_seen import as_seen, in_part, nothing_in, part_of, tabs_of
from handsel.kernel.clock import now
from handsel.signups.deciding import accept_sign_ups, reject_sign_ups
from handsel.signups.rules import may_answer_sign_ups
from handsel.web.tables import page_of

FORM = ["GET", "POST"]


@at_desk
@require_GET
def sign_ups(request: DeskRequest) -> HttpResponse:
    desk, part = request.desk, part_of(request.GET.get("part", ""))
    page = page_of(in_part(desk.sign_ups, part), request.GET)
    seen = {row.told.pk: row for row in as_seen(desk, page.rows)}
    shown = {
        "page": page.shown_as(lambda row: seen[row.pk]),
        "tabs": tabs_of(desk, part),
        "part": part,
        "nothing": nothing_in(part),
        "lets_sign_up": request.portal.lets_sign_up,
    }
    return render(request, "console/sign_ups/list.html", shown)


@at_desk
@require_GET
def sign_up(request: DeskRequest, pk: int) -> HttpResponse:
    found = get_object_or_404(request.desk.sign_ups.select_related("manager", "account"), pk=pk)
    return render(request, "console/sign_ups/one.html", {"seen": as_seen(request.desk, [found])[0]})


@at_desk
@require_http_methods(FORM)
def sign_ups_accept(request: DeskRequest) -> HttpResponse:
    desk = request.desk
    may_answer_sign_ups(desk.actor).or_refuse()
    form = ChosenForm(request.POST or None, ids=_asked(request))
    done = form.submit(lambda typed: accept_sign_ups(sign_up_ids=typed["chosen"], by=desk.actor, at=now()))
    if done:
        said = ngettext("%s is your customer now.", "%s are your customers now.", len(done))
        return done_here(request, said % ", ".join(one.name for one in done), "console:sign-ups")
    return render(request, "console/sign_ups/accept.html", _dialog(request, form), status=form.status)


@at_desk
@require_http_methods(FORM)
def sign_ups_reject(request: DeskRequest) -> HttpResponse:
    desk = request.desk
    may_answer_sign_ups(desk.actor).or_refuse()
    form = RejectForm(request.POST or None, ids=_asked(request))
    done = form.submit(
        lambda typed: reject_sign_ups(sign_up_ids=typed["chosen"], reason=typed["reason"], by=desk.actor, at=now())
    )
    if done:
        return done_here(request, _("Rejected; the reason goes out by mail."), "console:sign-ups")
    return render(request, "console/sign_ups/reject.html", _dialog(request, form), status=form.status)


def _asked(request: DeskRequest) -> list[str]:
    return (request.POST if request.method == "POST" else request.GET).getlist("chosen")


def _dialog(request: DeskRequest, form: ChosenForm) -> dict[str, object]:
    ids = [int(one) for one, _label in form.fields["chosen"].choices]  # type: ignore[attr-defined]
    named = request.desk.sign_ups.filter(pk__in=ids).order_by("pk") if ids else []
    return {"form": form, "chosen": list(named)}
