"""People of both faces, as the tests of each have them."""

from tests.console.conftest import karl, nora, ruth
from tests.storefront.conftest import berta, stranger

__all__ = ["berta", "karl", "nora", "ruth", "stranger"]
