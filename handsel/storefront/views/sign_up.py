"""Visitors sign up by themselves, and confirm their address by the link in the mail (ACC-3)."""

from contextlib import suppress
from http import HTTPStatus

from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import get_language
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from handsel.accounts.manager_rules import managers_on_offer
from handsel.identity.links import LinkSpent
from handsel.identity.models import User
from handsel.identity.session_models import Proof
from handsel.kernel.clock import now
from handsel.signups.asking import sign_up as ask_for_account
from handsel.signups.carts import CartGone, keep_contact
from handsel.signups.confirming import confirm_sign_up, sign_up_behind
from handsel.signups.models import SignUp, Stage
from handsel.storefront.cart_seen import see_cart
from handsel.storefront.counter import VisitRequest, at_door
from handsel.storefront.forms.sign_up import ConfirmForm, SignUpForm
from handsel.storefront.visitor_counter import forget_cart, secret_of, visitor_at
from handsel.timeline.origin import Way
from handsel.web.access import anyone
from handsel.web.known_devices import place_of, remember_device
from handsel.web.link_pages import link_spent, untold
from handsel.web.portals import PortalRequest
from handsel.web.sessions import begin_session, portal_of, user_of


@anyone
@never_cache
@sensitive_post_parameters("password")
@require_http_methods(["GET", "HEAD", "POST"])
def sign_up(request: PortalRequest) -> HttpResponse:
    """Ask who wants to become a customer; what is answered is the same for every address."""
    if not request.portal.lets_sign_up:
        raise Http404
    if user_of(request):
        return redirect("storefront:shop")
    form = _form(request)
    if _is_asked(request, form):
        return _asked(request)
    return render(request, "storefront/session/sign_up.html", {"form": form}, status=form.status)


@at_door
@never_cache
@sensitive_post_parameters("password")
@require_http_methods(["GET", "HEAD", "POST"])
def checkout_sign_up(request: VisitRequest) -> HttpResponse:
    """Ask a visitor at the checkout who orders: they sign up right there, or log in, and the cart becomes theirs."""
    if request.counter:
        return redirect("storefront:checkout")
    cart = see_cart(visitor_at(request), request.portal)
    form = _form(request) if request.portal.lets_sign_up else None
    if not cart.is_ready:
        return redirect("storefront:cart")
    if form and _is_asked(request, form):
        return _asked(request)
    shown = {"cart": cart, "form": form}
    return render(request, "storefront/checkout/visitor.html", shown, status=form.status if form else HTTPStatus.OK)


def _form(request: PortalRequest) -> SignUpForm:
    managers = [(user.pk, user.name) for user in managers_on_offer(request.portal.seller_id)]
    return SignUpForm(request.POST or None, portal=request.portal, managers=managers)


def _is_asked(request: PortalRequest, form: SignUpForm) -> bool:
    """Sign up whoever filled in `form`, or, where it was filled in by a program, only let it look so."""
    if form.is_bound and form.is_trapped:
        return True
    if form.is_bound:
        _keep_contact(request)
    return bool(form.submit(lambda typed: _ask(request, form, typed)))


def _ask(request: PortalRequest, form: SignUpForm, typed: dict[str, object]) -> SignUp:
    wanted = form.wanted(typed, get_language() or request.portal.language)
    cart = visitor_at(request).cart
    return ask_for_account(
        wanted=wanted,
        place=place_of(request),
        by=portal_of(request, Way.STOREFRONT),
        at=now(),
        cart_ref=cart.pk if cart else None,
    )


def _keep_contact(request: PortalRequest) -> None:
    """Keep with the cart what was typed so far, whether all of it was right or not."""
    if visitor_at(request).cart is None:
        return
    told = {name: request.POST.get(name, "") for name in ("email", "phone")}
    name = f"{request.POST.get('first_name', '')} {request.POST.get('last_name', '')}"
    by = portal_of(request, Way.STOREFRONT)
    with suppress(CartGone):
        keep_contact(secret=secret_of(request), name=name, **told, by=by, at=now())


def _asked(request: PortalRequest) -> HttpResponse:
    return render(request, "storefront/session/signed_up.html", {"email": request.POST.get("email", "")[:254]})


@anyone
@never_cache
@sensitive_post_parameters("password")
@require_http_methods(["GET", "HEAD", "POST"])
def sign_up_confirm(request: PortalRequest, secret: str) -> HttpResponse:
    """Confirm the address with the password that was chosen; who need not wait is let in."""
    found = sign_up_behind(secret=secret, at=now())
    if found is None:
        return link_spent(request)
    form = ConfirmForm(request.POST or None)
    try:
        done = form.submit(
            lambda typed: confirm_sign_up(secret=secret, by=portal_of(request, Way.STOREFRONT), at=now(), **typed),
            passing=(LinkSpent,),
        )
    except LinkSpent:
        return link_spent(request)
    if done and done.stage == Stage.ACCEPTED:
        return _let_in(request, done)
    if done:
        return render(request, "storefront/session/sign_up_waits.html", {"found": done})
    return untold(render(request, "storefront/session/sign_up_confirm.html", {"form": form, "found": found},
                         status=form.status or HTTPStatus.OK))  # fmt: skip


def _let_in(request: PortalRequest, done: SignUp) -> HttpResponse:
    user = User.objects.get(seller_id=done.seller_id, email=done.email)
    begin_session(request, user, way=Way.STOREFRONT, proof=Proof.PASSWORD)
    to = "storefront:cart" if done.cart_ref else "storefront:shop"
    return forget_cart(remember_device(redirect(to), user))
