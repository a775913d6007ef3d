"""The names that other systems give to the columns of a customer list, and which of our fields they fill (ACC-22).

Case, blanks, punctuation and accents do not matter. Where several columns of a file fit one field, the earlier name
here is preferred. Known so far: Shopify, WooCommerce, Magento, PrestaShop, WHMCS, HostBill, Stripe, Zoho Books,
FreshBooks, Wave, Xero, Google Contacts, Odoo, CiviCRM, Northwind, AdventureWorks.
"""

import unicodedata
from collections.abc import Sequence
from functools import lru_cache

NAMES: dict[str, tuple[str, ...]] = {
    "external_number": (
        "External number", "Customer number", "Customer no", "Client number", "Kundennummer", "Kunden-Nr",
        "Numéro client", "N° client", "Número de cliente", "CustomerAlternateKey", "ResellerAlternateKey",
        "ProspectAlternateKey", "Account number", "Account no", "Reseller number", "Contact number", "Customer ID",
        "Client ID", "Reseller ID", "Account ID", "Contact ID", "Partner ID", "Supplier ID", "Customer user",
        "CustomerKey", "ResellerKey", "External ID", "Reference ID", "id",
    ),
    "company_name": (
        "Company name", "Company", "Business name", "Organization name", "Organisation name", "Organization",
        "Organisation", "Reseller name", "Store name", "Default Address Company", "Billing company", "Legal name",
        "Related company", "Firma", "Firmenname", "Unternehmen", "Société", "Raison sociale", "Entreprise", "Empresa",
        "Razón social", "Azienda", "Ragione sociale", "Bedrijf", "Bedrijfsnaam",
    ),
    "contact_name": (
        "Contact person", "Contact full name", "Full name", "Ansprechpartner", "Billing attention", "POAttentionTo",
        "SAAttentionTo", "Card name", "card.name", "Shipping attention", "Ship-to contact",
    ),
    "any_name": (
        "Contact name", "Customer name", "Client name", "Account name", "Display name", "Name", "File as",
        "Customer description",
    ),
    "title": ("Title", "Salutation", "Name prefix", "Prefix", "Anrede", "Titel", "Civilité", "Tratamiento"),
    "first_name": (
        "First name", "Given name", "Forename", "First", "Contact first name", "Billing first name",
        "Shipping first name", "Vorname", "Prénom", "Nombre", "Voornaam",
    ),
    "middle_name": ("Middle name", "Middle initial", "Additional name"),
    "last_name": (
        "Last name", "Surname", "Family name", "Last", "Contact last name", "Billing last name", "Shipping last name",
        "Nachname", "Familienname", "Nom", "Nom de famille", "Apellidos", "Apellido", "Cognome", "Achternaam",
    ),
    "suffix": ("Suffix", "Name suffix"),
    "email": (
        "Email", "E-mail", "Email address", "E-mail address", "EmailID", "Customer email", "Contact email",
        "Billing email", "Primary email", "Mail", "E-mail 1 - Value", "E-mail 2 - Value", "E-mail 3 - Value",
        "E-Mail-Adresse", "Courriel", "Adresse e-mail", "Correo electrónico", "Correo",
    ),
    "phone": (
        "Phone", "Phone number", "Telephone", "Telephone number", "Tel", "Contact phone number", "Contact phone",
        "Billing phone", "Phone 1 - Value", "DDI number", "Mobile", "Mobile phone", "Mobile number", "Cell",
        "Cell phone", "Phone 2 - Value", "Phone 3 - Value", "Default Address Phone", "Shipping phone", "Ship-to phone",
        "Toll free", "Telefon", "Telefonnummer", "Téléphone", "Teléfono", "Telefono", "Telefoon", "Handy", "Mobil",
    ),
    "tax_number": (
        "Tax number", "VAT number", "VAT no", "VAT ID", "VAT", "Tax ID", "taxvat", "Tax registration number",
        "USt-IdNr", "USt-ID", "Umsatzsteuer-ID", "Steuernummer", "Numéro de TVA", "TVA", "NIF", "CIF", "Partita IVA",
        "BTW-nummer", "GSTIN", "ABN", "CNPJ", "EIN",
    ),
}  # fmt: skip

