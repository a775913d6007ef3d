"""Where suppliers' programs call back: one address at each portal; the signature is their log-in (ORD-12)."""

from django.core.exceptions import RequestDataTooBig
from django.http import HttpResponse, JsonResponse
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from handsel.deliveries.calling_back import hear_callback
from handsel.deliveries.signing import HEADER
from handsel.kernel.clock import now
from handsel.kernel.refusal import Refusal
from handsel.web.access import anyone
from handsel.web.portals import PortalRequest

MOST_BYTES = 256 * 1024


@csrf_exempt
@anyone
@require_POST
def delivery_callback(request: PortalRequest) -> HttpResponse:
    """Hear what became of a delivery. What is not believed is refused by name, and changes nothing."""
    try:
        body = request.body
    except RequestDataTooBig:
        body = b" " * (MOST_BYTES + 1)
    if len(body) > MOST_BYTES:
        told = {"code": "callback_too_large", "detail": "Call back with at most 256 KB.", "fields": {}}
        return JsonResponse(told, status=413)
    try:
        state = hear_callback(request.portal.seller_id, body, request.headers.get(HEADER, ""), at=now())
    except Refusal as refusal:
        told = {"code": refusal.code, "detail": str(refusal), "fields": refusal.fields}
        return JsonResponse(told, status=refusal.status)
    return JsonResponse({"state": state})
