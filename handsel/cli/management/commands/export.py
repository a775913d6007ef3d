"""`handsel export customers|resellers --seller PORTAL --output FILE`: a list of accounts as an Excel file (ACC-13)."""

from argparse import ArgumentParser
from pathlib import Path
from tempfile import NamedTemporaryFile
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from handsel.accounts.models import Kind
from handsel.identity.actor import Actor, system
from handsel.kernel import clock
from handsel.kernel.database import call_scalar
from handsel.reports.lists import ListWanted, write_list
from handsel.segments.columns import COLUMNS
from handsel.segments.search import Search
from handsel.timeline.origin import Origin, Way

KINDS = {"customers": Kind.CUSTOMER, "resellers": Kind.RESELLER}
COULD_NOT_START = 2
ROWS_PER_LINE = 100_000


class Command(BaseCommand):
    """Write a list as its screen shows it; the exit code is 0, or 2 when nothing was written."""

    help = "Write the customers or resellers of a seller into an Excel file."
    requires_system_checks = ()

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("what", choices=KINDS)
        parser.add_argument("--seller", required=True, metavar="PORTAL", help="the portal's name of who sells to them")
        parser.add_argument("--output", required=True, type=Path, metavar="FILE", help="the .xlsx file to write")
        parser.add_argument(
            "--filter",
            action="append",
            default=[],
            metavar="FIELD.OPERATOR=VALUE",
            help="like country.is=DE, as in the address of the list; several narrow it further",
        )
        parser.add_argument("--search", default="", metavar="TEXT", help="words that must stand in them")
        parser.add_argument("--sort", default="", metavar="COLUMN", help="what to sort by, like -joined")
        parser.add_argument("--columns", default="", metavar="NAMES", help=f"some of {','.join(COLUMNS)}")

    def handle(self, *args: Any, **options: Any) -> None:
        by, wanted = _seller(options["seller"]), _wanted(options)
        output: Path = options["output"]
        try:
            # Beside it first, so that nobody ever finds half a file.
            with NamedTemporaryFile(dir=output.parent, prefix=".export-", delete=False) as half:
                rows = self._written(half, wanted, by)
            Path(half.name).replace(output)
            wanted.export.note(rows, by=by, at=clock.now())
        except OSError as fault:
            reason = f"{output} cannot be written: {fault.strerror}."
            raise CommandError(reason, returncode=COULD_NOT_START) from None
        self.stdout.write(f"{rows:,} {'row' if rows == 1 else 'rows'} written to {output}.")

    def _written(self, half: Any, wanted: ListWanted, by: Actor) -> int:
        try:
            return write_list(half, wanted, by=by, at=clock.now(), told=self._told)
        except BaseException:
            Path(half.name).unlink()
            raise

    def _told(self, done: int, total: int) -> None:
        if done % ROWS_PER_LINE == 0:
            self.stderr.write(f"{done:,} of {total:,} rows")


def _wanted(options: dict[str, Any]) -> ListWanted:
    params: dict[str, list[str]] = {"q": [options["search"]], "sort": [options["sort"]]}
    for text in options["filter"]:
        name, equals, value = text.partition("=")
        if not equals or "." not in name:
            raise CommandError(f"{text!r} is no filter; write one like country.is=DE.", returncode=COULD_NOT_START)
        params.setdefault(name, []).append(value)
    parsed = Search.from_params(params)
    columns = [name for name in options["columns"].split(",") if name]
    unknown = [f"There is no column {name!r}." for name in columns if name not in COLUMNS]
    if parsed.problems or unknown:
        raise CommandError(" ".join([*parsed.problems, *unknown]), returncode=COULD_NOT_START)
    return ListWanted.of(KINDS[options["what"]], parsed.search, columns)


def _seller(portal: str) -> Actor:
    seller_id = call_scalar("accounts_portal_seller", portal.lower())
    if seller_id is None:
        raise CommandError(f"No portal is called {portal!r}.", returncode=COULD_NOT_START)
    return system(seller_id).coming_from(Origin(Way.COMMAND))
