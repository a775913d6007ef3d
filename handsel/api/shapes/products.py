"""The parts of a product of one's own as the API shows and takes them: options, pictures, categories (CAT-1)."""

from collections.abc import Sequence
from typing import Annotated, Self

from ninja import Schema
from pydantic import Base64Bytes, Field

from handsel.api.shapes.catalog import PlanIn
from handsel.api.shapes.parts import Id, Input, Text
from handsel.catalog.models import Category, Product, ProductKind, Provisioning
from handsel.catalog.option_models import OptionKind
from handsel.catalog.options import OptionDetails
from handsel.catalog.products import ProductDetails

Version = Annotated[int, Field(ge=0, le=2**31 - 1, description="The one you read.", examples=[1])]
Choice = Annotated[Text, Field(max_length=100)]


class ProductChangeIn(Input):
    """What is told of a product; what is left out stays. Plans, options and pictures have calls of their own."""

    sku: Text | None = Field(None, max_length=40)
    name: Text | None = Field(None, max_length=120)
    category: Text | None = Field(None, max_length=130, description="A name, or two: Mail › Archive.")
    kind: ProductKind | None = None
    provisioning: Provisioning | None = None
    description: Annotated[str, Field(max_length=4_000)] | None = None
    version: Version

    def details(self, product: Product) -> ProductDetails:
        """Return what is to be told of `product`."""
        same = ("sku", "name", "kind", "provisioning", "description")
        told = {name: getattr(product, name) if (new := getattr(self, name)) is None else new for name in same}
        category = product.category.path if self.category is None else self.category
        return ProductDetails(**told, category=category, plans=())


class PlanChangeIn(PlanIn):
    """A plan as it is to be, in full."""

    version: Version


class WithdrawalIn(Input):
    """Whether a plan is sold no more."""

    is_withdrawn: bool = True


class ProductOptionIn(Input):
    """What the product asks of whoever orders it."""

    label: Text = Field(max_length=60, examples=["Domain"])
    kind: OptionKind = Field(examples=["domain"])
    is_required: bool = True
    help_text: Text = Field("", max_length=200)
    choices: list[Choice] = Field([], max_length=100, description="For a choice: the answers, in their order.")

    @property
    def details(self) -> OptionDetails:
        return OptionDetails(self.label, self.kind, self.is_required, self.help_text, self.choices)


class ProductOptionChangeIn(ProductOptionIn):
    """What is asked as it is to be, in full."""

    version: Version


class PictureIn(Input):
    """A picture; it is drawn anew, nothing else of the file is kept."""

    content: Base64Bytes = Field(description="A PNG, JPEG, WebP or GIF in base64, at most five megabytes in a call.")
    alternative: Text = Field("", max_length=200, description="What is seen, for those who do not see it.")


class AlternativeIn(Input):
    """What is seen in a picture."""

    alternative: Text = Field(max_length=200)


class CategoryIn(Input):
    """A category, by itself or below another."""

    name: Text = Field(max_length=60, examples=["Hosting"])
    parent_category_id: Id | None = Field(None, description="The category above it.")


class CategoryMergeIn(Input):
    """Into which category another is merged."""

    into_category_id: Id


class CategoryOrderIn(Input):
    """All categories in the order in which buyers find them."""

    category_ids: list[Id] = Field(max_length=1_000)


class CategoryOut(Schema):
    """A part of your range."""

    id: int
    name: str
    parent_category_id: int | None

    @classmethod
    def of(cls, category: Category) -> Self:
        return cls.model_construct(id=category.pk, name=category.name, parent_category_id=category.parent_id)


class CategoryOrderOut(Schema):
    """Your categories in their order."""

    items: list[CategoryOut]

    @classmethod
    def of(cls, categories: Sequence[Category]) -> Self:
        return cls.model_construct(items=[CategoryOut.of(category) for category in categories])
