"""What staff note about an order for themselves, and the order on paper (ORD-18)."""

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from handsel.accounts.rules import may_write_notes
from handsel.console.desk import Desk, DeskRequest, at_desk
from handsel.console.forms.orders import InternalNoteForm
from handsel.console.returning import done_here
from handsel.kernel.clock import now
from handsel.orders.internal_notes import write_internal_note
from handsel.orders.preflight import paid_in_part
from handsel.orders.status import situation
from handsel.web.deliveries_told import paid_back, told_by_line
from handsel.web.particulars_form import SeenParticulars
from handsel.web.taxes import TaxSum


@at_desk
@require_http_methods(["GET", "POST"])
def order_note(request: DeskRequest, number: str) -> HttpResponse:
    desk = request.desk
    may_write_notes(desk.actor).or_refuse()
    order_id = _order_id(request, number)
    note = desk.internal_notes.filter(order_id=order_id).first()
    initial = {"text": note.text if note else "", "version": note.version if note else 0}
    form, is_saved = InternalNoteForm(request.POST or None, initial=initial).attempt(
        lambda typed: _write(desk, order_id, typed)
    )
    if is_saved:
        return done_here(request, _("The internal note is saved."), "console:order", number)
    if form.is_over and note:
        form.saved_by = note.author_name
    return render(request, "console/orders/note.html", {"form": form, "number": number}, status=form.status)


@at_desk
@require_GET
def order_print(request: DeskRequest, number: str) -> HttpResponse:
    leg = get_object_or_404(request.desk.sales.select_related("buyer"), number=number)
    said = SeenParticulars.of([leg.order_id], party_id=request.desk.seller_id).get(leg.order_id)
    lines, told, stands = list(leg.lines.order_by("pk")), told_by_line(leg.deliveries.all()), situation(leg)
    rows = [(line, told.get(line.line_id)) for line in lines]
    shown = {"leg": leg, "buyer": leg.buyer, "rows": rows, "sum": TaxSum.of_leg(leg, lines), "said": said}
    shown |= {"status": stands.status, "colour": stands.colour, "paid_back": paid_back(rows)}
    shown |= paid_in_part(leg, at=now())
    return render(request, "web/order_paper.html", shown)


def _write(desk: Desk, order_id: int, typed: dict[str, object]) -> bool:
    write_internal_note(
        order_id=order_id, text=str(typed["text"]), version=int(str(typed["version"])), by=desk.actor, at=now()
    )
    return True


def _order_id(request: DeskRequest, number: str) -> int:
    sale = request.desk.sales.filter(number=number).first()
    return sale.order_id if sale else get_object_or_404(request.desk.carts, number=number).pk
