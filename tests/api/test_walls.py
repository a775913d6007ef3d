"""What is below a sub-reseller over the API, and that no name passes any face below its level (ACC-25)."""

import io

import pytest
from django.test import Client
from python_calamine import CalamineWorkbook

from handsel.accounts.models import Wall
from handsel.cli.demo.story import PASSWORD
from tests.accounts.walled import customer, deeper, page, show
from tests.api.calling import Program, number_of, program

pytestmark = [pytest.mark.django_db, pytest.mark.covers("ACC-25")]
CANARY = "Kanarienvogel"


@pytest.fixture
def nordlicht(db: None, cast) -> Program:
    return program(cast.nora, "nordlicht")


@pytest.fixture
def below(db: None, cast) -> str:
    return f"/resellers/{number_of(cast.kleinbach, cast.nora)}/below"


def test_figures_without_names_unless_set(nordlicht, below):
    answer = nordlicht.get(below, since="2026-11-01").json()

    counted = {"customers": 1, "resellers": 0, "transacting": 0, "joined": 1}
    assert answer == {
        "wall": "counts", "way": [], "since": "2026-11-01",
        "figures": {"own": counted, "whole": counted, "left_out": 0}, "items": [], "next": None, "previous": None,
    }  # fmt: skip


def test_names_and_masks_as_they_are_let_through(nordlicht, cast, below):
    show(cast.karl, "names")
    (named,) = nordlicht.get(below).json()["items"]
    show(cast.karl, "masked")
    (masked,) = nordlicht.get(below).json()["items"]
    show(cast.karl, "nothing")
    nothing = nordlicht.get(below).json()

    assert named == {
        "reference": masked["reference"], "kind": "customer", "name": "Bakery Brandt", "contact": "Berta Brandt",
        "number": 1001, "city": "Kleinbach", "country": "DE", "joined_on": "2026-11-02", "status": "active",
    }  # fmt: skip
    assert masked == named | {
        "name": "B••••t", "contact": None, "number": None, "city": None, "joined_on": "2026-11-01",
    }  # fmt: skip
    assert (nothing["wall"], nothing["figures"], nothing["items"]) == ("nothing", None, [])


def test_one_goes_down_by_references(nordlicht, kleinbach, cast, below):
    _, cleo = deeper(cast.karl, "Creek")
    customer(cleo, CANARY)
    show(cast.karl, "names")
    show(cleo, "masked")
    (creek,) = nordlicht.get(below, kind="reseller").json()["items"]

    deep = nordlicht.get(f"{below}/{creek['reference']}").json()

    assert deep["way"] == [{"reference": creek["reference"], "name": "Creek"}]
    assert [row["name"] for row in deep["items"]] == ["K••••l"]
    assert kleinbach.get(f"/settings/wall/view/{creek['reference']}").json() == deep
    for nowhere in ("000000000000", "x", "%00"):
        assert nordlicht.get(f"{below}/{nowhere}").status_code == 404


@pytest.mark.parametrize("wall", Wall.values)
def test_the_child_gets_what_its_provider_gets(nordlicht, kleinbach, cast, below, wall):
    show(cast.karl, wall)

    assert kleinbach.get("/settings/wall/view").json() == nordlicht.get(below).json()


def test_pages_follow_each_other(nordlicht, cast, below):
    for number in range(4):
        customer(cast.karl, f"Shop {number}")
    show(cast.karl, "names")

    first = nordlicht.get(below, size=3).json()
    second = nordlicht.get(first["next"].removeprefix("/api/v1")).json()

    names = [row["name"] for shown in (first, second) for row in shown["items"]]
    assert names == ["Bakery Brandt", "Shop 0", "Shop 1", "Shop 2", "Shop 3"]
    assert second["next"] is None
    assert nordlicht.get(second["previous"].removeprefix("/api/v1")).json()["items"] == first["items"]


@pytest.mark.parametrize(
    "query", [{"kind": "operator"}, {"size": 0}, {"since": "9999-12-31"}, {"since": "soon"}, {"since": "2026-11-02"}]
)
def test_what_cannot_be_asked_is_refused(nordlicht, below, query):
    assert nordlicht.get(below, **query).status_code == 422


def test_the_level_is_read_and_set(kleinbach, reading, cast):
    assert reading.get("/settings/wall").json() == {"wall": "counts", "changed_at": None, "changed_by": None}
    assert reading.send("PUT", "/settings/wall", {"wall": "names"}).status_code == 403
    assert kleinbach.send("PUT", "/settings/wall", {"wall": "all"}).status_code == 422
    assert kleinbach.get("/settings/wall").json()["wall"] == "counts"

    changed = kleinbach.send("PUT", "/settings/wall", {"wall": "masked"}, key="once")

    assert changed.json()["wall"] == "masked"
    assert changed.json()["changed_by"] == "kleinbach owner (API)"
    assert kleinbach.send("PUT", "/settings/wall", {"wall": "masked"}, key="once").json() == changed.json()


