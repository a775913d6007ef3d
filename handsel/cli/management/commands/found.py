"""`handsel found`: make the operator, its portal and its owner in an empty installation (OPS-1, ACC-1)."""

from argparse import ArgumentParser
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.db import IntegrityError, transaction

from handsel.accounts.details import AccountDetails
from handsel.accounts.portals import Owner, PortalDetails
from handsel.accounts.tree import found_operator
from handsel.identity.actor import system
from handsel.identity.links import issue_link
from handsel.identity.models import OneTimeLink, User
from handsel.jobs.worker import run_once
from handsel.kernel import clock
from handsel.kernel.isolation import scoped
from handsel.kernel.refusal import Invalid


class Command(BaseCommand):
    """Found the installation and print the link with which its owner chooses a password; it works once."""

    help = "Make the operator, its portal and its owner in an empty installation."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("company", help="name of the operator's company")
        parser.add_argument("--portal", required=True, help="name of its portal, such as acme")
        parser.add_argument("--first-name", required=True)
        parser.add_argument("--last-name", required=True)
        parser.add_argument("--email", required=True, help="of the owner")

    def handle(self, *args: Any, **options: Any) -> None:
        owner = Owner(options["first_name"], options["last_name"], options["email"].strip().lower())
        company = AccountDetails(company_name=options["company"], email=owner.email)
        portal = PortalDetails(options["portal"], options["company"], email=owner.email, is_listed=True)
        try:
            operator_id = found_operator(details=company, portal=portal, owner=owner, at=clock.now())
        except Invalid as refusal:
            raise CommandError(" ".join(refusal.fields.values())) from None
        except IntegrityError:
            raise CommandError("There is an operator already; it can be founded only once.") from None
        host = f"{portal.name}.{settings.HANDSEL_DOMAIN}{settings.HANDSEL_PUBLIC_PORT}"
        link = f"{settings.HANDSEL_SCHEME}://{host}/activate/{_link(operator_id)}/"
        self.stdout.write(f"{options['company']} is founded. Choose a password here; the link works once:\n{link}")


def _link(operator_id: int) -> str:
    # The invitation is written first: a link that is made later ends the ones before it.
    run_once(at=clock.now())
    with transaction.atomic(), scoped(system(operator_id).scope):
        owner = User.objects.get(seats__role="owner")
        return issue_link(user=owner, purpose=OneTimeLink.Purpose.ACTIVATION, at=clock.now())
