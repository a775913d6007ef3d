"""What of the audit log is wanted (OPS-2)."""

from collections.abc import Iterable, Mapping
from typing import Any, ClassVar

from django import forms
from django.utils.translation import gettext_lazy as _

from handsel.timeline.audit import AuditSearch
from handsel.timeline.groups import Group
from handsel.timeline.origin import Way
from handsel.web.forms import HouseForm

ANY = ("", _("All"))


class LogForm(HouseForm):
    """The conditions, as they stand in the address; none of them is needed."""

    ids = "log_%s"
    widths: ClassVar[dict[str, str]] = dict.fromkeys(AuditSearch.NAMES, "quarter")

    kind = forms.ChoiceField(label=_("Kind of event"), required=False)
    who = forms.ChoiceField(label=_("Who"), required=False)
    account = forms.CharField(
        label=_("Account number"),
        required=False,
        widget=forms.TextInput({"inputmode": "numeric", "autocomplete": "off"}),
    )
    way = forms.ChoiceField(label=_("Way"), required=False, choices=[ANY, *Way.choices])
    until = forms.CharField(label=_("To"), required=False, widget=forms.DateInput({"type": "date"}))
    address = forms.CharField(
        label=_("IP address"), required=False, widget=forms.TextInput({"autocomplete": "off", "dir": "ltr"})
    )
    q = forms.CharField(label=_("Text"), required=False, widget=forms.TextInput({"type": "search"}))

    def __init__(
        self, params: Mapping[str, Any], *, search: AuditSearch, people: Iterable[tuple[str, str]], **details: Any
    ) -> None:
        super().__init__(params, **details)
        self.fields["from"] = forms.CharField(label=_("From"), required=False, widget=forms.DateInput({"type": "date"}))
        self._offer("kind", [ANY, *Group.choices], search.kind, search.kind)
        self._offer("who", [ANY, *people], search.who, search.who)
        self.order_fields(["kind", "who", "account", "way", "from", "until", "address", "q"])
        for name, said in (search.faults or {}).items():
            if name not in self.errors:
                self.add_error(name, said)

    def _offer(self, name: str, choices: list[tuple[Any, Any]], value: str, label: str) -> None:
        """Let `name` be one of `choices`, or the one that stands in the address."""
        if value not in {str(known) for known, _label in choices}:
            choices = [*choices, (value, label)]
        self.fields[name].choices = choices  # type: ignore[attr-defined]  # both are fields with choices
