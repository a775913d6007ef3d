"""Pictures of products: whatever is uploaded is read as a picture and drawn anew, nothing else of it is kept (CAT-1).

The file is stored under the digest of what was drawn. Old ones stay, as those of logos do.
"""

import hashlib
import io
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from PIL import Image

from handsel.catalog.option_models import ProductPicture
from handsel.catalog.products import own_product
from handsel.catalog.rules import may_offer_products
from handsel.identity.actor import Actor
from handsel.kernel.database import call_function, call_scalar
from handsel.kernel.isolation import reading_paused
from handsel.kernel.operation import operation, step
from handsel.kernel.pictures import Limits, open_picture
from handsel.kernel.refusal import Conflict, Invalid
from handsel.timeline.record import record

LIMITS = Limits(within=(1_200, 1_200), file_bytes=8 * 2**20, side=8_000)
MOST_PICTURES = 12
LONGEST_ALTERNATIVE = 200
_QUALITY = 85


class TooManyPictures(Conflict):
    """The product has as many pictures as it can have."""

    code = "too_many_pictures"


@dataclass(frozen=True)
class Drawn:
    """A picture drawn anew: a WebP, and what is known of it."""

    webp: bytes
    digest: str
    width: int
    height: int


@dataclass(frozen=True)
class Picture:
    """A picture as buyers see it."""

    picture_id: int
    product_id: int
    digest: str
    alternative: str
    width: int
    height: int


def pictures_of(buyer_id: int, product_ids: Sequence[int]) -> dict[int, list[Picture]]:
    """Return the pictures of products that are supplied above `buyer_id`, by product, in their order."""
    found: dict[int, list[Picture]] = {product_id: [] for product_id in product_ids}
    if found:
        for row in call_function("catalog_pictures", buyer_id, list(found)):
            found[row["product_id"]].append(Picture(**row))
    return found


def draw_picture(data: bytes) -> Drawn:
    """Return the picture in `data`, within 1,200 points, without anything else that the file held.

    Raises NotAPicture, PictureTooLarge above 8 MB or 8,000 points a side, TooManyPoints above 40 million in all,
    PictureTooCostly.
    """
    picture = open_picture(data, LIMITS, field="pictures")
    out = io.BytesIO()
    picture.save(out, "WEBP", quality=_QUALITY)
    webp = out.getvalue()
    return Drawn(webp, hashlib.sha256(webp).hexdigest(), *picture.size)


def png_of(picture: Image.Image) -> bytes:
    """Return a picture as somebody would upload it."""
    out = io.BytesIO()
    picture.save(out, "PNG", compress_level=1)
    return out.getvalue()


def add_pictures(
    *, product_id: int, files: Sequence[bytes], by: Actor, at: datetime, alternative: str = ""
) -> list[ProductPicture]:
    """Show pictures of a product after those that it has, all of them or none; one that it has already is left out.

    Raises Forbidden, Product.DoesNotExist when it is not the seller's own, NotAPicture, PictureTooLarge, TooManyPoints,
    PictureTooCostly, TooManyPictures above twelve, Invalid naming `alternative`.
    """
    may_offer_products(by).or_refuse()
    if len(files) > MOST_PICTURES:
        raise _too_many()
    # Before the transaction, since it takes its time; a file that nothing refers to does no harm.
    with reading_paused():
        drawn = list({one.digest: one for one in map(draw_picture, files)}.values())
        for one in drawn:
            _store(one)
    added: list[ProductPicture] = show_pictures(
        product_id=product_id, drawn=drawn, alternative=alternative, by=by, at=at
    )
    return added


