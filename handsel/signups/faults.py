"""What can be wrong with a sign-up, in the words and languages of visitors (ACC-3)."""

from collections.abc import Mapping

from django.utils.translation import gettext as _

from handsel.accounts.details import AccountDetails, find_faults
from handsel.accounts.portal_settings import OpenPortal
from handsel.accounts.postal import parts_of
from handsel.kernel.email import is_email
from handsel.kernel.refusal import Conflict, Invalid, Refusal


class SignUpOff(Conflict):
    """This portal lets nobody sign up by themselves, or is itself not active."""

    code = "sign_up_off"


class TooManySignUps(Refusal):
    """Too many sign-ups came from this network within an hour."""

    code = "too_many_sign_ups"
    status = 429


class TermsNotAgreed(Invalid):
    """The terms that hold now were not agreed to."""

    code = "terms_not_agreed"


class AlreadyKnown(Conflict):
    """Somebody with this address can log in here already."""

    code = "email_known"


def find_sign_up_faults(
    details: AccountDetails, names: Mapping[str, str], portal: OpenPortal, *, is_company: bool
) -> dict[str, str]:
    """Return what is wrong with tidied `details` and the `names` of the person, as sentences by field.

    Whoever signs up as a private person is asked for no company, unless the portal cannot do without one.
    """
    faults = {name: _("Please fill this in.") for name, text in names.items() if not text.strip()}
    faults |= {name: _("This is too long.") for name, text in names.items() if len(text.strip()) > _LONGEST_NAME}
    unknown_there = {name for name, part in parts_of(details.country).items() if not part.is_used}
    needed = (portal.mandatory_fields | {"email"}) - {"manager", "contact_name"} - unknown_there
    if is_company:
        needed |= {"company_name"}
    faults |= {name: _("Please fill this in.") for name in needed if not getattr(details, name)}
    return _in_words(find_faults(details), details) | faults


_LONGEST_NAME = 100


def _in_words(faults: Mapping[str, str], details: AccountDetails) -> dict[str, str]:
    """Return the faults that were typed, in the words of visitors; what is missing is said elsewhere."""
    said = {
        "email": _("Enter a full e-mail address, such as ingrid@fjord.no."),
        "phone": _("Enter a phone number with + and the code of its country, such as +49 30 123456."),
        "country": _("Choose a country from the list."),
        "postcode": _("Enter a postcode as this country writes them."),
        "tax_number": _("This is no tax number of the country that you chose."),
    }
    found = {name: said.get(name, _("This is too long.")) for name in faults if getattr(details, name)}
    if details.email and not is_email(details.email):
        found["email"] = said["email"]
    return found
