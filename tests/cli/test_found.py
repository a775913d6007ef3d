"""`handsel found` makes an empty installation usable (OPS-1, ACC-1)."""

import pytest
from django.core.management import CommandError, call_command

ARGUMENTS = ("Acme", "--portal=acme", "--first-name=Ada", "--last-name=Acme", "--email=Ada@Acme.example")


@pytest.mark.django_db
@pytest.mark.covers("ACC-1")
def test_an_installation_is_founded_once():
    with pytest.raises(CommandError, match="founded only once"):
        call_command("found", *ARGUMENTS)


@pytest.mark.django_db
def test_wrong_input_is_told_in_words():
    with pytest.raises(CommandError, match="Enter a full e-mail address"):
        call_command("found", *ARGUMENTS[:4], "--email=nobody")
