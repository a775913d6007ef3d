"""`handsel import customers|resellers FILE --into PORTAL`: take over the accounts of another system (ACC-22)."""
# ruff: noqa: N999 - Django calls a command what its module is called

from argparse import ArgumentParser
from collections.abc import Iterator
from contextlib import AbstractContextManager, ExitStack
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from handsel.accounts.importing.carrying import carry_out_import, preview_import
from handsel.accounts.importing.drafts import MANDATORY
from handsel.accounts.importing.errors import ErrorFile
from handsel.accounts.importing.fates import Decision
from handsel.accounts.importing.opening import Opened, open_import
from handsel.accounts.importing.parser import Given
from handsel.accounts.importing.tally import Tally
from handsel.accounts.importing.unreadable import Unreadable
from handsel.accounts.models import Kind
from handsel.identity.actor import Actor, system
from handsel.kernel import clock
from handsel.kernel.database import call_scalar
from handsel.timeline.origin import Origin, Way

KINDS = {"customers": Kind.CUSTOMER, "resellers": Kind.RESELLER}
DELIMITERS = {"comma": ",", "semicolon": ";", "tab": "\t", "pipe": "|"}
SOME_REFUSED, COULD_NOT_START = 1, 2
ROWS_PER_LINE = 5_000


class Command(BaseCommand):
    """Import accounts; the exit code is 0 when every row was taken, 1 when some were not, 2 when none was tried."""

    help = "Import customers or resellers from a CSV, Excel or ODS file. Running it twice makes no duplicates."
    requires_system_checks = ()

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("what", choices=KINDS)
        parser.add_argument("file", type=Path, help="CSV (also .gz), xlsx, xls or ods")
        parser.add_argument("--into", required=True, metavar="ACCOUNT", help="the portal's name of who sells to them")
        parser.add_argument("--dry-run", action="store_true", help="say what would become of each row; write nothing")
        parser.add_argument("--errors", type=Path, metavar="FILE", help="write what was refused to this CSV file")
        parser.add_argument("--lookup", type=Path, metavar="FILE", help="add columns from here, by the one both have")
        parser.add_argument(
            "--allow-missing",
            action="append",
            default=[],
            metavar="FIELD",
            choices=sorted({*MANDATORY} - {"name"}),
            help="take rows without this field too: email",
        )
        parser.add_argument("--encoding", default="", help="when it was not found out rightly: utf-8, windows-1252 …")
        parser.add_argument("--delimiter", default="", choices=["", *DELIMITERS], help="likewise")
        parser.add_argument("--sheet", default="", help="which sheet of a workbook")
        parser.add_argument("--heading-line", type=int, default=0, metavar="N", help="the line with the columns' names")

    def handle(self, *args: Any, **options: Any) -> None:
        by = _actor(options["into"])
        tally = Tally()
        with ExitStack() as stack:
            try:
                errors = _error_file(options["errors"], stack)
                opened = stack.enter_context(_open(options))
                self._say_how_it_was_understood(opened, options["file"].name)
                for decisions in self._decided(opened, by, options):
                    tally.add(decisions)
                    errors.add(decisions)
                    self._progress(tally, done=False)
            except Unreadable as refusal:
                self._stop(refusal, tally, options)
        self._report(tally, options)

    def _decided(self, opened: Opened, by: Actor, options: dict[str, Any]) -> Iterator[list[Decision]]:
        kind = KINDS[options["what"]]
        if not options["dry_run"]:
            yield from carry_out_import(opened, kind=kind, by=by, at=clock.now(), file_name=options["file"].name)
            return
        for decisions in preview_import(opened, kind=kind, by=by):
            for decision in decisions:
                name = f" ({decision.draft.name})" if decision.draft.name else ""
                self.stdout.write(f"row {decision.draft.line}{name}: {decision}")
            yield decisions

    def _say_how_it_was_understood(self, opened: Opened, file: str) -> None:
        matching = opened.matching
        self.stderr.write(f"{file}: {opened.heading}.")
        self.stderr.write("Taken: " + ", ".join(f"{name} → {field}" for name, field in matching.taken()) + ".")
        if matching.not_taken:
            self.stderr.write(f"Not taken: {', '.join(matching.not_taken)}.")
        for name in matching.refused:
            self.stderr.write(f"Refused: the column {name!r} was not read, because passwords are never imported.")

    def _progress(self, tally: Tally, *, done: bool) -> None:
        """Keep one line up to date on a terminal; a log gets one now and then."""
        if self.stderr.isatty():
            self.stderr.write(f"\r{tally.rows:,} rows", ending="\n" if done else "")
            self.stderr.flush()
        elif done or tally.rows % ROWS_PER_LINE == 0:
            self.stderr.write(f"{tally.rows:,} rows")

    def _stop(self, refusal: Unreadable, tally: Tally, options: dict[str, Any]) -> None:
        if not tally.rows:
            raise CommandError(str(refusal), returncode=COULD_NOT_START) from None
        self._report_counts(tally, options)
        done = "looked at" if options["dry_run"] else "imported"
        raise CommandError(f"{refusal} The {tally.rows:,} rows before were {done}.", returncode=SOME_REFUSED) from None

    def _report(self, tally: Tally, options: dict[str, Any]) -> None:
        self._report_counts(tally, options)
        if tally.refused:
            where = f" {options['errors']} says which and why." if options["errors"] else ""
            refused = "1 row was" if tally.refused == 1 else f"{tally.refused:,} rows were"
            raise CommandError(f"{refused} refused.{where}", returncode=SOME_REFUSED)

    def _report_counts(self, tally: Tally, options: dict[str, Any]) -> None:
        self._progress(tally, done=True)
        if not tally.rows:
            self.stdout.write("The file has no rows below its heading.")
        for sentence in tally.sentences(kind=KINDS[options["what"]], dry_run=options["dry_run"]):
            self.stdout.write(sentence)


def _open(options: dict[str, Any]) -> AbstractContextManager[Opened]:
    given = Given(
        encoding=options["encoding"],
        delimiter=DELIMITERS.get(options["delimiter"], ""),
        sheet=options["sheet"],
        heading_line=options["heading_line"],
    )
    allowed = frozenset(options["allow_missing"])
    return open_import(options["file"], lookup=options["lookup"], allow_missing=allowed, given=given)


def _actor(portal: str) -> Actor:
    seller_id = call_scalar("accounts_portal_seller", portal.lower())
    if seller_id is None:
        raise CommandError(
            f"No portal is called {portal!r}, so there is nobody to import into.", returncode=COULD_NOT_START
        )
    return system(seller_id).coming_from(Origin(Way.COMMAND))


class _NoErrorFile:
    def add(self, decisions: list[Decision]) -> None:
        """Nobody asked for one."""


def _error_file(path: Path | None, stack: ExitStack) -> ErrorFile | _NoErrorFile:
    if path is None:
        return _NoErrorFile()
    try:
        return ErrorFile(stack.enter_context(path.open("w", encoding="utf-8", newline="")))
    except OSError as fault:
        reason = f"The file of errors {path} cannot be written: {fault.strerror}."
        raise CommandError(reason, returncode=COULD_NOT_START) from None
