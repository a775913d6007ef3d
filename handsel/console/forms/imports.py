"""What an import asks for: the file, how it is to be read, which field each column fills (ACC-22)."""

from collections.abc import Iterable, Sequence
from typing import Any, ClassVar

from django import forms
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from handsel.accounts.import_models import Import
from handsel.accounts.importing.columns import ADDRESS_PARTS, is_password
from handsel.accounts.importing.delimited import DELIMITERS
from handsel.accounts.importing.parser import NO_HEADING, Given
from handsel.accounts.models import Kind
from handsel.web.forms import HouseForm

WHAT = ((Kind.CUSTOMER.value, _("Customers")), (Kind.RESELLER.value, _("Sub-resellers")))

ENCODINGS = (
    ("utf-8", _("UTF-8")),
    ("utf-8-sig", _("UTF-8 with a mark")),
    ("cp1252", _("Western European (Windows-1252)")),
    ("cp1250", _("Central European (Windows-1250)")),
    ("cp1251", _("Cyrillic (Windows-1251)")),
    ("cp1253", _("Greek (Windows-1253)")),
    ("cp1254", _("Turkish (Windows-1254)")),
    ("cp1255", _("Hebrew (Windows-1255)")),
    ("cp1256", _("Arabic (Windows-1256)")),
    ("cp1257", _("Baltic (Windows-1257)")),
    ("iso8859-15", _("Western European (ISO 8859-15)")),
    ("mac-roman", _("Western European (Macintosh)")),
    ("cp850", _("Western European (DOS)")),
    ("shift_jis", _("Japanese (Shift JIS)")),
    ("gb18030", _("Chinese (GB 18030)")),
    ("big5", _("Chinese (Big5)")),
    ("euc-kr", _("Korean (EUC-KR)")),
    ("utf-16", _("UTF-16")),
)
SPOKEN_DELIMITERS: dict[str, Promise] = {
    ",": _("Comma"),
    ";": _("Semicolon"),
    "\t": _("Tab"),
    "|": _("Pipe"),
}
FIELDS: tuple[tuple[Promise, tuple[tuple[str, Promise], ...]], ...] = (
    (
        _("Name"),
        (
            ("company_name", _("Company name")),
            ("contact_name", _("Contact name")),
            ("any_name", _("Company or contact name")),
            ("title", _("Title")),
            ("first_name", _("First name")),
            ("middle_name", _("Middle name")),
            ("last_name", _("Last name")),
            ("suffix", _("Suffix of the name")),
        ),
    ),
    (
        _("Company and contact"),
        (
            ("email", _("E-mail")),
            ("phone", _("Phone")),
            ("tax_number", _("Tax number")),
            ("external_number", _("External number")),
        ),
    ),
)
PARTS: dict[str, Promise] = {
    "address": _("Address"),
    "address_2": _("Address, second line"),
    "address_3": _("Address, third line"),
    "address_4": _("Address, fourth line"),
    "city": _("City"),
    "state": _("State or province"),
    "postcode": _("Postcode"),
    "country": _("Country"),
}
ADDRESSES = 2
"""So many addresses of a row can at least be told apart."""


class UploadForm(HouseForm):
    """A file, and whom it holds."""

    kind = forms.ChoiceField(label=_("What the file holds"), choices=WHAT, widget=forms.RadioSelect, initial="customer")
    file = forms.FileField(
        label=_("File"),
        widget=forms.FileInput({"accept": ".csv,.tsv,.txt,.gz,.xlsx,.xlsm,.xls,.ods"}),
        help_text=_("CSV, Excel or ODS, up to 50 MB. Nothing is imported before you have seen what would happen."),
        error_messages={"required": _("Choose a file of at most 50 MB."), "empty": _("The file is empty.")},
    )


