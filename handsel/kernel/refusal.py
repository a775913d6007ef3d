"""How the domain says no: a code that stays, a sentence for people, and where to look."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import ClassVar


class Refusal(Exception):
    """The domain says no. `code` is part of the API and never changes; the text is for people.

    `fields` names what was wrong with each input, e.g. `{"email": "Enter a full e-mail address."}`.
    """

    code: ClassVar[str] = "refused"
    status: ClassVar[int] = 409
    """The HTTP status that says the same."""

    def __init__(self, reason: str = "", *, fields: Mapping[str, str] | None = None) -> None:
        super().__init__(reason or " ".join((fields or {}).values()))
        self.fields = dict(fields or {})


class Forbidden(Refusal):
    """The asker may not do this."""

    code = "forbidden"
    status = 403


class NotFound(Refusal):
    """There is no such thing where the asker may look."""

    code = "not_found"
    status = 404


class Invalid(Refusal):
    """An input is missing or wrong; `fields` says which and why."""

    code = "invalid"
    status = 422


class Conflict(Refusal):
    """The thing is not in the state that this needs; somebody else was first."""

    code = "conflict"


@dataclass(frozen=True)
class Verdict:
    """The answer of a rule. Truthy means yes; a no carries its reason, in words a person can read."""

    reason: str = ""
    kind: type[Refusal] = Forbidden

    def __bool__(self) -> bool:
        return not self.reason

    def or_refuse(self) -> None:
        """Raise the refusal that this no stands for; do nothing on yes."""
        if self.reason:
            raise self.kind(self.reason)


YES = Verdict()
