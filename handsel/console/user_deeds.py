"""What can be done to a storefront user after a confirmation, each with its words (USR-2, USR-3, USR-4)."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from handsel.identity.actor import Actor
from handsel.identity.deactivation import activate_user, deactivate_user
from handsel.identity.forgotten import send_reset_link
from handsel.identity.models import Seat, User
from handsel.identity.people import resend_activation_link
from handsel.identity.profiles import remove_storefront_user
from handsel.identity.rules import could_deactivate, could_let_in_and_out, may_invite_buyers
from handsel.kernel.clock import now
from handsel.kernel.refusal import Verdict

Words = str | Promise


@dataclass(frozen=True)
class Deed:
    """One entry of a user's menu: what is asked before, the button, and what is said after."""

    name: str
    heading: Words
    text: Words
    submit: Words
    icon: str
    told: Words
    act: Callable[[Seat, Actor], User]
    may: Callable[[Actor, Seat], Verdict]
    is_about_all_places: bool = True
    is_danger: bool = False

    def asked(self, seat: Seat) -> str:
        """Return what happens, and how far it reaches where the person has other places at this portal."""
        text = str(self.text) % {"name": seat.user.name, "email": seat.user.email}
        others = len(_places(seat)) - 1
        if not (self.is_about_all_places and others):
            return text
        reach = ngettext(
            "It concerns the whole log-in at this portal: %s other place too.",
            "It concerns the whole log-in at this portal: %s other places too.",
            others,
        )
        return f"{text} {reach % others}"


def _places(seat: Seat) -> list[Seat]:
    return list(Seat.objects.filter(user=seat.user).order_by("pk"))


def _all_places(by: Actor, seat: Seat) -> Verdict:
    return could_let_in_and_out(by, _places(seat))


DEEDS: Mapping[str, Deed] = {
    deed.name: deed
    for deed in (
        Deed(
            "resend",
            _("Resend activation link"),
            _("%(email)s gets a new mail with an activation link. The link sent before stops working."),
            _("Send the link"),
            "mail-forward",
            _("A new link is on its way to %(email)s."),
            lambda seat, by: resend_activation_link(user_id=seat.user_id, by=by, at=now()),
            _all_places,
            is_about_all_places=False,
        ),
        Deed(
            "reset",
            _("Reset Storefront Password"),
            _(
                "%(email)s gets a mail with a link to choose a new password. It works once, for two hours; until then "
                "the password stays as it is. Nobody else sees the new one."
            ),
            _("Send the link"),
            "key",
            _("A link to choose a new password is on its way to %(email)s."),
            lambda seat, by: send_reset_link(user_id=seat.user_id, by=by, at=now()),
            _all_places,
        ),
        Deed(
            "deactivate",
            _("Deactivate User"),
            _("%(name)s is logged out at once, on every device, and cannot log in until somebody activates the user."),
            _("Deactivate User"),
            "user-off",
            _("%(name)s is deactivated and logged out everywhere."),
            lambda seat, by: deactivate_user(user_id=seat.user_id, by=by, at=now()),
            lambda by, seat: could_deactivate(by, seat.user, _places(seat)),
            is_danger=True,
        ),
        Deed(
            "activate",
            _("Activate User"),
            _(
                "%(name)s can log in again, with the password from before. Whoever never chose one needs a new "
                "activation link."
            ),
            _("Activate User"),
            "user-check",
            _("%(name)s can log in again."),
            lambda seat, by: activate_user(user_id=seat.user_id, by=by, at=now()),
            _all_places,
        ),
        Deed(
            "remove",
            _("Remove this storefront user?"),
            _("%(name)s no longer buys for this customer. The log-in goes on for the other places at this portal."),
            _("Remove"),
            "trash",
            _("%(name)s is removed from this customer."),
            lambda seat, by: remove_storefront_user(seat_id=seat.pk, by=by, at=now()),
            lambda by, _seat: may_invite_buyers(by),
            is_about_all_places=False,
            is_danger=True,
        ),
    )
}
"""The last part of the address -> what it does."""
