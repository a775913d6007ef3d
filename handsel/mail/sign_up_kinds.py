"""The mails around a sign-up: confirm the address, you are known, welcome, no, and one to staff (ACC-3, MAI-1)."""

from django.utils.translation import gettext_lazy as _

from handsel.mail.kind import LINK, LOGIN, PORTAL, RECIPIENT, Kind
from handsel.mail.variables import Type, Variable

_SIGN_UP = (
    Variable("sign_up.name", Type.TEXT, "Who signed up: the company, or the person", "Bakery"),
    Variable("sign_up.email", Type.TEXT, "With which address", "berta@bakery.example"),
)

SIGN_UP_CONFIRM = Kind(
    "sign_up_confirm", _("Sign-up: confirm the address"), (*RECIPIENT, *LINK), needed_for_security=True
)
SIGN_UP_KNOWN = Kind(
    "sign_up_known",
    _("Sign-up: you have a log-in already"),
    (
        *RECIPIENT,
        *LOGIN,
        Variable("help.url", Type.LINK, "Where a new password is asked for", f"{PORTAL}/forgot-password/"),
    ),
    needed_for_security=True,
)
SIGN_UP_ACCEPTED = Kind("sign_up_accepted", _("Sign-up: welcome"), (*RECIPIENT, *LOGIN))
SIGN_UP_REJECTED = Kind(
    "sign_up_rejected",
    _("Sign-up: rejected"),
    (*RECIPIENT, Variable("sign_up.reason", Type.TEXT, "Your reason", "We deliver to companies only")),
)
SIGN_UP_WAITING = Kind(
    "sign_up_waiting",
    _("Sign-up waiting for your answer"),
    (
        *RECIPIENT,
        *_SIGN_UP,
        Variable(
            "sign_up.url", Type.LINK, "The queue, for who can log in", f"{PORTAL}/console/sign-ups/",
            optional=True,
        ),
    ),
)  # fmt: skip

OF_SIGN_UPS = (SIGN_UP_CONFIRM, SIGN_UP_KNOWN, SIGN_UP_WAITING, SIGN_UP_ACCEPTED, SIGN_UP_REJECTED)