class ReadingForm(HouseForm):
    """How the file is to be read, as it was found out; a person corrects what was found out wrongly."""

    ids: ClassVar[str] = "reading_%s"
    widths: ClassVar[dict[str, str]] = dict.fromkeys(("encoding", "delimiter", "sheet", "heading"), "third")

    encoding = forms.ChoiceField(label=_("Encoding"), required=False)
    delimiter = forms.ChoiceField(label=_("Columns are separated by"), required=False)
    sheet = forms.ChoiceField(label=_("Sheet"), required=False)
    heading = forms.TypedChoiceField(label=_("Names of the columns"), coerce=int)

    def __init__(self, *args: Any, found: Import, **options: Any) -> None:
        heading = found.heading
        options["initial"] = {
            "encoding": heading["encoding"],
            "delimiter": heading["delimiter"],
            "sheet": heading["sheet"],
            "heading": heading["line"] or NO_HEADING,
        }
        super().__init__(*args, **options)
        self._choose("encoding", _with(ENCODINGS, heading["encoding"]))
        self._choose("delimiter", [(sign, SPOKEN_DELIMITERS[sign]) for sign in DELIMITERS])
        self._choose("sheet", [(name, name) for name in heading["sheets"]])
        self._choose("heading", _lines(heading))
        for name in ("encoding", "delimiter") if heading["sheet"] else ("sheet",):
            del self.fields[name]

    def _choose(self, name: str, choices: Iterable[tuple[object, object]]) -> None:
        self.fields[name].choices = list(choices)  # type: ignore[attr-defined]  # it is a choice field

    @staticmethod
    def given(typed: dict[str, Any]) -> Given:
        """Return what was typed, for the parser."""
        return Given(typed.get("encoding", ""), typed.get("delimiter", ""), typed.get("sheet", ""), typed["heading"])


def spoken_encoding(code: str) -> str:
    """Return what an encoding is called; one that we cannot call is its code."""
    return str(dict(ENCODINGS).get(code, code.upper()))


def _with(choices: Sequence[tuple[str, object]], found: str) -> list[tuple[str, object]]:
    known = {code for code, _name in choices}
    return [*choices] if not found or found in known else [(found, spoken_encoding(found)), *choices]


def _lines(heading: dict[str, Any]) -> list[tuple[int, object]]:
    lines: list[tuple[int, object]] = [
        (line, _("Line %(line)d: %(text)s") % {"line": line, "text": ", ".join(filter(None, cells))[:60]})
        for line, cells in heading["top"]
        if any(cells)
    ]
    if heading["line"] and heading["line"] not in dict(lines):
        lines.append((heading["line"], _("Line %(line)d") % {"line": heading["line"]}))
    return [*lines, (NO_HEADING, _("There are none: the first line is a row"))]


class ColumnsForm(HouseForm):
    """Which field each column of the file fills: one choice for each, called `column_0`, `column_1` and so on."""

    without_email = forms.BooleanField(
        label=_("Take rows without an e-mail address too"), required=False, widget=forms.CheckboxInput
    )

    def __init__(self, *args: Any, found: Import, **options: Any) -> None:
        self._names: list[str] = found.heading["names"]
        initial = {f"column_{place}": choice for place, choice in enumerate(found.choices)}
        super().__init__(*args, initial=initial | {"without_email": found.without_email}, **options)
        choices = field_choices(found.choices)
        for place, name in enumerate(self._names):
            if not is_password(name):
                self.fields[f"column_{place}"] = forms.ChoiceField(choices=choices, required=False, label=name)

    def choices_typed(self) -> list[str]:
        """Return what was chosen for each column, in the order of the file."""
        return [self.cleaned_data.get(f"column_{place}", "") for place in range(len(self._names))]


def field_choices(chosen: Sequence[str]) -> list[tuple[object, object]]:
    """Return all fields in groups, with as many addresses as are `chosen`, and at least two."""
    numbers = [int(choice.partition(":")[0]) for choice in chosen if ":" in choice]
    choices: list[tuple[object, object]] = [("", _("Leave out")), *FIELDS]
    for number in range(1, max(ADDRESSES, *numbers, 0) + 1):
        title = _("Address") if number == 1 else _("Address %d, where those before are empty") % number
        choices.append((title, tuple((f"{number}:{part}", PARTS[part]) for part in ADDRESS_PARTS)))
    return choices
