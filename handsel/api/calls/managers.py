"""Who looks after customers that come by themselves (ACC-3)."""

from django.http import HttpResponse
from ninja import Router

from handsel.accounts.manager_models import ManagerRule
from handsel.accounts.manager_rules import change_manager_rule, rule_of
from handsel.api.keys import ApiRequest
from handsel.api.once import perform
from handsel.api.refusals import may_refuse
from handsel.api.shapes.managers import ManagerRuleIn, ManagerRuleOut
from handsel.kernel.clock import now

router = Router(tags=["Settings"])


@router.get("/settings/sign-up/managers", response=ManagerRuleOut, operation_id="settings_managers_of_new")
def managers(request: ApiRequest) -> ManagerRuleOut:
    """Show who looks after customers that sign up by themselves."""
    return ManagerRuleOut.of(rule_of(request.auth.seller_id))


@router.put(
    "/settings/sign-up/managers",
    response=ManagerRuleOut,
    operation_id="settings_set_managers_of_new",
    **may_refuse(change_manager_rule),
)
def change(request: ApiRequest, body: ManagerRuleIn) -> HttpResponse:
    """Decide it anew, as a whole; customers you have keep whom they have."""

    def act() -> ManagerRule:
        return change_manager_rule(rule=body.rule, version=body.version, by=request.auth.actor, at=now())

    return perform(request, act, lambda _: ManagerRuleOut.of(rule_of(request.auth.seller_id)))
