"""Tags on one account and on many, and the tags themselves (ACC-9)."""

from datetime import timedelta

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext

from handsel.accounts.models import Account
from handsel.accounts.tag_models import Tag
from handsel.accounts.tag_words import (
    TagExists,
    counted_tags,
    delete_tag,
    make_tag,
    merge_tags,
    rename_tag,
    suggested_tags,
)
from handsel.accounts.tags import add_tags, change_tags, remove_tags, tag_account, tags_of, undo_tagging, untag_account
from handsel.kernel.isolation import scoped
from handsel.kernel.operation import operation
from handsel.kernel.refusal import Conflict, Forbidden, Invalid
from handsel.timeline.models import Event
from tests.accounts.crowds import customers
from tests.cast import NOON

pytestmark = [pytest.mark.django_db, pytest.mark.covers("ACC-9")]

LATER = NOON + timedelta(hours=1)


def on(cast, account=None):
    with transaction.atomic(), scoped(cast.karl.scope):
        return tags_of(cast.kleinbach, [account or cast.bakery]).get(account or cast.bakery, [])


def counts(cast):
    with transaction.atomic(), scoped(cast.karl.scope):
        return {tag.name: tag.count for tag in counted_tags(cast.kleinbach)}


def tag(cast, *names, account=None):
    return tag_account(account_id=account or cast.bakery, names=names, by=cast.karl, at=NOON)


def id_of(cast, name):
    with transaction.atomic(), scoped(cast.karl.scope):
        return Tag.objects.get(name=name).pk


@operation
def run(*, step, ids, details, by, at):
    """Run a step for many. Raises nothing of its own."""
    return step(ids, by=by, at=at, **details)


def many(*, step, ids, by, at, **details):
    return run(step=step, ids=ids, details=details, by=by, at=at)


def test_names_are_trimmed_and_compared_without_case(cast):
    tag(cast, "  Priority   customer ", "VIP", "vip")
    with pytest.raises(Conflict, match="has this tag already"):
        tag(cast, "PRIORITY CUSTOMER")
    tag(cast, "priority customer", "Straße")

    assert on(cast) == ["Priority customer", "Straße", "VIP"]
    with pytest.raises(Conflict, match="has this tag already"):
        tag(cast, "STRASSE")
    untag_account(account_id=cast.bakery, names=["strasse", "Vip"], by=cast.karl, at=NOON)
    assert on(cast) == ["Priority customer"]
    with pytest.raises(Conflict, match="does not have this tag"):
        untag_account(account_id=cast.bakery, names=["VIP"], by=cast.karl, at=NOON)


@pytest.mark.parametrize(
    ("names", "said"),
    [
        ([], "Enter a tag"),
        (["  "], "Enter a tag"),
        (["x" * 51], "at most 50 characters"),
        (["a,b"], "no comma"),
        (["a\x00b"], "Enter a tag"),
        ([f"t{n}" for n in range(21)], "at most 20 tags"),
    ],
)
def test_a_name_that_is_none_is_refused_in_words(cast, names, said):
    with pytest.raises(Invalid) as refused:
        tag(cast, *names)
    assert said in refused.value.fields["names"]


def test_fifty_letters_are_a_tag_in_any_script(cast):
    tag(cast, "ﬃ" * 50, "ΐ" * 50)
    assert len(on(cast)) == 2


def test_many_are_tagged_at_once_and_each_tells_what_it_gained(cast):
    first, second, third = ids = customers(cast, 3)
    tag(cast, "One", account=first)
    tag(cast, "One", "Two", account=third)

    fates = many(step=add_tags, ids=ids, names=["one", "Two"], by=cast.karl, at=LATER)

    assert fates.done == (first, second)
    assert fates.skipped == {third: "Crowd 2 has these tags already."}
    with transaction.atomic(), scoped(cast.karl.scope):
        told = Event.objects.filter(name="account.tagged", at=LATER).order_by("pk")
        assert [(event.account_id, event.data["tags"]) for event in told] == [
            (first, ["Two"]),
            (second, ["One", "Two"]),
        ]

    assert many(step=undo_tagging, ids=ids, changed_at=LATER, by=cast.karl, at=LATER + timedelta(1)).done == (
        first,
        second,
    )
    assert (on(cast, first), on(cast, second), on(cast, third)) == (["One"], [], ["One", "Two"])


def test_many_lose_tags_at_once_and_get_them_back(cast):
    first, second = ids = customers(cast, 2)
    tag(cast, "One", "Two", account=first)

    fates = many(step=remove_tags, ids=ids, names=["One", "Two"], by=cast.karl, at=LATER)

    assert (fates.done, list(fates.skipped)) == ((first,), [second])
    assert many(step=undo_tagging, ids=ids, changed_at=LATER, by=cast.karl, at=LATER + timedelta(1)).done == (first,)
    assert on(cast, first) == ["One", "Two"]


