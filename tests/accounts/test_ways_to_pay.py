"""What a seller offers, where money is sent, what its buyers are told: changed once, never inherited (BIL-3)."""

import pytest
from django.db import connection, transaction

from handsel.accounts.details import AccountDetails
from handsel.accounts.how_to_pay import Due, how_to_pay
from handsel.accounts.instructions import filled, tidied_text, unknown_in
from handsel.accounts.models import Account, Edge
from handsel.accounts.paying_changes import (
    BicWrong,
    IbanWrong,
    NothingOffered,
    PlaceholderUnknown,
    change_ways_to_pay,
    still_used,
)
from handsel.accounts.paying_models import WaysToPay
from handsel.accounts.payment import MethodNotOffered, set_payment_method, ways_to_pay
from handsel.accounts.portal_settings import portal_of
from handsel.accounts.references import Reference, read_reference, reference_of
from handsel.accounts.tree import add_customer
from handsel.accounts.versions import ChangedMeanwhile
from handsel.identity.actor import system
from handsel.kernel.isolation import scoped
from handsel.kernel.refusal import Forbidden, Invalid
from handsel.timeline.models import Event
from tests.cast import NOON

IBAN = "DE89 3704 0044 0532 0130 00"
TEXT = "Please send {amount} and name {reference}.\nOrder {order}\nYour number with {company} is {account}."


def change(by, version=0, **changes):
    return change_ways_to_pay(changes=changes, version=version, by=by, at=NOON)


def told(cast, *, by=None, account=None, languages=("en",), due=None):
    with scoped((by or cast.berta).scope):
        account = Account.objects.get(pk=account or cast.bakery)
        return how_to_pay(account, portal_of(cast.kleinbach), languages=languages, due=due)


@pytest.mark.covers("BIL-3")
@pytest.mark.parametrize(("account", "order"), [(1, ""), (1001, ""), (1001, "H7K2M9Q4"), (999_999_999, "22222222")])
def test_a_reference_is_read_back_and_a_slip_of_the_pen_is_noticed(account, order):
    text = reference_of(account, order)

    assert read_reference(text) == Reference(account, order)
    assert read_reference(text.replace(" ", "").lower()) == Reference(account, order)
    assert len(text.replace(" ", "")) <= 25
    wrong = text[:-1] + ("3" if text[-1] != "3" else "4")
    assert read_reference(wrong) is None


@pytest.mark.parametrize("text", ["", "RF", "Bakery", "RF18 5390 0754 7034 X", "RF00 1001", "H7K2M9Q4", "RF١٢"])
def test_what_is_no_reference_of_ours_is_looked_for_as_words(text):
    assert read_reference(text) is None


def test_only_known_names_are_filled_in_and_a_line_without_its_value_is_left_out():
    values = {"reference": "RF1", "amount": "", "company": "{reference} <b>"}

    assert filled("Send {amount}\n{company}: {reference}{", values) == ["{reference} <b>: RF1{"]
    assert unknown_in("{reference} {0.__class__} {} {Amount}") == ["0.__class__", "", "Amount"]
    assert tidied_text(" a \r\n\x00b\u202e\t\n\n") == "a\nb"


@pytest.mark.django_db
class TestChanging:
    pytestmark = pytest.mark.covers("BIL-3")

    def test_whoever_has_changed_nothing_offers_everything_and_tells_nothing(self, cast):
        with scoped(cast.karl.scope):
            assert len(ways_to_pay(cast.kleinbach).to_customers) == 5
        shown = told(cast)
        assert (shown.method, shown.ways) == ("deposit", [])
        assert read_reference(shown.reference).order == ""

    def test_a_change_is_kept_told_in_the_history_and_nobody_else_is_overwritten(self, cast):
        ways = change(cast.karl, iban=IBAN, account_holder=" Kleinbach  IT ", to_customers=["deposit", "cash"])
        assert (ways.version, ways.iban, ways.account_holder) == (1, "DE89370400440532013000", "Kleinbach IT")

        with pytest.raises(ChangedMeanwhile) as late:
            change(cast.karl, bank_name="Other")
        assert late.value.current["iban"] == "DE89370400440532013000"
        assert change(cast.karl, 1, iban=IBAN).version == 1
        with scoped(cast.karl.scope):
            event = Event.objects.get(name="settings.changed")
        assert event.data["changes"]["to_customers"][1] == ["deposit", "cash"]

    def test_instructions_are_changed_one_by_one(self, cast):
        change(cast.karl, instructions={"cash": {"en": "Come by.", "de": "Kommen Sie vorbei."}})
        ways = change(cast.karl, 1, instructions={"cash": {"en": ""}, "cheque": {"en": "Post it."}})

        assert ways.instructions == {"cash": {"de": "Kommen Sie vorbei."}, "cheque": {"en": "Post it."}}

    @pytest.mark.parametrize(
        ("changes", "refusal", "field"),
        [
            ({"iban": "DE88370400440532013000"}, IbanWrong, "iban"),
            ({"iban": "DE89 3704"}, IbanWrong, "iban"),
            ({"iban": "'; DROP TABLE x"}, IbanWrong, "iban"),
            ({"bic": "SPARKASSE"}, BicWrong, "bic"),
            ({"to_customers": []}, NothingOffered, "to_customers"),
            ({"to_resellers": ["card"]}, NothingOffered, "to_resellers"),
            ({"to_customers": ["shells"]}, Invalid, "to_customers"),
            ({"account_holder": "x" * 141}, Invalid, "account_holder"),
            ({"instructions": {"cash": {"en": "{password}"}}}, PlaceholderUnknown, "cash"),
            ({"instructions": {"cash": {"en": "x" * 2001}}}, Invalid, "cash"),
            ({"instructions": {"card": {"en": "x"}}}, Invalid, "instructions"),
            ({"instructions": {"cash": {"tlh": "x"}}}, Invalid, "instructions"),
            ({"logo": "x"}, Invalid, "logo"),
        ],
    )
    def test_what_is_wrong_is_refused_by_its_code_and_leaves_no_trace(self, cast, changes, refusal, field):
        with pytest.raises(refusal) as refused:
            change(cast.karl, **changes)

        assert set(refused.value.fields) == {field}
        with scoped(cast.karl.scope):
            assert not WaysToPay.objects.exists()
            assert not Event.objects.filter(name="settings.changed").exists()

    def test_who_may_only_read_changes_nothing(self, cast):
        with pytest.raises(Forbidden):
            change(cast.ruth, bank_name="Mine")


