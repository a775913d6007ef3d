"""The address book as staff see it: places in lines, roles in words, which of them are defaults (ACC-15)."""

from collections.abc import Iterator
from dataclasses import dataclass

from handsel.accounts.record_models import Address, AddressRole
from handsel.web.templatetags.money import reader_locale


@dataclass(frozen=True)
class SeenRole:
    """A role of one address."""

    value: str
    label: str
    is_default: bool


@dataclass(frozen=True)
class SeenAddress:
    """One address of the book."""

    address: Address

    @property
    def name(self) -> str:
        return self.address.company_name or self.address.contact_name

    @property
    def lines(self) -> Iterator[str]:
        """What stands below the name, without empty lines."""
        found = self.address
        country = reader_locale().territories.get(found.country, found.country)
        contact = found.contact_name if found.company_name else ""
        place = " ".join(filter(None, [found.postcode, found.city]))
        yield from filter(None, [contact, found.address, ", ".join(filter(None, [place, found.state])), country])

    @property
    def roles(self) -> list[SeenRole]:
        return [
            SeenRole(role, str(AddressRole(role).label), role in self.address.default_for)
            for role in self.address.roles
        ]
