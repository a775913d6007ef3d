"""What is below a sub-reseller on its record, and what one's own provider sees, in the console (ACC-25)."""

import pytest
from django.test import Client

from handsel.accounts.details import AccountDetails
from handsel.accounts.models import Wall
from handsel.accounts.tree import add_customer
from handsel.identity.models import Seat
from handsel.identity.roles import Role
from tests.accounts.walled import child_of, customer, deeper, looking, page, show
from tests.cast import NOON
from tests.console.conftest import HTMX, logged_in
from tests.console.counting import queries_of
from tests.console.on_record import bakery

pytestmark = [pytest.mark.django_db, pytest.mark.covers("ACC-25")]
WALL = "/console/settings/wall/"
VIEW = f"{WALL}view/"
HIDDEN = ("berta@bakery.example", "901820", "Marktplatz", "12345")


@pytest.fixture
def below(cast) -> str:
    """Where Nora sees what is below Kleinbach."""
    return f"/console/accounts/{child_of(cast.nora, cast.kleinbach).number}/below/"


def text(client: Client, path: str, **query: str) -> str:
    answer = client.get(path, query)
    assert answer.status_code == 200
    return answer.content.decode()


def inner(page: str) -> str:
    """The part that provider and child share."""
    return page[page.index('<div class="card hs-below">') : page.index("</main>")]


@pytest.mark.parametrize(
    ("wall", "has", "has_not"),
    [
        ("nothing", ["Kleinbach shows nothing", "under Settings"], ["Bakery", "B••••t", "hs-tile"]),
        ("counts", ["shows figures, and no names", "New this month"], ["Bakery", "B••••t"]),
        ("masked", ["B••••t", "November 2026", "Germany", "Active"], ["Bakery", "Berta", "1001", 'name="q"']),
        ("names", ["Bakery Brandt", "Berta Brandt", "1001", "Germany", 'name="q"'], ["B••••t"]),
    ],
)
def test_the_provider_sees_what_the_level_shows(nora, cast, below, wall, has, has_not):
    show(cast.karl, wall)

    shown = inner(text(nora, below)).replace(below, "")

    assert [words for words in has if words not in shown] == []
    assert [words for words in (*has_not, *HIDDEN) if words in shown] == []


@pytest.mark.parametrize("wall", Wall.values)
def test_the_child_sees_the_very_page_of_its_provider(nora, karl, cast, below, wall):
    show(cast.karl, wall)

    mine, theirs = text(karl, VIEW), text(nora, below)

    assert inner(mine).replace(VIEW, below).split() == inner(theirs).split()
    assert "This is what your provider sees" in mine
    assert "This is what your provider sees" not in theirs


def test_everybody_goes_down_as_far_as_every_wall_lets_through(nora, karl, cast, below):
    _, cleo = deeper(cast.karl, "Creek")
    customer(cleo, "Canary")
    show(cast.karl, "names")
    show(cleo, "names")
    (row,) = page(cast.nora, cast.kleinbach, "reseller").rows

    assert f"{below}{row.reference}/" in text(nora, below, kind="reseller")
    assert "Canary" in text(nora, f"{below}{row.reference}/")
    assert "Canary" in text(karl, f"{VIEW}{row.reference}/")
    show(cleo, "counts")
    deep = text(nora, f"{below}{row.reference}/")
    assert "Canary" not in deep
    assert "Here counts the strictest" in deep
    show(cast.karl, "counts")
    assert nora.get(f"{below}{row.reference}/").status_code == 404
    assert nora.get(f"{below}{row.reference}/").content == nora.get(f"{below}000000000000/").content


def test_who_shows_nothing_is_not_in_the_sum_and_the_page_says_so(nora, cast, below):
    _, cleo = deeper(cast.karl, "Creek")
    customer(cleo, "Canary")
    assert "further down that shows nothing" not in text(nora, below)

    show(cleo, "nothing")

    assert "Without 1 sub-reseller further down that shows nothing." in text(nora, below)
    report = text(nora, "/console/reports/new-customers/", whose="below", period="days", **{
        "from": "2026-11-01", "until": "2026-11-30"})  # fmt: skip
    assert "Without 1 sub-reseller that shows nothing of who is below it." in report
    assert "Canary" not in report


def test_names_are_searched_where_they_show(nora, cast, below):
    customer(cast.karl, "Second")
    show(cast.karl, "names")

    assert "Second" not in text(nora, below, q="bakery")
    answer = nora.get(below, {"q": "nobody"}, headers=HTMX | {"HX-Target": "below-found"}).content.decode()
    assert "Nobody is called like this" in answer
    assert "<main" not in answer
    assert "Nobody is called" in text(nora, below, q="berta@bakery.example")


