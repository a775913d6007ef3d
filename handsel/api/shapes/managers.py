"""Who looks after customers that come by themselves, as the API shows and takes it (ACC-3)."""

from typing import Self

from ninja import Schema
from pydantic import Field

from handsel.accounts.manager_models import HowChosen
from handsel.accounts.manager_rules import GivenTo
from handsel.api.shapes.parts import Id, Input, Text

_COUNTRIES = {"DE": 7, "AT": 7}


class ManagerRuleOut(Schema):
    """The rule, with your people under it by their ids. Nothing of it is inherited, by you or from you."""

    version: int = Field(description="Send it with a change; 0 before the first.")
    how: str = Field(description="nobody, fixed, country or round_robin.", examples=["round_robin"])
    first_manager: int | None = Field(description="Always the same one, or who takes all other countries.")
    lets_choose: bool = Field(description="Visitors may choose one of on_offer; that comes before the rule.")
    in_turn: list[int]
    on_offer: list[int]
    of_countries: dict[str, int] = Field(examples=[_COUNTRIES])

    @classmethod
    def of(cls, told: tuple[GivenTo, int]) -> Self:
        rule, version = told
        return cls.model_construct(
            version=version,
            how=rule.how,
            first_manager=rule.first_manager,
            lets_choose=rule.lets_choose,
            in_turn=list(rule.in_turn),
            on_offer=list(rule.on_offer),
            of_countries=dict(rule.of_countries),
        )


class ManagerRuleIn(Input):
    """The whole rule as it is to be from now on."""

    version: int = Field(ge=0, le=2**31 - 1, examples=[0])
    how: HowChosen = Field(HowChosen.NOBODY, examples=["country"])
    first_manager: Id | None = None
    lets_choose: bool = False
    in_turn: list[Id] = Field([], max_length=500)
    on_offer: list[Id] = Field([], max_length=500)
    of_countries: dict[Text, Id] = Field({}, max_length=250, description="User by country code.", examples=[_COUNTRIES])

    @property
    def rule(self) -> GivenTo:
        return GivenTo(
            self.how.value,
            self.first_manager,
            self.lets_choose,
            tuple(sorted(set(self.in_turn))),
            tuple(sorted(set(self.on_offer))),
            dict(sorted(self.of_countries.items())),
        )
