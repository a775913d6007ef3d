"""What is said of each event on a timeline, and of each field that it changed (ACC-16)."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

SENTENCES: dict[str, tuple[str, str | Promise]] = {
    "account.added": ("user-plus", _("The account was added.")),
    "account.imported": ("upload", _("The account was imported from row %(row)s of a file.")),
    "account.updated": ("edit", _("The information was changed.")),
    "address.added": ("map-pin", _("An address was added: %(line)s.")),
    "address.changed": ("map-pin", _("An address was changed: %(line)s.")),
    "address.made_default": ("star", _("An address became the default for %(role)s: %(line)s.")),
    "address.removed": ("map-pin", _("An address was removed: %(line)s.")),
    "api_key.made": ("key", _("The API key %(key_name)s was made.")),
    "api_key.revoked": ("key", _("The API key %(key_name)s was revoked.")),
    "approval.switched": ("clipboard-check", _("Order approval was switched on.")),
    "approval.switched:off": ("clipboard-check", _("Order approval was switched off.")),
    "cart.started": ("shopping-cart", _("Cart %(number)s was started.")),
    "funds.added": ("coins", _("%(amount)s was added by %(method)s, with receipt %(number)s.")),
    "funds.reversed": ("receipt-refund", _("A receipt was reversed.")),
    "note.added": ("note", _("A note was written.")),
    "note.edited": ("note", _("A note of %(author)s was changed.")),
    "note.pinned": ("flag", _("A note of %(author)s was pinned.")),
    "note.removed": ("trash", _("A note of %(author)s was removed.")),
    "note.unpinned": ("flag", _("A note of %(author)s is no longer pinned.")),
    "order.approved": ("check", _("Order %(number)s was approved.")),
    "order.awaiting_approval": ("clipboard-check", _("Order %(number)s over %(amount)s waits for approval.")),
    "order.canceled": ("circle-x", _("Order %(number)s was canceled.")),
    "order.executed": ("circle-check", _("Order %(number)s was executed.")),
    "order.placed": ("shopping-cart", _("Order %(number)s over %(amount)s was placed.")),
    "order.settled": ("cash", _("Order %(number)s was paid: %(amount)s.")),
    "order.short_of_funds": ("hourglass-high", _("Order %(number)s over %(amount)s waits for funds.")),
    "price_list.changed": ("tags", _("The markup was changed from %(before)s to %(after)s percent.")),
    "product.added": ("packages", _("The product %(product)s was added.")),
    "product.withdrawn": ("package-off", _("The product %(product)s was withdrawn.")),
    "user.activated": ("user-check", _("The log-in was activated.")),
    "user.invited": ("mail-forward", _("A storefront user was invited.")),
    "user.invited:again": ("mail-forward", _("The activation link was sent again.")),
    "user.invited:staff": ("mail-forward", _("A colleague was invited as %(role)s.")),
}
"""Event -> icon and sentence, with the facts of the event in it; what follows a colon tells apart what it can mean."""

FIELDS: dict[str, str | Promise] = {
    "company_name": _("Company name"),
    "contact_name": _("Contact name"),
    "email": _("E-mail"),
    "phone": _("Phone"),
    "address": _("Address"),
    "city": _("City"),
    "country": _("Country"),
    "state": _("State or province"),
    "postcode": _("Postcode"),
    "tax_number": _("Tax number"),
    "external_number": _("External number"),
    "manager_id": _("Account manager"),
    "roles": _("Used for"),
}
"""Field -> its label."""
