"""Storefront users of a customer: add one, send the activation link again (USR-1, USR-2)."""

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from handsel.console.desk import DeskRequest, at_desk
from handsel.console.forms.users import StorefrontUserForm
from handsel.identity.people import Person, add_storefront_user, resend_activation_link
from handsel.identity.rules import may_invite_buyers
from handsel.kernel.clock import now
from handsel.kernel.refusal import Refusal
from handsel.web.answers import done, said
from handsel.web.refusals import refusal_toast


@at_desk
@require_http_methods(["GET", "POST"])
def user_new(request: DeskRequest, number: int) -> HttpResponse:
    desk = request.desk
    account = get_object_or_404(desk.accounts.customers(), number=number)
    may_invite_buyers(desk.actor).or_refuse()
    form = StorefrontUserForm(request.POST or None, portal=request.portal, inviter=desk.user)
    user = form.submit(
        lambda typed: add_storefront_user(buyer_id=account.pk, person=Person(**typed), by=desk.actor, at=now())
    )
    if user:
        told = _("%s is added; a mail with the activation link is on its way.") % user.name
        return done(request, told, "console:account-users", account.number)
    return render(request, "console/users/new.html", {"form": form, "account": account}, status=form.status)


@at_desk
@require_POST
def user_resend(request: DeskRequest, number: int, user_id: int) -> HttpResponse:
    account = get_object_or_404(request.desk.accounts.customers(), number=number)
    seat = get_object_or_404(request.desk.storefront_seats.filter(buyer=account), user_id=user_id)
    try:
        user = resend_activation_link(user_id=seat.user_id, by=request.desk.actor, at=now())
    except Refusal as refusal:
        return refusal_toast(request, refusal)
    return said(request, _("A new link is on its way to %s.") % user.email, "console:account-users", account.number)
