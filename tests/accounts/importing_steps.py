"""An import as the console goes through it: upload, check, run, undo; the worker in between."""

from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import transaction

from handsel.accounts.import_models import Import, ImportedRow
from handsel.accounts.importing.checking import start_check
from handsel.accounts.importing.running import start_run
from handsel.accounts.importing.undoing import start_undo
from handsel.accounts.importing.uploads import receive_import
from handsel.accounts.importing.work import IMPORT_KINDS
from handsel.accounts.models import Account, Kind
from handsel.kernel.isolation import scoped
from handsel.tasks.running import run_next
from tests.cast import NOON

FILE = """Customer ID,Company,First name,Last name,Email,City,Country
1,Café Élan,Ann,Lee,ann@elan.example,Köln,Germany
2,Inn,Bo,Ray,bo@inn.example,Wien,AT
3,,Cy,Fox,cy@fox.example,,
4,Inn,Bo,Ray,bo@inn.example,Wien,AT
5,Bad,Di,Ash,nonsense,,
"""
KINDS = {kind.name: kind for kind in IMPORT_KINDS}


def work(at=NOON):
    """Do all long work that waits."""
    while run_next(KINDS, at=at):
        pass


def upload(by, content=FILE, *, kind=Kind.CUSTOMER, name="customers.csv", at=NOON):
    content = content.encode() if isinstance(content, str) else content
    return receive_import(file=SimpleUploadedFile(name, content), file_name=name, kind=kind, by=by, at=at)


def checked(by, content=FILE, *, choices=None, without_email=False, **how):
    found = upload(by, content, **how)
    start_check(import_id=found.pk, choices=choices or found.choices, without_email=without_email, by=by, at=NOON)
    work()
    return look(by, found)


def carried_out(by, content=FILE, **how):
    found = checked(by, content, **how)
    start_run(import_id=found.pk, by=by, at=NOON)
    work()
    return look(by, found)


def undo(by, found):
    start_undo(import_id=found.pk, by=by, at=NOON)
    work()
    return look(by, found)


def look(by, found):
    (again,) = seen_by(by, lambda: Import.objects.filter(pk=found.pk))
    return again


def rows(by, found):
    return seen_by(by, lambda: ImportedRow.objects.filter(source=found).order_by("line"))


def seen_by(actor, query):
    with transaction.atomic(), scoped(actor.scope):
        return list(query())


def imported(actor):
    """Return the accounts of `actor` that have a number from elsewhere and are not in the bin."""
    accounts = Account.objects.sold_to_by(actor.seller_id).filter(deleted_at__isnull=True)
    return seen_by(actor, lambda: accounts.exclude(external_number="").order_by("external_number"))
