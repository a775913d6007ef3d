"""The page behind the link of an invitation: a password of one's own, and in (USR-2, USR-9)."""

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from handsel.identity.actor import system
from handsel.identity.links import LinkSpent, owner_of_link
from handsel.identity.models import OneTimeLink, Seat
from handsel.identity.people import activate
from handsel.kernel.clock import now
from handsel.timeline.origin import Way
from handsel.web.access import anyone
from handsel.web.portals import PortalRequest
from handsel.web.sessions import begin_session, origin_of
from handsel.web.sign_in import PasswordForm


@anyone
@never_cache
@sensitive_post_parameters("password", "again")
@require_http_methods(["GET", "POST"])
def activation(request: PortalRequest, secret: str) -> HttpResponse:
    form = PasswordForm(request.POST or None)
    invited = owner_of_link(secret=secret, purpose=OneTimeLink.Purpose.ACTIVATION, at=now())
    is_staff = Seat.objects.filter(user=invited, buyer__isnull=True).exists()
    origin = origin_of(request, Way.CONSOLE if is_staff else Way.STOREFRONT)
    portal = system(request.portal.seller_id).coming_from(origin)
    try:
        user = form.submit(
            lambda typed: activate(secret=secret, password=typed["password"], by=portal, at=now()), passing=(LinkSpent,)
        )
    except LinkSpent:
        invited = None
    if invited is None:
        return render(request, "web/link_spent.html", status=LinkSpent.status)
    if user:
        begin_session(request, user)
        return redirect("console:start" if is_staff else "/")
    return render(request, "web/activate.html", {"form": form, "invited": invited}, status=form.status)
