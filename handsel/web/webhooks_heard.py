"""Where payment gateways send their webhooks: each portal has an address for each gateway that it uses (FUN-7)."""

from django.core.exceptions import RequestDataTooBig
from django.http import HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from handsel.gateways.hearing import hear_webhook
from handsel.gateways.interface import NoticeRefused
from handsel.gateways.models import SellerGateway
from handsel.kernel.clock import now
from handsel.web.access import anyone
from handsel.web.portals import PortalRequest

MOST_BYTES = 256 * 1024


@csrf_exempt
@anyone
@require_POST
def gateway_webhook(request: PortalRequest, pk: int) -> HttpResponse:
    """Hear a webhook: the signature is its log-in. What is not believed is refused by name, and changes nothing."""
    gateway = get_object_or_404(SellerGateway, pk=pk, seller_id=request.portal.seller_id)
    try:
        body = request.body
    except RequestDataTooBig:
        body = b" " * (MOST_BYTES + 1)
    if len(body) > MOST_BYTES:
        return JsonResponse({"code": "webhook_too_large"}, status=413)
    headers = {name.lower(): value for name, value in request.headers.items()}
    try:
        said = hear_webhook(gateway, body, headers, at=now())
    except NoticeRefused as refusal:
        return JsonResponse({"code": refusal.code}, status=refusal.status)
    return JsonResponse({"code": said})
