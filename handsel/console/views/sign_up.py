"""Settings: whether visitors become customers by themselves, and who looks after them then (ACC-3)."""

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from handsel.accounts.manager_rules import change_manager_rule, rule_of
from handsel.accounts.portal_changes import change_settings
from handsel.accounts.portal_settings import settings_of
from handsel.accounts.rules import may_change_settings
from handsel.console.choices import staff_choices
from handsel.console.desk import DeskRequest, at_desk
from handsel.console.forms.portal import SettingsForm
from handsel.console.forms.sign_up import ManagerRuleForm
from handsel.console.settings_seen import settings_menu
from handsel.kernel.clock import now
from handsel.web.answers import done

HOME = "console:settings-sign-up"


@at_desk
@require_http_methods(["GET", "POST"])
def settings_sign_up(request: DeskRequest) -> HttpResponse:
    form = _settings(request, bound=True)
    form, saved = form.attempt(
        lambda typed: change_settings(
            changes=form.changes(typed),
            locked=form.locks(typed),
            version=typed["version"] or 0,
            by=request.desk.actor,
            at=now(),
        )
    )
    if saved:
        return done(request, _("The settings are saved."), HOME)
    return _shown(request, form, _managers(request, bound=False), form.status)


@at_desk
@require_POST
def settings_sign_up_managers(request: DeskRequest) -> HttpResponse:
    may_change_settings(request.desk.actor).or_refuse()
    form = _managers(request, bound=True)
    saved = form.submit(
        lambda typed: change_manager_rule(
            rule=form.rule(typed), version=typed["version"], by=request.desk.actor, at=now()
        )
    )
    if saved:
        return done(request, _("The settings are saved."), HOME)
    return _shown(request, _settings(request, bound=False), form, form.status)


def _settings(request: DeskRequest, *, bound: bool) -> SettingsForm:
    desk = request.desk
    return SettingsForm(
        (request.POST or None) if bound else None,
        section="sign-up",
        portal=desk.portal,
        known=settings_of(desk.seller_id),
        may_change=bool(may_change_settings(desk.actor)),
    )


def _managers(request: DeskRequest, *, bound: bool) -> ManagerRuleForm:
    desk = request.desk
    rule, version = rule_of(desk.seller_id)
    return ManagerRuleForm(
        request.POST if bound else None,
        rule=rule,
        version=version,
        staff=staff_choices(desk.seller_id),
        may_change=bool(may_change_settings(desk.actor)),
    )


def _shown(request: DeskRequest, form: SettingsForm, managers: ManagerRuleForm, status: int) -> HttpResponse:
    shown = {
        "form": form,
        "managers": managers,
        "may_change": may_change_settings(request.desk.actor),
        "has_below": request.desk.accounts.resellers().exists(),
        "sections": settings_menu("settings-sign-up"),
    }
    return render(request, "console/portal/sign_up.html", shown, status=status)
