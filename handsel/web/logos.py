"""The logo of the portal, for its pages and its mails, those of years ago too (SHO-4, MAI-2)."""

import re

from django.http import Http404, HttpResponse
from django.views.decorators.http import require_safe

from handsel.accounts.logos import stored_logo
from handsel.web.access import anyone
from handsel.web.portals import PortalRequest

_DIGEST = re.compile(r"[0-9a-f]{64}")


@anyone
@require_safe
def logo(request: PortalRequest, digest: str) -> HttpResponse:
    png = stored_logo(request.portal.seller_id, digest) if _DIGEST.fullmatch(digest) else None
    if png is None:
        raise Http404
    # Named by what it shows: it never changes.
    return HttpResponse(png, content_type="image/png", headers={"Cache-Control": "public, max-age=31536000, immutable"})
