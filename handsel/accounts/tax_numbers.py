"""Tax numbers: which ones a country has, how they look, and whether one can be right (ACC-2)."""

from functools import lru_cache
from typing import Protocol

from django.utils.translation import gettext as _
from stdnum import get_cc_module
from stdnum.eu import vat as eu_vat

_PREFIXES = {member.upper(): member.upper() for member in eu_vat.MEMBER_STATES} | {"GR": "EL", "GB": "GB"}
"""Country -> what its VAT numbers begin with when they leave it."""

KINDS: dict[str, tuple[str, str]] = {
    "AD": ("nrt", "U-132950-X"), "AL": ("nipt", "J91402501L"), "AR": ("cuit", "20-05536168-2"),
    "AT": ("uid tin", "ATU13585627"), "AU": ("abn acn", "83 914 571 673"), "AZ": ("voen", "1401555071"),
    "BE": ("vat", "BE0403019261"), "BG": ("vat", "BG175074752"), "BR": ("cnpj cpf", "16.727.230/0001-97"),
    "BY": ("unp", "200988541"), "CA": ("bn", "12302 6635"), "CH": ("vat uid", "CHE-107.787.577 MWST"),
    "CL": ("rut", "76086428-5"), "CN": ("uscc", "91110000600037341L"), "CO": ("nit", "213.123.432-1"),
    "CR": ("cpj cpf", "3-101-999999"), "CY": ("vat", "CY10259033P"), "CZ": ("dic", "CZ25123891"),
    "DE": ("vat stnr idnr", "DE136695976"), "DK": ("cvr", "DK13585628"), "DO": ("rnc cedula", "1-01-85004-3"),
    "DZ": ("nif", "416001000000007"), "EC": ("ruc", "1792060346-001"), "EE": ("kmkr registrikood", "EE100931558"),
    "EG": ("tn", "100-531-385"), "ES": ("nif", "ESB58378431"), "FI": ("alv", "FI20774740"), "FO": ("vn", "623857"),
    "FR": ("tva siren siret", "FR40303265045"), "GB": ("vat utr", "GB980780684"), "GH": ("tin", "C0000803561"),
    "GR": ("vat", "EL094259216"), "GT": ("nit", "576937-K"), "HR": ("oib", "HR33392005961"),
    "HU": ("anum", "HU12892312"), "ID": ("npwp", "01.312.166.0-091.000"), "IE": ("vat", "IE6433435F"),
    "IL": ("hp idnr", "516179157"), "IN": ("gstin pan", "27AAPFU0939F1ZV"), "IS": ("vsk kennitala", "IS00621"),
    "IT": ("iva codicefiscale", "IT00743110157"), "JP": ("cn", "5-8356-7825-6246"), "KE": ("pin", "P051365947M"),
    "KR": ("brn", "116-82-00276"), "LI": ("peid", "00001234567"), "LT": ("pvm", "LT119511515"),
    "LU": ("tva", "LU15027442"), "LV": ("pvn", "LV40003521600"), "MA": ("ice", "001561191000066"),
    "MC": ("tva", "53000004605"), "MD": ("idno", "1008600038413"), "ME": ("pib", "02655284"),
    "MK": ("edb", "4030000375897"), "MT": ("vat", "MT11679112"), "MX": ("rfc", "GODE561231GR8"),
    "MZ": ("nuit", "400339910"), "NL": ("btw", "NL004495445B01"), "NO": ("mva orgnr", "NO 995 525 828 MVA"),
    "NZ": ("ird", "4909185-0"), "PE": ("ruc", "20512333797"), "PL": ("nip", "PL8567346215"),
    "PT": ("nif", "PT501964843"), "PY": ("ruc", "80028061-0"), "RO": ("cf", "RO18547290"), "RS": ("pib", "101134702"),
    "RU": ("inn", "123456789047"), "SE": ("vat orgnr", "SE123456789701"), "SG": ("uen", "00192200M"),
    "SI": ("ddv", "SI50223054"), "SK": ("dph", "SK2022749619"), "SM": ("coe", "51"), "SN": ("ninea", "306 7221"),
    "SV": ("nit", "0614-050707-104-8"), "TH": ("tin moa", "1-2345-45678-78-1"), "TN": ("mf", "1234567/M/A/E/001"),
    "TR": ("vkn tckimlik", "4540536920"), "TW": ("ubn", "00501503"), "UA": ("edrpou rntrc", "32855961"),
    "US": ("ein itin", "91-1144442"), "UY": ("rut", "21-100342-001-7"), "VE": ("rif", "V-11470283-4"),
    "VN": ("mst", "0100233488"), "ZA": ("tin", "0001339050"),
}  # fmt: skip
"""Country -> the numbers it taxes companies and people by, as stdnum calls them, and one of the first kind."""


class _Checker(Protocol):
    """What stdnum knows of one kind of number."""

    def is_valid(self, number: str) -> bool: ...

    def compact(self, number: str) -> str: ...


@lru_cache(maxsize=4096)
def is_tax_number(text: str, country: str) -> bool:
    """Whether `text` can be a tax number in `country`, by its digits; of a country that is not known anything can.

    The VAT number of another country of the European Union counts too, since companies are registered abroad.
    """
    kinds = KINDS.get(country)
    if kinds is None or eu_vat.is_valid(text):
        return True
    return any(_checker(country, kind).is_valid(text) for kind in kinds[0].split())


def tax_number_in_full(text: str, country: str) -> str:
    """Return the number as it is written across borders: a VAT number as `DE136695976`, any other as it was typed."""
    text = text.upper()
    prefix, kinds = _PREFIXES.get(country), KINDS.get(country)
    if prefix is None or kinds is None:
        return text
    vat = _checker(country, kinds[0].split()[0])
    return prefix + vat.compact(text).removeprefix(prefix) if vat.is_valid(text) else text


def _checker(country: str, kind: str) -> _Checker:
    found: _Checker | None = get_cc_module(country, kind)
    if found is None:
        raise LookupError(f"stdnum knows no {kind} of {country}; see KINDS")
    return found


def find_tax_fault(text: str, country: str) -> str:
    """Return what is wrong with a tax number, as a sentence that shows a right one; empty when all is well."""
    if is_tax_number(text, country):
        return ""
    return _("This is no tax number of this country; they look like %(example)s.") % {
        "example": example_tax_number(country)
    }


def example_tax_number(country: str) -> str:
    """Return how tax numbers of `country` look; empty where it is not known."""
    return KINDS[country][1] if country in KINDS else ""