@operation
def show_pictures(
    *, product_id: int, drawn: Sequence[Drawn], by: Actor, at: datetime, alternative: str = ""
) -> list[ProductPicture]:
    """Show stored pictures of a product after those that it has; one that it has already is left out.

    Raises Forbidden, Product.DoesNotExist when it is not the seller's own, TooManyPictures above twelve, Invalid naming
    `alternative`.
    """
    may_offer_products(by).or_refuse()
    product = own_product(product_id, by)
    alternative = _checked(alternative)
    known = list(ProductPicture.objects.filter(seller_id=by.seller_id, product=product))
    fresh = [one for one in drawn if one.digest not in {picture.digest for picture in known}]
    if len(known) + len(fresh) > MOST_PICTURES:
        raise _too_many()
    last = max((picture.position for picture in known), default=0)
    added = ProductPicture.objects.bulk_create(
        ProductPicture(
            seller_id=by.seller_id, product=product, digest=one.digest, width=one.width, height=one.height,
            alternative=alternative, position=last + place,
        )
        for place, one in enumerate(fresh, 1)
    )  # fmt: skip
    if added:
        record("product.pictured", subject=product, account_id=by.seller_id, by=by, at=at, product=product.name)
    return added


@operation
def describe_picture(*, picture_id: int, alternative: str, by: Actor, at: datetime) -> ProductPicture:
    """Say what is seen in a picture, for those who do not see it.

    Raises Forbidden, ProductPicture.DoesNotExist when it is not the seller's own, Invalid naming `alternative`.
    """
    may_offer_products(by).or_refuse()
    picture = _own(picture_id, by)
    picture.alternative = _checked(alternative)
    picture.save(update_fields=["alternative"])
    _tell(picture, by, at)
    return picture


@operation
def move_picture(*, picture_id: int, by: Actor, at: datetime) -> ProductPicture:
    """Show a picture one place earlier; the first stands on the shelf.

    Raises Forbidden, ProductPicture.DoesNotExist when it is not the seller's own.
    """
    may_offer_products(by).or_refuse()
    picture = _own(picture_id, by)
    same = ProductPicture.objects.filter(seller_id=by.seller_id, product_id=picture.product_id)
    ordered = list(same.order_by("position", "pk"))
    place = ordered.index(picture)
    if place:
        ordered[place - 1], ordered[place] = ordered[place], ordered[place - 1]
        for position, one in enumerate(ordered, 1):
            one.position = position
        ProductPicture.objects.bulk_update(ordered, ["position"])
        _tell(picture, by, at)
    return picture


@operation
def remove_picture(*, picture_id: int, by: Actor, at: datetime) -> None:
    """Show a picture no more.

    Raises Forbidden, ProductPicture.DoesNotExist when it is not the seller's own.
    """
    may_offer_products(by).or_refuse()
    picture = _own(picture_id, by)
    _tell(picture, by, at)
    picture.delete()


def stored_picture(seller_id: int, digest: str) -> bytes | None:
    """Return the WebP with this digest, if it shows a product that `seller_id` supplies or is offered from above."""
    path = _path(digest)
    if not call_scalar("catalog_picture_shown", seller_id, digest) or not default_storage.exists(path):
        return None
    with default_storage.open(path) as file:
        return bytes(file.read())


def _store(drawn: Drawn) -> None:
    path = _path(drawn.digest)
    if not default_storage.exists(path):
        default_storage.save(path, ContentFile(drawn.webp))


def _path(digest: str) -> str:
    return f"products/{digest}.webp"


@step
def _own(picture_id: int, by: Actor) -> ProductPicture:
    pictures = ProductPicture.objects.select_related("product").select_for_update(of=("self",), no_key=True)
    return pictures.get(pk=picture_id, seller_id=by.seller_id)


@step
def _tell(picture: ProductPicture, by: Actor, at: datetime) -> None:
    product = picture.product
    record("product.pictured", subject=product, account_id=by.seller_id, by=by, at=at, product=product.name)


def _too_many() -> TooManyPictures:
    return TooManyPictures(fields={"pictures": f"A product has at most {MOST_PICTURES} pictures; remove some first."})


def _checked(alternative: str) -> str:
    alternative = " ".join(alternative.split())
    if len(alternative) > LONGEST_ALTERNATIVE:
        raise Invalid(fields={"alternative": f"Say what is seen in up to {LONGEST_ALTERNATIVE} characters."})
    return alternative