def test_pages_lead_on_and_back(nora, cast, below):
    for number in range(60):
        customer(cast.karl, f"Shop {number:02}")
    show(cast.karl, "names")
    first = nora.get(below)
    found = first.context["below"]
    assert (len(found.page.rows), found.previous) == (50, "")

    second = nora.get(found.next).context["below"]

    assert [row.name for row in second.page.rows] == [f"Shop {number}" for number in range(49, 60)]
    assert nora.get(second.previous).context["below"].page.rows == found.page.rows


@pytest.mark.parametrize("wall", ["names", "masked"])
def test_the_number_of_queries_does_not_depend_on_who_is_below(nora, karl, cast, below, wall):
    show(cast.karl, wall)
    one, own = queries_of(nora, below), queries_of(karl, VIEW)

    for number in range(5):
        customer(cast.karl, f"Shop {number}")
        deeper(cast.karl, f"Deep{number}")

    assert (queries_of(nora, below), queries_of(karl, VIEW)) == (one, own)


def test_customers_have_nothing_below_and_siblings_see_nothing(karl, sven, nora, cast, below):
    number = bakery(cast).number
    missing = karl.get("/console/accounts/987654/below/")

    assert karl.get(f"/console/accounts/{number}/below/").status_code == 404
    assert f"{number}/below/" not in text(karl, f"/console/accounts/{number}/")
    assert f'href="{below}"' in text(nora, below.removesuffix("below/"))
    assert missing.status_code == 404
    olga = logged_in("operator", "olga@handsel.example")
    nordlicht = f"/console/accounts/{child_of(cast.olga, cast.nordlicht).number}/below/"
    show(cast.karl, "names")
    (row,) = page(cast.nora, cast.kleinbach).rows
    assert "Bakery" not in text(olga, nordlicht)
    assert olga.get(f"{nordlicht}{row.reference}/").status_code == 404


def test_the_level_is_chosen_explained_and_kept_with_its_history(karl, nora, cast, below):
    before = text(karl, WALL)
    assert all(str(level.label) in before for level in Wall)
    assert "Never changed" in before

    assert karl.post(WALL, {"wall": "names"}).status_code == 302

    after = text(karl, WALL)
    assert "Counts only → Names" in after
    assert "Karl Kaufmann" in after
    assert "Bakery Brandt" in text(nora, below)
    assert "What my provider sees: <bdi>Counts only</bdi> → <bdi>Names</bdi>" in text(
        karl, "/console/settings/history/"
    )
    told = text(nora, below.replace("below", "timeline"))
    assert "from Counts only to Names" in told
    assert "Karl" not in told


@pytest.mark.parametrize("typed", [{}, {"wall": ""}, {"wall": "everything"}])
def test_a_level_that_is_none_changes_nothing(karl, cast, typed):
    refused = karl.post(WALL, typed)

    assert refused.status_code == (422 if typed else 200)
    assert ("Choose a level." in refused.content.decode()) == bool(typed)
    assert "Never changed" in text(karl, WALL)


def test_readers_see_the_level_and_cannot_change_it(ruth, cast):
    assert "Only owners and managers decide" in text(ruth, WALL)
    assert text(ruth, VIEW)
    assert ruth.post(WALL, {"wall": "names"}).status_code == 403
    assert "Never changed" in text(ruth, WALL)


def test_the_operator_has_nobody_above(cast, db):
    olga = logged_in("operator", "olga@handsel.example")

    assert "Nobody stands above you" in text(olga, WALL)
    assert olga.post(WALL, {"wall": "names"}).status_code == 409
    assert olga.get(VIEW).status_code == 404


def test_a_name_from_below_is_text_and_nothing_else(nora, cast, below):
    details = AccountDetails(company_name="<script>alert(1)</script>", email="s@x.example")
    add_customer(details=details, by=cast.karl, at=NOON)
    show(cast.karl, "names")

    assert "<script>alert(1)" not in text(nora, below)


@pytest.mark.covers("USR-5")
def test_who_sees_their_own_accounts_only_does_not_look_at_all_as_the_provider(karl, cast):
    show(cast.karl, "names")
    assert "Bakery Brandt" in text(karl, VIEW)
    with looking(cast.karl):
        seat = Seat.objects.filter(user_id=cast.karl.user_id)
        seat.update(role=Role.ACCOUNT_MANAGER, own_accounts_only=True)

    refused = karl.get(VIEW)

    assert refused.status_code == 403
    assert "Bakery Brandt" not in refused.content.decode()
    assert "You see your own accounts only" in text(karl, WALL)
