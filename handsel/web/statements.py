"""A statement as the pages of both faces show it, and as the file that is taken along (FUN-2)."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from urllib.parse import urlencode
from zoneinfo import ZoneInfo

from django.http import HttpResponse

from handsel.identity.actor import Actor
from handsel.kernel.clock import now
from handsel.ledger.documents import Adjustment
from handsel.ledger.models import Entry, Receipt, Wallet
from handsel.ledger.statements import Balances, EntryPage, StatementSearch, balances, statement_page
from handsel.ledger.tellings import DOCUMENTS, against, document, number_of, paper_of, said
from handsel.reports.lists import XLSX
from handsel.reports.statement_files import StatementWanted, statement_pdf, statement_workbook, tell_of_export
from handsel.web.templatetags.dates import day_text
from handsel.web.templatetags.money import money_text

ENDINGS = ("xlsx", "pdf")


@dataclass(frozen=True)
class SeenEntry:
    """One entry with its words."""

    entry: Entry

    @property
    def document(self) -> str:
        return document(self.entry)

    @property
    def number(self) -> str:
        return number_of(self.entry)

    @property
    def paper(self) -> Receipt | Adjustment | None:
        """The document, where there is one to print; of a reversal, what it took back."""
        return paper_of(self.entry.transfer.reverses or self.entry.transfer)

    @property
    def said(self) -> str:
        return said(self.entry)

    @property
    def against(self) -> str:
        return against(self.entry)


@dataclass(frozen=True)
class SeenStatement:
    """Entries of a wallet as a page: narrowed by `search`, with the balances around its period."""

    search: StatementSearch
    page: EntryPage
    balances: Balances

    @property
    def rows(self) -> Iterator[SeenEntry]:
        for entry in self.page.rows:
            yield SeenEntry(entry)

    @property
    def kinds(self) -> Iterator[tuple[str, str, bool]]:
        """Yield the kinds of documents: as an address has them, in words, and which is chosen."""
        for value, label in DOCUMENTS.items():
            yield value, str(label), value == self.search.kind

    @property
    def query(self) -> str:
        """What is asked for, as an address has it."""
        return urlencode(self.search.to_params())

    @property
    def older(self) -> str:
        return self._page("before", self.page.older)

    @property
    def newer(self) -> str:
        return self._page("after", self.page.newer)

    def _page(self, name: str, pk: int | None) -> str:
        return "?" + urlencode(self.search.to_params() | {name: str(pk)}) if pk else ""


def see_statement(wallet: Wallet, params: Mapping[str, str], zone: ZoneInfo) -> SeenStatement:
    """Return the part of a wallet's statement that `params` ask for; days are those of `zone`."""
    search = StatementSearch.from_params(params)
    page = statement_page(search.of(wallet, zone), params)
    return SeenStatement(search, page, balances(wallet, search, zone))


def statement_file(wanted: StatementWanted, ending: str, by: Actor) -> HttpResponse:
    """Answer with the statement as a workbook or a PDF, and record that staff took it along.

    Raises StatementTooLong.
    """
    if ending == "xlsx":
        answer = HttpResponse(statement_workbook(wanted), content_type=XLSX)
    else:
        pdf = statement_pdf(wanted, write_money=money_text, write_day=day_text)
        answer = HttpResponse(pdf, content_type="application/pdf")
    answer["Content-Disposition"] = f'attachment; filename="{wanted.name(ending)}"'
    if by.buyer_id is None:  # what a customer reads of its own money is nobody's business
        tell_of_export(wanted=wanted, ending=ending, by=by, at=now())
    return answer