def test_tagging_many_takes_as_many_statements_as_tagging_one(cast):
    counted = []
    for ids in (customers(cast, 1), customers(cast, 6)):
        with CaptureQueriesContext(connection) as taken:
            many(step=add_tags, ids=ids, names=["One", "Two"], by=cast.karl, at=NOON)
        counted.append(len(taken))

    assert counted[0] == counted[1]


def test_tags_are_put_on_and_taken_off_in_one_go(cast):
    tag(cast, "Old", "Kept")

    def change(add, remove):
        change_tags(account_id=cast.bakery, add=add, remove=remove, by=cast.karl, at=NOON)
        return on(cast)

    assert change(["kept", "New"], ["OLD", "Never there"]) == ["Kept", "New"]
    assert change(["New"], ["new"]) == ["Kept", "New"]
    assert change([], []) == ["Kept", "New"]
    assert change([], ["Kept", "New"]) == []
    with pytest.raises(Account.DoesNotExist):
        change_tags(account_id=cast.bakery, add=[], remove=[], by=cast.nora, at=NOON)


def test_a_tag_is_renamed_on_all_that_have_it(cast):
    tag(cast, "VIP", "Priority")
    with pytest.raises(TagExists, match="merge the two"):
        rename_tag(tag_id=id_of(cast, "VIP"), name="PRIORITY", by=cast.karl, at=NOON)

    rename_tag(tag_id=id_of(cast, "VIP"), name="Vip!", by=cast.karl, at=NOON)
    rename_tag(tag_id=id_of(cast, "Priority"), name="priority", by=cast.karl, at=NOON)

    assert on(cast) == ["priority", "Vip!"]


def test_a_tag_is_merged_into_another_without_doubles(cast):
    (other,) = customers(cast, 1)
    tag(cast, "VIP", "Priority")
    tag(cast, "VIP", account=other)

    merge_tags(tag_id=id_of(cast, "VIP"), into_id=id_of(cast, "Priority"), by=cast.karl, at=NOON)

    assert (on(cast), on(cast, other)) == (["Priority"], ["Priority"])
    assert counts(cast) == {"Priority": 2}
    with pytest.raises(Invalid):
        merge_tags(tag_id=id_of(cast, "Priority"), into_id=id_of(cast, "Priority"), by=cast.karl, at=NOON)


def test_a_tag_is_made_suggested_counted_and_deleted(cast):
    make_tag(name="Later", by=cast.karl, at=NOON)
    tag(cast, "VIP")
    with pytest.raises(TagExists):
        make_tag(name="vip", by=cast.karl, at=NOON)

    assert counts(cast) == {"Later": 0, "VIP": 1}
    with transaction.atomic(), scoped(cast.karl.scope):
        assert suggested_tags(cast.kleinbach) == ["Later", "VIP"]
    delete_tag(tag_id=id_of(cast, "VIP"), by=cast.karl, at=NOON)
    assert on(cast) == []
    assert counts(cast) == {"Later": 0}


@pytest.mark.covers("OPS-3")
def test_tags_are_each_sellers_own_and_its_deciders(cast):
    tag(cast, "VIP")
    vip = id_of(cast, "VIP")

    for by, refusal in ((cast.ruth, Forbidden), (cast.berta, Forbidden)):
        for change in (
            lambda by=by: tag_account(account_id=cast.bakery, names=["x"], by=by, at=NOON),
            lambda by=by: untag_account(account_id=cast.bakery, names=["VIP"], by=by, at=NOON),
            lambda by=by: change_tags(account_id=cast.bakery, add=["x"], remove=[], by=by, at=NOON),
            lambda by=by: make_tag(name="x", by=by, at=NOON),
            lambda by=by: rename_tag(tag_id=vip, name="x", by=by, at=NOON),
            lambda by=by: delete_tag(tag_id=vip, by=by, at=NOON),
            lambda by=by: merge_tags(tag_id=vip, into_id=vip + 1, by=by, at=NOON),
        ):
            with pytest.raises(refusal):
                change()
    for change in (rename_tag, delete_tag):
        with pytest.raises(Tag.DoesNotExist):
            change(tag_id=vip, by=cast.nora, at=NOON, **({"name": "x"} if change is rename_tag else {}))
    with pytest.raises(Account.DoesNotExist):
        tag_account(account_id=cast.bakery, names=["x"], by=cast.nora, at=NOON)
