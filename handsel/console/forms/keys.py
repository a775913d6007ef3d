"""A key for a program: what it may do, from where and how long; and a new secret for one (USR-8)."""

from collections.abc import Mapping
from datetime import date, datetime, time, timedelta
from typing import Any, ClassVar

from django import forms
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from handsel.identity.keys import Reach
from handsel.identity.models import ApiKey
from handsel.identity.roles import STAFF, Role
from handsel.identity.scopes import ONLY_READ, PRESETS, READ, WRITE, Subject, covers, scope
from handsel.web.forms import REDRAW, HouseForm
from handsel.web.place_form import REDRAWS

LASTS: Mapping[str, int] = {"30": 30, "90": 90, "365": 365}
DAY, NEVER = "day", "never"


class ReachForm(HouseForm):
    """How far a key reaches: its role, a choice for each part of the API, from where, and until when."""

    ids = "key_%s"
    widths: ClassVar[dict[str, str]] = {"role": "half", "lasts": "half", "expires_at": "half"} | {
        f"scope_{subject}": "third" for subject in Subject
    }
    headings: ClassVar[dict[str, str | Promise]] = {
        "scope_accounts": _("What the program may use"),
        "lasts": _("How long, and from where"),
    }

    role = forms.ChoiceField(
        label=_("Role"),
        choices=[(role.value, role.label) for role in Role if role in STAFF],
        initial=Role.READ_ONLY,
        help_text=_("Whatever you choose below, the program does no more than a person with this role."),
    )
    lasts = forms.ChoiceField(
        label=_("Works for"),
        choices=[
            ("30", _("30 days")),
            ("90", _("90 days")),
            ("365", _("1 year")),
            (DAY, _("Until the day beside")),
            (NEVER, _("Ever, until you revoke it")),
        ],
        initial="365",
        help_text=_("Owners get a mail a week before."),
    )
    expires_at = forms.DateField(
        label=_("Last day"), required=False, widget=forms.DateInput({"type": "date"}, format="%Y-%m-%d")
    )
    networks = forms.CharField(
        label=_("Only from these addresses"),
        required=False,
        max_length=5_000,
        widget=forms.Textarea({"rows": 3, "autocomplete": "off", "spellcheck": "false", "dir": "ltr"}),
        help_text=_("One address or network in each line, such as 203.0.113.7 or 2001:db8::/48. Empty: from anywhere."),
    )

    def __init__(self, *args: Any, **details: Any) -> None:
        super().__init__(*args, **details)
        for subject in Subject:
            choices = [("", _("Nothing")), (READ, _("Read"))]
            if subject not in ONLY_READ:
                choices.append((WRITE, _("Read and change")))
            self.fields[f"scope_{subject}"] = forms.ChoiceField(label=subject.label, choices=choices, required=False)
        scopes = [f"scope_{subject}" for subject in Subject]
        self.order_fields(["name", "preset", "role", *scopes, "lasts", "expires_at", "networks"])

    def reach(self, typed: Mapping[str, Any], at: datetime) -> Reach:
        """Return what was typed as the domain takes it."""
        chosen = {subject: typed[f"scope_{subject}"] for subject in Subject}
        return Reach(
            role=Role(typed["role"]),
            scopes=[scope(subject, access) for subject, access in chosen.items() if access],
            networks=typed["networks"].splitlines(),
            expires_at=self._expires_at(typed, at),
        )

    def clean(self) -> dict[str, Any]:
        """Demand a day where one was announced."""
        typed = super().clean() or {}
        if typed.get("lasts") == DAY and not typed.get("expires_at") and "expires_at" not in self.errors:
            self.add_error("expires_at", _("Choose the last day on which the key works."))
        return typed

    def _expires_at(self, typed: Mapping[str, Any], at: datetime) -> datetime | None:
        if typed["lasts"] == NEVER:
            return None
        days = LASTS.get(typed["lasts"])
        return at + timedelta(days=days) if days else end_of(typed["expires_at"])


class NewKeyForm(ReachForm):
    """A key with its name; a usual use fills in the rest."""

    name = forms.CharField(
        label=_("Name"),
        max_length=100,
        help_text=_("Which program is it for?"),
        widget=forms.TextInput({"autocomplete": "off"}),
    )
    preset = forms.ChoiceField(
        label=_("Usual use"),
        choices=[("", _("Choose yourself below")), *((name, preset.label) for name, preset in PRESETS.items())],
        required=False,
        widget=forms.Select(REDRAWS),
        help_text=_("Fills in the role and what the program may use."),
    )
    widths: ClassVar[dict[str, str]] = ReachForm.widths | {"name": "half", "preset": "half"}

    def __init__(self, *args: Any, **details: Any) -> None:
        super().__init__(*args, **details)
        preset = PRESETS.get(self.data.get("preset", "")) if REDRAW in self.data else None
        if preset:
            chosen = {f"scope_{subject}": access_to(subject, preset.scopes) for subject in Subject}
            self.data = {**self.data.dict(), "role": preset.role, **chosen}  # type: ignore[attr-defined]  # a QueryDict


class RotateForm(HouseForm):
    """How long the secret before works on."""

    grace = forms.TypedChoiceField(
        label=_("The secret before"),
        coerce=int,
        choices=[
            (0, _("stops at once")),
            (1, _("works for an hour more")),
            (24, _("works for a day more")),
            (7 * 24, _("works for a week more")),
        ],
        initial=24,
        help_text=_("Long enough to bring the new one to the program."),
    )


def reach_of(key: ApiKey) -> dict[str, Any]:
    """Return what the form for a key begins with."""
    until = timezone.localtime(key.expires_at).date() if key.expires_at else None
    return {
        "role": key.role,
        "lasts": DAY if until else NEVER,
        "expires_at": until,
        "networks": "\n".join(key.networks),
    } | {f"scope_{subject}": access_to(subject, key.scopes) for subject in Subject}


def access_to(subject: Subject, scopes: list[str] | tuple[str, ...]) -> str:
    """Return what `scopes` let do in `subject`: write, read, or nothing at all."""
    return next((access for access in (WRITE, READ) if covers(scopes, scope(subject, access))), "")


def end_of(day: date) -> datetime:
    """Return the end of `day` where the reseller is."""
    return datetime.combine(day, time(23, 59, 59), tzinfo=timezone.get_current_timezone())
