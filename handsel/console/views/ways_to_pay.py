"""Settings: which payment methods are offered, the bank account, and the words about paying (BIL-3)."""

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods

from handsel.accounts.instructions import LANGUAGES, PLACEHOLDERS
from handsel.accounts.paying_changes import change_ways_to_pay, still_used, users_of_methods
from handsel.accounts.paying_models import OFFLINE, PaymentMethod, WaysToPay
from handsel.accounts.rules import may_change_settings
from handsel.console.desk import DeskRequest, at_desk
from handsel.console.forms.ways_to_pay import InstructionsForm, WaysForm
from handsel.console.settings_seen import settings_menu
from handsel.console.settings_told import choices_of
from handsel.kernel.clock import now
from handsel.web.answers import done

HOME = "console:settings-payment-methods"


@at_desk
@require_http_methods(["GET", "POST"])
def settings_payment_methods(request: DeskRequest) -> HttpResponse:
    desk = request.desk
    may_change, ways = may_change_settings(desk.actor), desk.ways_to_pay
    used = users_of_methods(desk.seller_id)
    form = WaysForm(request.POST or None, ways=ways, used=used, may_change=bool(may_change))
    form, saved = form.attempt(
        lambda typed: change_ways_to_pay(changes=form.changes(typed), version=typed["version"], by=desk.actor, at=now())
    )
    if saved:
        return done(request, _said(saved), HOME)
    shown = {
        "form": form,
        "may_change": may_change,
        "languages": _languages(request, ways),
        "sections": settings_menu("settings-payment-methods"),
    }
    return render(request, "console/portal/payment_methods.html", shown, status=form.status)


@at_desk
@require_http_methods(["GET", "POST"])
def settings_instructions(request: DeskRequest) -> HttpResponse:
    desk = request.desk
    may_change_settings(desk.actor).or_refuse()
    language = request.POST.get("language") or request.GET.get("language") or request.portal.language
    if language not in LANGUAGES:
        raise Http404
    form = InstructionsForm(request.POST or None, ways=desk.ways_to_pay, language=language)
    saved = form.submit(
        lambda typed: change_ways_to_pay(
            changes={"instructions": form.changes(typed)}, version=typed["version"], by=desk.actor, at=now()
        )
    )
    if saved:
        return done(request, _("The payment instructions are saved."), HOME)
    names = ", ".join(f"{{{name}}}" for name in PLACEHOLDERS)
    shown = {"form": form, "language": dict(choices_of("language"))[language], "names": names}
    return render(request, "console/portal/instructions.html", shown, status=form.status)


def _languages(request: DeskRequest, ways: WaysToPay) -> list[dict[str, object]]:
    """Return the portal's languages, and others in which something is written, with the methods explained in each."""
    names = dict(choices_of("language"))
    written = {language for texts in ways.instructions.values() for language in texts}
    codes = dict.fromkeys([*request.portal.languages, *(code for code in names if code in written)])
    return [
        {
            "code": code,
            "name": names[code],
            "methods": [_(method.label) for method in OFFLINE if ways.instructions.get(method, {}).get(code)],
        }
        for code in codes
    ]


def _said(ways: WaysToPay) -> str:
    left = [
        ngettext("%(count)s buyer still pays by %(method)s.", "%(count)s buyers still pay by %(method)s.", count)
        % {"count": count, "method": _(PaymentMethod(method).label)}
        for method, count in still_used(ways).items()
    ]
    kept = [_("They go on as they are, until you choose another method for them.")] if left else []
    return " ".join([_("The payment methods are saved."), *left, *kept])