@pytest.mark.django_db
class TestOffering:
    pytestmark = pytest.mark.covers("BIL-3")

    def test_only_what_is_offered_can_be_chosen_and_who_has_it_keeps_it(self, cast):
        set_payment_method(account_id=cast.bakery, method="cheque", by=cast.karl, at=NOON)
        ways = change(cast.karl, to_customers=["deposit", "cash"])
        with scoped(cast.karl.scope):
            assert still_used(ways) == {"cheque": 1}
            assert Edge.objects.get(buyer_id=cast.bakery).payment_method == "cheque"

        set_payment_method(account_id=cast.bakery, method="cheque", by=cast.karl, at=NOON)
        set_payment_method(account_id=cast.bakery, method="cash", by=cast.karl, at=NOON)
        with pytest.raises(MethodNotOffered) as refused:
            set_payment_method(account_id=cast.bakery, method="cheque", by=cast.karl, at=NOON)
        assert refused.value.code == "method_not_offered"
        assert "Settings › Payment methods" in str(refused.value)

    def test_a_new_customer_begins_with_the_first_on_offer(self, cast):
        change(cast.karl, to_customers=["bank_transfer"])

        mill = add_customer(details=AccountDetails(company_name="Mill", email="m@mill.example"), by=cast.karl, at=NOON)

        with scoped(cast.karl.scope):
            assert Edge.objects.get(buyer=mill).payment_method == "bank_transfer"

    def test_customers_and_sub_resellers_are_offered_different_things(self, cast):
        change(cast.nora, to_resellers=["bank_transfer"], to_customers=["cash"])

        set_payment_method(account_id=cast.kleinbach, method="bank_transfer", by=cast.nora, at=NOON)
        with pytest.raises(MethodNotOffered, match="sub-resellers"):
            set_payment_method(account_id=cast.kleinbach, method="cash", by=cast.nora, at=NOON)


@pytest.mark.django_db
class TestTelling:
    pytestmark = pytest.mark.covers("BIL-3")

    def test_the_buyer_reads_the_words_filled_in_and_where_to_send_money(self, cast):
        change(cast.karl, iban=IBAN, bic="COBADEFF", instructions={"bank_transfer": {"en": TEXT}})

        (way,) = told(cast, due=Due("H7K2M9Q4", "€12.00")).ways

        with scoped(cast.berta.scope):
            number = Account.objects.get(pk=cast.bakery).number
        assert list(way.lines) == [
            f"Please send €12.00 and name {reference_of(number, 'H7K2M9Q4')}.",
            "Order H7K2M9Q4",
            f"Your number with Kleinbach is {number}.",
        ]
        assert (way.iban, way.bank.bic) == (IBAN, "COBADEFF")
        assert [line[:4] for line in told(cast).ways[0].lines] == ["Your"]

    def test_the_language_is_the_readers_then_the_portals_then_any(self, cast):
        change(cast.karl, instructions={"cash": {"de": "Bar", "fr": "Espèces"}})

        assert told(cast, languages=("fr",)).ways[0].lines == ["Espèces"]
        assert told(cast, languages=("ar",)).ways[0].lines == ["Bar"]

    def test_who_pays_offline_reads_of_that_way_only(self, cast):
        change(cast.karl, iban=IBAN, instructions={"cash": {"en": "Come by."}})
        assert [way.method for way in told(cast).ways] == ["bank_transfer", "cash"]

        set_payment_method(account_id=cast.bakery, method="cash", by=cast.karl, at=NOON)

        assert [way.method for way in told(cast).ways] == ["cash"]

    def test_nothing_is_inherited_and_no_tier_reads_anothers_bank(self, cast):
        change(cast.nora, iban=IBAN, instructions={"cash": {"en": "At Nordlicht."}})

        assert told(cast).ways == []
        for by in (cast.karl, cast.berta, system(cast.kleinbach), cast.sven):
            with transaction.atomic(), scoped(by.scope):
                assert not WaysToPay.objects.exists()
        with transaction.atomic(), scoped(cast.nora.scope):
            assert WaysToPay.objects.get().iban
        with connection.cursor() as cursor, scoped(cast.karl.scope):
            cursor.execute("UPDATE accounts_waystopay SET bank_name = 'x'")
            assert cursor.rowcount == 0
