"""What the bulk bar of a list sends: the action, and to whom (ACC-8 to ACC-11).

The bar is a form that is sent to `console:bulk`, with these fields:

    action     one of handsel.bulk.actions, or export
    list       customers or resellers; left out: both
    numbers    the number of an account, once for each that is chosen on the page; or
    all        1 for all that match the search, whose parameters (q, country.is …) are sent beside it as they stand in
               the address; then
    excluded   the number of an account that is not meant, once for each
    count      how many the person saw

The dialog sends the same back with `confirmed`, and what the action needs.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import Self

from django.http import QueryDict
from django.utils.translation import ngettext

from handsel.accounts.models import Kind
from handsel.accounts.tag_words import suggested_tags
from handsel.accounts.tags import tags_of
from handsel.bulk.audience import Audience, read_search
from handsel.bulk.starting import NobodySelected
from handsel.bulk.wanted import Params
from handsel.catalog.alterations import ListAssigned
from handsel.console.bulk_words import WORDS, ActionWords
from handsel.console.desk import Desk
from handsel.console.forms.bulk import FORMS, BulkForm
from handsel.kernel.clock import now
from handsel.reports.lists import ListWanted
from handsel.segments.search import Search
from handsel.web.searches import asked_search
from handsel.web.templatetags.design import number

KINDS = {"customers": Kind.CUSTOMER, "resellers": Kind.RESELLER}
LONGEST_NUMBER = 9
MOST_REHEARSED = 5_000


@dataclass(frozen=True)
class Asked:
    """An action on some accounts, as the bar and then the dialog send it."""

    action: str
    audience: Audience
    posted: QueryDict
    desk: Desk

    @classmethod
    def of(cls, posted: QueryDict, desk: Desk) -> Self:
        """Read what was sent; a number that is none stands for nobody. Raises Unread."""
        kind = KINDS.get(posted.get("list", ""))
        count = _number(posted.get("count", "")) if posted.get("count") else None
        if posted.get("all") == "1":
            search = read_search(asked_search(_search_params(posted), desk.actor, kind or Kind.CUSTOMER))
            audience = Audience(search=search, but=_numbers(posted, "excluded"), kind=kind, count=count)
        else:
            audience = Audience(numbers=_numbers(posted, "numbers"), kind=kind, count=count)
        return cls(posted.get("action", ""), audience, posted, desk)

    @property
    def words(self) -> ActionWords:
        return WORDS[self.action]

    @cached_property
    def count(self) -> int:
        """How many there are now. Raises UnknownAccounts when a number is nobody's."""
        return self.audience.within(self.desk.accounts, self.desk.actor, now()).count()

    @property
    def is_other_count(self) -> bool:
        """Whether there are more or fewer than the person saw in the list."""
        return self.audience.count not in {None, self.count}

    @property
    def who(self) -> str:
        """How many of what, in words: “37 customers”."""
        counted = number(self.count)
        match self.audience.kind:
            case Kind.CUSTOMER:
                return ngettext("%s customer", "%s customers", self.count) % counted
            case Kind.RESELLER:
                return ngettext("%s sub-reseller", "%s sub-resellers", self.count) % counted
        return ngettext("%s account", "%s accounts", self.count) % counted

    @property
    def will(self) -> str:
        return str(self.words.will) % {"who": self.who}

    @property
    def is_rehearsed(self) -> bool:
        """Whether it changes prices below, and is of no more accounts than can be tried while somebody waits."""
        return self.action == "price_list" and self.count <= MOST_REHEARSED

    def alteration(self, params: Params) -> ListAssigned:
        """Return what it would do to the prices of these accounts."""
        accounts = self.audience.within(self.desk.accounts, self.desk.actor, now())
        return ListAssigned(list(accounts.values_list("pk", flat=True)), params["price_list"])

    def as_list(self) -> ListWanted:
        """Return the accounts as a list to export, with the columns that the person sees. Raises UnknownAccounts."""
        kind = self.audience.kind or Kind.CUSTOMER
        search, columns = self.audience.search or Search(), self.desk.layouts.get(self.posted.get("list", ""), ())
        if not self.count:
            raise NobodySelected("There is no account to export.")
        return ListWanted.of(kind, search, columns, numbers=self.audience.numbers, but=self.audience.but)

    def form(self) -> BulkForm:
        """Return the form of the action, filled in once it is confirmed."""
        data = self.posted if "confirmed" in self.posted else None
        return FORMS[self.action](data, self.desk, self._tags())

    def hidden(self) -> Iterator[tuple[str, str]]:
        """Yield what the dialog sends back to ask for the same, with the count that it shows."""
        for name in ("action", "list", "all"):
            if value := self.posted.get(name):
                yield name, str(value)
        listed = {"numbers": self.audience.numbers, "excluded": self.audience.but}
        for name, numbers in listed.items():
            yield from ((name, str(each)) for each in numbers)
        if self.audience.search is not None:
            yield from self.audience.search.to_params()
        yield "count", str(self.count)

    def _tags(self) -> Iterable[str]:
        if self.action == "untag" and self.audience.search is None:
            accounts = self.desk.accounts.filter(number__in=self.audience.numbers).values_list("pk", flat=True)
            return sorted({tag for tags in tags_of(self.desk.seller_id, accounts).values() for tag in tags})
        return suggested_tags(self.desk.seller_id) if self.action in {"tag", "untag"} else ()


def _search_params(posted: QueryDict) -> QueryDict:
    params = QueryDict(mutable=True)
    for name, values in posted.lists():
        if name in {"q", "sort", "segment"} or "." in name:
            params.setlist(name, values)
    return params


def _numbers(posted: QueryDict, name: str) -> tuple[int, ...]:
    return tuple(dict.fromkeys(map(_number, posted.getlist(name))))


def _number(text: str) -> int:
    return int(text) if text.isascii() and text.isdigit() and len(text) <= LONGEST_NUMBER else 0