def test_the_operator_has_no_level(cast, db):
    operator = program(cast.olga, "operator")

    assert operator.get("/settings/wall").json()["wall"] is None
    assert operator.send("PUT", "/settings/wall", {"wall": "names"}).json()["code"] == "no_provider"
    assert operator.get("/settings/wall/view").status_code == 404


def everything(cast, by, api: Program, reference) -> str:
    """All that the staff and the programs of a reseller are told by what could tell of accounts below its child."""
    portal = api.portal
    owner = Client(HTTP_HOST=f"{portal}.localhost")
    email = {"nordlicht": "nora@nordlicht.example", "operator": "olga@handsel.example"}[portal]
    owner.post("/console/log-in/", {"email": email, "password": PASSWORD})
    child = number_of(cast.kleinbach if portal == "nordlicht" else cast.nordlicht, by)
    record = f"/console/accounts/{child}"
    pages = (
        *(f"{record}/{part}" for part in ("", "below/", "timeline/", "mails/", "orders/", "subscriptions/", "funds/")),
        f"{record}/below/?kind=reseller", f"{record}/below/?q={CANARY}", f"{record}/below/{reference}/",
        "/console/resellers/", f"/console/resellers/?q={CANARY}", "/console/", "/console/mailbox/",
        "/console/reports/new-customers/?whose=below&period=this-year", f"/console/palette/?q={CANARY}",
        f"{record}/archive/", f"{record}/delete/", "/console/orders/",
    )  # fmt: skip
    told = [owner.get(path).content.decode() for path in pages]
    calls = (
        f"/resellers/{child}/below", f"/resellers/{child}/below/{reference}", f"/accounts/{child}/timeline",
        "/resellers", "/messages", "/reports/new-customers", "/orders", "/subscriptions", f"/accounts/{child}",
    )  # fmt: skip
    told += [api.get(path).content.decode() for path in calls]
    told.append(api.get(f"/resellers/{child}/below", q=CANARY).content.decode())
    excel = b"".join(owner.get("/console/resellers/excel/").streaming_content)
    told.append(str(CalamineWorkbook.from_filelike(io.BytesIO(excel)).get_sheet_by_index(0).to_python()))
    return "\n".join(told).replace(f"q={CANARY}", "").replace(f'value="{CANARY}"', "").replace(f"“{CANARY}”", "")


@pytest.mark.covers("OPS-3")
@pytest.mark.parametrize("wall", Wall.values)
def test_a_name_below_passes_no_face_unless_names_show(nordlicht, cast, wall):
    customer(cast.karl, CANARY, contact_name="Kanari Contact", city="Kanaria")
    show(cast.karl, "names")
    (row,) = (found for found in page(cast.nora, cast.kleinbach).rows if found.name == CANARY)
    show(cast.karl, wall)

    told = everything(cast, cast.nora, nordlicht, row.reference)

    for word in (CANARY, "Kanari Contact", "Kanaria"):
        assert (word in told) == (wall == "names"), word
    assert (row.reference in told) == (wall in {"names", "masked"})


@pytest.mark.covers("OPS-3")
def test_nothing_passes_two_walls_of_which_one_is_closed(cast, db):
    canary, operator = customer(cast.karl, CANARY), program(cast.olga, "operator")
    show(cast.karl, "names")
    for wall in ("nothing", "counts", "masked"):
        show(cast.nora, wall)
        assert CANARY not in everything(cast, cast.olga, operator, canary.reference), wall
    show(cast.nora, "names")
    (kleinbach,) = page(cast.olga, cast.nordlicht, "reseller").rows
    assert CANARY in everything(cast, cast.olga, operator, kleinbach.reference)


def test_a_storefront_session_and_a_sibling_see_none_of_it(suedwind, cast, below):
    show(cast.karl, "names")
    berta = Client(HTTP_HOST="kleinbach.localhost")
    berta.post("/log-in/", {"email": "berta@bakery.example", "password": PASSWORD})
    assert berta.get("/orders/").status_code == 200

    for path in ("/console/settings/wall/", "/console/settings/wall/view/", "/console/accounts/1001/below/"):
        assert berta.get(path).status_code == 302
    assert suedwind.get(below).status_code == 404
    assert suedwind.get(f"{below}/000000000000").content == suedwind.get(below).content