ADDRESS_PARTS: dict[str, tuple[str, ...]] = {
    "address": (
        "Address 1", "Address line 1", "Address line1", "Street 1", "Street address", "Line1", "Street", "Address",
        "Straße", "Strasse", "Adresse", "Rue", "Dirección", "Calle", "Indirizzo", "Adres",
    ),
    "address_2": ("Address 2", "Address line 2", "Address line2", "Street 2", "Line2", "Extended address"),
    "address_3": ("Address 3", "Address line 3", "Street 3"),
    "address_4": ("Address 4", "Address line 4"),
    "city": ("City", "Town", "Suburb", "Locality", "Ort", "Stadt", "Ville", "Ciudad", "Città", "Plaats", "Cities"),
    "state": (
        "State", "Province", "State or province", "State/Province", "Province/State", "State province name",
        "Region", "County", "State code", "Province code", "State province code", "Bundesland", "Provincia",
    ),
    "postcode": (
        "Postcode", "Postal code", "Post code", "Postal_code/Zip_code", "Zip code", "Zip/Postal code", "Zip", "PLZ",
        "Postleitzahl", "Code postal", "Código postal", "CAP",
    ),
    "country": (
        "Country code", "Country region code", "Country ISO", "Country", "Country name", "Country/Region",
        "English country region name", "Land", "Pays", "País", "Paese",
    ),
}  # fmt: skip

BLOCKS: tuple[str, ...] = (
    "", "Customer", "Contact", "Default Address", "Primary", "Main", "Billing", "Bill-to", "Address 1 -", "PO",
    "Business", "Mailing", "Home", "SA", "Shipping", "Ship-to", "Delivery", "card.address", "card",
)  # fmt: skip
"""Where one file holds several addresses, each has its prefix; a row takes the first one that is filled in."""

_PARTS_OF_ONE_BLOCK = {"billingcode": ("Billing", "postcode"), "shippingcode": ("Shipping", "postcode")}

_CARD_NUMBERS = ("cardnumber", "cardnum", "ccnumber", "creditcardno", "kreditkartennummer")
_CARD_NUMBERS_WHOLE = {"pan", "cvc", "cvv", "cvv2", "cardcvc", "cardcvv", "creditcard", "kreditkarte"}
_PASSWORDS = ("password", "passwd", "passwort", "kennwort", "motdepasse", "contrasena", "rptoken", "resettoken")
_PASSWORDS_WHOLE = {"pwd", "pass", "secret", "salt", "pin"}


@lru_cache(maxsize=4096)
def plain(name: str) -> str:
    """Return a column's name without case, accents, blanks and punctuation: `*E-Mail Address` is `emailaddress`."""
    folded = unicodedata.normalize("NFKD", name[:200]).casefold()
    return "".join(letter for letter in folded if letter.isalnum())


def _ranks() -> dict[str, tuple[str, int]]:
    return {
        plain(name): (field, rank) for field, names in NAMES.items() for rank, name in reversed([*enumerate(names)])
    }


def _parts() -> dict[str, tuple[str, str, int]]:
    """Every name of a part of an address: its block, the part, and how much it is preferred."""
    found: dict[str, tuple[str, str, int]] = {}
    for block in BLOCKS:
        for part, names in ADDRESS_PARTS.items():
            for rank, name in enumerate(names):
                found.setdefault(plain(f"{block} {name}"), (block, part, rank))
    for name, (block, part) in _PARTS_OF_ONE_BLOCK.items():
        found[name] = (block, part, 0)
    return found


FIELD_OF: dict[str, tuple[str, int]] = _ranks()
PART_OF: dict[str, tuple[str, str, int]] = _parts()


def is_card_number(name: str) -> bool:
    """Whether a column of this name holds card numbers, which must never come here."""
    folded = plain(name)
    return folded in _CARD_NUMBERS_WHOLE or any(part in folded for part in _CARD_NUMBERS)


def is_password(name: str) -> bool:
    """Whether a column of this name holds passwords or what opens an account."""
    folded = plain(name)
    return folded in _PASSWORDS_WHOLE or any(part in folded for part in _PASSWORDS)


def recognised(cells: Sequence[str]) -> int:
    """Return how many of the cells are names of columns that we know: the mark of a heading."""
    names = {plain(cell) for cell in cells if cell and len(cell) < 60}  # noqa: PLR2004 - no name is longer
    return sum(name in FIELD_OF or name in PART_OF or is_password(name) or is_card_number(name) for name in names)
