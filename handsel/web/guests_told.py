"""What the banner says while somebody is here as a guest, in both faces (USR-6, USR-10)."""

from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from handsel.identity.guests import VisitKind
from handsel.identity.roles import Right
from handsel.kernel.clock import now
from handsel.visits.staying import Stay

_HOUR = 60


def guest_banner(stay: Stay | None, title: str) -> dict[str, Any]:
    """Return what `web/_guest.html` needs for a guest at the portal called `title`; nothing where there is none."""
    if stay is None:
        return {}
    told = {"title": title, "account": stay.account, "person": stay.person, "home": stay.home, "by": stay.let_in_by}
    match stay.kind:
        case VisitKind.WORKSPACE:
            said, note, icon = _("Working at %(title)s for %(account)s"), "", "building-store"
            back = _("Back to %(home)s") % told
            if not stay.rights:
                note = _("You only look here.")
        case VisitKind.LOOK:
            said, icon = _("%(person)s looks as %(account)s"), "eye"
            note = _("What you order, you order for them.") if Right.SHOP in stay.rights else _("You only look here.")
            back = _("Stop looking")
        case VisitKind.SUPPORT:
            said, icon = _("%(person)s of %(home)s, let in by %(by)s"), "headset"
            note = _("%s left.") % _left(stay.minutes_left(now()))
            back = _("Back to %(home)s") % told
    return {"stay_said": said % told, "stay_note": note, "stay_icon": icon, "stay_back": back}


def _left(minutes: int) -> str:
    if minutes > 2 * _HOUR:
        hours = minutes // _HOUR
        return ngettext("%s hour", "%s hours", hours) % hours
    return ngettext("%s minute", "%s minutes", minutes) % minutes
