"""The Mailbox: every mail as it went out, and what became of it (MAI-1)."""

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_GET

from handsel.console.desk import DeskRequest, at_desk
from handsel.console.mails_seen import FRAME_HEADERS, SeenMail, mail_page, state_tabs
from handsel.mail.queries import MailSearch, as_seen
from handsel.web.searches import searched


@at_desk
@require_GET
def mailbox(request: DeskRequest) -> HttpResponse:
    search = MailSearch.from_params({name: searched(request.GET, name) for name in ("q", "state", "kind")})
    shown = {"search": search, "page": mail_page(request.desk, search, request.GET)}
    if request.htmx:
        return render(request, "console/mailbox/list.html#rows", shown)
    return render(request, "console/mailbox/list.html", shown | {"tabs": state_tabs(request.desk, search.state)})


@at_desk
@require_GET
def message(request: DeskRequest, pk: int) -> HttpResponse:
    found = get_object_or_404(request.desk.mailbox.select_related("buyer"), pk=pk)
    account = request.desk.accounts.filter(pk=found.buyer_id).first() if found.buyer_id else None
    shown = {"mail": SeenMail(found), "seen": as_seen(found, request.desk.actor), "account": account}
    return render(request, "console/mailbox/message.html", shown)


@at_desk
@require_GET
def message_frame(request: DeskRequest, pk: int) -> HttpResponse:
    """Show the mail itself, in a page that can do nothing: it stands in a sandboxed frame."""
    found = get_object_or_404(request.desk.mailbox, pk=pk)
    return HttpResponse(as_seen(found, request.desk.actor).html, headers=FRAME_HEADERS)
