"""What a delivery hands over, as its buyer reads it: a licence key, a domain, until when (ORD-12)."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Self

from handsel.catalog.models import ProductKind
from handsel.deliveries.rules import DeliveryDataMissing, DeliveryOneByOne
from handsel.kernel.refusal import Invalid

MOST, LONGEST_LABEL, LONGEST_VALUE = 20, 60, 1000
OF_ONE_LINE = frozenset({"licence key", "domain"})
"""What these labels name is never the same for two lines."""


@dataclass(frozen=True)
class Handed:
    """What is handed over: what each thing is called, and what it is; `expires_on` where it does not hold for ever."""

    said: Sequence[tuple[str, str]] = ()
    expires_on: date | None = None

    @classmethod
    def of(cls, said: Iterable[tuple[str, str]], expires_on: date | None = None) -> Self:
        """Return it from labels with their values; those without a value are left out."""
        named = ((" ".join(label.split()), value.strip()) for label, value in said)
        return cls(tuple((label, value) for label, value in named if value), expires_on)

    def check_for_all(self, kinds: Sequence[str], today: date) -> None:
        """Refuse what several lines of these kinds cannot share. Raises DeliveryOneByOne and what `check` raises."""
        for kind in kinds:
            self.check(kind, today)
        is_of_one = ProductKind.ASSET in kinds or any(label.casefold() in OF_ONE_LINE for label, _ in self.said)
        if len(kinds) > 1 and is_of_one:
            raise DeliveryOneByOne(fields={"service": "A key or a domain is for one buyer; deliver these one by one."})

    def check(self, kind: str, today: date) -> None:
        """Refuse what a buyer could not use; `today` is its supplier's. Raises Invalid, DeliveryDataMissing."""
        if kind == ProductKind.ASSET and not self.said:
            raise DeliveryDataMissing(
                fields={"service": "Say what is delivered, such as the licence key; the buyer needs it."}
            )
        if self.expires_on is not None and self.expires_on < today:
            raise Invalid(fields={"expires_on": "Enter today or a later day; it would have run out already."})
        if len(self.said) > MOST:
            raise Invalid(fields={"service": f"Tell at most {MOST} things about one delivery."})
        if any(not 0 < len(label) <= LONGEST_LABEL for label, _ in self.said):
            raise Invalid(fields={"service": f"Call each thing by a name of at most {LONGEST_LABEL} characters."})
        if any(len(value) > LONGEST_VALUE for _, value in self.said):
            raise Invalid(fields={"service": f"Enter at most {LONGEST_VALUE:,} characters for each thing."})

    @property
    def rows(self) -> list[dict[str, str]]:
        """Return it as it is kept."""
        return [{"label": label, "value": value} for label, value in self.said]
