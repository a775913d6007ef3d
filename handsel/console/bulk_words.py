"""What is said of each action on many accounts: in the bar, in its dialog, and of its result (ACC-6 to ACC-9)."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _later

Words = str | Promise


@dataclass(frozen=True)
class ActionWords:
    """An action in words. `will` and `done` are said of %(who)s; `note` says what else there is to know."""

    label: Words
    icon: str
    will: Words
    note: Words
    submit: Words
    done: Words
    is_danger: bool = False


_AGAIN = _later("What somebody else changes meanwhile is left as it is, and told afterwards.")

WORDS: Mapping[str, ActionWords] = {
    "tag": ActionWords(
        _later("Tag"), "tag", _later("%(who)s will get the tags that you choose."),
        _later("Whoever has them already stays as they are."), _later("Tag"), _later("tagged"),
    ),
    "untag": ActionWords(
        _later("Remove tags"), "tags", _later("The tags that you choose will be taken off %(who)s."),
        _later("The tags themselves stay."), _later("Remove"), _later("untagged"),
    ),
    "manager": ActionWords(
        _later("Set account manager"), "user-cog", _later("%(who)s will be looked after by whom you choose."), _AGAIN,
        _later("Set account manager"), _later("changed"),
    ),
    "price_list": ActionWords(
        _later("Set price list"), "discount", _later("%(who)s will buy from the price list that you choose."),
        _later("Orders that were placed keep their prices."), _later("Set price list"), _later("changed"),
    ),
    "approval": ActionWords(
        _later("Set order approval"), "clipboard-check",
        _later("You decide whether orders of %(who)s wait for your approval."),
        _later("Orders that wait now go on waiting."), _later("Save"), _later("changed"),
    ),
    "suspend": ActionWords(
        _later("Suspend"), "ban", _later("%(who)s will be suspended."),
        _later("They buy nothing; their people reach their own data and the funds page, and get a mail."),
        _later("Suspend"), _later("suspended"), is_danger=True,
    ),
    "lift": ActionWords(
        _later("Lift suspension"), "circle-check", _later("The suspension of %(who)s will be lifted."),
        _later("Their people are told by mail."), _later("Lift suspension"), _later("no longer suspended"),
    ),
    "deactivate": ActionWords(
        _later("Deactivate"), "player-pause", _later("%(who)s will be inactive."),
        _later("Nobody of them logs in or buys. What runs goes on."), _later("Deactivate"), _later("inactive"),
        is_danger=True,
    ),
    "activate": ActionWords(
        _later("Activate"), "player-play", _later("%(who)s will be active again."),
        _later("Their people are told by mail."), _later("Activate"), _later("active again"),
    ),
    "archive": ActionWords(
        _later("Archive"), "archive", _later("%(who)s will be archived."),
        _later("They leave the lists and keep all their data. Those with services that run stay."),
        _later("Archive"), _later("archived"),
    ),
    "unarchive": ActionWords(
        _later("Take out of the archive"), "inbox", _later("%(who)s will be in the lists again."),
        _later("Each with the status that it had."), _later("Take out"), _later("in the lists again"),
    ),
    "delete": ActionWords(
        _later("Delete"), "trash", _later("%(who)s will be deleted."),
        _later("Those that have traded stay. The others lie in the bin for 30 days, and can be restored until then."),
        _later("Delete"), _later("deleted"), is_danger=True,
    ),
    "restore": ActionWords(
        _later("Restore"), "arrow-back-up", _later("%(who)s will be restored from the bin."),
        _later("As they were, with their people."), _later("Restore"), _later("restored"),
    ),
}  # fmt: skip
"""Action -> what is said of it, in the order of the table of actions."""


def said_of(action: str, params: Mapping[str, Any]) -> str:
    """Return what an action was asked for with, in a few words; empty where it needed nothing."""
    match action:
        case "tag" | "untag":
            return ", ".join(params["names"])
        case "manager":
            return params["manager_name"] or _("Nobody")
        case "price_list":
            return params["price_list_name"] or _("The default list")
        case "approval":
            return _("needed") if params["required"] else _("not needed")
    return str(params.get("reason", ""))
