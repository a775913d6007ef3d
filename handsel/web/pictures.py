"""The pictures of products that the portal's seller supplies or is offered (CAT-1)."""

import re

from django.http import Http404, HttpResponse
from django.views.decorators.http import require_safe

from handsel.catalog.pictures import stored_picture
from handsel.web.access import anyone
from handsel.web.portals import PortalRequest

_DIGEST = re.compile(r"[0-9a-f]{64}")


@anyone
@require_safe
def picture(request: PortalRequest, digest: str) -> HttpResponse:
    webp = stored_picture(request.portal.seller_id, digest) if _DIGEST.fullmatch(digest) else None
    if webp is None:
        raise Http404
    # Named by what it shows: it never changes.
    return HttpResponse(
        webp, content_type="image/webp", headers={"Cache-Control": "public, max-age=31536000, immutable"}
    )
